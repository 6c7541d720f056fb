-- Mentions and parts of quotes whose text is not what stands in the body at their offsets.
SELECT mention.id, 'mention' AS kind, mention.text
FROM mention
JOIN story_version AS version ON version.extraction_id = mention.extraction_id
WHERE substr(version.body, mention.start + 1, mention."end" - mention.start) <> mention.text
UNION ALL
SELECT part.id, 'quote part', part.text
FROM quote_part AS part
JOIN quote ON quote.id = part.quote_id
JOIN story_version AS version ON version.extraction_id = quote.extraction_id
WHERE substr(version.body, part.start + 1, part."end" - part.start) <> part.text;
