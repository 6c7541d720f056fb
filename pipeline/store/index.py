"""The index of fingerprints: what is near a text, and what the comparison with it needs.

Work for a document is bounded whatever is stored: a hash gives its CAP latest documents, and the best CANDIDATES of
all are returned. Without the cap one footer would bring every document of an outlet. On SQLite documents are in the
index before they are filed, and are passed over until then.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    bindparam,
    delete,
    func,
    select,
    text,
)

from pipeline.store.clusters import PUBLISHED
from pipeline.store.engine import as_array
from pipeline.store.tables.stories import (
    Fingerprint,
    Signature,
    Story,
    StoryVersion,
)
from pipeline.store.upserts import upsert

CAP = 64
CANDIDATES = 24
DAYS_BEFORE, DAYS_AFTER = 7, 2  # a document may arrive after others that were published later

_EPOCH = datetime.fromisoformat("1970-01-01T00:00:00+00:00")

_CANDIDATES = """
SELECT {place} AS place, nearest.version_id, coalesce(cluster.merged_into, cluster.id), member.relation, nearest.shared
FROM {nearest}
JOIN cluster_member AS member ON member.version_id = nearest.version_id
JOIN cluster ON cluster.id = member.cluster_id
ORDER BY place, nearest.shared DESC, nearest.version_id DESC
"""
_NEAREST_POSTGRESQL = """
json_to_recordset(CAST(:sought AS json))
    AS sought(place integer, hashes bigint[], first_day integer, last_day integer, needed integer)
