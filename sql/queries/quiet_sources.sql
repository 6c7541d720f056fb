-- Which sources have sent nothing new for a while, or never anything that can be shown?
-- :since = 2026-03-24 00:00:00+00  nothing new at this time or later
SELECT
    source.slug,
    source.is_active,
    max(story.first_seen_at) AS last_new_at,
    source.last_success_at,
    source.failures
FROM api_source AS source
LEFT JOIN api_story AS story ON story.source_id = source.source_id
GROUP BY source.source_id, source.slug, source.is_active, source.last_success_at, source.failures
HAVING max(story.first_seen_at) IS NULL OR max(story.first_seen_at) < :since
ORDER BY source.is_active DESC, source.slug;
