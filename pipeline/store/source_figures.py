"""How sources are doing: their states and polls, and what came of them."""

from datetime import datetime

from sqlalchemy import Connection, RowMapping, case, func, select

from pipeline.store.sources import with_state
from pipeline.store.tables import FeedState, Fetch, Outlet, Source, SourceHealth, Story, StoryVersion


def source_statistics(connection: Connection) -> list[RowMapping]:
    """For each source its name, outlet, kind, place, use, state with reason and time, stories and polls.

    Of the polls: `last_success_at`, `next_poll_at`, `failures`, `last_item_at`, `usual_gap_seconds`, `adopted_url` and
    `ended_at`. With them since when and why its guids are not trusted. `state` is null for a source that has always
    been well.
    """
    stories = select(func.count()).where(Story.source_id == Source.id).scalar_subquery()
    query = with_state(
        select(
            Source.slug.label("source"),
            Outlet.name.label("outlet"),
            Source.kind,
            Source.location,
            Source.is_active,
            Source.is_history_only,
            FeedState.last_success_at,
            FeedState.next_poll_at,
            SourceHealth.state,
            SourceHealth.reason,
            SourceHealth.since,
            FeedState.failures,
            FeedState.last_item_at,
            FeedState.usual_gap_seconds,
            FeedState.adopted_url,
            FeedState.ended_at,
            Source.unstable_guids_since,
            Source.unstable_guids_reason,
            stories.label("stories"),
        )
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


def activity(connection: Connection, *, since: datetime) -> dict[str, dict[str, int]]:
    """For each active source what it was asked since a time, and what came: attempts, documents, failures, versions."""
    attempts = (
        select(
            Fetch.source_id,
            func.count().label("attempts"),
            func.sum(case((Fetch.outcome == "document", 1), else_=0)).label("documents"),
            func.sum(case((Fetch.outcome == "failed", 1), else_=0)).label("failures"),
        )
        .where(Fetch.started_at >= since)
        .group_by(Fetch.source_id)
        .subquery()
    )
    arrived = (
        select(Story.source_id, func.count().label("versions"))
        .join(StoryVersion, StoryVersion.story_id == Story.id)
        .where(StoryVersion.first_seen_at >= since)
        .group_by(Story.source_id)
        .subquery()
    )
    names = ("attempts", "documents", "failures")
    counted = [func.coalesce(attempts.c[name], 0).label(name) for name in names]
    query = (
        select(Source.slug, *counted, func.coalesce(arrived.c.versions, 0).label("versions"))
        .outerjoin(attempts, attempts.c.source_id == Source.id)
        .outerjoin(arrived, arrived.c.source_id == Source.id)
        .where(Source.is_active)
        .order_by(Source.slug)
    )
    return {slug: dict(zip((*names, "versions"), counts, strict=True)) for slug, *counts in connection.execute(query)}
