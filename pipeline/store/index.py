"""The index of fingerprints and the clusters built on it: what is near, where it is filed, what becomes one.

Work for a document is bounded whatever is stored: a hash gives its CAP latest documents, and the best CANDIDATES of
all are returned. Without the cap one footer would bring every document of an outlet.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Row,
    Select,
    TextClause,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import aliased

from pipeline.store.engine import exclusive, upsert
from pipeline.store.tables.stories import (
    Cluster,
    ClusterMember,
    Fingerprint,
    GramFrequency,
    Signature,
    Story,
    StoryVersion,
)

CAP = 64
CANDIDATES = 24
DAYS_BEFORE, DAYS_AFTER = 7, 2  # a document may arrive after others that were published later

_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

_NEAREST_POSTGRESQL = """
SELECT latest.version_id, count(*) AS shared
FROM unnest(CAST(:hashes AS bigint[])) AS wanted(hash)
CROSS JOIN LATERAL (
    SELECT version_id FROM fingerprint
    WHERE hash = wanted.hash AND day BETWEEN :first_day AND :last_day
    ORDER BY day DESC, version_id DESC LIMIT :cap
) AS latest
"""
_NEAREST_SQLITE = """
SELECT latest.value AS version_id, count(*) AS shared
FROM json_each(:hashes) AS wanted, json_each((
    SELECT json_group_array(version_id) FROM (
        SELECT version_id FROM fingerprint
        WHERE hash = wanted.value AND day BETWEEN :first_day AND :last_day
        ORDER BY day DESC, version_id DESC LIMIT :cap
    )
)) AS latest
"""
_CANDIDATES = """
SELECT nearest.version_id, coalesce(cluster.merged_into, cluster.id) AS cluster_id, member.relation
FROM (
    {nearest}
    GROUP BY latest.{version} HAVING count(*) >= :needed
    ORDER BY shared DESC, latest.{version} DESC LIMIT :candidates
) AS nearest
JOIN cluster_member AS member ON member.version_id = nearest.version_id
JOIN cluster ON cluster.id = member.cluster_id
ORDER BY nearest.shared DESC, nearest.version_id DESC
"""
_STATEMENTS = {
    "postgresql": {
        "candidates": text(_CANDIDATES.format(nearest=_NEAREST_POSTGRESQL, version="version_id")),
        "fingerprint": text(
            "INSERT INTO fingerprint (hash, day, version_id) "
            "SELECT hash, :day, :version FROM unnest(CAST(:hashes AS bigint[])) AS new(hash)"
        ),
        "frequencies": text("SELECT hash, df FROM gram_df WHERE hash = ANY(CAST(:hashes AS bigint[]))"),
    },
    "sqlite": {
        "candidates": text(_CANDIDATES.format(nearest=_NEAREST_SQLITE, version="value")),
        "fingerprint": text(
            "INSERT INTO fingerprint (hash, day, version_id) SELECT value, :day, :version FROM json_each(:hashes)"
        ),
        "frequencies": text("SELECT hash, df FROM gram_df WHERE hash IN (SELECT value FROM json_each(:hashes))"),
    },
}

# When a version came out, as far as its source can be believed: a time after it was seen cannot be true.
_published = case(
    (StoryVersion.published_at <= StoryVersion.first_seen_at, StoryVersion.published_at),
    else_=StoryVersion.first_seen_at,
).label("published")

_DESCRIPTION = (StoryVersion.id, Story.source_id, StoryVersion.kind, _published)
_SIGNATURES = (
    select(*_DESCRIPTION, Signature.content)
    .join(Story)
    .join(Signature)
    .where(
        Signature.version_id.in_(bindparam("versions", expanding=True)),
        Signature.code_version == bindparam("code_version"),
    )
)
_CLUSTER_OF_STORY = (
    select(func.coalesce(Cluster.merged_into, Cluster.id))
    .join(ClusterMember)
    .join(StoryVersion, StoryVersion.id == ClusterMember.version_id)
    .where(StoryVersion.story_id == bindparam("story"))
    .order_by(StoryVersion.id.desc())
    .limit(1)
)
_OPEN_CLUSTER = insert(Cluster).returning(Cluster.id)
_ADD_MEMBER = insert(ClusterMember)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored version that shares hashes with a new one; `cluster` is the one that its cluster was merged into."""

    version: int
    cluster: int
    relation: str


def pending(connection: Connection, versions: Sequence[int] | None = None, limit: int | None = None) -> list[int]:
    """Ids of the versions that are in no cluster yet, of `versions` or of all, in order of publication."""
    query = select(StoryVersion.id).where(StoryVersion.clustered_at.is_(None)).order_by(_published, StoryVersion.id)
    if versions is not None:
        query = query.where(StoryVersion.id.in_(_listed(connection, versions)))
    return list(connection.scalars(query.limit(limit)))


