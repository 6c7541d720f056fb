"""Filing under the lock: versions go where it was planned, unless what was filed meanwhile may change the plan."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, select, text

from pipeline.store.engine import exclusive, lock_rows
from pipeline.store.prepared import commit_at_once
from pipeline.store.tables.stories import Cluster, ClusterMember, StoryVersion

_LATEST = select(ClusterMember.id, ClusterMember.version_id).order_by(ClusterMember.id.desc()).limit(1)
_LOCK = "clusters"
# With IS TRUE the index of those that wait is not used, as by `not_by_index`.
_CLAIM = """
UPDATE story_version SET clustered_at = :now
WHERE id IN (
    SELECT id FROM story_version WHERE id {among_versions} AND (clustered_at IS NULL) IS TRUE ORDER BY id {in_order}
)
RETURNING id
"""
# Goes through 200 filings at most, since the plan or since a look: a number with which PostgreSQL can plan. More
# overtake any plan, and so does the end of the filing that was the latest: SQLite may give its id again. Clusters are
# looked up one by one, since PostgreSQL would read the whole table of them to join it; SQLite joins in the order of a
# CROSS JOIN, where it would look up all fingerprints for each hash.
_OVERTAKEN = """
WITH since AS (
    SELECT id, version_id, (SELECT coalesce(merged_into, id) FROM cluster WHERE id = cluster_id) AS cluster_id
    FROM cluster_member WHERE id > :seen ORDER BY id LIMIT 200
), sketch AS MATERIALIZED (
    {sketch}
), near AS (
    SELECT sketch.version_id, since.cluster_id
    FROM since CROSS JOIN fingerprint CROSS JOIN sketch
    WHERE fingerprint.version_id = since.version_id AND sketch.hash = +fingerprint.hash
    GROUP BY sketch.version_id, since.version_id, since.cluster_id
    HAVING count(*) >= min(sketch.needed)
), overtaken AS (
    SELECT version_id FROM near
    WHERE (version_id, cluster_id) NOT IN (SELECT joined.version_id, joined.cluster_id FROM ({joined}) AS joined)
    UNION ALL
    SELECT cluster_id FROM ({joined}) AS joined
    WHERE (SELECT merged_into FROM cluster WHERE id = joined.cluster_id) IS NOT NULL
    UNION ALL
    SELECT version.id FROM since JOIN story_version AS version ON version.id = since.version_id
    WHERE version.story_id {among_stories}
    UNION ALL
    SELECT count(*) FROM since HAVING count(*) = 200
    UNION ALL
    SELECT 1 WHERE :seen > 0 AND NOT EXISTS (SELECT 1 FROM cluster_member WHERE id = :seen AND version_id = :of_seen)
)
"""
_LOOK = """
{overtaken}
SELECT id, version_id, EXISTS (SELECT 1 FROM overtaken) AS is_overtaken FROM since ORDER BY id DESC LIMIT 1
"""
_FILE = """
{overtaken}
INSERT INTO cluster_member (version_id, cluster_id, relation, matched_version_id, score, rule, evidence)
SELECT version_id, CASE WHEN EXISTS (SELECT 1 FROM overtaken) THEN NULL ELSE cluster_id END,
    relation, matched_version_id, score, rule, evidence
