-- Which speakers are no person or body of their own: groups such as officials, and those who are not known?
-- :since = 2026-03-24 00:00:00+00  in stories that came out at this time or later
SELECT
    quote.speaker_name,
    quote.speaker_kind,
    count(*) AS quotes,
    count(DISTINCT quote.story_id) AS stories,
    min(quote.text) AS for_example
FROM api_quote AS quote
JOIN api_story AS story ON story.story_id = quote.story_id
WHERE quote.speaker_entity_id IS NULL
  AND story.first_published_at >= :since
GROUP BY quote.speaker_name, quote.speaker_kind
ORDER BY count(*) DESC, quote.speaker_name;
