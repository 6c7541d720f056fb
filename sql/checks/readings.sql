-- Versions that are available although a stage has not handled them, and readings of another text than the version's.
SELECT version.id, 'available before its time' AS finding
FROM story_version AS version
WHERE version.available_at IS NOT NULL
  AND (version.clustered_at IS NULL OR version.extraction_id IS NULL)
UNION ALL
SELECT version.id, 'points to the reading of another text'
FROM story_version AS version
JOIN extraction ON extraction.id = version.extraction_id
WHERE extraction.body_hash <> version.body_hash;