FROM ({members}) AS new
"""
_POSTGRESQL = {
    "among_versions": "= ANY(CAST(:versions AS bigint[]))",
    "in_order": "FOR NO KEY UPDATE",
    "sketch": "SELECT CAST(value ->> 0 AS bigint) AS hash, CAST(value ->> 1 AS bigint) AS version_id, "
    "CAST(value ->> 2 AS integer) AS needed FROM json_array_elements(CAST(:sketch AS json))",
    "joined": "SELECT CAST(value ->> 0 AS bigint) AS version_id, CAST(value ->> 1 AS bigint) AS cluster_id "
    "FROM json_array_elements(CAST(:joined AS json))",
    "among_stories": "= ANY(CAST(:stories AS bigint[]))",
    "members": "SELECT * FROM json_to_recordset(CAST(:members AS json)) AS one(version_id bigint, "
    "cluster_id bigint, relation text, matched_version_id bigint, score float8, rule text, evidence json)",
}
_SQLITE = {
    "among_versions": "IN (SELECT value FROM json_each(:versions))",
    "in_order": "",
    "sketch": "SELECT value ->> 0 AS hash, value ->> 1 AS version_id, value ->> 2 AS needed FROM json_each(:sketch)",
    "joined": "SELECT value ->> 0 AS version_id, value ->> 1 AS cluster_id FROM json_each(:joined)",
    "among_stories": "IN (SELECT value FROM json_each(:stories))",
    "members": "SELECT value ->> 'version_id' AS version_id, value ->> 'cluster_id' AS cluster_id, "
    "value ->> 'relation' AS relation, value ->> 'matched_version_id' AS matched_version_id, "
    "value ->> 'score' AS score, value ->> 'rule' AS rule, value ->> 'evidence' AS evidence "
    "FROM json_each(:members)",
}
_NOW = bindparam("now", type_=StoryVersion.clustered_at.type)
_DIALECTS = {
    name: parts | {"overtaken": _OVERTAKEN.format_map(parts)}
    for name, parts in (("postgresql", _POSTGRESQL), ("sqlite", _SQLITE))
}
_CLAIMS = {name: text(_CLAIM.format_map(parts)).bindparams(_NOW) for name, parts in _DIALECTS.items()}
_FILINGS = {name: text(_FILE.format_map(parts)) for name, parts in _DIALECTS.items()}
_LOOK_ON_POSTGRESQL = text(_LOOK.format_map(_DIALECTS["postgresql"]))


type Member = dict[str, Any]
"""A version to file: its row of ClusterMember."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What a plan is based on: all filings up to the `latest` (id, version), and the clusters of these stories.

    The rest is JSON. In `sketch` are (hash, version, how many): what is filed meanwhile and shares that many hashes
    with a version may change where that goes, unless it is in a cluster that the version joins, (version, cluster) in
    `joined`.
    """

    latest: tuple[int, int]
    stories: Sequence[int]
    sketch: str = "[]"
    joined: str = "[]"


class Overtaken(Exception):
    """Somebody else has filed what was planned, or what may change the plan."""


def latest(connection: Connection) -> tuple[int, int]:
    """The id of the latest filing, which grows in the order in which others come to see them, and its version."""
    found = connection.execute(_LATEST).first()
    return (found.id, found.version_id) if found else (0, 0)


def claim(connection: Connection, versions: Sequence[int], now: datetime) -> set[int]:
    """Those of these versions that wait for a cluster; nobody else files them until the transaction ends.

    Waits for who is at one of them. Before the lock, since who has the lock must not wait for who waits for it.
    """
    values = {"versions": _ids(connection, versions), "now": now}
    return set(connection.execute(_CLAIMS[connection.dialect.name], values).scalars())


def lock(connection: Connection) -> None:
    """Wait for the right to file until the end of this transaction: all that was filed is seen from then on.

    Two that look at once both find nothing and open a cluster each. On SQLite `writing` has the lock already. On
    PostgreSQL a snapshot taken before the lock would not show what the last holder wrote, hence READ COMMITTED.
    """
    exclusive(connection, _LOCK)


def file(connection: Connection, members: Sequence[Member], basis: Basis) -> None:
    """File claimed versions, under the lock.

    IntegrityError, where somebody has filed what may change the plan: its rows have no place then.
    """
    if members:
        connection.execute(_FILINGS[connection.dialect.name], _values(connection, members, basis))


def lock_and_file(connection: Connection, members: Sequence[Member], basis: Basis) -> None:
    """Take the lock, file as `file` does, and commit. All others wait meanwhile, so no answer is waited for.

    On PostgreSQL, where others can file until then, what they have filed is looked at before the lock; raises Overtaken
    where that may change the plan.
    """
    if members:
        values = _values(connection, members, basis)
        is_shared = connection.dialect.name == "postgresql"
        if is_shared and (last := connection.execute(_LOOK_ON_POSTGRESQL, values).first()):
            if last.is_overtaken:
                raise Overtaken
            values |= {"seen": last.id, "of_seen": last.version_id}
        commit_at_once(connection, _LOCK, _FILINGS[connection.dialect.name], values)


def _values(connection: Connection, members: Sequence[Member], basis: Basis) -> dict[str, Any]:
    seen, of_seen = basis.latest
    return {
        "seen": seen,
        "of_seen": of_seen,
        "stories": _ids(connection, basis.stories),
        "sketch": basis.sketch,
        "joined": basis.joined,
        "members": json.dumps(members),
    }


def lock_members(connection: Connection, clusters: Iterable[int]) -> None:
    """Lock the members of clusters, before these become part of others."""
    root = func.coalesce(Cluster.merged_into, Cluster.id)
    members = select(ClusterMember.version_id).join(Cluster).where(root.in_(list(clusters)))
    lock_rows(connection, StoryVersion, StoryVersion.id.in_(members))


def _ids(connection: Connection, ids: Sequence[int]) -> Sequence[int] | str:
    return ids if connection.dialect.name == "postgresql" else json.dumps(ids)
