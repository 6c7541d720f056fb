-- Documents that were parsed into nothing: no version was ever seen in them, and no line in quarantine names them.
SELECT attempt.id, attempt.url
FROM "fetch" AS attempt
WHERE attempt.outcome = 'document'
  AND attempt.items > 0
  AND NOT EXISTS (
      SELECT 1
      FROM story_version AS version
      JOIN story ON story.id = version.story_id
      WHERE story.source_id = attempt.source_id
        AND version.first_seen_at <= attempt.started_at
        AND version.last_seen_at >= attempt.started_at)
  AND NOT EXISTS (
      SELECT 1
      FROM quarantine
      WHERE quarantine.raw_document_id = attempt.raw_document_id);
