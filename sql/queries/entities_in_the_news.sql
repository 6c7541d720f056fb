-- Which people, places or organisations are in the news? The same story in several outlets counts once.
-- :kind = LOC  PER, LOC or ORG
-- :since = 2026-03-24 00:00:00+00  in stories that came out at this time or later
-- :until = 2026-03-31 00:00:00+00  and before this
-- :limit = 10
SELECT
    entity.name,
    count(DISTINCT story.cluster_id) AS stories,
    count(*) AS mentions
FROM api_mention AS mention
JOIN api_story AS story ON story.story_id = mention.story_id
JOIN api_entity AS entity ON entity.entity_id = mention.entity_id
WHERE entity.kind = :kind
  AND story.first_published_at >= :since
  AND story.first_published_at < :until
GROUP BY entity.entity_id, entity.name
ORDER BY count(DISTINCT story.cluster_id) DESC, count(*) DESC, entity.name
LIMIT :limit;
