-- A person, place, organisation or nationality that is mentioned, or speaks, in a story that is shown, under all its names.
CREATE VIEW api_entity AS
SELECT
    entity.id AS entity_id,
    entity.kind,
    entity.name,
    entity.country,
    sum(CASE WHEN api_mention.position = 'text' THEN 1 ELSE 0 END) AS mention_count, -- mentions in the stories shown; datelines, bylines and credits do not count, nor does speaking
    count(DISTINCT CASE WHEN api_mention.position = 'text' THEN api_mention.story_id END) AS story_count -- stories that mention it so
FROM entity
JOIN api_mention ON api_mention.entity_id = entity.id
GROUP BY entity.id, entity.kind, entity.name, entity.country
UNION ALL
SELECT entity.id, entity.kind, entity.name, entity.country, 0, 0
FROM entity
WHERE EXISTS (SELECT 1 FROM api_quote WHERE api_quote.speaker_entity_id = entity.id)
  AND NOT EXISTS (SELECT 1 FROM api_mention WHERE api_mention.entity_id = entity.id);
