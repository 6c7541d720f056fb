"""Clusters: what waits for one, opening and merging; `filings` puts versions into them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    update,
)

from pipeline.store.engine import listed, upsert
from pipeline.store.extractions import lock_readings
from pipeline.store.tables.stories import Cluster, ClusterEvent, ClusterMember, Story, StoryVersion

# When a version came out, as far as its source can be believed: a time after it was seen cannot be true.
PUBLISHED = case(
    (StoryVersion.published_at <= StoryVersion.first_seen_at, StoryVersion.published_at),
    else_=StoryVersion.first_seen_at,
).label("published")

_ROOT = func.coalesce(Cluster.merged_into, Cluster.id)
_CLUSTERS_OF_STORIES = (
    select(StoryVersion.story_id, _ROOT)
    .distinct()
    .join(ClusterMember, ClusterMember.version_id == StoryVersion.id)
    .join(Cluster)
    .where(StoryVersion.story_id.in_(bindparam("stories", expanding=True)))
)
_BEGIN = """
SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
SET LOCAL synchronous_commit = off
"""
_OPEN_CLUSTER = insert(Cluster).returning(Cluster.id)


def pending(connection: Connection, versions: Sequence[int] | None = None, limit: int | None = None) -> list[int]:
    """Ids of the versions that are in no cluster yet, of `versions` or of all, in order of publication."""
    query = select(StoryVersion.id).where(StoryVersion.clustered_at.is_(None)).order_by(PUBLISHED, StoryVersion.id)
    if versions is not None:
        query = query.where(StoryVersion.id.in_(listed(connection, versions)))
    return list(connection.scalars(query.limit(limit)))


def begin(connection: Connection) -> None:
    """Begin a transaction that files versions: its first statement.

    Nobody waits for the disk (what a crash of the server takes back is pending again), and nothing is taken down
    meanwhile, so that the rows to which new ones refer stay.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_BEGIN)
        lock_readings(connection, is_shared=True)


def documents(connection: Connection, versions: Sequence[int]) -> list[Row[Any]]:
    """(id, story_id, source_id, kind, published, headline, body) of versions, in order of publication."""
    query = (
        select(
            StoryVersion.id,
            Story.source_id,
            StoryVersion.kind,
            PUBLISHED,
            StoryVersion.story_id,
            StoryVersion.headline,
            StoryVersion.body,
        )
        .join(Story)
        .where(StoryVersion.id.in_(versions))
        .order_by(PUBLISHED, StoryVersion.id)
    )
    return list(connection.execute(query))


def of_stories(connection: Connection, stories: Sequence[int]) -> dict[int, list[int]]:
    """The clusters in which the versions of each story are filed: one, or several where two stories became one."""
    found: dict[int, list[int]] = {story: [] for story in stories}
    for story, cluster in connection.execute(_CLUSTERS_OF_STORIES, {"stories": stories}) if stories else ():
        found[story].append(cluster)
    return {story: sorted(of) for story, of in found.items()}


def open_new(connection: Connection, number: int, now: datetime) -> list[int]:
    """The ids of new clusters; ids grow, so that the lower of two is the older."""
    rows = [{"created_at": now}] * number
    return sorted(connection.scalars(_OPEN_CLUSTER, rows)) if rows else []


def merge(connection: Connection, clusters: Iterable[int], *, version: int | None, now: datetime) -> int:
    """Make clusters one and return its id, the lowest. All that point to the others are made to point to it.

    So a pointer never leads to a pointer: readers take `coalesce(merged_into, id)`. History keeps that it was so, and
    which version brought it about.
    """
    kept, *others = sorted(set(clusters))
    if others:
        absorbed = or_(Cluster.id.in_(others), Cluster.merged_into.in_(others))
        moved = connection.scalars(select(ClusterMember.version_id).join(Cluster).where(absorbed)).all()
        connection.execute(update(Cluster).where(absorbed).values(merged_into=kept))
        note = {"kind": "merged", "other_cluster_id": kept, "version_id": version, "happened_at": now}
        upsert(connection, ClusterEvent, [{"cluster_id": other, **note} for other in others])
        are_moved = StoryVersion.id.in_(listed(connection, moved))
        connection.execute(update(StoryVersion).where(are_moved).values(compared_at=None))
    return kept
