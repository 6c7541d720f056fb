-- What is new since I last looked? Ask again with the latest `available_at` that you have seen.
-- :since = 2026-03-24 00:00:00+00  became visible at this time or later
SELECT
    story.available_at,
    outlet.name AS outlet,
    story.story_id,
    story.version,
    story.kind,
    story.relation,
    story.headline
FROM api_story AS story
JOIN api_outlet AS outlet ON outlet.outlet_id = story.outlet_id
WHERE story.available_at >= :since
ORDER BY story.available_at, story.version_id;
