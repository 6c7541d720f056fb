-- One feed or folder of an outlet. Several sources of one outlet count once where outlets are counted.
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
    feed_state.failures, -- failed attempts in a row, or null where it was never asked
    (SELECT count(*) FROM story WHERE story.source_id = source.id) AS story_count -- stories it has sent, shown or not
FROM source
LEFT JOIN feed_state ON feed_state.source_id = source.id;
