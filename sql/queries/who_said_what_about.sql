-- Who said what about a subject? Earliest first; copies of a story repeat its statements.
-- :about = kettle  a word or more that the statement contains
SELECT
    story.first_published_at,
    outlet.name AS outlet,
    quote.speaker_name,
    quote.speaker_role,
    quote.kind,
    quote.text,
    story.headline
FROM api_quote AS quote
JOIN api_story AS story ON story.story_id = quote.story_id
JOIN api_outlet AS outlet ON outlet.outlet_id = story.outlet_id
WHERE lower(quote.text) LIKE '%' || lower(:about) || '%'
ORDER BY story.first_published_at, story.story_id, quote.number;
