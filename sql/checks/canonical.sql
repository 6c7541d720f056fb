-- Clusters of stories that may be shown in which not exactly one story is the canonical one.
SELECT api_story.cluster_id, count(*) AS stories
FROM api_story
LEFT JOIN api_cluster ON api_cluster.cluster_id = api_story.cluster_id
WHERE api_story.cluster_id IS NOT NULL
GROUP BY api_story.cluster_id
HAVING sum(CASE WHEN api_cluster.canonical_story_id = api_story.story_id THEN 1 ELSE 0 END) <> 1;
