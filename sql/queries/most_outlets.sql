-- Which stories did the most outlets have?
-- :since = 2026-03-24 00:00:00+00  the first came out at this time or later
-- :limit = 10
SELECT
    cluster.outlet_count,
    cluster.story_count,
    cluster.headline,
    cluster.first_published_at,
    cluster.canonical_story_id
FROM api_cluster AS cluster
WHERE cluster.first_published_at >= :since
ORDER BY cluster.outlet_count DESC, cluster.story_count DESC, cluster.first_published_at, cluster.cluster_id
LIMIT :limit;
