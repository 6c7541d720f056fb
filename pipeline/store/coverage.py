"""A cluster as a person looks at it: who had the story, why each version belongs to it, and what became of its id."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, RowMapping, func, or_, select, update
from sqlalchemy.orm import aliased

from pipeline.store.clusters import PUBLISHED
from pipeline.store.engine import listed
from pipeline.store.tables import Cluster, ClusterEvent, ClusterMember, Outlet, Source, Story, StoryVersion

_WHOLE = "identical"


def unexplained(connection: Connection, versions: Sequence[int]) -> list[Row[Any]]:
    """(version_id, evidence, body, old_body) of those of these versions that matched another text in part."""
    old = aliased(StoryVersion)
    query = (
        select(ClusterMember.version_id, ClusterMember.evidence, StoryVersion.body, old.body.label("old_body"))
        .join(StoryVersion, StoryVersion.id == ClusterMember.version_id)
        .join(old, old.id == ClusterMember.matched_version_id)
        .where(ClusterMember.version_id.in_(listed(connection, versions)), ClusterMember.rule != _WHOLE)
        .order_by(ClusterMember.version_id)
    )
    return [row for row in connection.execute(query) if row.evidence is not None]


def explain(connection: Connection, found: Sequence[tuple[int, dict[str, Any]]]) -> None:
    """Write the evidence on versions."""
    for version, evidence in found:
        member = update(ClusterMember).where(ClusterMember.version_id == version)
        connection.execute(member.values(evidence=evidence))


def standing(connection: Connection, cluster: int) -> int | None:
    """The cluster that has this id, or that the one with this id was merged into; None where there never was one."""
    root = select(func.coalesce(Cluster.merged_into, Cluster.id)).where(Cluster.id == cluster)
    return connection.execute(root).scalar()


def events(connection: Connection, cluster: int) -> list[RowMapping]:
    """The history of a cluster and of those that it took in, earliest first: cluster, kind, other, version, at."""
    other = aliased(Cluster)
    roots = [func.coalesce(one.merged_into, one.id) for one in (Cluster, other)]
    query = (
        select(
            ClusterEvent.cluster_id.label("cluster"),
            ClusterEvent.kind,
            ClusterEvent.other_cluster_id.label("other"),
            ClusterEvent.version_id.label("version"),
            ClusterEvent.happened_at.label("at"),
        )
        .join(Cluster, Cluster.id == ClusterEvent.cluster_id)
        .join(other, other.id == ClusterEvent.other_cluster_id)
        .where(or_(*(root == cluster for root in roots)))
        .order_by(ClusterEvent.happened_at, ClusterEvent.id)
    )
    return list(connection.execute(query).mappings())


def members(connection: Connection, cluster: int) -> list[RowMapping]:
    """All versions in a cluster, in order of publication, with their texts and the evidence."""
    query = (
        select(
            StoryVersion.id.label("version"),
            StoryVersion.story_id.label("story"),
            StoryVersion.number,
            Outlet.name.label("outlet"),
            PUBLISHED,
            StoryVersion.headline,
            StoryVersion.body,
            ClusterMember.relation,
            ClusterMember.matched_version_id.label("matched"),
            ClusterMember.score,
            ClusterMember.rule,
            ClusterMember.evidence,
        )
        .join(ClusterMember, ClusterMember.version_id == StoryVersion.id)
        .join(Cluster, Cluster.id == ClusterMember.cluster_id)
        .join(Story, Story.id == StoryVersion.story_id)
        .join(Source, Source.id == Story.source_id)
        .join(Outlet, Outlet.id == Source.outlet_id)
        .where(func.coalesce(Cluster.merged_into, Cluster.id) == cluster)
        .order_by(PUBLISHED, StoryVersion.id)
    )
    return list(connection.execute(query).mappings())
