"""Raw documents and the fetches that brought them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

from sqlalchemy import Connection, Subquery, bindparam, exists, func, select, update
from sqlalchemy.orm import aliased

from pipeline.store.engine import not_by_index
from pipeline.store.tables import Fetch, RawDocument, Source, Tombstone, UtcDateTime
from pipeline.store.upserts import upsert, upsert_one

LOOKUP = 500
REPLAYED = ("document", "page")  # outcomes whose bytes a replay reads


@dataclass(frozen=True)
class LastFetch:
    """The latest attempt to read a URL of a source; `headers` are those of the answer, or a file's size and time."""

    outcome: str
    sha256: str | None
    headers: dict[str, Any]
    failure: str | None


@dataclass(frozen=True)
class PendingDocument:
    """A fetched document that waits for its parsing."""

    fetch_id: int
    source_id: int
    source: str
    name: str | None
    language: str | None
    url: str
    media_type: str | None
    raw_document_id: int
    sha256: str
    fetched_at: datetime
    is_history: bool = False
    has_pages: bool = False


@dataclass(frozen=True)
class ArchivedDocument:
    """A raw document that the archive must have, with the first URL and source that it came from."""

    id: int
    sha256: str
    size: int
    url: str
    source: str


def save_raw_document(connection: Connection, sha256: str, size: int, *, now: datetime) -> int:
    """Note that the archive has these bytes; returns the id."""
    return upsert_one(connection, RawDocument, {"sha256": sha256, "size": size, "archived_at": now})


def save_fetch(connection: Connection, **fields: Any) -> int:
    """Note an attempt; the same attempt noted twice is one."""
    return upsert_one(connection, Fetch, {"headers": {}, **fields})


def save_fetches(connection: Connection, attempts: Sequence[dict[str, Any]]) -> None:
    """Note attempts, all with the same fields; the same attempt noted twice is one."""
    upsert(connection, Fetch, attempts)


def last_fetches(connection: Connection, source_id: int, urls: Iterable[str]) -> dict[str, LastFetch]:
    """For those of the URLs that a source was asked for the latest attempt, with the hash of what it brought."""
    found: dict[str, LastFetch] = {}
    for part in batched(urls, LOOKUP):
        newest = (
            select(func.max(Fetch.id).label("id"))
            .where(Fetch.source_id == source_id, Fetch.url.in_(part))
            .group_by(Fetch.url)
            .subquery()
        )
        query = (
            select(Fetch.url, Fetch.outcome, Fetch.headers, Fetch.failure, RawDocument.sha256)
            .join(newest, newest.c.id == Fetch.id)
            .outerjoin(RawDocument, RawDocument.id == Fetch.raw_document_id)
        )
        for row in connection.execute(query):
            found[row.url] = LastFetch(row.outcome, row.sha256, row.headers or {}, row.failure)
    return found


def known_hashes(connection: Connection, source_id: int, hashes: Collection[str]) -> set[str]:
    """Those of the hashes that documents of this source had."""
    found: set[str] = set()
    for part in batched(hashes, LOOKUP):
        query = select(RawDocument.sha256).join(Fetch, Fetch.raw_document_id == RawDocument.id)
        of_source = query.where(Fetch.source_id == source_id, Fetch.outcome == "document")
        found |= set(connection.scalars(of_source.where(RawDocument.sha256.in_(part))))
    return found


def pending_documents(connection: Connection, *, limit: int = 200, after: int = 0) -> list[PendingDocument]:
    """Documents that nobody has parsed yet, oldest first."""
    return _documents(connection, Fetch.parsed_at.is_(None), Fetch.id > after, limit=limit)


def still_pending(connection: Connection, fetch_ids: Sequence[int]) -> set[int]:
    """Those of the fetches whose documents nobody has parsed yet."""
    query = select(Fetch.id).where(Fetch.id.in_(fetch_ids), not_by_index(Fetch.parsed_at.is_(None)))
    return set(connection.scalars(query))


def documents_between(
    connection: Connection,
    start: datetime | None,
    end: datetime | None,
    *,
    source: str | None = None,
    unless_by: str | None = None,
    limit: int = 200,
    after: int = 0,
) -> list[PendingDocument]:
    """Documents that were fetched in [start, end), parsed or not: what a replay reads.

    With `unless_by` only those that this version of the code has not parsed.
    """
    return _documents(connection, *_between(start, end, source, unless_by), Fetch.id > after, limit=limit)


def count_between(
    connection: Connection,
    start: datetime | None,
    end: datetime | None,
    *,
    source: str | None = None,
    unless_by: str | None = None,
) -> int:
    """How many documents `documents_between` has in all."""
    query = select(func.count()).select_from(Fetch).join(Source, Source.id == Fetch.source_id)
    bounds = _between(start, end, source, unless_by)
    return connection.execute(query.where(Fetch.outcome == "document", *bounds)).scalar_one()


