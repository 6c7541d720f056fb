-- Versions that were clustered without a place in a cluster, and clusters whose pointer leads to another pointer.
SELECT version.id, 'clustered, but in no cluster' AS finding
FROM story_version AS version
LEFT JOIN cluster_member AS member ON member.version_id = version.id
WHERE version.clustered_at IS NOT NULL AND member.id IS NULL
UNION ALL
SELECT cluster.id, 'merged into a cluster that was merged itself'
FROM cluster
JOIN cluster AS target ON target.id = cluster.merged_into
WHERE target.merged_into IS NOT NULL;
