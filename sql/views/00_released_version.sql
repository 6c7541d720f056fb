-- Versions that may be shown: processed to the end, released, not withheld, not purged, of a story that was not killed.
-- Every view of the contract reads versions through this one.
CREATE VIEW released_version AS
SELECT version.*
FROM story_version AS version
JOIN story ON story.id = version.story_id
WHERE version.available_at IS NOT NULL
  AND (version.released_at <= version.available_at OR version.released_at <= CURRENT_TIMESTAMP)
  AND version.withheld_at IS NULL
  AND version.kind <> 'kill'
  AND story.killed_at IS NULL;
