"""What operators do by hand, and the record of it."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, delete, select, update

from pipeline.store.sources import save_feed_state, save_health
from pipeline.store.tables import ActionLog, Fetch, Quarantine, SourceHold, table_of
from pipeline.store.upserts import upsert

LISTED = 50


def note(
    connection: Connection, who: str, action: str, subjects: Sequence[str], *, reason: str = "", now: datetime
) -> None:
    """Note who did what to each of these."""
    rows = [{"at": now, "who": who, "action": action, "subject": subject, "reason": reason} for subject in subjects]
    upsert(connection, ActionLog, rows)


def of_subject(connection: Connection, subject: str) -> Sequence[RowMapping]:
    """What was done to it, the latest first: at, who, action, reason."""
    columns = table_of(ActionLog).c
    query = select(*columns).where(columns.subject == subject).order_by(columns.at.desc()).limit(LISTED)
    return connection.execute(query).mappings().all()


def make_due(connection: Connection, source_id: int, *, now: datetime) -> None:
    """The next run asks this source, also one that is no longer asked since it said that it is gone."""
    save_feed_state(connection, source_id, next_poll_at=now, ended_at=None)


def hold(connection: Connection, source_id: int, who: str, reason: str, *, now: datetime) -> None:
    """Nobody asks this source until it is released."""
    row = {"source_id": source_id, "held_at": now, "held_by": who, "reason": reason}
    upsert(connection, SourceHold, [row], update=["held_at", "held_by", "reason"])
    save_health(connection, source_id, "held", f"held by {who}" + (f": {reason}" if reason else ""), now=now)


def release(connection: Connection, source_id: int, *, now: datetime) -> None:
    """The source is asked again, by the next run first; the poll says how it is doing."""
    connection.execute(delete(SourceHold).where(SourceHold.source_id == source_id))
    save_health(connection, source_id, "ok", "", now=now)
    make_due(connection, source_id, now=now)


def read_again(connection: Connection, items: Sequence[int]) -> list[int]:
    """The next run parses the documents of these items of the quarantine again; returns the items that have one."""
    able = (
        select(Quarantine.id, Quarantine.fetch_id)
        .join(Fetch, Fetch.id == Quarantine.fetch_id)
        .where(Quarantine.id.in_(items), Quarantine.resolved_at.is_(None), Fetch.outcome == "document")
    )
    found = {int(item): fetch for item, fetch in connection.execute(able)}
    connection.execute(update(Fetch).where(Fetch.id.in_(set(found.values()))).values(parsed_at=None))
    return sorted(found)


def discard(connection: Connection, items: Sequence[int], resolution: str, *, now: datetime) -> list[int]:
    """These items of the quarantine are dealt with; returns those that were not before."""
    is_open = (Quarantine.id.in_(items), Quarantine.resolved_at.is_(None))
    found = sorted(connection.execute(select(Quarantine.id).where(*is_open)).scalars())
    connection.execute(
        update(Quarantine).where(Quarantine.id.in_(found)).values(resolved_at=now, resolution=resolution)
    )
    return found
