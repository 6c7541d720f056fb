"""What is told of stories, and how they become available."""

from datetime import datetime

from sqlalchemy import Connection, RowMapping, and_, func, or_, select, update

from pipeline.store import links
from pipeline.store.engine import lock_rows
from pipeline.store.tables import Cluster, ClusterMember, Story, StoryVersion, table_of


def publish(connection: Connection, *, now: datetime) -> tuple[int, int]:
    """Make available what has been clustered and extracted, and announce what an embargo held back until now.

    Returns how many versions became available, and how many were released. A released version counts as available
    from now on, so that teams who ask for what is new since they last looked find it.
    """
    ready = and_(
        StoryVersion.available_at.is_(None),
        StoryVersion.clustered_at.is_not(None),
        StoryVersion.extraction_id.is_not(None),
    )
    held = and_(
        StoryVersion.embargo_at.is_not(None),
        StoryVersion.released_at <= now,
        StoryVersion.released_at > StoryVersion.available_at,
    )
    lock_rows(connection, StoryVersion, or_(ready, held))
    links.kill_late(connection)
    released = connection.execute(update(StoryVersion).where(held).values(available_at=now)).rowcount
    return connection.execute(update(StoryVersion).where(ready).values(available_at=now)).rowcount, released


def pending_counts(connection: Connection) -> dict[str, int]:
    """How many versions wait for each of the later stages."""
    waiting = {
        "dedupe": StoryVersion.clustered_at.is_(None),
        "extract": StoryVersion.extraction_id.is_(None),
        "publish": StoryVersion.available_at.is_(None),
    }
    return {
        stage: connection.execute(select(func.count()).select_from(StoryVersion).where(condition)).scalar_one()
        for stage, condition in waiting.items()
    }


def totals(connection: Connection) -> dict[str, int]:
    """How many stories, versions and clusters there are."""
    queries = {
        "stories": select(func.count()).select_from(Story),
        "versions": select(func.count()).select_from(StoryVersion),
        "clusters": select(func.count(func.distinct(func.coalesce(Cluster.merged_into, Cluster.id))))
        .select_from(ClusterMember)
        .join(Cluster, Cluster.id == ClusterMember.cluster_id),
    }
    return {name: connection.execute(query).scalar_one() for name, query in queries.items()}


def find_versions(connection: Connection, wanted: str) -> list[RowMapping]:
    """All versions of a story by its id or guid, or of the stories whose headline has these words; oldest first."""
    exact = [Story.guid == wanted]
    if wanted.isdecimal() and len(wanted) < 19:
        exact.append(Story.id == int(wanted))
    found = connection.execute(select(Story.id).where(or_(*exact))).scalars().all()
    if not found and wanted.strip():
        has_words = StoryVersion.headline.icontains(wanted.strip(), autoescape=True)
        found = connection.execute(select(StoryVersion.story_id).where(has_words).distinct().limit(20)).scalars().all()
    columns = table_of(StoryVersion).c
    query = (
        select(*columns, Story.guid, Story.killed_at, Story.source_id)
        .join(Story, Story.id == columns.story_id)
        .where(columns.story_id.in_(found))
        .order_by(columns.story_id, columns.number)
    )
    return list(connection.execute(query).mappings())
