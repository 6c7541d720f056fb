-- A story in its newest version that may be shown. Earlier versions stay in the database; `newswire show story` lists
-- them.
CREATE VIEW api_story AS
SELECT
    story.id AS story_id, -- opaque id, the same over all versions
    story.source_id,
    source.outlet_id,
    story.guid,
    version.id AS version_id, -- opaque id of the version shown
    version.number AS version,
    version.kind, -- `original`, `update`, `correction` or `repeat`, as the version calls itself
    version.headline,
    version.summary,
    version.body,
    version.byline,
    version.dateline,
    version.slugline,
    coalesce(
        nullif(extraction.language, ''), version.language
    ) AS language, -- ISO 639-1 code as detected, else as the source declares it; empty where unknown
    version.link,
    version.published_at,
    version.updated_at,
    version.first_seen_at,
    version.available_at,
    coalesce(cluster.merged_into, cluster.id) AS cluster_id, -- the same story over sources and outlets
    member.relation,
    member.score,
    extraction.outcome AS extraction,
    version.editors_note,
    (
        SELECT min(
            CASE WHEN earlier.published_at <= earlier.first_seen_at THEN earlier.published_at ELSE earlier.first_seen_at END
        )
        FROM released_version AS earlier
        WHERE earlier.story_id = story.id
    ) AS first_published_at, -- when it came out: earliest publication over its versions, or first sight where unknown
    version.wire_version,
    version.wire_guid,
    version.format,
    version.urgency,
    version.pubstatus,
    version.keywords,
    version.genre,
    version.authors,
    version.place,
    version.dateline_at,
    version.credit,
    version.copyright_holder,
    version.copyright_notice,
    version.usage_terms,
    version.embargo_at,
    version.pictures,
    version.page_problem
FROM current_version AS version
JOIN story ON story.id = version.story_id
JOIN source ON source.id = story.source_id
LEFT JOIN cluster_member AS member ON member.version_id = version.id
LEFT JOIN cluster ON cluster.id = member.cluster_id
LEFT JOIN extraction ON extraction.id = version.extraction_id;
