-- A quote in a version that may be shown, and its place among those that report the same words by the same speaker, in
-- this story or another. Stories with the same text share `quote_id`; with `version_id` it is the key.
CREATE VIEW api_utterance_quote AS
SELECT
    place.utterance_id,
    place.quote_id,
    version.story_id,
    version.id AS version_id, -- the version; earlier ones of a story are listed too
    source.outlet_id,
    coalesce(cluster.merged_into, cluster.id) AS cluster_id, -- the same story over sources and outlets
    quote.kind,
    quote.text,
    quote.speaker_name,
    coalesce(link.root_id, quote.speaker_entity_id) AS speaker_entity_id, -- the speaker, the same under all names; null for groups and where unknown
    place.likeness,
    (
        SELECT place.difference
        WHERE EXISTS (
            SELECT 1
            FROM quote AS whole
            JOIN released_version AS shown ON shown.extraction_id = whole.extraction_id
            WHERE whole.id = utterance.full_quote_id
        )
    ) AS difference, -- where they differ: a list of [fullest words, words here]; null where the fullest may not be shown
    place.wording,
    (
        CASE WHEN version.revised_at <= version.first_seen_at THEN version.revised_at ELSE version.first_seen_at END
    ) AS reported_at, -- when this version came out: as its source says, or first sight where it cannot be believed
    (
        SELECT min(mention.name)
        FROM mention
        WHERE mention.extraction_id = version.extraction_id AND mention.label = 'ORG' AND mention.position = 'dateline'
    ) AS agency -- the agency that its dateline names, or null
FROM utterance_quote AS place
JOIN utterance ON utterance.id = place.utterance_id
JOIN quote ON quote.id = place.quote_id
JOIN released_version AS version ON version.extraction_id = quote.extraction_id
JOIN story ON story.id = version.story_id
JOIN source ON source.id = story.source_id
LEFT JOIN entity_link AS link ON link.entity_id = quote.speaker_entity_id
LEFT JOIN cluster_member AS member ON member.version_id = version.id
LEFT JOIN cluster ON cluster.id = member.cluster_id;
