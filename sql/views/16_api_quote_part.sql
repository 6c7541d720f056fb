-- The contiguous parts of a statement: more than one where the words are interrupted or go on over paragraphs.
CREATE VIEW api_quote_part AS
SELECT
    api_quote.quote_id, -- the statement
    api_quote.story_id,
    part.number,
    part.kind,
    part.start AS start_offset,
    part."end" AS end_offset,
    part.text,
    part.fragments
FROM quote_part AS part
JOIN api_quote ON api_quote.quote_id = part.quote_id;
