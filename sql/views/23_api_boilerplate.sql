-- Paragraphs of the version shown that its source has printed in eight clusters or more: notices of copyright,
-- newsletters, "read more". They do not count when texts are compared.
CREATE VIEW api_boilerplate AS
SELECT
    version.story_id,
    version.id AS version_id, -- the version shown
    paragraph.start AS start_offset,
    paragraph."end" AS end_offset,
    substr(version.body, paragraph.start + 1, paragraph."end" - paragraph.start) AS text -- the paragraph
FROM paragraph
JOIN boilerplate ON boilerplate.source_id = paragraph.source_id AND boilerplate.hash = paragraph.hash
JOIN current_version AS version ON version.id = paragraph.version_id;
