"""What items of a wire do to other items by id: replace them, correct them, kill them, whichever comes first.

That an item replaces another one is in its keys: both are the same story. What is left to do here is to bring together
what came as two stories before that was known, and to kill.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, and_, delete, exists, func, or_, select, update
from sqlalchemy.orm import aliased

from pipeline.model import Link
from pipeline.store.engine import lock_rows
from pipeline.store.tables import Source, Story, StoryKey, StoryLink, StoryVersion
from pipeline.store.upserts import upsert

NAMED = ("guid", "version")  # the kinds of the keys that links name
REPLACING = frozenset({"updates", "corrects"})

type Key = tuple[str, str]


def save_links(connection: Connection, links: Sequence[tuple[int, Link]]) -> None:
    """Keep links, each with the id of its version."""
    rows = [{"version_id": version, "relation": link.relation, "target": link.target} for version, link in links]
    upsert(connection, StoryLink, rows)


def settle(connection: Connection, source_id: int, links: Sequence[Link], keys: Sequence[Key]) -> None:
    """Make one story of the items that this one's links and keys name, under the id of the first of them.

    So the stories, and their guids, are the same in whatever order the items come.
    """
    targets = [link.target for link in links if link.relation in REPLACING and ("guid", link.target) in keys]
    own = [value for kind, value in keys if kind in NAMED and value not in targets]
    if not targets or not own:
        return
    of_source = and_(StoryKey.source_id == source_id, StoryKey.kind.in_(NAMED))
    into = connection.scalar(select(func.min(StoryKey.story_id)).where(of_source, StoryKey.value == targets[0]))
    others = select(StoryKey.story_id).distinct().where(of_source, StoryKey.value.in_([*targets, *own]))
    for other in sorted(set(connection.scalars(others)) - {into}):
        if into is not None:
            _merge(connection, other, into)
    taken = aliased(Story)
    is_taken = exists().where(taken.source_id == Story.source_id, taken.guid == targets[0])
    is_later = and_(Story.id == into, Story.guid.in_(own), ~is_taken)
    connection.execute(update(Story).where(is_later).values(guid=targets[0]))


def _merge(connection: Connection, other: int, into: int) -> None:
    """Make the versions of another story versions of this one; where both have the same text they stay apart."""
    ours = select(StoryVersion.content_hash).where(StoryVersion.story_id == into)
    theirs = StoryVersion.story_id == other
    if connection.execute(select(StoryVersion.id).where(theirs, StoryVersion.content_hash.in_(ours)).limit(1)).first():
        return
    shift = connection.scalar(select(func.max(StoryVersion.number)).where(StoryVersion.story_id == into)) or 0
    lock_rows(connection, StoryVersion, theirs)
    moved = {"story_id": into, "number": StoryVersion.number + shift, "compared_at": None}
    connection.execute(update(StoryVersion).where(theirs).values(moved))
    connection.execute(update(StoryKey).where(StoryKey.story_id == other).values(story_id=into))
    columns = (Story.first_seen_at, Story.killed_at)
    both = connection.execute(select(*columns).where(Story.id.in_((other, into)))).all()
    connection.execute(delete(Story).where(Story.id == other))
    killed_at = min((row.killed_at for row in both if row.killed_at is not None), default=None)
    values = {"first_seen_at": min(row.first_seen_at for row in both), "killed_at": killed_at}
    connection.execute(update(Story).where(Story.id == into).values(values))


def kill_targets(connection: Connection, source_id: int, links: Sequence[Link], *, at: datetime) -> None:
    """Kill the stories that these links name, in any source of the same outlet; those that come later: `kill_late`."""
    targets = [link.target for link in links if link.relation == "kills"]
    if not targets:
        return
    outlet = select(Source.outlet_id).where(Source.id == source_id).scalar_subquery()
    named = (
        select(StoryKey.story_id)
        .join(Source, Source.id == StoryKey.source_id)
        .where(Source.outlet_id == outlet, StoryKey.kind.in_(NAMED), StoryKey.value.in_(targets))
    )
    is_alive = or_(Story.killed_at.is_(None), Story.killed_at > at)
    connection.execute(update(Story).where(Story.id.in_(named), is_alive).values(killed_at=at))


def kill_late(connection: Connection) -> None:
    """Kill the stories with versions that nobody has seen yet, if a kill of them came before, in the same outlet."""
    waiting = select(StoryVersion.story_id).where(StoryVersion.available_at.is_(None))
    killing, killer, theirs, own = aliased(StoryVersion), aliased(Story), aliased(Source), aliased(Source)
    killed_at = (
        select(func.min(killing.first_seen_at))
        .select_from(StoryKey)
        .join(StoryLink, and_(StoryLink.target == StoryKey.value, StoryLink.relation == "kills"))
        .join(killing, killing.id == StoryLink.version_id)
        .join(killer, killer.id == killing.story_id)
        .join(theirs, theirs.id == killer.source_id)
        .join(own, own.id == StoryKey.source_id)
        .where(StoryKey.story_id == Story.id, StoryKey.kind.in_(NAMED), theirs.outlet_id == own.outlet_id)
        .correlate(Story)
        .scalar_subquery()
    )
    ready = and_(Story.id.in_(waiting), Story.killed_at.is_(None))
    connection.execute(update(Story).where(ready, killed_at.is_not(None)).values(killed_at=killed_at))
