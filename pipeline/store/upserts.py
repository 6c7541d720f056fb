"""Rows are written: new ones inserted, those that are there kept or changed, by a unique constraint of their table."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from itertools import batched
from typing import Any

from sqlalchemy import JSON, Connection, Table, Text, UniqueConstraint, bindparam, cast, column, func, select
from sqlalchemy.dialects import postgresql, sqlite

from pipeline.store.tables.base import Base, in_utc, table_of

ROWS_A_STATEMENT = 500
CHARACTERS_A_STATEMENT = 1 << 23


def upsert(
    connection: Connection,
    model: type[Base],
    rows: Sequence[dict[str, Any]],
    *,
    update: Sequence[str] = (),
    constraint: str | None = None,
) -> None:
    """Insert rows; where one meets the unique constraint its `update` columns are written, with none it stays as it is.

    All rows have the same columns. Of rows with the same key the first counts, with `update` the last. `constraint` is
    the name of a unique constraint; by default the table's only one, or its primary key.
    """
    _write(connection, model, rows, tuple(update), constraint)


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
    [(number,)] = _write(connection, model, [row], tuple(update), constraint, ("id",))
    return int(number)


def upsert_ids(
    connection: Connection, model: type[Base], rows: Sequence[dict[str, Any]], *, key: str
) -> dict[Any, int]:
    """Like `upsert` for rows that differ in the column `key`; returns the id for each of its values, new or not."""
    nothing = _key_columns(table_of(model), None)[:1]  # an update that changes nothing returns the row
    written = _write(connection, model, rows, tuple(nothing), None, (key, "id"))
    return {value: int(number) for value, number in written}


def _write(
    connection: Connection,
    model: type[Base],
    rows: Sequence[dict[str, Any]],
    update: tuple[str, ...],
    constraint: str | None,
    returned: tuple[str, ...] = (),
) -> list[Any]:
    if not rows:
        return []
    table, dialect = table_of(model), connection.dialect.name
    if update:  # PostgreSQL changes no row twice in one statement
        keys = _key_columns(table, constraint)
        rows = list({tuple(row[name] for name in keys): row for row in rows}.values())
    statement = _statement(dialect, model, tuple(rows[0]), update, constraint, returned)
    parts = _documents(table, rows) if dialect == "postgresql" else map(list, batched(rows, ROWS_A_STATEMENT))
    results = [connection.execute(statement, part) for part in parts]
    return [row for result in results for row in result] if returned else []


@cache
def _statement(
    dialect: str,
    model: type[Base],
    columns: tuple[str, ...],
    update: tuple[str, ...],
    constraint: str | None,
    returned: tuple[str, ...],
) -> Any:
    """The statement, built once: to build one takes longer than to run it.

    PostgreSQL takes all rows as one document: row by row it needs twice the time, most of it the driver's.
    """
    table = table_of(model)
    keys = _key_columns(table, constraint)
    statement: postgresql.Insert | sqlite.Insert
    if dialect == "postgresql":
        inner = _json_columns(table)
        typed = [column(name, Text() if name in inner else table.c[name].type) for name in columns]
        document = func.json_to_recordset(cast(bindparam("rows", type_=Text), JSON))
        records = document.table_valued(*typed).render_derived(with_types=True)
        values = [cast(one, JSON) if one.name in inner else one for one in records.c]
        statement = postgresql.insert(table).from_select(list(columns), select(*values))
    else:
        statement = sqlite.insert(table)
    if update:
        new = {name: statement.excluded[name] for name in update}
        statement = statement.on_conflict_do_update(index_elements=keys, set_=new)
    else:
        statement = statement.on_conflict_do_nothing(index_elements=keys)
    return statement.returning(*(table.c[name] for name in returned)) if returned else statement


def _documents(table: Table, rows: Sequence[dict[str, Any]]) -> Iterator[dict[str, str]]:
    """The rows as parameters with JSON arrays, bounded in rows and, but for rows that are longer, in length.

    What goes into a JSON column is a string in them, since it may hold what PostgreSQL's JSON keeps but its text does
    not: half of a surrogate pair, or NUL.
    """
    encode = json.JSONEncoder(default=_plain, ensure_ascii=False).encode
    inner = _json_columns(table) & rows[0].keys()
    part: list[str] = []
    length = 0
    for row in rows:
        words = encode(row | {name: row[name] if row[name] is None else json.dumps(row[name]) for name in inner})
        if part and (len(part) == ROWS_A_STATEMENT or length + len(words) > CHARACTERS_A_STATEMENT):
            yield {"rows": f"[{','.join(part)}]"}
            part, length = [], 0
        part.append(words)
        length += len(words)
    yield {"rows": f"[{','.join(part)}]"}


@cache
def _json_columns(table: Table) -> frozenset[str]:
    return frozenset(one.name for one in table.columns if isinstance(one.type, JSON))


def _plain(value: object) -> str:
    """What JSON has no type for, as PostgreSQL reads it."""
    match value:
        case datetime():
            return in_utc(value).isoformat()
        case bytes():
            return f"\\x{value.hex()}"
    raise TypeError(f"{type(value).__name__} cannot be written to a column")


def _key_columns(table: Table, constraint: str | None) -> list[str]:
    unique = [c for c in table.constraints if isinstance(c, UniqueConstraint) and constraint in (None, c.name)]
    if (constraint is not None and not unique) or len(unique) > 1:
        raise KeyError(f"{table.name}: name one of its unique constraints")
    return [column.name for column in (unique[0] if unique else table.primary_key).columns]