def _between(start: datetime | None, end: datetime | None, source: str | None, unless_by: str | None) -> list[Any]:
    bounds: list[Any] = []
    if unless_by is not None:
        bounds.append(Fetch.parsed_by.is_distinct_from(unless_by))
    if start is not None:
        bounds.append(Fetch.started_at >= start)
    if end is not None:
        bounds.append(Fetch.started_at < end)
    if source is not None:
        bounds.append(Source.slug == source)
    return bounds


def _documents(connection: Connection, *conditions: Any, limit: int | None = None) -> list[PendingDocument]:
    query = (
        select(
            Fetch.id.label("fetch_id"),
            Fetch.source_id,
            Source.slug.label("source"),
            Fetch.name,
            Source.language,
            Fetch.url,
            Fetch.media_type,
            Fetch.raw_document_id,
            RawDocument.sha256,
            Fetch.started_at.label("fetched_at"),
            Fetch.is_history,
            Fetch.has_pages,
        )
        .join(Source, Source.id == Fetch.source_id)
        .join(RawDocument, RawDocument.id == Fetch.raw_document_id)
        .where(Fetch.outcome == "document", *conditions)
        .order_by(Fetch.id)
        .limit(limit)
    )
    return [PendingDocument(**row) for row in connection.execute(query).mappings()]


def archived_documents(connection: Connection, *, limit: int, after: int = 0) -> list[ArchivedDocument]:
    """Documents that some replay would read, each once, in the order of their ids."""
    first = _first_fetches()
    query = (
        select(RawDocument.id, RawDocument.sha256, RawDocument.size, Fetch.url, Source.slug.label("source"))
        .join(first, first.c.raw_document_id == RawDocument.id)
        .join(Fetch, Fetch.id == first.c.id)
        .join(Source, Source.id == Fetch.source_id)
        .where(RawDocument.id > after)
        .order_by(RawDocument.id)
        .limit(limit)
    )
    return [ArchivedDocument(**row) for row in connection.execute(query).mappings()]


def count_archived(connection: Connection) -> int:
    """How many documents `archived_documents` has in all."""
    return connection.execute(select(func.count()).select_from(_first_fetches())).scalar_one()


def _first_fetches() -> Subquery:
    query = select(Fetch.raw_document_id, func.min(Fetch.id).label("id")).where(Fetch.outcome.in_(REPLAYED))
    return query.group_by(Fetch.raw_document_id).subquery()


def parsed_documents(connection: Connection, source_id: int) -> list[PendingDocument]:
    """All documents of a source that have been parsed and that a replay would read, oldest first."""
    return _documents(connection, Fetch.source_id == source_id, Fetch.parsed_at.is_not(None))


def mark_parsed(connection: Connection, fetch_id: int, *, items: int, code_version: str, now: datetime) -> None:
    """The document of this fetch, in which this version of the code found so many items, needs no more work."""
    first_time = func.coalesce(Fetch.parsed_at, bindparam("now", now, UtcDateTime))
    connection.execute(
        update(Fetch).where(Fetch.id == fetch_id).values(parsed_at=first_time, items=items, parsed_by=code_version)
    )


def mark_purged(connection: Connection, source_id: int, raw_documents: Sequence[int]) -> None:
    """These documents of a source hold what was taken down: no replay reads them again, and their bytes may go."""
    for part in batched(raw_documents, LOOKUP):
        connection.execute(
            update(Fetch)
            .where(Fetch.source_id == source_id, Fetch.raw_document_id.in_(part), Fetch.outcome.in_(REPLAYED))
            .where(Fetch.parsed_at.is_not(None))
            .values(outcome="purged")
        )


def purged_hashes(connection: Connection, source_ids: Sequence[int]) -> dict[int, set[str]]:
    """For each source the hashes of its documents that were purged, and must not be archived when they come again."""
    found: dict[int, set[str]] = {source_id: set() for source_id in source_ids}
    buried = select(Tombstone.source_id).where(Tombstone.source_id.in_(source_ids))
    query = (
        select(Fetch.source_id, RawDocument.sha256)
        .join(RawDocument, RawDocument.id == Fetch.raw_document_id)
        .where(Fetch.source_id.in_(buried), Fetch.outcome == "purged")
    )
    for source_id, sha256 in connection.execute(query):
        found[source_id].add(sha256)
    return found


def unneeded_hashes(connection: Connection, raw_documents: Sequence[int] | None = None) -> list[str]:
    """Hashes of the documents (of these, or of all) that were purged and that no source's replay needs."""
    needing = aliased(Fetch)
    is_needed = exists().where(needing.raw_document_id == RawDocument.id, needing.outcome.in_(REPLAYED))
    query = select(RawDocument.sha256).join(Fetch).where(Fetch.outcome == "purged", ~is_needed).distinct()
    if raw_documents is not None:
        query = query.where(RawDocument.id.in_(raw_documents))
    return list(connection.execute(query).scalars())
