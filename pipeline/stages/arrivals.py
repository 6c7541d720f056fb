"""What parsing tells of a feed: whether its document can be read, and how often it brings something new."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from pipeline.errors import NewswireError
from pipeline.sources.folders import is_remote
from pipeline.sources.health import Known, assess
from pipeline.sources.polling import updated_gap
from pipeline.store import sources
from pipeline.store.documents import PendingDocument
from pipeline.store.sources import PollState


def note_arrival(
    connection: Connection, document: PendingDocument, *, is_new: bool, unreadable: str, now: datetime
) -> None:
    """Note what came of a polled document; `unreadable` says why nothing in it could be used.

    Files of this machine tell nothing of when the next will come, nor does what a backfill fetched.
    """
    if document.is_history or not is_remote(document.url):
        return
    source = sources.source_by_id(connection, document.source_id)
    polls = source.polls
    if is_new and (polls.last_item_at is None or document.fetched_at > polls.last_item_at):
        gap = updated_gap(span(polls.usual_gap_seconds), polls.last_item_at, document.fetched_at)
        seconds = round(gap.total_seconds()) if gap else None
        polls = replace(polls, last_item_at=document.fetched_at, usual_gap_seconds=seconds)
    if document.sha256 == polls.document_sha256:
        polls = replace(polls, unreadable=str(NewswireError(document.url, unreadable)) if unreadable else None)
    if polls == source.polls:
        return
    sources.save_arrival(connection, source.id, **{name: getattr(polls, name) for name in sources.ARRIVALS})
    if not polls.failures and not polls.slowdowns and source.state in {"ok", "quiet", "broken"}:
        health = assess(learnt(polls), now)
        sources.save_health(connection, source.id, health.state, health.reason, now=now)


def learnt(polls: PollState) -> Known:
    """What is known of a source beside its last answer."""
    return Known(
        unreadable=polls.unreadable or "",
        moved_to=polls.adopted_url,
        usual_gap=span(polls.usual_gap_seconds),
        last_item_at=polls.last_item_at,
    )


def span(seconds: float | None) -> timedelta | None:
    """A number of seconds as the database has it, None where it has none."""
    return None if seconds is None else timedelta(seconds=seconds)
