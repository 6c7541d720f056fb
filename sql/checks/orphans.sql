-- Documents that were parsed into nothing: neither a version nor a line in quarantine came from any fetch of them.
SELECT fetch.id, fetch.url
FROM fetch
WHERE fetch.outcome = 'document'
  AND fetch.parsed_at IS NOT NULL
  AND NOT EXISTS (
      SELECT 1 FROM story_version AS version
      WHERE version.raw_document_id = fetch.raw_document_id)
  AND NOT EXISTS (
      SELECT 1 FROM quarantine
      WHERE quarantine.raw_document_id = fetch.raw_document_id)
  AND NOT EXISTS (
      SELECT 1 FROM story
      WHERE story.source_id = fetch.source_id AND story.first_seen_at < fetch.started_at);
