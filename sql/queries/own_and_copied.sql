-- How much of what an outlet publishes did it take from others?
-- :since = 2026-03-24 00:00:00+00  stories that came out at this time or later
SELECT
    outlet.name AS outlet,
    count(*) AS stories,
    sum(CASE WHEN story.relation IN ('copy', 'edited_copy', 'excerpt') THEN 1 ELSE 0 END) AS taken
FROM api_story AS story
JOIN api_outlet AS outlet ON outlet.outlet_id = story.outlet_id
WHERE story.first_published_at >= :since
GROUP BY outlet.outlet_id, outlet.name
ORDER BY outlet.name;
