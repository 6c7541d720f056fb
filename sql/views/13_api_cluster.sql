-- The same story over sources and outlets. Of clusters that merge the oldest stays.
CREATE VIEW api_cluster AS
SELECT
    ranked.cluster_id, -- opaque id
    max(CASE WHEN ranked.place = 1 THEN ranked.story_id END) AS canonical_story_id, -- its earliest story
    max(CASE WHEN ranked.place = 1 THEN ranked.headline END) AS headline, -- headline of that story
    count(*) AS story_count, -- stories in it
    count(DISTINCT ranked.outlet_id) AS outlet_count, -- different outlets among them
    min(ranked.first_published_at) AS first_published_at, -- when its earliest story came out
    max(ranked.first_published_at) AS last_published_at -- when its latest story came out
FROM (
    SELECT
        api_story.cluster_id,
        api_story.story_id,
        api_story.outlet_id,
        api_story.headline,
        api_story.first_published_at,
        row_number() OVER (
            PARTITION BY api_story.cluster_id ORDER BY api_story.first_published_at, api_story.story_id
        ) AS place
    FROM api_story
    WHERE api_story.cluster_id IS NOT NULL
) AS ranked
GROUP BY ranked.cluster_id;
