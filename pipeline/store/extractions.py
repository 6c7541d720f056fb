"""What extraction found, once for each text: exact copies share the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, not_, select, update

from pipeline.store import tables
from pipeline.store.engine import lock_rows, not_by_index
from pipeline.store.tables import Extraction, Source, Story, StoryVersion, table_of


@dataclass(frozen=True)
class Text:
    """The body of a version, with the language that its source states."""

    version_id: int
    body: str
    body_hash: str
    language: str


def pending_versions(connection: Connection) -> list[int]:
    """Ids of the versions that wait for extraction, oldest first."""
    query = select(StoryVersion.id).where(StoryVersion.extraction_id.is_(None)).order_by(StoryVersion.id)
    return list(connection.execute(query).scalars())


def outdated_versions(
    connection: Connection,
    *,
    model: str,
    code_version: str,
    start: datetime | None,
    end: datetime | None,
    source: str | None,
) -> list[int]:
    """Ids of the versions that another model or other rules have read, or at which they broke, oldest first.

    Of those first seen in [start, end).
    """
    is_current = and_(
        Extraction.model == model, Extraction.code_version == code_version, Extraction.outcome != "failed"
    )
    query = (
        select(StoryVersion.id)
        .join(Extraction, Extraction.id == StoryVersion.extraction_id)
        .join(Story, Story.id == StoryVersion.story_id)
        .join(Source, Source.id == Story.source_id)
        .where(not_(is_current))
        .order_by(StoryVersion.id)
    )
    if start is not None:
        query = query.where(StoryVersion.first_seen_at >= start)
    if end is not None:
        query = query.where(StoryVersion.first_seen_at < end)
    if source is not None:
        query = query.where(Source.slug == source)
    return list(connection.execute(query).scalars())


def current_readings(connection: Connection, version_ids: Sequence[int]) -> dict[str, int]:
    """The reading that each text of these versions has: body hash to extraction, the newest where they differ."""
    query = (
        select(StoryVersion.body_hash, StoryVersion.extraction_id)
        .where(StoryVersion.id.in_(version_ids), StoryVersion.extraction_id.is_not(None))
        .order_by(StoryVersion.extraction_id)
    )
    return {row.body_hash: row.extraction_id for row in connection.execute(query)}


def quote_parts(connection: Connection, extraction_ids: Sequence[int]) -> list[Row[Any]]:
    """(extraction_id, quote_id, start, end, speaker_kind, speaker_name) of all parts of quotes in these readings."""
    part, quote = tables.QuotePart, tables.Quote
    query = (
        select(quote.extraction_id, part.quote_id, part.start, part.end, quote.speaker_kind, quote.speaker_name)
        .join(quote, quote.id == part.quote_id)
        .where(quote.extraction_id.in_(extraction_ids))
        .order_by(part.quote_id, part.number)
    )
    return list(connection.execute(query))


def names(connection: Connection, extraction_ids: Sequence[int]) -> list[Row[Any]]:
    """(extraction_id, start, end, label, name) of all mentions in these readings."""
    mention = tables.Mention
    query = select(mention.extraction_id, mention.start, mention.end, mention.label, mention.name)
    return list(connection.execute(query.where(mention.extraction_id.in_(extraction_ids))))


def texts_of(connection: Connection, version_ids: Sequence[int], *, only_pending: bool = False) -> list[Text]:
    """The bodies of these versions, or of those that wait for extraction, in the order of their ids."""
    query = (
        select(StoryVersion.id, StoryVersion.body, StoryVersion.body_hash, StoryVersion.language)
        .where(StoryVersion.id.in_(version_ids))
        .order_by(StoryVersion.id)
    )
    if only_pending:
        query = query.where(not_by_index(StoryVersion.extraction_id.is_(None)))
    return [Text(*row) for row in connection.execute(query)]


def known_extractions(
    connection: Connection, body_hashes: Sequence[str], *, model: str, code_version: str
) -> dict[str, int]:
    """Of these texts those that this model and these rules have read without breaking: body hash to extraction."""
    query = select(Extraction.body_hash, Extraction.id).where(
        Extraction.model == model,
        Extraction.code_version == code_version,
        Extraction.outcome != "failed",
        Extraction.body_hash.in_(body_hashes),
    )
    return {row.body_hash: row.id for row in connection.execute(query)}


def link_versions(connection: Connection, *, model: str, code_version: str, version_ids: Sequence[int]) -> int:
    """Point versions to the reading of their text by this model and these rules; returns how many changed."""
    versions = table_of(StoryVersion).c
    found = (
        select(Extraction.id)
        .where(
            Extraction.body_hash == versions.body_hash,
            Extraction.model == model,
            Extraction.code_version == code_version,
        )
        .scalar_subquery()
    )
    statement = (
        update(StoryVersion)
        .where(versions.id.in_(version_ids), versions.extraction_id.is_distinct_from(found), found.is_not(None))
        .values(extraction_id=found, compared_at=None)
    )
    lock_rows(connection, StoryVersion, StoryVersion.id.in_(version_ids))
    return connection.execute(statement.execution_options(synchronize_session=False)).rowcount
