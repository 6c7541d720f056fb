"""Retention: what is of no more use after some time, table by table. Stories are not among it: that is a takedown."""

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import batched

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from pipeline.store.documents import REPLAYED
from pipeline.store.purge import delete_readings
from pipeline.store.tables import (
    Alert,
    Base,
    Extraction,
    Fetch,
    Quarantine,
    RawDocument,
    SourceHealth,
    StageRun,
    StoryVersion,
)

A_TIME = 100
BROUGHT_NOTHING = ("unchanged", "absent", "refused", "slow", "failed")
KEPT = (*REPLAYED, "robots")  # outcomes whose bytes are in the archive

type Old = Callable[[datetime], ColumnElement[bool]]


def clear_notes(connection: Connection, before: datetime, *, dry_run: bool) -> dict[str, int]:
    """Delete notes from before a time, or with `dry_run` only count them.

    The newest note of a thing says how it is now and stays: of an address, of a source's health, of an alert's cause.
    """
    counts = {}
    for name, (model, is_old) in NOTES.items():
        if dry_run:
            query = select(func.count()).select_from(model).where(is_old(before))
            counts[name] = connection.execute(query).scalar_one()
        else:
            counts[name] = connection.execute(delete(model).where(is_old(before))).rowcount
    return counts


def superseded_readings(connection: Connection, before: datetime) -> list[int]:
    """Ids of the readings from before a time to which no version points any more."""
    is_used = exists().where(StoryVersion.extraction_id == Extraction.id)
    query = select(Extraction.id).where(Extraction.extracted_at < before, ~is_used).order_by(Extraction.id)
    return list(connection.scalars(query))


def clear_readings(connection: Connection, readings: list[int]) -> None:
    """Delete readings with all that they found."""
    for part in batched(readings, A_TIME):
        delete_readings(connection, part)


def expired_documents(connection: Connection, before: datetime) -> Iterator[tuple[tuple[int, str], ...]]:
    """(id, hash) of the raw documents that were fetched before a time, and never since, and are parsed; in parts.

    Those with an item in quarantine stay: a newer version of the code may be able to read it. So do the pages of items
    that a feed still had after that time.
    """
    newer = aliased(Fetch)
    is_shown = and_(StoryVersion.page_fetch_id == newer.id, StoryVersion.last_seen_at >= before)
    is_needed = or_(newer.started_at >= before, newer.parsed_at.is_(None), exists().where(is_shown))
    of_newer = and_(newer.raw_document_id == RawDocument.id, newer.outcome.in_(KEPT), is_needed)
    is_open = and_(Quarantine.raw_document_id == RawDocument.id, Quarantine.resolved_at.is_(None))
    is_kept = and_(Fetch.raw_document_id == RawDocument.id, Fetch.outcome.in_(KEPT))
    query = (
        select(RawDocument.id, RawDocument.sha256)
        .where(exists().where(is_kept), ~exists().where(of_newer), ~exists().where(is_open))
        .order_by(RawDocument.id)
    )
    found = [(row.id, row.sha256) for row in connection.execute(query)]
    return batched(found, A_TIME)


def mark_expired(connection: Connection, raw_documents: list[int]) -> None:
    """The archive keeps the bytes of these no more: no replay reads them."""
    of_these = Fetch.raw_document_id.in_(raw_documents)
    connection.execute(update(Fetch).where(of_these, Fetch.outcome.in_(KEPT)).values(outcome="expired"))


def _old_runs(before: datetime) -> ColumnElement[bool]:
    return StageRun.started_at < before


def _old_attempts(before: datetime) -> ColumnElement[bool]:
    newer = aliased(Fetch)
    return and_(
        Fetch.started_at < before,
        Fetch.outcome.in_(BROUGHT_NOTHING),
        exists().where(newer.source_id == Fetch.source_id, newer.url == Fetch.url, newer.id > Fetch.id),
        ~exists().where(Quarantine.fetch_id == Fetch.id),
        ~exists().where(StoryVersion.fetch_id == Fetch.id),
    )


def _old_states(before: datetime) -> ColumnElement[bool]:
    newer = aliased(SourceHealth)
    is_past = exists().where(newer.source_id == SourceHealth.source_id, newer.since > SourceHealth.since)
    return and_(SourceHealth.since < before, is_past)


def _old_alerts(before: datetime) -> ColumnElement[bool]:
    newer = aliased(Alert)
    is_past = exists().where(newer.cause == Alert.cause, newer.since > Alert.since)
    return and_(Alert.since < before, Alert.told_at.is_not(None), is_past)


NOTES: dict[str, tuple[type[Base], Old]] = {
    "old stage runs": (StageRun, _old_runs),
    "old attempts": (Fetch, _old_attempts),
    "old states of sources": (SourceHealth, _old_states),
    "old alerts": (Alert, _old_alerts),
}
