-- Names without a place among the others, and roots that are themselves one with another name.
SELECT entity.id, entity.name, 'has no link' AS finding
FROM entity
LEFT JOIN entity_link AS link ON link.entity_id = entity.id
WHERE link.entity_id IS NULL
UNION ALL
SELECT entity.id, entity.name, 'is one with a name that is one with another'
FROM entity_link AS link
JOIN entity ON entity.id = link.entity_id
JOIN entity_link AS root ON root.entity_id = link.root_id
WHERE root.root_id <> root.entity_id;
