"""Feeds: one bounded, conditional request each; the answer and what the next poll needs go in one transaction."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.parse import urlsplit

from sqlalchemy import Connection

from pipeline.sources.client import Answer, Client, FetchRequest, Limits
from pipeline.sources.polling import next_poll, retry_after_time
from pipeline.stages.fetch.keeping import keep
from pipeline.stages.room import Newsroom
from pipeline.store import documents, sources
from pipeline.store.documents import LastFetch
from pipeline.store.engine import reading, writing
from pipeline.store.sources import SourceRow

HOSTS_AT_ONCE = 16
PAUSE_SECONDS = 0.5  # between two requests to one host
JITTER = 0.1
BLOCKED = frozenset({401, 402, 403, 451})
SLOWED = frozenset({429, 503})


@dataclass(frozen=True)
class _Fetched:
    """A source's answer, with the bytes' hash where there are any; those that were taken down are not archived."""

    source: SourceRow
    answer: Answer
    sha256: str | None = None
    is_purged: bool = False


def fetch_feeds(room: Newsroom, feeds: Sequence[SourceRow], *, now: datetime) -> tuple[Counter[str], list[str]]:
    """Ask each feed once, its host one request at a time; returns counts, and what failed with the way out."""
    counts: Counter[str] = Counter()
    failed: list[str] = []
    with reading(room.engine) as connection:
        purged = documents.purged_hashes(connection, [source.id for source in feeds])
    for fetched in asyncio.run(_fetch_all(room, feeds, purged)):
        with writing(room.engine) as connection:
            counts[_save(connection, fetched, now)] += 1
        if fetched.answer.failure:
            failed.append(fetched.answer.failure.message)
    return counts, failed


async def _fetch_all(
    room: Newsroom, feeds: Sequence[SourceRow], purged: Mapping[int, Container[str]]
) -> list[_Fetched]:
    settings = room.settings
    size = settings.max_document_bytes
    limits = Limits(seconds=settings.fetch_seconds, wire_bytes=size, decoded_bytes=size)
    by_host: dict[str, list[SourceRow]] = defaultdict(list)
    for source in feeds:
        by_host[urlsplit(source.location).hostname or ""].append(source)
    places = asyncio.Semaphore(HOSTS_AT_ONCE)
    async with Client(contact=settings.contact, allowed=settings.allow_networks, limits=limits) as client:

        async def visit(group: Sequence[SourceRow]) -> list[_Fetched]:
            found = []
            async with places:
                for place, source in enumerate(group):
                    await asyncio.sleep(PAUSE_SECONDS if place else 0)
                    request = FetchRequest(source.location, source.etag or "", source.last_modified or "")
                    answer = await client.fetch(request)
                    found.append(_archived(room, source, answer, purged[source.id]))
            return found

        groups = await asyncio.gather(*(visit(group) for group in by_host.values()))
    return [fetched for group in groups for fetched in group]


def _archived(room: Newsroom, source: SourceRow, answer: Answer, purged: Container[str]) -> _Fetched:
    if not answer.body:
        return _Fetched(source, answer)
    sha256 = keep(room.archive, answer.body, purged)
    return _Fetched(source, answer, sha256, is_purged=sha256 in purged)


def _save(connection: Connection, fetched: _Fetched, now: datetime) -> str:
    """Note the attempt; validators go with the document in one transaction, else a crash would lose its items."""
    source, answer = fetched.source, fetched.answer
    last = documents.last_fetches(connection, source.id).get(source.location)
    outcome = _outcome(fetched, last)
    raw = None
    if fetched.sha256 and answer.failure is None:
        raw = documents.save_raw_document(connection, fetched.sha256, len(answer.body), now=now)
    documents.save_fetch(
        connection,
        source_id=source.id,
        url=source.location,
        final_url=answer.final_url,
        started_at=now,
        finished_at=now,
        outcome=outcome,
        status=answer.status,
        media_type=answer.headers.get("content-type"),
        headers=dict(answer.headers),
        failure=answer.failure and answer.failure.message,
        raw_document_id=raw,
    )
    _save_state(connection, fetched, now)
    return {"document": "documents"}.get(outcome, outcome)


def _outcome(fetched: _Fetched, last: LastFetch | None) -> str:
    if fetched.answer.failure:
        return "failed"
    if fetched.is_purged:
        return "purged"
    is_same = last is not None and last.sha256 is not None and last.sha256 == fetched.sha256
    return "unchanged" if fetched.answer.is_unchanged or is_same else "document"


def _save_state(connection: Connection, fetched: _Fetched, now: datetime) -> None:
    source, answer = fetched.source, fetched.answer
    is_slowed = answer.status in SLOWED
    failures = 0 if answer.failure is None else source.failures + 1
    due = next_poll(
        now,
        timedelta(minutes=source.interval_minutes),
        failures,
        retry_after_time(answer.headers.get("retry-after", ""), now),
        jitter=_jitter(source.slug),
    )
    fields: dict[str, object] = {"next_poll_at": due, "failures": failures}
    if answer.failure is None:
        fields["last_success_at"] = now
    if answer.body and answer.failure is None:
        fields |= {"etag": answer.headers.get("etag"), "last_modified": answer.headers.get("last-modified")}
    sources.save_feed_state(connection, source.id, **fields)
    state = "ok" if answer.failure is None else _trouble(answer.status, is_slowed=is_slowed)
    sources.save_health(connection, source.id, state, answer.failure.message if answer.failure else "", now=now)


def _trouble(status: int | None, *, is_slowed: bool) -> str:
    return "slow" if is_slowed else "blocked" if status in BLOCKED else "broken"


def _jitter(slug: str) -> float:
    """The same for a source each time, different between sources, so that they spread over the interval."""
    return JITTER * (2 * int.from_bytes(sha256(slug.encode()).digest()[:4]) / 2**32 - 1)
