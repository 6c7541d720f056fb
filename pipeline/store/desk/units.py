"""Times by the hour or the day, on both databases, and the keys by which lists go on."""

from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Text, cast, func, type_coerce

LENGTHS = {"hour": 13, "day": 10}


def truncated(connection: Connection, column: Any, unit: Literal["hour", "day"]) -> ColumnElement[Any]:
    """The hour or day (UTC) of a time; `moment` reads what comes of it."""
    if connection.dialect.name == "postgresql":
        return func.date_trunc(unit, func.timezone("UTC", column))
    return func.substr(type_coerce(cast(column, Text), Text), 1, LENGTHS[unit])


def moment(value: str | datetime) -> datetime:
    """An aware time of what `truncated` gave."""
    found = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return found.replace(tzinfo=UTC)
