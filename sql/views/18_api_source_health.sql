-- How each source is doing, by what may be expected of it; one row a source.
CREATE VIEW api_source_health AS
SELECT
    source.id AS source_id,
    source.slug,
    coalesce(source_health.state, 'ok') AS state, -- `ok`, `quiet`, `slow`, `blocked`, `broken`, `gone` or `held`
    coalesce(source_health.reason, '') AS reason, -- why, for people; may be empty
    source_health.since, -- when the state began, or null for a source that has always been well
    feed_state.last_success_at,
    feed_state.last_item_at,
    feed_state.usual_gap_seconds,
    feed_state.next_poll_at,
    feed_state.failures, -- failed attempts in a row, or null where it was never asked
    feed_state.ended_at,
    source.unstable_guids_since, -- fetch from which its stories go by link, or null while its guids can be trusted
    source.unstable_guids_reason -- what showed that its guids cannot be trusted, or null
FROM source
LEFT JOIN feed_state ON feed_state.source_id = source.id
LEFT JOIN source_health
    ON source_health.source_id = source.id
    AND source_health.since = (SELECT max(noted.since) FROM source_health AS noted WHERE noted.source_id = source.id);
