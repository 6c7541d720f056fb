-- A person, a place or an organisation that is mentioned, or speaks, in a story that is shown.
CREATE VIEW api_entity AS
SELECT
    entity.id AS entity_id,
    entity.kind,
    entity.name,
    entity.country,
    count(*) AS mention_count, -- mentions in the stories shown; 0 where it only speaks
    count(DISTINCT api_mention.story_id) AS story_count -- stories that mention it
FROM entity
JOIN api_mention ON api_mention.entity_id = entity.id
GROUP BY entity.id, entity.kind, entity.name, entity.country
UNION ALL
SELECT entity.id, entity.kind, entity.name, entity.country, 0, 0
FROM entity
WHERE EXISTS (SELECT 1 FROM api_quote WHERE api_quote.speaker_entity_id = entity.id)
  AND NOT EXISTS (SELECT 1 FROM api_mention WHERE api_mention.entity_id = entity.id);
