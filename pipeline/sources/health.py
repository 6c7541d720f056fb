"""How a source is doing, by what may be expected of it: a pure function of what is known of it and the time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

type State = Literal["ok", "quiet", "slow", "blocked", "broken", "gone", "held"]

BLOCKED = frozenset({401, 402, 403, 451})
SLOWED = frozenset({429, 503})
GONE = 410
QUIET_GAPS = 6  # usual gaps without anything new, after which silence is worth a look
LEAST_QUIET = timedelta(days=1)  # nights are quiet
MOST_QUIET = timedelta(days=60)


@dataclass(frozen=True)
class Known:
    """What is known of a source.

    `failure` says what is wrong with the last answer (empty if nothing), `status` is its HTTP status, `is_blocked`
    tells that it was a page against robots, whatever its status; `unreadable` says why its last document could not be
    read. `held_until` is its host's wish, `gone_since` and `is_ended` what came of 410, `moved_to` where it is asked
    since it moved for good.
    """

    failure: str = ""
    status: int | None = None
    is_blocked: bool = False
    unreadable: str = ""
    held_until: datetime | None = None
    gone_since: datetime | None = None
    is_ended: bool = False
    moved_to: str | None = None
    usual_gap: timedelta | None = None
    last_item_at: datetime | None = None


@dataclass(frozen=True)
class Health:
    """A state, and why."""

    state: State
    reason: str = ""


def assess(known: Known, now: datetime) -> Health:
    """The state of a source and the reason, which says the same as long as nothing changes."""
    if known.gone_since is not None and known.status == GONE:
        return Health("gone", _gone(known, known.gone_since))
    if known.failure:
        if known.is_blocked or known.status in BLOCKED:
            return Health("blocked", known.failure)
        return Health("slow" if known.status in SLOWED else "broken", known.failure)
    if known.held_until is not None and known.held_until > now:
        return Health("held", f"its host wants no request before {_minute(known.held_until)}")
    if known.unreadable:
        return Health("broken", known.unreadable)
    if known.last_item_at is not None and known.usual_gap is not None:
        silence = min(max(known.usual_gap * QUIET_GAPS, LEAST_QUIET), MOST_QUIET)
        if now - known.last_item_at > silence:
            return Health(
                "quiet", f"nothing new since {_minute(known.last_item_at)}, usually every {_span(known.usual_gap)}"
            )
    if known.moved_to:
        return Health("ok", f"moved permanently to {known.moved_to}: put the new address into the catalogue")
    return Health("ok")


def _gone(known: Known, since: datetime) -> str:
    if known.is_ended:
        return f"{known.failure}. It has said so since {_minute(since)} and is no longer asked"
    return f"{known.failure}. It is asked once more after a day"


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _span(gap: timedelta) -> str:
    minutes = round(gap.total_seconds() / 60)
    if minutes < 120:
        return f"{max(minutes, 1)} minutes"
    return f"{round(minutes / 60)} hours" if minutes < 2 * 1440 else f"{round(minutes / 1440)} days"
