-- Which outlet was first with the stories that several outlets had?
-- :since = 2026-03-24 00:00:00+00  the first came out at this time or later
-- :until = 2026-03-26 00:00:00+00  and before this
SELECT
    cluster.first_published_at,
    (
        SELECT outlet.name
        FROM api_story AS story
        JOIN api_outlet AS outlet ON outlet.outlet_id = story.outlet_id
        WHERE story.story_id = cluster.canonical_story_id
    ) AS first_outlet,
    cluster.headline,
    cluster.outlet_count - 1 AS followers,
    cluster.last_published_at
FROM api_cluster AS cluster
WHERE cluster.outlet_count > 1
  AND cluster.first_published_at >= :since
  AND cluster.first_published_at < :until
ORDER BY cluster.first_published_at, cluster.cluster_id;
