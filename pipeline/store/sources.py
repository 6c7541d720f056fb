"""Sources with what the next poll of each needs, and how they are doing."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import batched
from typing import Any

from sqlalchemy import Connection, Select, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import aliased

from pipeline.store.tables import FeedState, Outlet, Source, SourceHealth, SourceHold
from pipeline.store.upserts import upsert

POLLING = (
    *("etag", "last_modified", "next_poll_at", "failures", "last_success_at", "last_unconditional_at"),
    *(
        "has_true_validators",
        "document_sha256",
        "stated_seconds",
        "slowdowns",
        "moved_to",
        "moved_since",
        "moved_polls",
    ),
    *("adopted_url", "gone_since", "ended_at"),
)
LOOKUP = 500
NOT_NULL = ("failures", "has_true_validators", "slowdowns", "moved_polls")
ARRIVALS = ("unreadable", "last_item_at", "usual_gap_seconds")


@dataclass(frozen=True)
class PollState:
    """What the polls of a source have left behind, as in the table `feed_state`; parsing writes the last three."""

    etag: str | None = None
    last_modified: str | None = None
    next_poll_at: datetime | None = None
    failures: int = 0
    last_success_at: datetime | None = None
    last_unconditional_at: datetime | None = None
    has_true_validators: bool = True
    document_sha256: str | None = None
    stated_seconds: int | None = None
    slowdowns: int = 0
    moved_to: str | None = None
    moved_since: datetime | None = None
    moved_polls: int = 0
    adopted_url: str | None = None
    gone_since: datetime | None = None
    ended_at: datetime | None = None
    unreadable: str | None = None
    last_item_at: datetime | None = None
    usual_gap_seconds: int | None = None


@dataclass(frozen=True)
class SourceRow:
    """A source with what its next poll needs, and the state that it was noted to be in."""

    id: int
    slug: str
    outlet: str
    kind: str
    location: str
    language: str | None
    interval_minutes: int
    login: dict[str, Any] | None
    state: str
    reason: str
    timezone: str | None = None
    is_history_only: bool = False
    reads_pages: bool = False
    polls: PollState = field(default_factory=PollState)

    @property
    def address(self) -> str:
        """What to ask: the address to which it has moved for good, else the catalogue's."""
        return self.polls.adopted_url or self.location

    @property
    def failures(self) -> int:
        """Failed attempts in a row."""
        return self.polls.failures


def due_sources(connection: Connection, *, now: datetime) -> list[SourceRow]:
    """Active sources that are polled, have not ended, are not held and are due, in the order of their names."""
    is_due = or_(FeedState.next_poll_at.is_(None), FeedState.next_poll_at <= now)
    is_polled = and_(Source.is_active, ~Source.is_history_only, FeedState.ended_at.is_(None))
    return _select(connection, is_polled, is_due, ~_is_held())


def active_sources(connection: Connection, kinds: Collection[str]) -> list[SourceRow]:
    """The sources of these kinds that are in the catalogue and not held, in the order of their names."""
    return _select(connection, Source.is_active, Source.kind.in_(kinds), ~_is_held())


def named_sources(connection: Connection, slugs: Sequence[str]) -> list[SourceRow]:
    """The sources with these names, whether due or not."""
    parts = batched(slugs, LOOKUP)
    return [row for part in parts for row in _select(connection, Source.slug.in_(part))]


def source_by_id(connection: Connection, source_id: int) -> SourceRow:
    """The source with this id."""
    return _row(dict(connection.execute(_one_source(), {"source": source_id}).mappings().one()))


def _select(connection: Connection, *conditions: Any) -> list[SourceRow]:
    query = _all_sources().where(*conditions)
    return [_row(dict(row)) for row in connection.execute(query).mappings()]


@cache
def _all_sources() -> Select[Any]:
    return with_state(
        select(
            Source.id,
            Source.slug,
            Outlet.slug.label("outlet"),
            Source.kind,
            Source.location,
            Source.language,
            Source.interval_minutes,
            Source.login,
            Source.timezone,
            Source.is_history_only,
            Source.reads_pages,
            func.coalesce(SourceHealth.state, "ok").label("state"),
            func.coalesce(SourceHealth.reason, "").label("reason"),
            FeedState.source_id,
            *(getattr(FeedState, name) for name in (*POLLING, *ARRIVALS)),
        )
    )