def lock(connection: Connection) -> None:
    """Wait for the right to look and insert until the end of this transaction; it must be its first statement.

    Two that look at once both find nothing and open a cluster each. On SQLite `writing` has the lock already. On
    PostgreSQL a snapshot taken before the lock would not show what the last holder wrote, hence READ COMMITTED.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SET TRANSACTION ISOLATION LEVEL READ COMMITTED"))
    exclusive(connection, "clusters")


def documents(connection: Connection, versions: Sequence[int]) -> list[Row[Any]]:
    """(id, story_id, source_id, kind, published, has_siblings, headline, body) of versions, in order of publication."""
    sibling = aliased(StoryVersion)
    has_siblings = exists().where(sibling.story_id == StoryVersion.story_id, sibling.id != StoryVersion.id)
    query = (
        select(
            *_DESCRIPTION,
            StoryVersion.story_id,
            has_siblings.label("has_siblings"),
            StoryVersion.headline,
            StoryVersion.body,
        )
        .join(Story)
        .where(StoryVersion.id.in_(versions))
        .order_by(_published, StoryVersion.id)
    )
    return list(connection.execute(query))


def signatures(connection: Connection, versions: Sequence[int], code_version: str) -> list[Row[Any]]:
    """(id, source_id, kind, published, content) of the versions that have a signature of this code version."""
    return list(connection.execute(_SIGNATURES, {"versions": versions, "code_version": code_version}))


def candidates(connection: Connection, hashes: Sequence[int], published: datetime, needed: int) -> list[Candidate]:
    """The versions stored that share at least `needed` of the hashes, published about then; most shared first."""
    day = _day(published)
    window = {"first_day": day - DAYS_BEFORE, "last_day": day + DAYS_AFTER}
    bounds = {"needed": needed, "cap": CAP, "candidates": CANDIDATES}
    found = connection.execute(
        _statement(connection, "candidates"), {"hashes": _array(connection, hashes)} | window | bounds
    )
    return [Candidate(*row) for row in found]


def frequencies(connection: Connection, hashes: Sequence[int]) -> list[tuple[int, int]]:
    """The stored (hash, stories) pairs of these hashes."""
    found = connection.execute(_statement(connection, "frequencies"), {"hashes": _array(connection, hashes)})
    return [(gram, stories) for gram, stories in found]


def cluster_of_story(connection: Connection, story: int) -> int | None:
    """The cluster in which the versions of a story are filed, if any is."""
    return connection.execute(_CLUSTER_OF_STORY, {"story": story}).scalar()


def open_cluster(connection: Connection, now: datetime) -> int:
    """The id of a new cluster; ids grow, so that the lower of two is the older."""
    return int(connection.execute(_OPEN_CLUSTER, {"created_at": now}).scalar_one())


def merge(connection: Connection, clusters: Iterable[int]) -> int:
    """Make clusters one and return its id, the lowest. All that point to the others are made to point to it.

    So a pointer never leads to a pointer: readers take `coalesce(merged_into, id)`.
    """
    kept, *others = sorted(set(clusters))
    if others:
        absorbed = or_(Cluster.id.in_(others), Cluster.merged_into.in_(others))
        connection.execute(update(Cluster).where(absorbed).values(merged_into=kept))
    return kept


def add_member(connection: Connection, member: dict[str, Any], hashes: Sequence[int], published: datetime) -> None:
    """File a version in its cluster (a row of ClusterMember) and put its hashes into the index."""
    connection.execute(_ADD_MEMBER, member)
    if hashes:
        row = {"hashes": _array(connection, hashes), "day": _day(published), "version": member["version_id"]}
        connection.execute(_statement(connection, "fingerprint"), row)


def save(
    connection: Connection,
    signed: Sequence[tuple[int, bytes]],
    code_version: str,
    counted: Sequence[tuple[int, int]],
    now: datetime,
) -> None:
    """Store (version, content) signatures and (hash, stories) frequencies; the versions are no longer pending."""
    rows = [{"version_id": version, "code_version": code_version, "content": content} for version, content in signed]
    upsert(connection, Signature, rows, update=("code_version", "content"))
    upsert(connection, GramFrequency, [{"hash": gram, "df": stories} for gram, stories in counted], update=("df",))
    done = [version for version, _ in signed]
    connection.execute(update(StoryVersion).where(StoryVersion.id.in_(done)).values(clustered_at=now))


def expire(connection: Connection, before: datetime) -> int:
    """Drop the hashes and signatures of versions that were filed, and published, before a time; returns how many.

    They are too old to be near anything new; clusters stay. What was filed lately stays, so that a backfill of an old
    period finds its neighbours.
    """
    old = select(StoryVersion.id).where(StoryVersion.clustered_at < before, _published < before)
    connection.execute(delete(Fingerprint).where(Fingerprint.version_id.in_(old)))
    return connection.execute(delete(Signature).where(Signature.version_id.in_(old))).rowcount


def fade(connection: Connection) -> None:
    """Halve all frequencies and forget those below two, so that they follow the news and the table stays small."""
    connection.execute(update(GramFrequency).values(df=GramFrequency.df // 2))
    connection.execute(delete(GramFrequency).where(GramFrequency.df < 2))


def _day(time: datetime) -> int:
    return (time - _EPOCH) // timedelta(days=1)


def _listed(connection: Connection, values: Sequence[int]) -> Select[Any]:
    """Any number of ids as a subquery; as parameters of their own they would meet the drivers' limits."""
    if connection.dialect.name == "postgresql":
        return select(func.unnest(cast(list(values), postgresql.ARRAY(BigInteger))))
    return select(func.json_each(json.dumps(list(values))).table_valued("value").c.value)


def _statement(connection: Connection, name: str) -> TextClause:
    return _STATEMENTS[connection.dialect.name][name]


def _array(connection: Connection, hashes: Sequence[int]) -> str:
    """Hashes as one parameter: an array's literal on PostgreSQL, JSON on SQLite."""
    numbers = ",".join(map(str, hashes))
    return f"{{{numbers}}}" if connection.dialect.name == "postgresql" else f"[{numbers}]"
