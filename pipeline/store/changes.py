"""What versions changed in those before them: the texts to compare, and the rows."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, delete, func, select

from pipeline.store.engine import listed
from pipeline.store.tables import Entity, EntityLink, Quote, StoryChange, StoryVersion
from pipeline.store.upserts import upsert

NO_TEXT = ("kill", "withhold", "advisory", "test")  # the kinds of messages to editors

type Spoken = list[tuple[str, str]]


def editions(connection: Connection, versions: Sequence[int]) -> list[Row[Any]]:
    """(id, story_id, headline, body, extraction_id) of all texts of these versions' stories, in order of revision.

    Of each story first; those with one text only are left out.
    """
    stories = select(StoryVersion.story_id).where(StoryVersion.id.in_(listed(connection, versions)))
    several = (
        select(StoryVersion.story_id)
        .where(StoryVersion.story_id.in_(stories))
        .group_by(StoryVersion.story_id)
        .having(func.count() > 1)
    )
    query = (
        select(
            StoryVersion.id, StoryVersion.story_id, StoryVersion.headline, StoryVersion.body, StoryVersion.extraction_id
        )
        .where(StoryVersion.story_id.in_(several), StoryVersion.kind.not_in(NO_TEXT))
        .order_by(StoryVersion.story_id, StoryVersion.revised_at, StoryVersion.number)
    )
    return list(connection.execute(query))


def spoken(connection: Connection, extractions: Sequence[int]) -> dict[int, Spoken]:
    """For each of these readings the (speaker, words) of its quotes, in text order."""
    name = func.coalesce(Entity.name, Quote.speaker_name, Quote.speaker, "")
    query = (
        select(Quote.extraction_id, name, Quote.text)
        .outerjoin(EntityLink, EntityLink.entity_id == Quote.speaker_entity_id)
        .outerjoin(Entity, Entity.id == EntityLink.root_id)
        .where(Quote.extraction_id.in_(listed(connection, extractions)))
        .order_by(Quote.extraction_id, Quote.number)
    )
    found: dict[int, Spoken] = defaultdict(list)
    for extraction, speaker, words in connection.execute(query):
        found[extraction].append((speaker, words))
    return found


def save(connection: Connection, compared: Sequence[int], rows: Sequence[dict[str, Any]]) -> None:
    """Write what versions changed (rows of StoryChange); the versions compared that changed nothing have no row."""
    changed = {row["version_id"] for row in rows}
    unchanged = [version for version in compared if version not in changed]
    connection.execute(delete(StoryChange).where(StoryChange.version_id.in_(listed(connection, unchanged))))
    columns = ("previous_version_id", "is_headline_changed", "paragraphs", "figures", "quotes")
    upsert(connection, StoryChange, rows, update=columns)
