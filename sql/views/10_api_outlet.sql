-- A publisher.
CREATE VIEW api_outlet AS
SELECT
    outlet.id AS outlet_id,
    outlet.slug,
    outlet.name,
    outlet.homepage,
    outlet.country,
    outlet.is_agency
FROM outlet;
