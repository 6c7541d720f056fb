-- Who else had a story, in which order, and how much of the text is the same?
-- :story = 1  id of any of the stories
SELECT
    story.story_id,
    story.first_published_at,
    outlet.name AS outlet,
    story.relation,
    story.score,
    story.headline
FROM api_story AS asked
JOIN api_story AS story ON story.cluster_id = asked.cluster_id
JOIN api_outlet AS outlet ON outlet.outlet_id = story.outlet_id
WHERE asked.story_id = :story
ORDER BY story.first_published_at, story.story_id;
