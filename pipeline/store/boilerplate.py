"""Boilerplate: the paragraphs of versions, and which of them a source repeats."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, exists, func, or_, select, tuple_

from pipeline.store.clusters import PUBLISHED
from pipeline.store.engine import listed
from pipeline.store.tables import Boilerplate, Cluster, ClusterMember, Paragraph, Signature, Story, StoryVersion
from pipeline.store.upserts import upsert

LEARNED = 8  # clusters, or days, in whose stories a source has the same paragraph

type Repeated = tuple[int, int]

_KEY = tuple_(Paragraph.source_id, Paragraph.hash)
_IS_LEARNED = exists().where(Boilerplate.source_id == Paragraph.source_id, Boilerplate.hash == Paragraph.hash)


def note(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Store paragraphs (rows of Paragraph); those that are known stay."""
    upsert(connection, Paragraph, rows)


def learn(connection: Connection, versions: Sequence[int]) -> list[Repeated]:
    """Learn which paragraphs of these versions their source has in LEARNED clusters, or in stories of LEARNED days.

    Days are what is left to tell it by where a paragraph is so long that it brought the stories into one cluster. A
    story that goes on for days counts once. Returns (source, hash) of those that were not known to be boilerplate.
    """
    theirs = select(Paragraph.source_id, Paragraph.hash).where(_of(connection, versions), ~_IS_LEARNED)
    cluster = func.coalesce(Cluster.merged_into, Cluster.id)
    day = func.date(Story.first_seen_at)
    query = (
        select(Paragraph.source_id, Paragraph.hash)
        .join(ClusterMember, ClusterMember.version_id == Paragraph.version_id)
        .join(Cluster)
        .join(StoryVersion, StoryVersion.id == Paragraph.version_id)
        .join(Story, Story.id == StoryVersion.story_id)
        .where(_KEY.in_(theirs))
        .group_by(Paragraph.source_id, Paragraph.hash)
        .having(or_(func.count(cluster.distinct()) >= LEARNED, func.count(day.distinct()) >= LEARNED))
        .order_by(Paragraph.source_id, Paragraph.hash)
    )
    learned = [(source, paragraph) for source, paragraph in connection.execute(query)]
    upsert(connection, Boilerplate, [{"source_id": source, "hash": paragraph} for source, paragraph in learned])
    return learned


def holders(connection: Connection, repeated: Sequence[Repeated]) -> list[int]:
    """The versions that have one of these paragraphs, and a signature."""
    of_source: dict[int, list[int]] = defaultdict(list)
    for source, paragraph in repeated:
        of_source[source].append(paragraph)
    if not of_source:
        return []
    has_one = or_(
        *(
            (Paragraph.source_id == source) & Paragraph.hash.in_(listed(connection, hashes))
            for source, hashes in of_source.items()
        )
    )
    query = select(Paragraph.version_id).distinct().join(Signature, Signature.version_id == Paragraph.version_id)
    return sorted(connection.scalars(query.where(has_one)))


def known(connection: Connection, versions: Sequence[int]) -> dict[int, set[int]]:
    """The hashes of the paragraphs of these versions that are boilerplate, by version."""
    found: dict[int, set[int]] = defaultdict(set)
    query = select(Paragraph.version_id, Paragraph.hash).where(_of(connection, versions), _IS_LEARNED)
    for version, paragraph in connection.execute(query):
        found[version].add(paragraph)
    return found


def expire(connection: Connection, before: datetime, *, dry_run: bool = False) -> int:
    """Forget paragraphs that are no boilerplate, of versions filed and published before a time; returns how many.

    With `dry_run` they are only counted. What is boilerplate stays marked.
    """
    old = select(StoryVersion.id).where(StoryVersion.clustered_at < before, before > PUBLISHED)
    is_expired = Paragraph.version_id.in_(old) & ~_IS_LEARNED
    if dry_run:
        return connection.execute(select(func.count()).select_from(Paragraph).where(is_expired)).scalar_one()
    return connection.execute(delete(Paragraph).where(is_expired)).rowcount


def _of(connection: Connection, versions: Sequence[int]) -> ColumnElement[bool]:
    return Paragraph.version_id.in_(listed(connection, versions))
