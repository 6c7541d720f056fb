"""What all tables share: names of constraints, identifiers, and a time type that refuses naive times."""

from datetime import UTC, datetime
from typing import Annotated, Any, cast

from sqlalchemy import BigInteger, DateTime, Dialect, ForeignKey, Integer, MetaData, Table
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import JSON, TypeDecorator


def in_utc(value: datetime) -> datetime:
    """The time in UTC; raises ValueError where it is naive: nobody can say what it means."""
    if value.tzinfo is None:
        raise ValueError(f"a naive time cannot be stored: {value!r}")
    return value.astimezone(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time, stored and returned in UTC; a naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """Root of the mapped tables; every constraint has a name, which upserts and migrations refer to.

    The docstring of a mapped class is its table's comment.
    """

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 -- SQLAlchemy reads it from the class
        datetime: UtcDateTime,
        dict[str, Any]: JSON,
        list[str]: JSON,
        list[list[int]]: JSON,
        list[list[str]]: JSON,
        list[dict[str, Any]]: JSON,
    }

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        table_of(cls).comment = " ".join((cls.__doc__ or "").split())


BigId = BigInteger().with_variant(Integer, "sqlite")  # SQLite numbers rows by itself only under INTEGER
Id = Annotated[int, mapped_column(BigId, primary_key=True, comment="opaque id")]


def reference(target: str, comment: str) -> Any:
    """A column that points to `target` ("table.column")."""
    return mapped_column(BigId, ForeignKey(target), index=True, comment=comment)


def table_of(model: type[Base]) -> Table:
    """The Core table behind a mapped class, for statements over many rows."""
    return cast("Table", model.__table__)
