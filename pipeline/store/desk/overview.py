"""The state of the newsroom in a few numbers."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, Integer, func, literal, select
from sqlalchemy import cast as sql_cast

from pipeline.store.desk.units import moment, truncated
from pipeline.store.stories import pending_counts
from pipeline.store.tables import Fetch, Quarantine, Source, SourceHealth, SourceHold, Story, StoryVersion

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)


def fresh_stories(connection: Connection, *, now: datetime) -> dict[datetime, int]:
    """New stories by the hour (its beginning) of the last eight days; what a backfill fetched is not fresh."""
    since = (now - WEEK - DAY).replace(minute=0, second=0, microsecond=0)
    hour = truncated(connection, Story.first_seen_at, "hour")
    counts = {
        moment(at): int(number)
        for at, number in connection.execute(
            select(hour, func.count()).where(Story.first_seen_at >= since).group_by(hour)
        )
    }
    for at, number in _of_backfills(connection, since).items():
        counts[at] = counts.get(at, 0) - number
    return counts


def _of_backfills(connection: Connection, since: datetime) -> Mapping[datetime, int]:
    hour = truncated(connection, StoryVersion.first_seen_at, "hour")
    query = (
        select(hour, func.count())
        .join(Fetch, Fetch.id == StoryVersion.fetch_id)
        .where(Fetch.is_history, Fetch.started_at >= since, StoryVersion.number == 1)
        .group_by(hour)
    )
    return {moment(at): int(number) for at, number in connection.execute(query)}


def backlog(connection: Connection) -> dict[str, int]:
    """What waits for each stage, in the order of the stages: documents for parse, versions for the later ones."""
    documents = select(func.count()).select_from(Fetch).where(Fetch.parsed_at.is_(None), Fetch.outcome == "document")
    return {"parse": connection.execute(documents).scalar_one(), **pending_counts(connection)}


def set_aside(connection: Connection) -> int:
    """How many items are in quarantine."""
    query = select(func.count()).select_from(Quarantine).where(Quarantine.resolved_at.is_(None))
    return connection.execute(query).scalar_one()


def sources_by_state(connection: Connection) -> dict[str, int]:
    """How many active sources are in each state, the most first; those that an operator holds are `held`."""
    latest = (
        select(SourceHealth.state)
        .where(SourceHealth.source_id == Source.id)
        .order_by(SourceHealth.since.desc())
        .limit(1)
        .correlate(Source)
        .scalar_subquery()
    )
    is_held = select(SourceHold.source_id).where(SourceHold.source_id == Source.id).correlate(Source).exists()
    states = select(
        func.coalesce(latest, literal("ok")).label("state"), sql_cast(is_held, Integer).label("is_held")
    ).where(Source.is_active)
    counts: dict[str, int] = {}
    for state, held in connection.execute(states):
        name = "held" if held else state
        counts[name] = counts.get(name, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def is_empty(connection: Connection) -> bool:
    """Whether no story has ever come."""
    return connection.execute(select(Story.id).limit(1)).first() is None
