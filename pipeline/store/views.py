"""Questions that people ask of the data; answered from the views of the contract, so that they see what teams see."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, RowMapping, func, select, table, text

LISTED = 5
COUNTED = ("story", "cluster", "entity", "quote")


def _rows(connection: Connection, query: str, **values: Any) -> Sequence[RowMapping]:
    return connection.execute(text(query), values).mappings().all()


def counts(connection: Connection) -> dict[str, int]:
    """How many stories, clusters, entities and quotes teams see."""
    queries = {name: select(func.count()).select_from(table(f"api_{name}")) for name in COUNTED}
    return {name: connection.execute(query).scalar_one() for name, query in queries.items()}


def most_quoted(connection: Connection, limit: int = LISTED) -> Sequence[RowMapping]:
    """People with the most quotes, and of each the longest direct quote: name, quotes, stories, text."""
    return _rows(
        connection,
        """
        SELECT
            entity.name,
            count(*) AS quotes,
            count(DISTINCT quote.story_id) AS stories,
            (SELECT chosen.text
             FROM api_quote AS chosen
             WHERE chosen.speaker_entity_id = entity.entity_id
             ORDER BY CASE chosen.kind WHEN 'direct' THEN 0 WHEN 'mixed' THEN 1 ELSE 2 END,
                      length(chosen.text) DESC, chosen.quote_id
             LIMIT 1) AS text
        FROM api_quote AS quote
        JOIN api_entity AS entity ON entity.entity_id = quote.speaker_entity_id
        WHERE entity.kind = 'PER'
        GROUP BY entity.entity_id, entity.name
        ORDER BY count(*) DESC, entity.name
        LIMIT :limit
        """,
        limit=limit,
    )


def top_entities(connection: Connection, limit: int = LISTED * 2) -> Sequence[RowMapping]:
    """Entities by the number of stories that mention them: name, kind, stories, mentions."""
    return _rows(
        connection,
        """
        SELECT name, kind, story_count, mention_count
        FROM api_entity
        ORDER BY story_count DESC, mention_count DESC, name
        LIMIT :limit
        """,
        limit=limit,
    )


def quotes(
    connection: Connection, *, speaker: str = "", about: str = "", story: int | None = None, limit: int = 50
) -> Sequence[RowMapping]:
    """Quotes whose speaker's name contains `speaker` and whose words contain `about`, newest first."""
    return _rows(
        connection,
        """
        SELECT
            quote.quote_id, quote.story_id, quote.kind, quote.text, quote.speaker_name, quote.speaker_kind, quote.cue,
            quote.confidence, outlet.name AS outlet, story.headline, story.published_at
        FROM api_quote AS quote
        JOIN api_story AS story ON story.story_id = quote.story_id
        JOIN api_outlet AS outlet ON outlet.outlet_id = story.outlet_id
        WHERE (:speaker = '' OR lower(quote.speaker_name) LIKE '%' || lower(:speaker) || '%')
          AND (:about = '' OR lower(quote.text) LIKE '%' || lower(:about) || '%')
          AND (:story = 0 OR quote.story_id = :story)
        ORDER BY story.published_at DESC, quote.story_id, quote.number
        LIMIT :limit
        """,
        speaker=speaker,
        about=about,
        story=story or 0,
        limit=limit,
    )


def mentions(connection: Connection, story: int) -> Sequence[RowMapping]:
    """The entities of a story: name, kind, how often."""
    return _rows(
        connection,
        """
        SELECT name, kind, count(*) AS mentions
        FROM api_mention
        WHERE story_id = :story
        GROUP BY name, kind
        ORDER BY count(*) DESC, name
        """,
        story=story,
    )
