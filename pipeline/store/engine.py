"""Connections: one face for SQLite and PostgreSQL, and the few statements in which they differ."""

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import batched
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Engine,
    Select,
    Table,
    UniqueConstraint,
    cast,
    create_engine,
    event,
    func,
    select,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, OperationalError

from pipeline.errors import DatabaseUnavailable, SettingsError
from pipeline.store.tables.base import Base, table_of

SUPPORTED = ("sqlite", "postgresql")
BUSY_TIMEOUT_MS = 60_000
ROWS_A_STATEMENT = 500
SQLITE = (
    "journal_mode=WAL",
    f"busy_timeout={BUSY_TIMEOUT_MS}",
    "foreign_keys=ON",
    "synchronous=NORMAL",
    "cache_size=-65536",  # KiB, and pages below: fingerprints land all over their index
    "wal_autocheckpoint=10000",
)

IN_THE_WAY = ("40001", "40P01", "55P03")  # serialization failure, deadlock, a lock that was not to be had

EXCLUSIVE = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
"""What `exclusive` says to PostgreSQL; the parameter is the name."""


def open_engine(url: str) -> Engine:
    """An engine for a `sqlite:///file` or `postgresql+psycopg://…` URL; raises SettingsError where it is neither."""
    remedy = "NEWSWIRE_DATABASE_URL takes sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME"
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() not in SUPPORTED:
            raise SettingsError(parsed.get_backend_name(), "is not a database that Newswire runs on", remedy)
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
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction that will write; on SQLite it takes the write lock at once, since a later upgrade can fail."""
    with _available(engine), engine.connect() as connection:
        connection.execution_options(is_writing=True)
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
    except OperationalError as error:
        where = engine.url.render_as_string(hide_password=True)
        reason = str(error.orig).strip().splitlines()[0] if error.orig else "no answer"
        remedy = "Is the server up, and is NEWSWIRE_DATABASE_URL right?"
        if getattr(error.orig, "sqlstate", None) in IN_THE_WAY:
            remedy = "Another run was in the way, and nothing was written: it is enough to run this again"
        raise DatabaseUnavailable(where, reason, remedy) from error


def let_others_write(connection: Connection) -> None:
    """Commit what a transaction has written so far on SQLite, where it keeps all others from writing; then go on.

    It goes on with a new share of the processor, so that it is not put off while all wait for it.
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


def upsert(
    connection: Connection,
    model: type[Base],
    rows: Sequence[dict[str, Any]],
    *,
    update: Sequence[str] = (),
    constraint: str | None = None,
) -> None:
    """Insert rows; where one meets the unique constraint its `update` columns are written, with none it stays as it is.

    `constraint` is the name of a unique constraint; by default the table's only one, or its primary key.
    """
    statement = _upsert_statement(connection.dialect.name, model, tuple(update), constraint)
    for part in batched(rows, ROWS_A_STATEMENT):
        connection.execute(statement, list(part))


def upsert_one(
    connection: Connection,
    model: type[Base],
    row: dict[str, Any],
    *,
    update: Sequence[str] = (),
    constraint: str | None = None,
) -> int:
    """Like `upsert` for one row; returns its id, whether it is new or was there before."""
    update = update or _key_columns(table_of(model), constraint)[:1]  # an update that changes nothing returns the row
    statement = _upsert_statement(connection.dialect.name, model, tuple(update), constraint, ("id",))
    return int(connection.execute(statement, row).scalar_one())


def upsert_ids(
    connection: Connection, model: type[Base], rows: Sequence[dict[str, Any]], *, key: str
) -> dict[Any, int]:
    """Like `upsert` for rows that differ in the column `key`; returns the id for each of its values, new or not."""
    table = table_of(model)
    nothing = _key_columns(table, None)[:1]  # an update that changes nothing returns the row
    statement = _upsert_statement(connection.dialect.name, model, tuple(nothing), None, (key, "id"))
    found: dict[Any, int] = {}
    for part in batched(rows, ROWS_A_STATEMENT):
        found |= {value: int(number) for value, number in connection.execute(statement, list(part))}
    return found


@cache
def _upsert_statement(
    dialect: str,
    model: type[Base],
    update: tuple[str, ...],
    constraint: str | None,
    returned: tuple[str, ...] = (),
) -> Any:
    """The statement, built once: to build one takes longer than to run it."""
    table = table_of(model)
    keys = _key_columns(table, constraint)
    statement = postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)
    if update:
        new = {name: statement.excluded[name] for name in update}
        statement = statement.on_conflict_do_update(index_elements=keys, set_=new)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    return statement.returning(*(table.c[name] for name in returned)) if returned else statement


def _key_columns(table: Table, constraint: str | None) -> list[str]:
    unique = [c for c in table.constraints if isinstance(c, UniqueConstraint) and constraint in (None, c.name)]
    if (constraint is not None and not unique) or len(unique) > 1:
        raise KeyError(f"{table.name}: name one of its unique constraints")
    return [column.name for column in (unique[0] if unique else table.primary_key).columns]
