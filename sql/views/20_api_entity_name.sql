-- The names of an entity over all stories that are shown, and why each is one with it.
CREATE VIEW api_entity_name AS
SELECT
    named.id AS name_id, -- one name; two persons who share a plain name have a row each
    api_entity.entity_id,
    named.name,
    link.rule
FROM api_entity
JOIN entity_link AS link ON link.root_id = api_entity.entity_id
JOIN entity AS named ON named.id = link.entity_id;
