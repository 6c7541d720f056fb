"""A database as text, by natural keys: equal dumps mean equal contents, whatever the sequence numbers."""

from sqlalchemy import Engine, text

from pipeline.store.engine import reading

# Times of processing and notes of attempts differ between runs by their nature and are left out.
QUERIES = {
    "story": "SELECT source.slug, story.guid, story.killed_at IS NOT NULL FROM story "
    "JOIN source ON source.id = story.source_id",
    "version": "SELECT source.slug, story.guid, v.number, v.kind, v.headline, v.content_hash, v.body_hash, "
    "v.published_at, v.clustered_at IS NOT NULL, v.available_at IS NOT NULL FROM story_version AS v "
    "JOIN story ON story.id = v.story_id JOIN source ON source.id = story.source_id",
    "cluster": "SELECT source.slug, story.guid, v.number, m.relation, m.score, "
    "(SELECT min(w.content_hash) FROM cluster_member AS n JOIN cluster AS d ON d.id = n.cluster_id "
    "JOIN story_version AS w ON w.id = n.version_id "
    "WHERE coalesce(d.merged_into, d.id) = coalesce(c.merged_into, c.id)) "
    "FROM cluster_member AS m JOIN cluster AS c ON c.id = m.cluster_id "
    "JOIN story_version AS v ON v.id = m.version_id "
    "JOIN story ON story.id = v.story_id JOIN source ON source.id = story.source_id",
    "mention": 'SELECT e.body_hash, m.start, m."end", m.text, m.label, m.name, m.position, n.kind, n.name '
    "FROM mention AS m JOIN extraction AS e ON e.id = m.extraction_id JOIN entity AS n ON n.id = m.entity_id",
    "quote": "SELECT e.body_hash, q.number, q.kind, q.text, q.cue, q.speaker_name, q.speaker_kind, q.confidence "
    "FROM quote AS q JOIN extraction AS e ON e.id = q.extraction_id",
    "part": 'SELECT e.body_hash, q.number, p.number, p.start, p."end", p.text, p.kind FROM quote_part AS p '
    "JOIN quote AS q ON q.id = p.quote_id JOIN extraction AS e ON e.id = q.extraction_id",
    "utterance": "SELECT e.body_hash, q.number, u.speaker_key, u.wording, u.likeness, CAST(u.difference AS text), "
    "(SELECT min(f.body_hash || p.number) FROM utterance_quote AS v JOIN quote AS p ON p.id = v.quote_id "
    "JOIN extraction AS f ON f.id = p.extraction_id WHERE v.utterance_id = u.utterance_id) "
    "FROM utterance_quote AS u JOIN quote AS q ON q.id = u.quote_id JOIN extraction AS e ON e.id = q.extraction_id",
    "change": "SELECT v.content_hash, w.content_hash, c.is_headline_changed, CAST(c.paragraphs AS text), "
    "CAST(c.figures AS text), CAST(c.quotes AS text) FROM story_change AS c "
    "JOIN story_version AS v ON v.id = c.version_id JOIN story_version AS w ON w.id = c.previous_version_id",
    "quarantine": "SELECT stage, item_key, what, reason FROM quarantine WHERE resolved_at IS NULL",
}


def dump(engine: Engine) -> dict[str, list[str]]:
    """The contents of each table as sorted lines."""
    with reading(engine) as connection:
        return {
            name: sorted(" | ".join(map(str, row)) for row in connection.execute(text(query)))
            for name, query in QUERIES.items()
        }