def with_state[*Columns](query: Select[*Columns]) -> Select[*Columns]:
    """A query of sources, by name, with their outlets, the state of their polls and the health that holds now."""
    return (
        query.join(Outlet, Outlet.id == Source.outlet_id)
        .outerjoin(FeedState, FeedState.source_id == Source.id)
        .outerjoin(SourceHealth, and_(SourceHealth.source_id == Source.id, SourceHealth.since == _latest()))
        .order_by(Source.slug)
    )


@cache
def _one_source() -> Select[Any]:
    """Built once: to build such a statement takes longer than to run it."""
    return _all_sources().where(Source.id == bindparam("source"))


def _row(found: dict[str, Any]) -> SourceRow:
    polls = {name: found.pop(name) for name in (*POLLING, *ARRIVALS)}
    is_known = found.pop("source_id") is not None
    return SourceRow(**found, polls=PollState(**polls) if is_known else PollState())


def _is_held() -> Any:
    return select(SourceHold.source_id).where(SourceHold.source_id == Source.id).correlate(Source).exists()


def _latest() -> Any:
    """When the state of a source began that holds now."""
    noted = aliased(SourceHealth)
    return select(func.max(noted.since)).where(noted.source_id == Source.id).correlate(Source).scalar_subquery()


def save_feed_state(connection: Connection, source_id: int, **fields: Any) -> None:
    """Remember what the next poll of a source needs; columns that are not given stay as they are."""
    row = {name: getattr(PollState(), name) for name in NOT_NULL} | {"source_id": source_id, **fields}
    upsert(connection, FeedState, [row], update=list(fields))


def save_polls(connection: Connection, states: Mapping[int, PollState]) -> None:
    """Remember what the polls of these sources have left behind; what parsing has learnt stays."""
    rows = [{"source_id": key, **{name: getattr(state, name) for name in POLLING}} for key, state in states.items()]
    upsert(connection, FeedState, rows, update=list(POLLING))


def save_arrival(connection: Connection, source_id: int, **fields: Any) -> None:
    """Remember what parsing has learnt of a feed: any of `unreadable`, `last_item_at`, `usual_gap_seconds`."""
    connection.execute(update(FeedState).where(FeedState.source_id == source_id).values(**fields))


def unstable_guids_since(connection: Connection, source_id: int) -> datetime | None:
    """From which fetch on a source's stories go by link, since its guids cannot be trusted; None while they can."""
    return connection.execute(select(Source.unstable_guids_since).where(Source.id == source_id)).scalar()


def distrust_guids(connection: Connection, source_id: int, *, since: datetime, reason: str) -> None:
    """Note that a document fetched at `since` showed why a source's guids cannot be trusted."""
    noted = {"unstable_guids_since": since, "unstable_guids_reason": reason}
    connection.execute(update(Source).where(Source.id == source_id).values(**noted))


def trust_guids(connection: Connection, source_ids: Sequence[int]) -> None:
    """Forget that these sources had guids that could not be trusted."""
    for part in batched(source_ids, LOOKUP):
        of_these = Source.id.in_(part)
        connection.execute(update(Source).where(of_these).values(unstable_guids_since=None, unstable_guids_reason=None))


def save_health(connection: Connection, source_id: int, state: str, reason: str, *, now: datetime) -> bool:
    """Note a source's state if it, or the reason, differs from the last one noted; says whether it did."""
    last = connection.execute(
        select(SourceHealth.state, SourceHealth.reason)
        .where(SourceHealth.source_id == source_id)
        .order_by(SourceHealth.since.desc())
        .limit(1)
    ).first()
    if (state, reason) == (("ok", "") if last is None else tuple(last)):
        return False
    save_changes(connection, [{"source_id": source_id, "since": now, "state": state, "reason": reason}])
    return True


def save_changes(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Note new states of sources, each with source_id, since, state and reason."""
    upsert(connection, SourceHealth, rows, update=["state", "reason"])
