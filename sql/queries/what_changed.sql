-- What did outlets change in stories after they had published them? Paragraphs, figures and quotes are lists in JSON.
-- :since = 2026-03-24 00:00:00+00  changed at this time or later
-- :until = 2026-03-31 00:00:00+00  and before this
SELECT
    change.changed_at,
    outlet.name AS outlet,
    change.headline_after AS headline,
    change.kind,
    change.is_headline_changed,
    change.figures,
    change.quotes,
    change.paragraphs,
    change.story_id
FROM api_story_change AS change
JOIN api_story AS story ON story.story_id = change.story_id
JOIN api_outlet AS outlet ON outlet.outlet_id = story.outlet_id
WHERE change.changed_at >= :since
  AND change.changed_at < :until
ORDER BY change.changed_at, change.version_id;
