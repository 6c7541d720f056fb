-- Who was quoted most? Statements with the same words count once, whoever carries them.
-- :since = 2026-03-24 00:00:00+00  in stories that came out at this time or later
-- :until = 2026-03-31 00:00:00+00  and before this
-- :limit = 10
SELECT
    entity.name,
    count(DISTINCT quote.text) AS statements,
    count(DISTINCT story.cluster_id) AS stories,
    count(DISTINCT story.outlet_id) AS outlets
FROM api_quote AS quote
JOIN api_story AS story ON story.story_id = quote.story_id
JOIN api_entity AS entity ON entity.entity_id = quote.speaker_entity_id
WHERE entity.kind = 'PER'
  AND story.first_published_at >= :since
  AND story.first_published_at < :until
GROUP BY entity.entity_id, entity.name
ORDER BY count(DISTINCT quote.text) DESC, entity.name
LIMIT :limit;
