-- What a story is about, as its wire says. IPTC Media Topics have names in English; a wire's older Subject Codes are read
-- as the Media Topics that IPTC maps them to.
CREATE VIEW api_subject AS
SELECT
    version.story_id,
    version.id AS version_id, -- the version shown
    subject.number,
    subject.code,
    subject.name,
    subject.sent_code
FROM story_subject AS subject
JOIN current_version AS version ON version.id = subject.version_id;
