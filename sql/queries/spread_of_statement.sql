-- Who had a statement first, how far did it spread, and who has it in other words? Earliest report first.
-- :speaker = Fiona Macrae  canonical name
-- :at_least = 2  outlets that have it
SELECT
    utterance.text,
    utterance.first_outlet,
    utterance.first_reported_at,
    utterance.story_count,
    utterance.outlet_count,
    outlet.name AS outlet,
    report.reported_at,
    report.likeness,
    report.speaker_name,
    report.text AS words,
    report.difference
FROM api_utterance AS utterance
JOIN api_utterance_quote AS report ON report.utterance_id = utterance.utterance_id
JOIN api_outlet AS outlet ON outlet.outlet_id = report.outlet_id
WHERE utterance.speaker_name = :speaker
  AND utterance.outlet_count >= :at_least
ORDER BY utterance.first_reported_at, utterance.utterance_id, report.reported_at, report.version_id;
