"""Databases for tests, as fixtures: a PostgreSQL server for the session, a fresh database for each test."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url

from tests.support.postgres import postgres_server


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


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of an empty database that only this test uses, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'newswire.db'}"
        return
    with fresh_database(request.getfixturevalue("postgres_url")) as url:
        yield url
