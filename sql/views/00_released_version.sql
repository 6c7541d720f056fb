-- Versions that may be shown: processed to the end, released, not withheld, not purged, of a story that was not killed.
-- Orders to editors, advisories and tests are no stories. A story that is withheld may be shown from the next version on.
-- Every view of the contract reads versions through this one.
CREATE VIEW released_version AS
SELECT version.*
FROM story_version AS version
JOIN story ON story.id = version.story_id
WHERE version.available_at IS NOT NULL
  AND (version.released_at <= version.available_at OR version.released_at <= CURRENT_TIMESTAMP)
  AND version.withheld_at IS NULL
  AND version.kind NOT IN ('kill', 'withhold', 'advisory', 'test')
  AND NOT EXISTS (
      SELECT 1
      FROM story_version AS hold
      WHERE hold.story_id = version.story_id
        AND hold.kind = 'withhold'
        AND (hold.revised_at, hold.last_seen_at, hold.number)
          > (version.revised_at, version.last_seen_at, version.number)
  )
  AND story.killed_at IS NULL;
