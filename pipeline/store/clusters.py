"""Clusters: what waits for one, the right to file it, opening, merging, joining."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
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

from pipeline.store.engine import exclusive, listed, lock_rows, upsert
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
_LATEST_FILING = select(func.coalesce(func.max(ClusterMember.id), 0))
_FILED_SINCE = select(ClusterMember.version_id, _ROOT).join(Cluster).where(ClusterMember.id > bindparam("seen"))
_BEGIN = """
SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
SET LOCAL synchronous_commit = off
"""
_OPEN_CLUSTER = insert(Cluster).returning(Cluster.id)
_ADD_MEMBERS = insert(ClusterMember).returning(ClusterMember.id)  # so that many go in one statement
_CLAIM = (
    update(StoryVersion)
    .where(
        StoryVersion.id.in_(
            select(StoryVersion.id)
            .where(StoryVersion.id.in_(bindparam("versions", expanding=True)), StoryVersion.clustered_at.is_(None))
            .order_by(StoryVersion.id)
            .with_for_update(key_share=True)
        )
    )
    .values(clustered_at=bindparam("now"))
    .returning(StoryVersion.id)
)


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


def lock(connection: Connection) -> None:
    """Wait for the right to file until the end of this transaction: all that was filed is seen from then on.

    Two that look at once both find nothing and open a cluster each. On SQLite `writing` has the lock already. On
    PostgreSQL a snapshot taken before the lock would not show what the last holder wrote, hence READ COMMITTED.
    """
    exclusive(connection, "clusters")


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


def of_stories(connection: Connection, stories: Sequence[int]) -> dict[int, list[int]]:
    """The clusters in which the versions of each story are filed: one, or several where two stories became one."""
    found: dict[int, list[int]] = {story: [] for story in stories}
    for story, cluster in connection.execute(_CLUSTERS_OF_STORIES, {"stories": stories}) if stories else ():
        found[story].append(cluster)
    return {story: sorted(of) for story, of in found.items()}


def latest_filing(connection: Connection) -> int:
    """A number that grows with every version that is filed, in the order in which others come to see it."""
    return int(connection.execute(_LATEST_FILING).scalar_one())


def filed_since(connection: Connection, seen: int) -> dict[int, int]:
    """The versions that were filed after `latest_filing` was `seen`, and their clusters."""
    filed = connection.execute(_FILED_SINCE, {"seen": seen})
    return {int(version): int(cluster) for version, cluster in filed}


def absorbed(connection: Connection, ids: Iterable[int]) -> set[int]:
    """Those of these clusters that were merged into others."""
    query = select(Cluster.id).where(Cluster.id.in_(list(ids)), Cluster.merged_into.is_not(None))
    return set(connection.scalars(query))


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
        connection.execute(update(Cluster).where(absorbed).values(merged_into=kept))
        note = {"kind": "merged", "other_cluster_id": kept, "version_id": version, "happened_at": now}
        upsert(connection, ClusterEvent, [{"cluster_id": other, **note} for other in others])
        moved = select(ClusterMember.version_id).join(Cluster).where(Cluster.merged_into == kept)
        connection.execute(update(StoryVersion).where(StoryVersion.id.in_(moved)).values(compared_at=None))
    return kept


def add_members(connection: Connection, members: Sequence[dict[str, Any]]) -> None:
    """File versions in their clusters: rows of ClusterMember."""
    if members:
        connection.execute(_ADD_MEMBERS, members)


def claim(connection: Connection, versions: Sequence[int], absorbed: Collection[int], now: datetime) -> set[int]:
    """Those of these versions that are pending; from this transaction's end on they are not.

    The members of the clusters that will be `absorbed` are locked with them.
    """
    if absorbed:
        members = select(ClusterMember.version_id).join(Cluster).where(_ROOT.in_(absorbed))
        lock_rows(connection, StoryVersion, or_(StoryVersion.id.in_(versions), StoryVersion.id.in_(members)))
    return set(connection.scalars(_CLAIM, {"versions": versions, "now": now})) if versions else set()
