"""Connections: one face for SQLite and PostgreSQL, and the few statements in which they differ."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Select,
    cast,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError

from pipeline.errors import DatabaseUnavailable, SettingsError

SUPPORTED = ("sqlite", "sqlite+pysqlite", "postgresql", "postgresql+psycopg")
BUSY_TIMEOUT_MS = 60_000
SQLITE = (
    "journal_mode=WAL",
    f"busy_timeout={BUSY_TIMEOUT_MS}",
    "foreign_keys=ON",
    "synchronous=NORMAL",
    "cache_size=-65536",  # KiB, and pages below: fingerprints land all over their index
    "wal_autocheckpoint=10000",
)

IN_THE_WAY = {"40001", "40P01", "55P03", "SQLITE_BUSY"}  # serialization failure, deadlock, locks not to be had

EXCLUSIVE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
"""What `exclusive` says to PostgreSQL; the parameter is the name."""


def open_engine(url: str) -> Engine:
    """An engine for a `sqlite:///file` or `postgresql+psycopg://…` URL; raises SettingsError where it is neither."""
    remedy = "NEWSWIRE_DATABASE_URL takes sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME"
    try:
        parsed = make_url(url)
        if parsed.drivername not in SUPPORTED:
            raise SettingsError(parsed.drivername, "is not a database that Newswire runs on", remedy)
        if parsed.get_backend_name() == "sqlite":
            return _open_sqlite(url, parsed.database)
        if parsed.drivername == "postgresql":
            parsed = parsed.set(drivername="postgresql+psycopg")
        return create_engine(parsed, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    except (ArgumentError, NoSuchModuleError) as error:
        raise SettingsError("NEWSWIRE_DATABASE_URL", "is not the URL of a database", remedy) from error


def _open_sqlite(url: str, database: str | None) -> Engine:
    if database and database != ":memory:":
        folder = Path(database).absolute().parent
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            problem = f"cannot hold the database ({error.strerror})"
            raise SettingsError(folder, problem, "Change NEWSWIRE_HOME or NEWSWIRE_DATABASE_URL") from None
    engine = create_engine(url)

    def configure(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in SQLITE:
            connection.execute(f"PRAGMA {pragma}")

    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("is_writing", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    event.listen(engine, "connect", configure)
    event.listen(engine, "begin", begin)
    return engine


@contextmanager
def writing(engine: Engine, *, at_once: bool = True) -> Iterator[Connection]:
    """One transaction that will write; on SQLite it takes the write lock at once, since a later upgrade can fail.

    Unless `at_once`, it reads until `go_on_writing`.
    """
    with _available(engine), engine.connect() as connection:
        connection.execution_options(is_writing=at_once)
        with connection.begin():
            yield connection


@contextmanager
def trying(engine: Engine) -> Iterator[Connection]:
    """One transaction that writes and is undone at the end of the block: what would happen."""
    with _available(engine), engine.connect() as connection:
        connection.execution_options(is_writing=True)
        transaction = connection.begin()
        try:
            yield connection
        finally:
            transaction.rollback()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One transaction that only reads."""
    with _available(engine), engine.connect() as connection, connection.begin():
        yield connection


@contextmanager
def _available(engine: Engine) -> Iterator[None]:
    try:
        yield
    except DatabaseError as error:
        if type(error) not in (OperationalError, DatabaseError):  # the latter: a file that is none of SQLite's
            raise
        where = engine.url.render_as_string(hide_password=True)
        reason = str(error.orig).strip().splitlines()[0] if error.orig else "no answer"
        remedy = "Is the server up, and is NEWSWIRE_DATABASE_URL right?"
        if engine.dialect.name == "sqlite":
            remedy = "Is this a database of Newswire, is there room, and may this user write there?"
        if {getattr(error.orig, "sqlstate", None), getattr(error.orig, "sqlite_errorname", None)} & IN_THE_WAY:
            remedy = "Another run was in the way, and nothing was written: it is enough to run this again"
        raise DatabaseUnavailable(where, reason, remedy) from error


def go_on_writing(connection: Connection) -> None:
    """On SQLite end what a transaction has done so far, so that others may write, and wait for the lock to write again.

    It goes on with a new share of the processor, so that it is not put off while all wait for it. On PostgreSQL others
    can write all the time.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("COMMIT")
        os.sched_yield()
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def exclusive(connection: Connection, name: str) -> None:
    """Until this transaction ends, no other transaction passes here with the same name.

    On SQLite a writing transaction is alone anyway. PostgreSQL needs READ COMMITTED, its default: under REPEATABLE
    READ the snapshot would be older than the lock.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(EXCLUSIVE, (name,))


def lock_rows(connection: Connection, model: type[Any], which: ColumnElement[bool]) -> None:
    """Lock these rows of a table until this transaction ends, by their ids: so no two transactions wait for each other.

    A statement that changes many rows locks them in whatever order it finds them. Others may still write rows that
    refer to these (FOR NO KEY UPDATE). SQLite locks the whole database.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(model.id).where(which).order_by(model.id).with_for_update(key_share=True)).all()


def listed(connection: Connection, values: Sequence[int]) -> Select[Any]:
    """Any number of ids as a subquery; as parameters of their own they would meet the drivers' limits."""
    if connection.dialect.name == "postgresql":
        return select(func.unnest(cast(list(values), postgresql.ARRAY(BigInteger))))
    return select(func.json_each(json.dumps(list(values))).table_valued("value").c.value)


def not_by_index(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """A condition that is asked of rows that are named, by no index of its own.

    Where few rows wait for a stage by its statistics, PostgreSQL takes the index of those that wait, and goes through
    all of a backlog for a few ids.
    """
    return condition.is_(True)


def as_array(values: Sequence[int]) -> str:
    """PostgreSQL's literal of an array, as one parameter: the driver would turn each value into text by itself."""
    return f"{{{','.join(map(str, values))}}}"
