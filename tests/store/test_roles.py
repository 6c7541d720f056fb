"""The roles of sql/roles.sql on PostgreSQL: each logs in and can do its work, and nothing else.

That the whole pipeline works as the writer is shown by every test of the fixture `room`, which ingests as that role.
"""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors
from sqlalchemy import make_url

from pipeline.store import schema
from pipeline.store.dictionary import contract
from pipeline.store.engine import open_engine
from tests.support.databases import fresh_database
from tests.support.newsroom import ROOT, as_role, create_roles

ROLES = ("newswire_owner", "newswire_writer", "newswire_reader")


@pytest.fixture(scope="module")
def url(postgres_url: str) -> Iterator[str]:
    """A database with roles, migrated by its owner; the URL is the superuser's."""
    with fresh_database(postgres_url) as url:
        create_roles(url)
        upgrade(as_role(url, "newswire_owner"))
        yield url


def upgrade(url: str) -> None:
    engine = open_engine(url)
    schema.upgrade(engine)
    engine.dispose()


def session(url: str, role: str = "postgres") -> psycopg.Connection:
    place = make_url(as_role(url, role))
    return psycopg.connect(host=place.query["host"], user=place.username, dbname=place.database, autocommit=True)


def forbidden(url: str, role: str, statement: str) -> None:
    with session(url, role) as connection, pytest.raises((errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction)):
        connection.execute(statement)


def test_no_role_has_a_password_or_power_over_the_server(url):
    with session(url) as connection:
        found = connection.execute(
            "SELECT rolname FROM pg_authid WHERE rolname = ANY(%s) AND rolcanlogin AND rolpassword IS NULL "
            "AND NOT (rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls)",
            [list(ROLES)],
        ).fetchall()
    assert {name for (name,) in found} == set(ROLES)
    assert "PASSWORD '" not in (ROOT / "sql" / "roles.sql").read_text(encoding="utf-8").upper()


def test_readers_see_the_contract_also_after_the_views_were_made_anew(url):
    create_roles(url)
    upgrade(as_role(url, "newswire_owner"))
    with session(url, "newswire_reader") as connection:
        for view in contract():
            connection.execute(f"SELECT * FROM {view}")
        (timezone,) = connection.execute("SHOW timezone").fetchone()
    assert timezone == "UTC"


def test_readers_see_nothing_else(url):
    with session(url) as connection:
        relations = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'v')"
        ).fetchall()
    hidden = {name for (name,) in relations} - set(contract())
    assert {"story", "story_version", "alembic_version", "released_version", "current_version"} <= hidden
    for name in hidden:
        forbidden(url, "newswire_reader", f'SELECT 1 FROM "{name}"')


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE api_outlet SET name = 'x'",  # a view that PostgreSQL could write through
        "DELETE FROM story",
        "CREATE TABLE mine (id integer)",
        "CREATE TEMPORARY TABLE mine (id integer)",
        "CREATE VIEW mine AS SELECT 1",
        "COPY story TO STDOUT",
        "SET ROLE newswire_writer",
    ],
)
@pytest.mark.parametrize("mode", ["on", "off"])
def test_readers_write_nothing_whatever_they_set(url, statement, mode):
    with session(url, "newswire_reader") as connection:
        connection.execute(f"SET default_transaction_read_only = {mode}")
        with pytest.raises((errors.InsufficientPrivilege, errors.ReadOnlySqlTransaction)) as refusal:
            connection.execute(statement)
    assert mode == "on" or isinstance(refusal.value, errors.InsufficientPrivilege)


def test_a_statement_of_a_reader_ends_in_time(url):
    with session(url, "newswire_reader") as connection:
        assert connection.execute("SHOW statement_timeout").fetchone() == ("1min",)
    with session(url) as connection:
        name = make_url(url).database
        connection.execute(f"ALTER ROLE newswire_reader IN DATABASE {name} SET statement_timeout = '50ms'")
    with session(url, "newswire_reader") as connection, pytest.raises(errors.QueryCanceled):
        connection.execute("SELECT pg_sleep(60)")


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id integer)",
        "CREATE TEMPORARY TABLE mine (id integer)",
        "DROP TABLE claim",
        "ALTER TABLE claim ADD COLUMN mine integer",
        "TRUNCATE claim",
        "DROP VIEW api_story",
        "UPDATE alembic_version SET version_num = '9999'",
        "SET ROLE newswire_owner",
    ],
)
def test_writers_change_no_table(url, statement):
    forbidden(url, "newswire_writer", statement)


def test_writers_read_and_write_rows(url):
    with session(url, "newswire_writer") as connection:
        row = "INSERT INTO outlet (slug, name, is_agency) VALUES ('x', 'X', false) RETURNING id"
        (outlet,) = connection.execute(row).fetchone()
        assert connection.execute("SELECT name FROM api_outlet WHERE outlet_id = %s", [outlet]).fetchone() == ("X",)
        assert connection.execute("DELETE FROM outlet WHERE id = %s", [outlet]).rowcount == 1


@pytest.mark.parametrize("statement", ["CREATE ROLE mine", "CREATE DATABASE mine", "SET ROLE postgres"])
def test_owners_have_no_power_over_the_server(url, statement):
    forbidden(url, "newswire_owner", statement)


def test_owners_take_over_a_database_that_another_role_has_made(postgres_url):
    with fresh_database(postgres_url) as url:
        upgrade(url)
        create_roles(url)
        engine = open_engine(as_role(url, "newswire_owner"))
        schema.downgrade(engine, "base")
        schema.upgrade(engine)
        engine.dispose()
        with session(url, "newswire_reader") as connection:
            assert connection.execute("SELECT count(*) FROM api_story").fetchone() == (0,)


def test_nobody_else_gets_in(url):
    with session(url) as connection:
        connection.execute("DROP ROLE IF EXISTS stranger")
        connection.execute("CREATE ROLE stranger LOGIN")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        session(url, "stranger")
