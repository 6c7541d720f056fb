-- Who and what is mentioned together with somebody or something? The same story in several outlets counts once.
-- :name = Maravia  canonical name
-- :at_least = 2  stories in common
SELECT
    other.kind,
    other.name,
    count(DISTINCT story.cluster_id) AS stories
FROM api_mention AS asked
JOIN api_mention AS other ON other.story_id = asked.story_id AND other.entity_id <> asked.entity_id
JOIN api_story AS story ON story.story_id = asked.story_id
WHERE asked.name = :name
GROUP BY other.entity_id, other.kind, other.name
HAVING count(DISTINCT story.cluster_id) >= :at_least
ORDER BY count(DISTINCT story.cluster_id) DESC, other.name, other.kind;
