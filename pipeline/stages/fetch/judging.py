"""What an answer means for its source: the outcome, what the next poll needs, and the source's health."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Literal

from pipeline.errors import FetchFailed
from pipeline.sources.answer import Answer
from pipeline.sources.health import GONE, SLOWED, Health, assess
from pipeline.sources.moves import GONE_AFTER, Move, is_ended, permanent_target, seen_move
from pipeline.sources.page import Page
from pipeline.sources.polling import next_poll, polling_interval, retry_after_time
from pipeline.stages.arrivals import learnt, span
from pipeline.store.sources import PollState, SourceRow

JITTER = 0.1
MAX_SLOWDOWNS = 16
LOST = frozenset({404, 410})

type Outcome = Literal[
    "document", "listing", "page", "robots", "unchanged", "absent", "refused", "purged", "slow", "failed"
]


@dataclass(frozen=True)
class Fetched:
    """A source's answer without its body, of which only the hash and the size are left.

    `before` is the hash of the last document at this address, `page` what came in place of a feed, `stated` the
    interval that the feed asks for. Bytes that were taken down (`is_purged`) are not archived; `unkept` says why the
    archive did not take the others. A listing names other documents and has no stories; of a time of which a source
    has nothing the answer `is_absent`. Beside feeds there are pages of their items, of which `refused` says why one is
    not to be had, and hosts' rules for robots. `read_again` is the hash of a feed whose pages came after it.
    """

    source: SourceRow
    answer: Answer
    is_conditional: bool
    before: str | None = None
    size: int = 0
    sha256: str | None = None
    is_purged: bool = False
    unkept: str = ""
    is_listing: bool = False
    is_absent: bool = False
    is_feed: bool = False
    is_page: bool = False
    is_rules: bool = False
    refused: str = ""
    read_again: str | None = None
    page: Page | None = None
    stated: timedelta | None = None

    @property
    def failure(self) -> str:
        """What is wrong with the answer and the way out; empty if nothing is."""
        if self.answer.failure:
            return "" if self.is_absent else self.answer.failure.message
        page = str(FetchFailed(self.answer.url, self.page.problem, self.page.remedy)) if self.page else ""
        return self.unkept or page

    @property
    def outcome(self) -> Outcome:
        """What became of the attempt, as `fetch.outcome` has it."""
        if self.refused:
            return "refused"
        if self.failure:
            return "slow" if self.answer.status in SLOWED else "failed"
        if self.is_absent:
            return "absent"
        if self.is_purged:
            return "purged"
        if self.is_page or self.is_rules:
            return "page" if self.is_page else "robots"
        if self.read_again:
            return "document"
        is_same = self.sha256 is not None and self.sha256 == self.before
        if self.answer.is_unchanged or is_same:
            return "unchanged"
        return "listing" if self.is_listing else "document"


def polls_after(fetched: Fetched, now: datetime) -> PollState:
    """What the next poll of the source needs."""
    source, answer = fetched.source, fetched.answer
    polls = _after_failure(fetched, now) if fetched.failure else _after_success(fetched, now)
    interval = polling_interval(
        timedelta(minutes=source.interval_minutes),
        usual_gap=span(polls.usual_gap_seconds),
        stated=span(polls.stated_seconds),
    )
    wish = retry_after_time(answer.headers.get("retry-after", ""), now)
    due = next_poll(now, interval, polls.failures + polls.slowdowns, wish, jitter=_jitter(source.slug))
    if polls.gone_since is not None:
        due = max(due, now + GONE_AFTER)
    return replace(polls, next_poll_at=due)


def _after_success(fetched: Fetched, now: datetime) -> PollState:
    answer, old = fetched.answer, fetched.source.polls
    polls = replace(
        old,
        failures=0,
        slowdowns=max(old.slowdowns - 1, 0),
        last_success_at=now,
        gone_since=None,
        ended_at=None,
    )
    if fetched.sha256 is not None:
        etag, last_modified = answer.headers.get("etag"), answer.headers.get("last-modified")
        is_same_name = (etag, last_modified) == (old.etag, old.last_modified)
        is_lie = is_same_name and not fetched.is_conditional and fetched.sha256 != old.document_sha256
        polls = replace(
            polls,
            etag=etag,
            last_modified=last_modified,
            has_true_validators=not is_same_name or (old.has_true_validators and not is_lie),
            last_unconditional_at=old.last_unconditional_at if fetched.is_conditional else now,
            document_sha256=fetched.sha256,
            stated_seconds=round(fetched.stated.total_seconds()) if fetched.stated else None,
        )
    target = permanent_target(answer.hops, answer.final_url)
    if target is not None and not (fetched.is_feed or answer.is_unchanged):
        return polls
    move = seen_move(Move(old.moved_to, old.moved_since, old.moved_polls), target, now)
    if move.is_settled(now):
        return replace(polls, adopted_url=move.target, moved_to=None, moved_since=None, moved_polls=0)
    return replace(polls, moved_to=move.target, moved_since=move.since, moved_polls=move.polls)


def _after_failure(fetched: Fetched, now: datetime) -> PollState:
    old, status, failure = fetched.source.polls, fetched.answer.status, fetched.answer.failure
    if fetched.unkept:  # no fault of the source
        return old
    if failure and failure.kind == "secret":  # nobody was asked: as soon as the secret is there, it is asked again
        return old
    if status in SLOWED:
        return replace(old, slowdowns=min(old.slowdowns + 1, MAX_SLOWDOWNS))
    polls = replace(old, failures=old.failures + 1)
    if old.adopted_url is not None and status in LOST:  # back to the address that the catalogue knows
        return replace(polls, adopted_url=None, etag=None, last_modified=None)
    if status == GONE:
        ended_at = (old.ended_at or now) if is_ended(old.gone_since, now) else None
        return replace(polls, gone_since=old.gone_since or now, ended_at=ended_at)
    return polls


def health_after(fetched: Fetched, polls: PollState, now: datetime) -> Health:
    """The source's state after this answer."""
    known = replace(
        learnt(polls),
        failure=fetched.failure,
        status=fetched.answer.status,
        is_blocked=fetched.page is not None and fetched.page.kind == "blocked",
        gone_since=polls.gone_since,
        is_ended=polls.ended_at is not None,
    )
    return assess(known, now)


def health_held(polls: PollState, until: datetime, now: datetime) -> Health:
    """The state of a source whose host wants no request."""
    return assess(replace(learnt(polls), held_until=until), now)


def _jitter(slug: str) -> float:
    """The same for a source each time, different between sources, so that they spread over the interval."""
    return JITTER * (2 * int.from_bytes(sha256(slug.encode()).digest()[:4]) / 2**32 - 1)
