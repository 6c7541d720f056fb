"""Readings whose names wait to be brought together with those of others."""

from collections.abc import Sequence
from datetime import datetime
from itertools import batched

from sqlalchemy import Connection, func, select, update

from pipeline.store import readings
from pipeline.store.engine import exclusive
from pipeline.store.tables import EntityLink, Extraction, Mention, StoryVersion

A_TIME = 200


def lock(connection: Connection) -> None:
    """Nobody else brings names together, and nothing is taken down, until the transaction ends; its first statement."""
    readings.lock(connection, is_shared=True)
    exclusive(connection, "entities")


def waiting_texts(connection: Connection, limit: int) -> list[int]:
    """Ids of readings in use whose names are not yet brought together with those of others, oldest first."""
    is_used = select(StoryVersion.id).where(StoryVersion.extraction_id == Extraction.id).exists()
    query = select(Extraction.id).where(Extraction.resolved_at.is_(None), is_used).order_by(Extraction.id)
    return list(connection.scalars(query.limit(limit)))


def mark_resolved(connection: Connection, texts: Sequence[int], now: datetime) -> None:
    """Note that the names of these readings are brought together."""
    for part in batched(texts, A_TIME):
        connection.execute(update(Extraction).where(Extraction.id.in_(part)).values(resolved_at=now))


def wait_again(connection: Connection, ids: Sequence[int]) -> None:
    """Let a text of each name that shares a root with one of these entities wait to be resolved anew."""
    roots = select(EntityLink.root_id).where(EntityLink.entity_id.in_(ids))
    sharing = select(EntityLink.entity_id).where(EntityLink.root_id.in_(roots))
    one_text = select(func.min(Mention.extraction_id)).where(Mention.entity_id.in_(sharing)).group_by(Mention.entity_id)
    texts = list(connection.scalars(one_text))
    for part in batched(texts, A_TIME):
        connection.execute(update(Extraction).where(Extraction.id.in_(part)).values(resolved_at=None))
