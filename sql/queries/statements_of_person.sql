-- What has a person said, and how widely was it carried? The same words stand once, earliest first.
-- :speaker = Laura Benning  canonical name
SELECT
    min(story.first_published_at) AS first_published_at,
    quote.kind,
    quote.text,
    count(DISTINCT story.outlet_id) AS outlets
FROM api_quote AS quote
JOIN api_story AS story ON story.story_id = quote.story_id
WHERE quote.speaker_kind = 'PER'
  AND quote.speaker_name = :speaker
GROUP BY quote.kind, quote.text
ORDER BY min(story.first_published_at), min(story.story_id), min(quote.number);
