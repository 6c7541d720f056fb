"""The bundled stories, ingested twice, for every test that asks what came of them."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import make_url

from pipeline.archive import Archive
from pipeline.settings import Settings
from pipeline.sources.catalogue import read_catalogue
from pipeline.stages import run as stages
from pipeline.store import schema
from pipeline.store.engine import open_engine
from tests.support.databases import fresh_database
from tests.support.dump import dump

ROOT = Path(__file__).parents[2]


class Ingested(stages.Newsroom):
    """A newsroom with the reports of two runs over the seeds, and a dump of the database between them."""

    first: list[stages.StageReport]
    second: list[stages.StageReport]
    after_first: dict[str, list[str]]


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def room(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, settings: Settings
) -> Iterator[Ingested]:
    """A newsroom after two runs over the seeds; on PostgreSQL the schema is the owner's, and the tasks are writers."""
    folder = tmp_path_factory.mktemp("newsroom")
    with ExitStack() as stack:
        if request.param == "sqlite":
            owner = writer = f"sqlite:///{folder / 'newswire.db'}"
        else:
            url = stack.enter_context(fresh_database(request.getfixturevalue("postgres_url")))
            create_roles(url)
            owner, writer = as_role(url, "newswire_owner"), as_role(url, "newswire_writer")
        migrating = open_engine(owner)
        schema.upgrade(migrating)
        migrating.dispose()
        engine = open_engine(writer)
        stack.callback(engine.dispose)
        room = Ingested(settings, engine, Archive(folder / "archive"))
        catalogue = read_catalogue(ROOT / "seeds" / "sources.toml")
        room.first = list(stages.ingest(room, catalogue, run=stages.RunId("test", "first")))
        room.after_first = dump(engine)
        room.second = list(stages.ingest(room, catalogue, run=stages.RunId("test", "second")))
        yield room


def create_roles(url: str) -> None:
    """Run sql/roles.sql in a database, as the server's superuser."""
    place = make_url(url)
    with psycopg.connect(host=place.query["host"], user=place.username, dbname=place.database) as session:
        session.execute((ROOT / "sql" / "roles.sql").read_bytes())


def as_role(url: str, role: str) -> str:
    """The URL with which a role logs in."""
    return make_url(url).set(username=role).render_as_string(hide_password=False)
