-- The newest released version of each story.
CREATE VIEW current_version AS
SELECT version.*
FROM released_version AS version
WHERE NOT EXISTS (
    SELECT 1
    FROM released_version AS newer
    WHERE newer.story_id = version.story_id
      AND (newer.revised_at, newer.last_seen_at, newer.number)
        > (version.revised_at, version.last_seen_at, version.number)
);
