"""What is known of single addresses of a source: when they answered, and what came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import batched
from typing import Any

from sqlalchemy import Connection, Row, func, select

from pipeline.store.tables import Fetch, RawDocument

LOOKUP = 500


@dataclass(frozen=True)
class UrlHistory:
    """The attempts to read one address of a source.

    `answered_at` is when it last gave what it had, `absent_at` when it last had nothing; outcome, hash, headers and
    time (`document_at`) are those of the last document or listing that came.
    """

    answered_at: datetime | None = None
    absent_at: datetime | None = None
    document_at: datetime | None = None
    outcome: str = ""
    sha256: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


def url_histories(connection: Connection, source_id: int, urls: Sequence[str]) -> dict[str, UrlHistory]:
    """What is known of these addresses of a source; one that was never asked is not in it."""
    found: dict[str, UrlHistory] = {}
    for part in batched(urls, LOOKUP):
        newest = (
            select(func.max(Fetch.id).label("id"))
            .where(Fetch.source_id == source_id, Fetch.url.in_(part))
            .group_by(Fetch.url, Fetch.outcome)
            .subquery()
        )
        query = (
            select(Fetch.url, Fetch.outcome, Fetch.started_at, Fetch.headers, RawDocument.sha256)
            .join(newest, newest.c.id == Fetch.id)
            .outerjoin(RawDocument, RawDocument.id == Fetch.raw_document_id)
            .order_by(Fetch.id)
        )
        for row in connection.execute(query):
            found[row.url] = _with_attempt(found.get(row.url, UrlHistory()), row)
    return found


def _with_attempt(known: UrlHistory, row: Row[Any]) -> UrlHistory:
    if row.outcome == "absent":
        return replace(known, absent_at=row.started_at)
    if row.outcome in {"document", "listing", "robots", "purged"}:
        at = row.started_at
        return UrlHistory(at, known.absent_at, at, row.outcome, row.sha256, row.headers)
    return replace(known, answered_at=row.started_at) if row.outcome == "unchanged" else known
