"""Alerts: what the newsroom's state is judged by, and what operators have been told of it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, case, func, select, update
from sqlalchemy.orm import aliased

from pipeline.store.engine import exclusive
from pipeline.store.source_figures import source_statistics
from pipeline.store.tables import Alert, Fetch, Quarantine, Source, Story, StoryVersion
from pipeline.store.upserts import upsert

OVER = "over"
HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
MOST_LAGS = 10_000


@dataclass(frozen=True)
class Pulse:
    """How the newsroom is doing: of the last hour, the last day and the seven days before it.

    `states` has the state and the reason of each source that is polled; `lags` the times from published to available
    of the stories of the last hour that were published after their source was read first.
    """

    states: Mapping[str, tuple[str, str]]
    last_story_at: datetime | None
    fetches: int
    failed_fetches: int
    lags: Sequence[timedelta]
    set_aside: int
    set_aside_usually: float


@dataclass(frozen=True)
class Finding:
    """What is wrong: the state (operators are told again when it changes), why, and what to do."""

    state: str
    message: str
    remedy: str = ""


@dataclass(frozen=True)
class Notice:
    """An alert that operators have not been told of yet; `state` is OVER where its cause has gone."""

    id: int
    cause: str
    state: str
    message: str
    remedy: str
    since: datetime

    @property
    def is_over(self) -> bool:
        """Whether it says that all is well again."""
        return self.state == OVER


def take_pulse(connection: Connection, *, now: datetime) -> Pulse:
    """What alerts are judged by; what a backfill did or brought tells nothing."""
    fetches, failed = connection.execute(
        select(func.count(), func.coalesce(func.sum(case((Fetch.outcome == "failed", 1), else_=0)), 0)).where(
            Fetch.started_at >= now - HOUR, Fetch.name.is_(None), ~Fetch.is_history
        )
    ).one()
    today, week = connection.execute(
        select(
            func.coalesce(func.sum(case((Quarantine.quarantined_at >= now - DAY, 1), else_=0)), 0),
            func.coalesce(func.sum(case((Quarantine.quarantined_at < now - DAY, 1), else_=0)), 0),
        ).where(Quarantine.quarantined_at >= now - DAY - WEEK)
    ).one()
    return Pulse(
        states={
            row["source"]: (row["state"] or "ok", row["reason"] or "")
            for row in source_statistics(connection)
            if row["is_active"]
        },
        last_story_at=_last_story_at(connection),
        fetches=fetches,
        failed_fetches=failed,
        lags=lags(connection, now - HOUR),
        set_aside=today,
        set_aside_usually=week / WEEK.days,
    )


def _last_story_at(connection: Connection) -> datetime | None:
    """When the last version came that no backfill brought."""
    query = select(StoryVersion.first_seen_at).join(Fetch, Fetch.id == StoryVersion.fetch_id).where(~Fetch.is_history)
    return connection.execute(query.order_by(StoryVersion.first_seen_at.desc()).limit(1)).scalar()


def lags(connection: Connection, since: datetime, limit: int = MOST_LAGS) -> list[timedelta]:
    """From published to available, of the latest stories, at most so many, that became available since then.

    Left out are what a backfill brought, what was embargoed, and what a source had published before it was first read.
    """
    first_story = select(func.min(Story.first_seen_at)).where(Story.source_id == Source.id).scalar_subquery()
    sources = connection.execute(select(Source.id, first_story.label("at")))
    first_read = {source.id: source.at for source in sources}
    latest = (
        select(StoryVersion.story_id, StoryVersion.fetch_id, StoryVersion.available_at, StoryVersion.published_at)
        .where(
            StoryVersion.available_at >= since,
            StoryVersion.number == 1,
            StoryVersion.released_at <= StoryVersion.first_seen_at,
        )
        .order_by(StoryVersion.available_at.desc())
        .limit(limit)
        .subquery()
    )
    rows = connection.execute(
        select(latest.c.available_at, latest.c.published_at, Story.source_id)
        .join(Story, Story.id == latest.c.story_id)
        .join(Fetch, Fetch.id == latest.c.fetch_id)
        .where(~Fetch.is_history)
    )
    return [
        available - published
        for available, published, source in rows
        if available and published and published > first_read[source]
    ]


def note(connection: Connection, found: Mapping[str, Finding], *, now: datetime) -> int:
    """Note what has changed: `found` has what is wrong now, by its cause.

    A cause whose state is the one noted last changes nothing; one that is no longer found is noted as OVER. Returns
    how many notes were made.
    """
    exclusive(connection, "alerts")
    last = {notice.cause: notice for notice in _notices(connection, _is_latest())}
    changed = {
        cause: finding for cause, finding in found.items() if cause not in last or last[cause].state != finding.state
    }
    ended = {
        cause: Finding(OVER, notice.message)
        for cause, notice in last.items()
        if cause not in found and not notice.is_over
    }
    _save(connection, changed | ended, now)
    return len(changed) + len(ended)


def note_one(connection: Connection, cause: str, finding: Finding, *, now: datetime) -> None:
    """Note one cause and leave all others as they are; nothing changes where its state is noted already."""
    exclusive(connection, "alerts")
    if not _notices(connection, _is_latest(), Alert.cause == cause, Alert.state == finding.state):
        _save(connection, {cause: finding}, now)


def current(connection: Connection) -> list[Notice]:
    """What is wrong at present, the oldest first, whether operators have been told or not."""
    return _notices(connection, _is_latest(), Alert.state != OVER)


def untold(connection: Connection) -> list[Notice]:
    """What operators have not been told of yet, in order of time."""
    return _notices(connection, Alert.told_at.is_(None))


def save_told(connection: Connection, notices: Sequence[Notice], *, now: datetime) -> None:
    """Operators have been told of these."""
    ids = [notice.id for notice in notices]
    connection.execute(update(Alert).where(Alert.id.in_(ids)).values(told_at=now))


def _save(connection: Connection, findings: Mapping[str, Finding], now: datetime) -> None:
    rows = [{"cause": cause, "since": now, "told_at": None, **asdict(found)} for cause, found in findings.items()]
    upsert(connection, Alert, rows, update=["state", "message", "remedy", "told_at"])


def _is_latest() -> ColumnElement[bool]:
    newer = aliased(Alert)
    return ~select(newer.id).where(newer.cause == Alert.cause, newer.since > Alert.since).exists()


def _notices(connection: Connection, *conditions: ColumnElement[bool]) -> list[Notice]:
    query = select(Alert.id, Alert.cause, Alert.state, Alert.message, Alert.remedy, Alert.since)
    return [Notice(*row) for row in connection.execute(query.where(*conditions).order_by(Alert.since, Alert.id))]
