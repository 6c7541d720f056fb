CREATE VIEW api_story AS
SELECT
    story.id AS story_id,
    source.id AS source_id,
    source.outlet_id,
    story.guid,
    version.id AS version_id,
    version.number AS version,
    version.kind,
    version.headline,
    version.summary,
    version.body,
    version.byline,
    version.dateline,
    version.slugline,
    coalesce(nullif(extraction.language, ''), version.language) AS language,
    version.link,
    version.published_at,
    version.updated_at,
    version.first_seen_at,
    version.available_at,
    coalesce(cluster.merged_into, cluster.id) AS cluster_id,
    member.relation,
    member.score,
    extraction.outcome AS extraction
FROM current_version AS version
JOIN story ON story.id = version.story_id
JOIN source ON source.id = story.source_id
LEFT JOIN cluster_member AS member ON member.version_id = version.id
LEFT JOIN cluster ON cluster.id = member.cluster_id
LEFT JOIN extraction ON extraction.id = version.extraction_id;
