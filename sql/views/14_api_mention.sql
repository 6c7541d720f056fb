-- A name in a story. Stories with the same text share the ids; `mention_id` with `story_id` is the key.
CREATE VIEW api_mention AS
SELECT
    mention.id AS mention_id,
    version.story_id,
    version.id AS version_id, -- the version shown
    link.root_id AS entity_id, -- the entity that all names of one person, place or body share
    mention.start AS start_offset,
    mention."end" AS end_offset,
    mention.text,
    mention.label AS kind,
    mention.name,
    mention.position,
    mention.role,
    mention.metonym
FROM mention
JOIN entity_link AS link ON link.entity_id = mention.entity_id
JOIN current_version AS version ON version.extraction_id = mention.extraction_id;
