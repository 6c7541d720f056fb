"""Clusters: what waits for one, the right to file it, opening, merging, joining."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    and_,
    bindparam,
    case,
    exists,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from pipeline.store.engine import listed, upsert
from pipeline.store.tables.stories import Cluster, ClusterEvent, ClusterMember, Story, StoryVersion

# When a version came out, as far as its source can be believed: a time after it was seen cannot be true.
PUBLISHED = case(
    (StoryVersion.published_at <= StoryVersion.first_seen_at, StoryVersion.published_at),
    else_=StoryVersion.first_seen_at,
).label("published")

_CLUSTERS_OF_STORY = (
    select(func.coalesce(Cluster.merged_into, Cluster.id))
    .distinct()
    .join(ClusterMember)
    .join(StoryVersion, StoryVersion.id == ClusterMember.version_id)
    .where(StoryVersion.story_id == bindparam("story"))
)
_LOCK = """
SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
SET LOCAL synchronous_commit = off;
SELECT pg_advisory_xact_lock(hashtextextended('clusters', 0))
"""
_OPEN_CLUSTER = insert(Cluster).returning(Cluster.id)
_ADD_MEMBER = insert(ClusterMember)


def pending(connection: Connection, versions: Sequence[int] | None = None, limit: int | None = None) -> list[int]:
    """Ids of the versions that are in no cluster yet, of `versions` or of all, in order of publication."""
    query = select(StoryVersion.id).where(StoryVersion.clustered_at.is_(None)).order_by(PUBLISHED, StoryVersion.id)
    if versions is not None:
        query = query.where(StoryVersion.id.in_(listed(connection, versions)))
    return list(connection.scalars(query.limit(limit)))


def lock(connection: Connection) -> None:
    """Wait for the right to look and insert until the end of this transaction; it must be its first statement.

    Two that look at once both find nothing and open a cluster each. On SQLite `writing` has the lock already. On
    PostgreSQL a snapshot taken before the lock would not show what the last holder wrote, hence READ COMMITTED. Nobody
    waits for the disk: what a crash of the server takes back is pending again.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_LOCK)


def documents(connection: Connection, versions: Sequence[int]) -> list[Row[Any]]:
    """(id, story_id, source_id, kind, published, has_siblings, headline, body) of versions, in order of publication."""
    sibling = aliased(StoryVersion)
    has_siblings = exists().where(sibling.story_id == StoryVersion.story_id, sibling.id != StoryVersion.id)
    query = (
        select(
            StoryVersion.id,
            Story.source_id,
            StoryVersion.kind,
            PUBLISHED,
            StoryVersion.story_id,
            has_siblings.label("has_siblings"),
            StoryVersion.headline,
            StoryVersion.body,
        )
        .join(Story)
        .where(StoryVersion.id.in_(versions))
        .order_by(PUBLISHED, StoryVersion.id)
    )
    return list(connection.execute(query))


def of_story(connection: Connection, story: int) -> list[int]:
    """The clusters in which the versions of a story are filed: one, or several where two stories became one."""
    return sorted(connection.execute(_CLUSTERS_OF_STORY, {"story": story}).scalars())


def open_new(connection: Connection, now: datetime) -> int:
    """The id of a new cluster; ids grow, so that the lower of two is the older."""
    return int(connection.execute(_OPEN_CLUSTER, {"created_at": now}).scalar_one())


def merge(connection: Connection, clusters: Iterable[int], *, version: int | None, now: datetime) -> int:
    """Make clusters one and return its id, the lowest. All that point to the others are made to point to it.

    So a pointer never leads to a pointer: readers take `coalesce(merged_into, id)`. History keeps that it was so, and
    which version brought it about.
    """
    kept, *others = sorted(set(clusters))
    if others:
        absorbed = or_(Cluster.id.in_(others), Cluster.merged_into.in_(others))
        connection.execute(update(Cluster).where(absorbed).values(merged_into=kept))
        note = {"kind": "merged", "other_cluster_id": kept, "version_id": version, "happened_at": now}
        upsert(connection, ClusterEvent, [{"cluster_id": other, **note} for other in others])
        moved = select(ClusterMember.version_id).join(Cluster).where(Cluster.merged_into == kept)
        connection.execute(update(StoryVersion).where(StoryVersion.id.in_(moved)).values(compared_at=None))
    return kept


def add_member(connection: Connection, member: dict[str, Any]) -> None:
    """File a version in its cluster: a row of ClusterMember."""
    connection.execute(_ADD_MEMBER, member)


def claim(connection: Connection, versions: Sequence[int], now: datetime) -> set[int]:
    """Those of these versions that are pending; from this transaction's end on they are not."""
    is_pending = and_(StoryVersion.id.in_(versions), StoryVersion.clustered_at.is_(None))
    claimed = update(StoryVersion).where(is_pending).values(clustered_at=now).returning(StoryVersion.id)
    return set(connection.scalars(claimed))
