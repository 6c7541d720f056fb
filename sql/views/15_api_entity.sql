CREATE VIEW api_entity AS
SELECT
    entity.id AS entity_id,
    entity.kind,
    entity.name,
    entity.country,
    count(*) AS mention_count,
    count(DISTINCT api_mention.story_id) AS story_count
FROM entity
JOIN api_mention ON api_mention.entity_id = entity.id
GROUP BY entity.id, entity.kind, entity.name, entity.country;
