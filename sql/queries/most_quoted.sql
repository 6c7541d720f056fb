-- Who was quoted most? Statements with the same words count once, whoever carries them.
-- :since = 2026-03-24 00:00:00+00  in stories that came out at this time or later
-- :until = 2026-03-31 00:00:00+00  and before this
-- :limit = 10
SELECT
    quote.speaker_name,
    count(DISTINCT quote.text) AS statements,
    count(DISTINCT story.cluster_id) AS stories,
    count(DISTINCT story.outlet_id) AS outlets
FROM api_story AS story
JOIN api_quote AS quote ON quote.version_id = story.version_id
WHERE quote.speaker_kind = 'PER'
  AND story.first_published_at >= :since
  AND story.first_published_at < :until
GROUP BY quote.speaker_entity_id, quote.speaker_name
ORDER BY count(DISTINCT quote.text) DESC, quote.speaker_name
LIMIT :limit;
