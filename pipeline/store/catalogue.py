"""Outlets and sources brought in from the catalogue: only what has changed is written."""

from collections.abc import Container, Mapping, Sequence
from itertools import batched
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update

from pipeline.store import sources
from pipeline.store.sources import ARRIVALS, LOOKUP, POLLING, PollState
from pipeline.store.tables import Base, FeedState, Outlet, Source, table_of
from pipeline.store.upserts import upsert


def save_outlets(connection: Connection, rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Write outlets as the catalogue has them, all with the same columns; returns the id of each slug."""
    known = _known(connection, Outlet, rows)
    changed = [row for row in rows if _is_news(row, known)]
    upsert(connection, Outlet, changed, update=[name for name in changed[0] if name != "slug"] if changed else [])
    return {slug: int(row["id"]) for slug, row in (_known(connection, Outlet, rows) if changed else known).items()}


def save_sources(connection: Connection, rows: Sequence[dict[str, Any]], *, is_polled: bool) -> None:
    """Write sources as the catalogue has them, all with the same columns.

    With `is_polled` they are active from now on, and all others are retired; without, a new source is inactive and a
    known one stays as it is. Of a source whose place has changed nothing holds that was learnt of the old one; with
    another login it is asked at once.
    """
    known = _known(connection, Source, rows)
    wanted = [row | {"is_active": True} for row in rows] if is_polled else rows
    changed = [row for row in wanted if _is_news(row, known)]
    old = [(known[row["slug"]], row) for row in changed if row["slug"] in known]
    learnt = [name for name in (*POLLING, *ARRIVALS) if name != "last_success_at"]
    moved = [was["id"] for was, row in old if was["location"] != row["location"]]
    _forget(connection, moved, learnt)
    sources.trust_guids(connection, moved)
    _forget(
        connection, [was["id"] for was, row in old if was["login"] != row.get("login")], ["next_poll_at", "failures"]
    )
    written = [{"is_active": False, **row} for row in changed]
    upsert(connection, Source, written, update=[name for name in changed[0] if name != "slug"] if changed else [])
    if is_polled:
        _retire(connection, kept={row["slug"] for row in rows})


def _known(connection: Connection, model: type[Base], rows: Sequence[dict[str, Any]]) -> dict[str, RowMapping]:
    """What the database has under the slugs of these rows."""
    table = table_of(model)
    slugs = [row["slug"] for row in rows]
    parts = batched(slugs, LOOKUP)
    found = (connection.execute(select(table).where(table.c.slug.in_(part))).mappings() for part in parts)
    return {row["slug"]: row for part in found for row in part}


def _is_news(row: dict[str, Any], known: Mapping[str, RowMapping]) -> bool:
    was = known.get(row["slug"])
    return was is None or any(was[name] != value for name, value in row.items())


def _forget(connection: Connection, source_ids: Sequence[int], names: Sequence[str]) -> None:
    values = {name: getattr(PollState(), name) for name in names}
    for part in batched(source_ids, LOOKUP):
        connection.execute(update(FeedState).where(FeedState.source_id.in_(part)).values(**values))


def _retire(connection: Connection, *, kept: Container[str]) -> None:
    """Sources that left the catalogue keep their rows but are no longer polled."""
    active = connection.execute(select(Source.id, Source.slug).where(Source.is_active))
    gone = [row.id for row in active if row.slug not in kept]
    for part in batched(gone, LOOKUP):
        connection.execute(update(Source).where(Source.id.in_(part)).values(is_active=False))
