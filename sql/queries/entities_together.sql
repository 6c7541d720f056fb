-- Who and what is mentioned together with somebody or something? The same story in several outlets counts once.
-- :name = Maravia  canonical name
-- :at_least = 2  stories in common
SELECT
    other.kind,
    other.name,
    count(DISTINCT story.cluster_id) AS stories
FROM api_story AS story
JOIN api_mention AS other ON other.version_id = story.version_id
WHERE other.name <> :name
  AND story.story_id IN (SELECT asked.story_id FROM api_mention AS asked WHERE asked.name = :name)
GROUP BY other.entity_id, other.kind, other.name
HAVING count(DISTINCT story.cluster_id) >= :at_least
ORDER BY count(DISTINCT story.cluster_id) DESC, other.name, other.kind;
