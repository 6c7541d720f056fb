-- The same words by the same speaker over all stories: whole, cut short, or with a few words changed.
CREATE VIEW api_utterance AS
SELECT
    ranked.utterance_id, -- opaque id; of utterances that turn out to be one the lowest stays
    max(CASE WHEN ranked.named = 1 THEN ranked.speaker_name END) AS speaker_name, -- the speaker as the first outlet that names one does, or null
    max(CASE WHEN ranked.named = 1 THEN ranked.speaker_entity_id END) AS speaker_entity_id, -- that speaker; null for groups and where unknown
    max(CASE WHEN ranked.fullness = 1 THEN ranked.text END) AS text, -- the most words that any outlet has
    min(ranked.reported_at) AS first_reported_at, -- when the first version with it came out
    max(CASE WHEN ranked.place = 1 THEN ranked.story_id END) AS first_story_id, -- the story of that version
    max(CASE WHEN ranked.place = 1 THEN ranked.first_outlet_id END) AS first_outlet_id, -- who had it first; null for an agency that is no outlet in the catalogue
    max(CASE WHEN ranked.place = 1 THEN ranked.first_outlet END) AS first_outlet, -- its name; an agency that the dateline names comes before the outlet that carries it
    max(ranked.reported_at) AS last_reported_at, -- when the latest version with it came out
    count(DISTINCT ranked.story_id) AS story_count, -- stories that had it
    count(DISTINCT ranked.outlet_id) AS outlet_count, -- different outlets among them
    count(DISTINCT ranked.wording) AS wording_count -- different wordings among them
FROM (
    SELECT
        report.utterance_id,
        report.story_id,
        report.outlet_id,
        report.text,
        report.wording,
        report.speaker_name,
        report.speaker_entity_id,
        report.reported_at,
        CASE WHEN report.agency IS NULL THEN report.outlet_id ELSE agency.id END AS first_outlet_id,
        coalesce(agency.name, report.agency, outlet.name) AS first_outlet,
        row_number() OVER (
            PARTITION BY report.utterance_id
            ORDER BY report.reported_at, outlet.is_agency DESC, report.version_id, report.quote_id, agency.id
        ) AS place,
        row_number() OVER (
            PARTITION BY report.utterance_id
            ORDER BY CASE WHEN report.speaker_name IS NULL THEN 1 ELSE 0 END, report.reported_at, outlet.is_agency DESC,
                report.version_id, report.quote_id, agency.id
        ) AS named,
        row_number() OVER (
            PARTITION BY report.utterance_id ORDER BY length(report.text) DESC, report.version_id, report.quote_id, agency.id
        ) AS fullness
    FROM api_utterance_quote AS report
    JOIN outlet ON outlet.id = report.outlet_id
    LEFT JOIN outlet AS agency
        ON agency.is_agency
        AND (agency.name = report.agency OR agency.name LIKE report.agency || ' %' OR agency.slug = lower(report.agency))
) AS ranked
GROUP BY ranked.utterance_id;
