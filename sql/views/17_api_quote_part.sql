CREATE VIEW api_quote_part AS
SELECT
    api_quote.quote_id,
    api_quote.story_id,
    part.number,
    part.kind,
    part.start AS start_offset,
    part."end" AS end_offset,
    part.text,
    part.fragments
FROM quote_part AS part
JOIN api_quote ON api_quote.quote_id = part.quote_id;
