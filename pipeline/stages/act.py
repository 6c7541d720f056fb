"""Act: what an operator does by hand to sources and to what was set aside, noted with who did it and why."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection

from pipeline.errors import RejectedInput
from pipeline.stages.report import StageReport
from pipeline.stages.room import Newsroom
from pipeline.store import sources
from pipeline.store.desk import actions
from pipeline.store.desk import sources as shown
from pipeline.store.engine import writing

MOST = 1000  # items at once

type Doer = Callable[[Connection, Sequence[str], str, str, datetime], Sequence[str]]


def act(room: Newsroom, action: str, subjects: Sequence[str], *, who: str, reason: str, now: datetime) -> StageReport:
    """Do an action of ACTIONS to these, in one transaction with the note of it; counted is what it concerned.

    `check`, `hold` and `release` are done to sources, by name; `retry` and `discard` to items of the quarantine, by id.
    Raises RejectedInput for what is unknown or cannot be done, and where a reason is missing.
    """
    reason = " ".join(reason.split())
    if action not in ACTIONS:
        raise RejectedInput(action, "is no action", f"There are {', '.join(ACTIONS)}")
    if not subjects or len(subjects) > MOST:
        raise RejectedInput(action, f"is done to 1 to {MOST} things at once, not to {len(subjects)}", "Choose some")
    kind, do = ACTIONS[action]
    with writing(room.engine) as connection:
        done = do(connection, subjects, who, reason, now)
        actions.note(connection, who, action, [f"{kind}:{name}" for name in done], reason=reason, now=now)
    return StageReport("act", {action: len(done)})


def _check(connection: Connection, names: Sequence[str], who: str, reason: str, now: datetime) -> Sequence[str]:
    for name in names:
        source = shown.one_source(connection, name)
        if source is None or not source["is_active"] or source["is_history_only"]:
            raise RejectedInput(
                f"source {name}", "is not polled", "Is it in the catalogue, and not for backfills alone?"
            )
        if source["held_at"] is not None:
            raise RejectedInput(f"source {name}", "is held", "Release it first")
        actions.make_due(connection, source["id"], now=now)
    return names


def _hold(connection: Connection, names: Sequence[str], who: str, reason: str, now: datetime) -> Sequence[str]:
    if not reason:
        raise RejectedInput("hold", "needs a reason", "Say why, for whoever finds the source held")
    for number in _ids(connection, names):
        actions.hold(connection, number, who, reason, now=now)
    return names


def _release(connection: Connection, names: Sequence[str], who: str, reason: str, now: datetime) -> Sequence[str]:
    for number in _ids(connection, names):
        actions.release(connection, number, now=now)
    return names


def _retry(connection: Connection, items: Sequence[str], who: str, reason: str, now: datetime) -> Sequence[str]:
    return list(map(str, actions.read_again(connection, _numbers(items))))


def _discard(connection: Connection, items: Sequence[str], who: str, reason: str, now: datetime) -> Sequence[str]:
    if not reason:
        raise RejectedInput("discard", "needs a reason", "Say why nothing of it is worth keeping")
    resolution = f"discarded by {who}: {reason}"
    return list(map(str, actions.discard(connection, _numbers(items), resolution, now=now)))


def _ids(connection: Connection, names: Sequence[str]) -> list[int]:
    found = {source.slug: source.id for source in sources.named_sources(connection, names)}
    if unknown := [name for name in names if name not in found]:
        raise RejectedInput(", ".join(unknown), "is no source", "See the list of sources")
    return [found[name] for name in names]


def _numbers(items: Sequence[str]) -> list[int]:
    if wrong := [item for item in items if not (item.isascii() and item.isdecimal() and len(item) < 19)]:
        raise RejectedInput(", ".join(wrong), "is no item of the quarantine", "See the list")
    return [int(item) for item in items]


ACTIONS: Mapping[str, tuple[str, Doer]] = {
    "check": ("source", _check),
    "hold": ("source", _hold),
    "release": ("source", _release),
    "retry": ("quarantine", _retry),
    "discard": ("quarantine", _discard),
}
