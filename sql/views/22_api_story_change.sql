-- What a version that may be shown changed in the one before it, if that may be shown too. Changes of layout are none.
CREATE VIEW api_story_change AS
SELECT
    version.story_id,
    version.id AS version_id, -- the version
    version.number AS version, -- its number
    change.previous_version_id,
    version.kind, -- `original`, `update`, `correction` or `repeat`, as the version calls itself
    (
        CASE WHEN version.revised_at <= version.first_seen_at THEN version.revised_at ELSE version.first_seen_at END
    ) AS changed_at, -- when it came out: as its source says, or first sight where it cannot be believed
    change.is_headline_changed,
    previous.headline AS headline_before, -- headline of the version before
    version.headline AS headline_after, -- headline of this version
    change.paragraphs,
    change.figures,
    change.quotes,
    version.editors_note
FROM story_change AS change
JOIN released_version AS version ON version.id = change.version_id
JOIN released_version AS previous ON previous.id = change.previous_version_id;
