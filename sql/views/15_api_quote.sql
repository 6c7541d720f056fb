-- One statement by one speaker. Stories with the same text share the ids; `quote_id` with `story_id` is the key.
CREATE VIEW api_quote AS
SELECT
    quote.id AS quote_id,
    version.story_id,
    version.id AS version_id, -- the version shown
    quote.number,
    quote.kind,
    quote.text,
    quote.cue,
    quote.speaker,
    quote.speaker_name,
    quote.speaker_kind,
    quote.speaker_entity_id,
    quote.speaker_role,
    quote.confidence,
    version.published_at,
    quote.recipient,
    quote.said_place,
    quote.said_time
FROM quote
JOIN current_version AS version ON version.extraction_id = quote.extraction_id;
