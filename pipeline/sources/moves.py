"""Feeds that say they have moved or are gone: believed only when they keep saying so."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.sources.answer import Hop

PERMANENT = frozenset({301, 308})
POLLS, OVER = 3, timedelta(days=2)  # a move is believed after so many polls over such a time
GONE_AFTER = timedelta(days=1)


@dataclass(frozen=True)
class Move:
    """Where a feed says that it has moved: since when, in how many polls, and whether that is now believed."""

    target: str | None = None
    since: datetime | None = None
    polls: int = 0

    def is_settled(self, now: datetime) -> bool:
        """Whether the same target was seen on three polls over two days."""
        return self.since is not None and self.polls >= POLLS and now - self.since >= OVER


def permanent_target(hops: Sequence[Hop], final_url: str) -> str | None:
    """Where the permanent redirects (301, 308) at the beginning of a chain lead, None without any.

    What follows a temporary one (302, 303, 307) is its publisher's business and may change at any time.
    """
    lasting = next((place for place, hop in enumerate(hops) if hop.status not in PERMANENT), len(hops))
    if lasting == 0:
        return None
    return final_url if lasting == len(hops) else hops[lasting].url


def seen_move(move: Move, target: str | None, now: datetime) -> Move:
    """The move after a poll that was led to `target` and found a feed there; another target, or none, begins anew."""
    if target is None:
        return Move()
    if target != move.target or move.since is None:
        return Move(target, now, 1)
    return Move(target, move.since, move.polls + 1)


def is_ended(gone_since: datetime | None, now: datetime) -> bool:
    """Whether a feed that answers 410 has ended: it said so a day ago already."""
    return gone_since is not None and now - gone_since >= GONE_AFTER
