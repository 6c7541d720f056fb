"""Clusters: what waits for one, opening and merging; `filings` puts versions into them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    update,
)
from sqlalchemy.orm import aliased

from pipeline.store import readings
from pipeline.store.engine import listed, not_by_index
from pipeline.store.prepared import ONE_PLAN
from pipeline.store.tables.base import table_of
from pipeline.store.tables.stories import Cluster, ClusterEvent, ClusterMember, Story, StoryVersion
from pipeline.store.upserts import upsert

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
_BEGIN = f"""
SET TRANSACTION ISOLATION LEVEL READ COMMITTED;
SET LOCAL synchronous_commit = off;
{ONE_PLAN};
{readings.LOCK_SHARED}
"""
_OPEN_CLUSTER = insert(Cluster).returning(Cluster.id)

LIKE_ANOTHER = ("copy", "edited_copy", "excerpt")
"""Relations that a text has to the one that it matched; others are what it says of itself."""


def pending(connection: Connection, versions: Sequence[int] | None = None, limit: int | None = None) -> list[int]:
    """Ids of the versions that are in no cluster yet, of `versions` or of all, in order of publication."""
    query = select(StoryVersion.id).order_by(PUBLISHED, StoryVersion.id).limit(limit)
    waits = StoryVersion.clustered_at.is_(None)
    if versions is None:
        return list(connection.scalars(query.where(waits)))
    is_one = StoryVersion.id.in_(listed(connection, versions))
    return list(connection.scalars(query.where(is_one, not_by_index(waits))))


def begin(connection: Connection) -> None:
    """Begin a transaction that files versions, or plans to: its first statement.

    Nobody waits for the disk (what a crash of the server takes back is pending again), each statement is planned once a
    connection, and nothing is taken down meanwhile, so that the rows to which new ones refer stay.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(_BEGIN)


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


def parted(connection: Connection, clusters: Sequence[int]) -> set[frozenset[int]]:
    """The pairs among these clusters of which one was split from the other, or from what became of that."""
    of, other = aliased(Cluster), aliased(Cluster)
    root, other_root = (func.coalesce(one.merged_into, one.id) for one in (of, other))
    query = (
        select(root, other_root)
        .select_from(ClusterEvent)
        .join(of, of.id == ClusterEvent.cluster_id)
        .join(other, other.id == ClusterEvent.other_cluster_id)
        .where(ClusterEvent.kind == "split", or_(of.id.in_(clusters), of.merged_into.in_(clusters)))
    )
    return {frozenset(pair) for pair in connection.execute(query)}


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


def split(connection: Connection, cluster: int, stories: Sequence[int], now: datetime) -> int:
    """Take stories out of a cluster into a new one, whose id is returned; history keeps it, and the two stay apart.

    Under the lock of `filings`. Places are written anew, so that no plan holds that knew the old ones. What matched a
    text on the other side has no match now.
    """
    table = table_of(ClusterMember)
    is_of = StoryVersion.id == table.c.version_id
    members = select(table, StoryVersion.story_id).join(Cluster).join(StoryVersion, is_of).where(_ROOT.in_((cluster,)))
    places = [dict(row) for row in connection.execute(members.order_by(table.c.id)).mappings()]
    (new,) = open_new(connection, 1, now)
    goes = {place["version_id"]: place.pop("story_id") in stories for place in places}
    for place in places:
        del place["id"]
        version, matched = place["version_id"], place["matched_version_id"]
        if goes.get(matched, goes[version]) != goes[version]:
            place |= {"matched_version_id": None, "score": 0.0, "rule": "split", "evidence": None}
            place["relation"] = "original" if place["relation"] in LIKE_ANOTHER else place["relation"]
        place["cluster_id"] = new if goes[version] else place["cluster_id"]
    connection.execute(delete(table).where(table.c.version_id.in_(listed(connection, list(goes)))))
    connection.execute(insert(table), places)
    event = {"cluster_id": cluster, "kind": "split", "other_cluster_id": new, "version_id": None, "happened_at": now}
    upsert(connection, ClusterEvent, [event])
    concerned = StoryVersion.id.in_(listed(connection, list(goes)))
    connection.execute(update(StoryVersion).where(concerned).values(compared_at=None))
    return new
