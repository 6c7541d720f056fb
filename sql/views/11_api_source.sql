CREATE VIEW api_source AS
SELECT
    source.id AS source_id,
    source.slug,
    source.outlet_id,
    source.kind,
    source.location,
    source.language,
    source.is_active,
    feed_state.last_success_at,
    feed_state.next_poll_at,
    feed_state.failures,
    (SELECT count(*) FROM story WHERE story.source_id = source.id) AS story_count
FROM source
LEFT JOIN feed_state ON feed_state.source_id = source.id;
