"""Answers of feeds as rows: the attempt, the document, what the next poll needs and the health, in one transaction."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Connection

from pipeline.sources.health import Health
from pipeline.stages.fetch.judging import Fetched, health_after, health_held, polls_after
from pipeline.stages.room import Newsroom
from pipeline.store import documents, sources
from pipeline.store.engine import writing
from pipeline.store.sources import SourceRow


def save_answers(connection: Connection, answers: Sequence[Fetched], *, now: datetime) -> None:
    """Note attempts with what they brought.

    Validators go with the document in one transaction, else a crash would lose its items.
    """
    save_attempts(connection, answers, now=now)
    states = {fetched.source.id: polls_after(fetched, now) for fetched in answers}
    sources.save_polls(connection, states)
    found = [(fetched.source, health_after(fetched, states[fetched.source.id], now)) for fetched in answers]
    sources.save_changes(connection, _changes(found, now))


def save_attempts(
    connection: Connection,
    answers: Sequence[Fetched],
    *,
    now: datetime,
    is_history: bool = False,
    page_of: str | None = None,
) -> None:
    """Note attempts with what they brought, and nothing that the next poll needs; `page_of` is the hash of an item."""
    occasion = {"is_history": is_history, "page_of": page_of}
    documents.save_fetches(connection, [_attempt(connection, fetched, now) | occasion for fetched in answers])


def save_held(room: Newsroom, held: Sequence[SourceRow], until: datetime, *, now: datetime) -> list[str]:
    """Note that these sources wait for their host; says so for each."""
    found = [(source, health_held(source.polls, until, now)) for source in held]
    with writing(room.engine) as connection:
        sources.save_polls(connection, {source.id: replace(source.polls, next_poll_at=until) for source in held})
        sources.save_changes(connection, _changes(found, now))
    return [f"{source.address}: {health.reason}" for source, health in found]


def _attempt(connection: Connection, fetched: Fetched, now: datetime) -> dict[str, object]:
    answer, raw = fetched.answer, None
    if sha256 := fetched.sha256 or fetched.read_again:
        raw = documents.save_raw_document(connection, sha256, fetched.size, now=now)
    return {
        "source_id": fetched.source.id,
        "url": answer.url,
        "final_url": answer.final_url,
        "started_at": now,
        "finished_at": now,
        "outcome": fetched.outcome,
        "status": answer.status,
        "media_type": answer.headers.get("content-type"),
        "headers": dict(answer.headers),
        "failure": fetched.failure or fetched.refused or None,
        "parsed_at": now if fetched.outcome in {"page", "robots"} else None,
        "has_pages": fetched.source.reads_pages and fetched.outcome == "document",
        "raw_document_id": raw,
    }


def _changes(found: Sequence[tuple[SourceRow, Health]], now: datetime) -> list[dict[str, object]]:
    return [
        {"source_id": source.id, "since": now, "state": health.state, "reason": health.reason}
        for source, health in found
        if (source.state, source.reason) != (health.state, health.reason)
    ]
