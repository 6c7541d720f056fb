-- What was corrected on a day, and what does the note say?
-- :day = 2026-03-25 00:00:00+00  begin of the day
-- :end = 2026-03-26 00:00:00+00  its end
SELECT
    coalesce(story.updated_at, story.first_seen_at) AS corrected_at,
    outlet.name AS outlet,
    story.headline,
    story.editors_note,
    story.story_id
FROM api_story AS story
JOIN api_outlet AS outlet ON outlet.outlet_id = story.outlet_id
WHERE (story.kind = 'correction' OR story.relation = 'correction')
  AND coalesce(story.updated_at, story.first_seen_at) >= :day
  AND coalesce(story.updated_at, story.first_seen_at) < :end
ORDER BY coalesce(story.updated_at, story.first_seen_at), story.story_id;