CROSS JOIN LATERAL (
    SELECT latest.version_id, count(*) AS shared
    FROM unnest(sought.hashes) AS wanted(hash)
    CROSS JOIN LATERAL (
        SELECT version_id FROM fingerprint
        WHERE hash = wanted.hash AND day BETWEEN sought.first_day AND sought.last_day
        ORDER BY day DESC, version_id DESC LIMIT :cap
    ) AS latest
    GROUP BY latest.version_id HAVING count(*) >= sought.needed
    ORDER BY shared DESC, latest.version_id DESC LIMIT :candidates
) AS nearest
"""
_NEAREST_SQLITE = """
(
    SELECT latest.value AS version_id, count(*) AS shared
    FROM json_each(:hashes) AS wanted, json_each((
        SELECT json_group_array(version_id) FROM (
            SELECT version_id FROM fingerprint AS one
            WHERE hash = wanted.value AND day BETWEEN :first_day AND :last_day
            AND EXISTS (SELECT 1 FROM cluster_member WHERE version_id = one.version_id)
            ORDER BY day DESC, version_id DESC LIMIT :cap
        )
    )) AS latest
    GROUP BY latest.value HAVING count(*) >= :needed
    ORDER BY shared DESC, latest.value DESC LIMIT :candidates
) AS nearest
"""
_QUERIES = {
    "postgresql": text(_CANDIDATES.format(place="sought.place", nearest=_NEAREST_POSTGRESQL)),
    "sqlite": text(_CANDIDATES.format(place=":place", nearest=_NEAREST_SQLITE)),
}
_ADD_POSTGRESQL = text(
    "INSERT INTO fingerprint (hash, day, version_id) "
    "SELECT * FROM unnest(CAST(:hashes AS bigint[]), CAST(:days AS integer[]), CAST(:versions AS bigint[])) "
    "ON CONFLICT (hash, day, version_id) DO NOTHING"
)
_ADD_SQLITE = (
    "INSERT INTO fingerprint (hash, day, version_id) VALUES (?, ?, ?) ON CONFLICT (hash, day, version_id) DO NOTHING"
)

_DESCRIPTION = (StoryVersion.id, Story.source_id, StoryVersion.kind, PUBLISHED)
_SIGNATURES = (
    select(*_DESCRIPTION, Signature.content)
    .join(Story)
    .join(Signature)
    .where(
        Signature.version_id.in_(bindparam("versions", expanding=True)),
        Signature.code_version == bindparam("code_version"),
    )
)


@dataclass(frozen=True, slots=True)
class Sought:
    """A text for which candidates are sought: they share at least `needed` of its hashes."""

    hashes: Sequence[int]
    published: datetime
    needed: int

    def parameters(self, place: int) -> dict[str, Any]:
        """What the query takes for it, where it stands at this place among others."""
        day = _day(self.published)
        window = {"first_day": day - DAYS_BEFORE, "last_day": day + DAYS_AFTER}
        return {"place": place, "hashes": self.hashes, "needed": self.needed} | window


@dataclass(frozen=True, slots=True)
class Candidate:
    """A stored version that shares hashes with a new one; `cluster` is the one that its cluster was merged into.

    `shared` is the number of hashes.
    """

    version: int
    cluster: int
    relation: str
    shared: int


def signatures(connection: Connection, versions: Sequence[int], code_version: str) -> list[Row[Any]]:
    """(id, source_id, kind, published, content) of the versions that have a signature of this code version."""
    return list(connection.execute(_SIGNATURES, {"versions": versions, "code_version": code_version}))


def candidates(connection: Connection, sought: Sequence[Sought]) -> list[list[Candidate]]:
    """For each text the versions stored that share enough of its hashes, published about then; most shared first."""
    found: list[list[Candidate]] = [[] for _ in sought]
    texts = [one.parameters(place) for place, one in enumerate(sought)]
    for place, version, cluster, relation, shared in _found(connection, texts):
        found[place].append(Candidate(version, cluster, relation, shared))
    return found


def _found(connection: Connection, sought: Sequence[dict[str, Any]]) -> Iterator[Any]:
    statement = _QUERIES[connection.dialect.name]
    bounds = {"cap": CAP, "candidates": CANDIDATES}
    if connection.dialect.name == "postgresql":
        yield from connection.execute(statement, {"sought": json.dumps(sought)} | bounds)
    else:  # one query for all took longer here
        for one in sought:
            yield from connection.execute(statement, one | {"hashes": json.dumps(one["hashes"])} | bounds)


def add(connection: Connection, texts: Sequence[tuple[int, Sequence[int], datetime]]) -> None:
    """Put (version, its hashes, when it was published) into the index."""
    dated = [(version, hashes, _day(published)) for version, hashes, published in texts]
    rows = [(gram, day, version) for version, hashes, day in dated for gram in hashes]
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(_ADD_SQLITE, rows)
    else:
        arrays = map(as_array, zip(*rows, strict=True))
        connection.execute(_ADD_POSTGRESQL, dict(zip(("hashes", "days", "versions"), arrays, strict=True)))


def save(connection: Connection, signed: Sequence[tuple[int, bytes]], code_version: str) -> None:
    """Store (version, content) signatures."""
    rows = [{"version_id": version, "code_version": code_version, "content": content} for version, content in signed]
    upsert(connection, Signature, rows, update=("code_version", "content"))


def outdated(connection: Connection, code_version: str, limit: int) -> list[int]:
    """Ids of the first versions whose signature another code version made.

    Signatures are made, and made anew, in order of id, so that one look at the newest tells that there are none.
    """
    newest = select(Signature.code_version).order_by(Signature.version_id.desc()).limit(1)
    if connection.scalar(newest) in (None, code_version):
        return []
    query = select(Signature.version_id).where(Signature.code_version != code_version)
    return list(connection.scalars(query.order_by(Signature.version_id).limit(limit)))


def remove(connection: Connection, versions: Sequence[int]) -> None:
    """Take the hashes of versions out of the index."""
    connection.execute(delete(Fingerprint).where(Fingerprint.version_id.in_(versions)))


def expire(connection: Connection, before: datetime, *, dry_run: bool = False) -> int:
    """Drop the hashes and signatures of versions that were filed, and published, before a time; returns how many.

    With `dry_run` they are only counted.

    They are too old to be near anything new; clusters stay. What was filed lately stays, so that a backfill of an old
    period finds its neighbours.
    """
    old = select(StoryVersion.id).where(StoryVersion.clustered_at < before, before > PUBLISHED)
    if dry_run:
        query = select(func.count()).select_from(Signature).where(Signature.version_id.in_(old))
        return connection.execute(query).scalar_one()
    connection.execute(delete(Fingerprint).where(Fingerprint.version_id.in_(old)))
    return connection.execute(delete(Signature).where(Signature.version_id.in_(old))).rowcount


def _day(time: datetime) -> int:
    return (time - _EPOCH) // timedelta(days=1)
