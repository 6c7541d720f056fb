"""How each source is doing, and how it got there."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, select

from pipeline.store.desk.units import moment, truncated
from pipeline.store.tables import FeedState, Fetch, Outlet, Source, SourceHealth, SourceHold, Story

DAYS = 14  # of the sparkline
HISTORY = 50


def all_sources(connection: Connection) -> list[RowMapping]:
    """Every source with its outlet, state, reason and since when, gaps, polls and the operator's hold; by name."""
    return list(connection.execute(_sources().order_by(Source.slug)).mappings())


def one_source(connection: Connection, slug: str) -> RowMapping | None:
    """The source with this name, as in `all_sources`."""
    return connection.execute(_sources().where(Source.slug == slug)).mappings().first()


def _sources() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Source.id,
            Source.slug,
            Outlet.name.label("outlet"),
            Source.kind,
            Source.location,
            Source.interval_minutes,
            Source.is_active,
            Source.is_history_only,
            Source.unstable_guids_reason,
            func.coalesce(SourceHealth.state, "ok").label("state"),
            func.coalesce(SourceHealth.reason, "").label("reason"),
            SourceHealth.since,
            FeedState.last_success_at,
            func.coalesce(FeedState.last_item_at, _last_story()).label("last_item_at"),
            FeedState.usual_gap_seconds,
            FeedState.next_poll_at,
            FeedState.failures,
            FeedState.adopted_url,
            FeedState.ended_at,
            SourceHold.held_at,
            SourceHold.held_by,
            SourceHold.reason.label("hold_reason"),
            Fetch.failure,
            Fetch.started_at.label("failed_at"),
        )
        .join(Outlet, Outlet.id == Source.outlet_id)
        .outerjoin(FeedState, FeedState.source_id == Source.id)
        .outerjoin(SourceHold, SourceHold.source_id == Source.id)
        .outerjoin(
            SourceHealth, SourceHealth.id == _newest(SourceHealth.id, SourceHealth.source_id, SourceHealth.since)
        )
        .outerjoin(Fetch, Fetch.id == _last_failure())
    )


def _newest(number: Any, source: Any, since: Any) -> ColumnElement[int]:
    return select(number).where(source == Source.id).order_by(since.desc()).limit(1).correlate(Source).scalar_subquery()


def _last_story() -> ColumnElement[datetime]:
    query = select(func.max(Story.first_seen_at)).where(Story.source_id == Source.id)
    return query.correlate(Source).scalar_subquery()


def _last_failure() -> ColumnElement[int]:
    return (
        select(Fetch.id)
        .where(Fetch.source_id == Source.id, Fetch.failure.is_not(None))
        .order_by(Fetch.started_at.desc())
        .limit(1)
        .correlate(Source)
        .scalar_subquery()
    )


def daily_stories(connection: Connection, *, now: datetime, source_id: int | None = None) -> dict[int, tuple[int, ...]]:
    """For each source (or for one) how many new stories came on each of the last DAYS days (UTC), today last."""
    today = now.replace(hour=0, minute=0, second=0, microsecond=0)
    first = today - timedelta(days=DAYS - 1)
    day = truncated(connection, Story.first_seen_at, "day")
    query = (
        select(Story.source_id, day, func.count()).where(Story.first_seen_at >= first).group_by(Story.source_id, day)
    )
    if source_id is not None:
        query = query.where(Story.source_id == source_id)
    found: dict[int, list[int]] = defaultdict(lambda: [0] * DAYS)
    for source, at, number in connection.execute(query):
        place = (moment(at) - first).days
        if place < DAYS:
            found[source][place] = number
    return {source: tuple(numbers) for source, numbers in found.items()}


def states(connection: Connection, source_id: int) -> Sequence[RowMapping]:
    """The latest states that a source was noted to be in, newest first: state, reason, since."""
    query = select(SourceHealth.state, SourceHealth.reason, SourceHealth.since)
    query = query.where(SourceHealth.source_id == source_id).order_by(SourceHealth.since.desc()).limit(HISTORY)
    return connection.execute(query).mappings().all()


def fetches(connection: Connection, source_id: int, *, limit: int = HISTORY) -> Sequence[RowMapping]:
    """The latest attempts to read a source, newest first: started_at, url, outcome, status, failure, items."""
    query = select(
        Fetch.started_at, Fetch.finished_at, Fetch.url, Fetch.outcome, Fetch.status, Fetch.failure, Fetch.items
    )
    query = query.where(Fetch.source_id == source_id).order_by(Fetch.started_at.desc()).limit(limit)
    return connection.execute(query).mappings().all()
