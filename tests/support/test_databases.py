"""The databases that the rest of the suite stands on."""

from contextlib import closing

import pytest
from sqlalchemy import create_engine, make_url, text

from tests.support import postgres


def test_each_test_has_an_empty_database_of_its_own(database_url):
    engine = create_engine(database_url)
    with closing(engine.connect()) as connection:
        connection.execute(text("CREATE TABLE story (guid text)"))
        assert connection.execute(text("SELECT count(*) FROM story")).scalar_one() == 0
    engine.dispose()


def test_the_bundled_server_serves_where_none_is_installed(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(postgres, "_installed_programs", lambda: None)
    with postgres.postgres_server() as url:
        engine = create_engine(make_url(url))
        with closing(engine.connect()) as connection:
            assert connection.execute(text("SHOW server_version_num")).scalar_one() >= "150000"
        engine.dispose()
