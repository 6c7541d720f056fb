-- What is quoted in a story, in order, and where does it stand? Offsets are characters of the body from 0, the end exclusive.
-- :story = 1  id of the story
SELECT
    quote.number,
    part.number AS part,
    part.kind,
    part.start_offset,
    part.end_offset,
    part.text,
    quote.speaker_name,
    quote.cue,
    quote.confidence
FROM api_quote AS quote
JOIN api_quote_part AS part ON part.quote_id = quote.quote_id AND part.story_id = quote.story_id
WHERE quote.story_id = :story
ORDER BY quote.number, part.number;
