CREATE VIEW api_cluster AS
SELECT
    ranked.cluster_id,
    max(CASE WHEN ranked.place = 1 THEN ranked.story_id END) AS canonical_story_id,
    max(CASE WHEN ranked.place = 1 THEN ranked.headline END) AS headline,
    count(*) AS story_count,
    count(DISTINCT ranked.outlet_id) AS outlet_count,
    min(ranked.said_at) AS first_published_at,
    max(ranked.said_at) AS last_published_at
FROM (
    SELECT
        api_story.cluster_id,
        api_story.story_id,
        api_story.outlet_id,
        api_story.headline,
        coalesce(api_story.published_at, api_story.first_seen_at) AS said_at,
        row_number() OVER (
            PARTITION BY api_story.cluster_id
            ORDER BY coalesce(api_story.published_at, api_story.first_seen_at), api_story.story_id
        ) AS place
    FROM api_story
    WHERE api_story.cluster_id IS NOT NULL
) AS ranked
GROUP BY ranked.cluster_id;
