"""Databases for tests, as fixtures: a PostgreSQL server for the session, a fresh database for each test."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import Engine, make_url

from pipeline.store import schema
from pipeline.store.engine import open_engine
from tests.support.postgres import postgres_server

DIALECTS = ["sqlite", "postgresql"]


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The maintenance database of a server that lives as long as the session."""
    with postgres_server() as url:
        yield url


@contextmanager
def fresh_database(server_url: str, template: str = "template1") -> Iterator[str]:
    """Yield the URL of a new database on the server, copied from `template`; it is dropped afterwards."""
    server = make_url(server_url)
    name = f"test_{uuid4().hex}"
    with psycopg.connect(host=server.query["host"], user=server.username, dbname=server.database) as session:
        session.autocommit = True
        session.execute(f'CREATE DATABASE {name} TEMPLATE "{template}"')
        try:
            yield server.set(database=name).render_as_string(hide_password=False)
        finally:
            session.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=DIALECTS)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database that only this test uses, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'newswire.db'}"
        return
    with fresh_database(request.getfixturevalue("postgres_url")) as url:
        yield url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The URL of a database with today's schema and nothing in it: copy it, leave it as it is."""
    return _migrate(f"sqlite:///{tmp_path_factory.mktemp('template') / 'newswire.db'}")


@pytest.fixture(scope="session")
def migrated_postgresql(postgres_url: str) -> Iterator[str]:
    """As `migrated_sqlite`, on PostgreSQL."""
    with fresh_database(postgres_url) as url:
        yield _migrate(url)


def _migrate(url: str) -> str:
    engine = open_engine(url)
    schema.upgrade(engine)
    engine.dispose()
    return url


@contextmanager
def copied(template: str, folder: Path) -> Iterator[str]:
    """Yield the URL of a copy of a database; of an SQLite file it is put into the folder."""
    place = make_url(template)
    if place.get_backend_name() == "sqlite":
        copy = shutil.copy(str(place.database), folder / "newswire.db")
        yield f"sqlite:///{copy}"
        return
    with fresh_database(template, str(place.database)) as url:
        yield url


@pytest.fixture(params=DIALECTS)
def engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A migrated database that only this test uses, once on SQLite and once on PostgreSQL."""
    with copied(request.getfixturevalue(f"migrated_{request.param}"), tmp_path) as url:
        engine = open_engine(url)
        yield engine
        engine.dispose()
