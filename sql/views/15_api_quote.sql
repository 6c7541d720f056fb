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
    coalesce(link.root_id, quote.speaker_entity_id) AS speaker_entity_id, -- the speaker, the same under all names; null for groups and where unknown
    quote.speaker_role,
    quote.confidence,
    version.published_at,
    place.metonym AS speaker_metonym, -- ISO code of the country whose government speaks by the name of a place (`Beijing said`), or null
    quote.recipient,
    quote.said_place,
    quote.said_time
FROM quote
JOIN current_version AS version ON version.extraction_id = quote.extraction_id
LEFT JOIN entity_link AS link ON link.entity_id = quote.speaker_entity_id
LEFT JOIN mention AS place
    ON place.extraction_id = quote.extraction_id
    AND place.start = quote.speaker_start
    AND place."end" = quote.speaker_end;
