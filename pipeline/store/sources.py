"""Outlets and sources as the catalogue has them, and what the next poll of each needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, func, or_, select, update

from pipeline.store.engine import upsert, upsert_one
from pipeline.store.tables import FeedState, Outlet, Source, SourceHealth, Story, StoryVersion


@dataclass(frozen=True)
class SourceRow:
    """A source with what its next poll needs."""

    id: int
    slug: str
    outlet: str
    kind: str
    location: str
    language: str | None
    interval_minutes: int
    etag: str | None
    last_modified: str | None
    failures: int


def save_outlet(connection: Connection, slug: str, **fields: Any) -> int:
    """Write an outlet as the catalogue has it; returns its id."""
    return upsert_one(connection, Outlet, {"slug": slug, **fields}, update=list(fields))


def save_source(connection: Connection, slug: str, *, is_polled: bool, **fields: Any) -> int:
    """Write a source as the catalogue has it; returns its id.

    With `is_polled` it is active from now on; without, a new source is inactive and a known one stays as it is.
    """
    row = {"slug": slug, "is_active": is_polled, "has_stable_guids": True, **fields}
    return upsert_one(connection, Source, row, update=[*fields, *(["is_active"] if is_polled else [])])


def retire_sources(connection: Connection, *, kept: Sequence[str]) -> None:
    """Sources that left the catalogue keep their rows but are no longer polled."""
    connection.execute(update(Source).where(Source.is_active, Source.slug.not_in(kept)).values(is_active=False))


def due_sources(connection: Connection, *, now: datetime) -> list[SourceRow]:
    """Active sources whose next poll is due, in the order of their names."""
    is_due = or_(FeedState.next_poll_at.is_(None), FeedState.next_poll_at <= now)
    return _select(connection, Source.is_active, is_due)


def named_sources(connection: Connection, slugs: Sequence[str]) -> list[SourceRow]:
    """The sources with these names, whether due or not."""
    return _select(connection, Source.slug.in_(slugs))


def _select(connection: Connection, *conditions: Any) -> list[SourceRow]:
    query = (
        select(
            Source.id,
            Source.slug,
            Outlet.slug.label("outlet"),
            Source.kind,
            Source.location,
            Source.language,
            Source.interval_minutes,
            FeedState.etag,
            FeedState.last_modified,
            FeedState.failures,
        )
        .join(Outlet, Outlet.id == Source.outlet_id)
        .outerjoin(FeedState, FeedState.source_id == Source.id)
        .where(*conditions)
        .order_by(Source.slug)
    )
    return [SourceRow(**{**row, "failures": row["failures"] or 0}) for row in connection.execute(query).mappings()]


def save_feed_state(connection: Connection, source_id: int, **fields: Any) -> None:
    """Remember what the next poll of a source needs; columns that are not given stay as they are."""
    upsert(connection, FeedState, [{"source_id": source_id, "failures": 0, **fields}], update=list(fields))


def save_health(connection: Connection, source_id: int, state: str, reason: str, *, now: datetime) -> bool:
    """Note a source's state if it differs from the last one noted; says whether it did."""
    last = connection.execute(
        select(SourceHealth.state)
        .where(SourceHealth.source_id == source_id)
        .order_by(SourceHealth.since.desc())
        .limit(1)
    ).scalar()
    if last == state or (last is None and state == "ok"):
        return False
    row = {"source_id": source_id, "since": now, "state": state, "reason": reason}
    upsert(connection, SourceHealth, [row], update=["state", "reason"])
    return True


def source_statistics(connection: Connection) -> list[RowMapping]:
    """For each source its name, outlet, kind, activity, last success, next poll, latest state and number of stories."""
    latest = (
        select(SourceHealth.state)
        .where(SourceHealth.source_id == Source.id)
        .order_by(SourceHealth.since.desc())
        .limit(1)
        .scalar_subquery()
    )
    reason = (
        select(SourceHealth.reason)
        .where(SourceHealth.source_id == Source.id)
        .order_by(SourceHealth.since.desc())
        .limit(1)
        .scalar_subquery()
    )
    stories = select(func.count()).where(Story.source_id == Source.id).scalar_subquery()
    query = (
        select(
            Source.slug.label("source"),
            Outlet.name.label("outlet"),
            Source.kind,
            Source.location,
            Source.is_active,
            FeedState.last_success_at,
            FeedState.next_poll_at,
            latest.label("state"),
            reason.label("reason"),
            stories.label("stories"),
        )
        .join(Outlet, Outlet.id == Source.outlet_id)
        .outerjoin(FeedState, FeedState.source_id == Source.id)
        .order_by(Source.slug)
    )
    return list(connection.execute(query).mappings())


def quiet_sources(connection: Connection, *, since: datetime) -> list[str]:
    """Active sources that have had stories, but no new version since that time."""
    latest = func.max(StoryVersion.first_seen_at)
    query = (
        select(Source.slug)
        .join(Story, Story.source_id == Source.id)
        .join(StoryVersion, StoryVersion.story_id == Story.id)
        .where(Source.is_active)
        .group_by(Source.slug)
        .having(latest < since)
        .order_by(Source.slug)
    )
    return list(connection.execute(query).scalars())
