-- Which people, places or organisations are in the news? The same story in several outlets counts once; datelines,
-- bylines and credits do not count.
-- :kind = LOC  PER, LOC or ORG
-- :since = 2026-03-24 00:00:00+00  in stories that came out at this time or later
-- :until = 2026-03-31 00:00:00+00  and before this
-- :limit = 10
SELECT
    mention.name,
    count(DISTINCT story.cluster_id) AS stories,
    count(*) AS mentions
FROM api_story AS story
JOIN api_mention AS mention ON mention.version_id = story.version_id
WHERE mention.kind = :kind
  AND mention.position = 'text'
  AND story.first_published_at >= :since
  AND story.first_published_at < :until
GROUP BY mention.entity_id, mention.name
ORDER BY count(DISTINCT story.cluster_id) DESC, count(*) DESC, mention.name
LIMIT :limit;
