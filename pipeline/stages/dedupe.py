"""Dedupe: every new version finds its cluster, among what is stored and what comes with it."""

from collections import Counter, OrderedDict
from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import batched
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, Row

from pipeline.dedupe.compare import Document, compare, may_match, shared_grams
from pipeline.dedupe.decide import Decision, Found, decide
from pipeline.dedupe.fingerprint import CODE_VERSION, Hashes, decode, encode, fingerprint
from pipeline.dedupe.frequency import Frequencies
from pipeline.model import Relation
from pipeline.stages.report import StageReport
from pipeline.store import clusters, index
from pipeline.store.engine import reading, writer, writing

BATCH = 100
LOCKED = {"postgresql": 10, "sqlite": BATCH}  # filed in one transaction; on PostgreSQL all others wait meanwhile
REMEMBERED = 2_000  # decoded fingerprints, about 4 kB each

SHORT_SKETCH = 6
SHARED_HASHES = 2
PLURALS: dict[Relation, str] = {
    "original": "originals",
    "copy": "copies",
    "edited_copy": "edited copies",
    "excerpt": "excerpts",
    "update": "updates",
    "correction": "corrections",
    "roundup": "roundups",
}


def dedupe(
    engine: Engine, *, now: datetime, limit: int | None = None, versions: Sequence[int] | None = None
) -> StageReport:
    """File the versions that are in no cluster yet, or those of `versions` that are not, in order of publication.

    A version that is filed stays where it is, so a second run changes nothing. Runs at the same time take turns
    and skip what the other has done.
    """
    _renew_signatures(engine)
    with reading(engine) as connection:
        ids = clusters.pending(connection, versions, limit)
    counts: Counter[str] = Counter()
    remembered = _Remembered()
    for batch in batched(ids, BATCH):
        with reading(engine) as connection:
            rows = clusters.documents(connection, batch)
        documents = [(row, _document(row)) for row in rows]  # before the lock: this is half of the work
        with writer(engine) as connection:
            filing = _Filing(connection, remembered, now)
            for part in batched(documents, LOCKED[engine.dialect.name]):
                counts += _file(connection, filing, part, now)
    return StageReport("dedupe", dict(counts))


def _file(
    connection: Connection, filing: "_Filing", documents: Sequence[tuple[Row[Any], Document]], now: datetime
) -> Counter[str]:
    """File documents in one transaction under the lock, but for those that somebody else has filed meanwhile."""
    with connection.begin():
        clusters.lock(connection)
        mine = clusters.claim(connection, [row.id for row, _ in documents], now)
        return filing.file([one for one in documents if one[0].id in mine])


def _renew_signatures(engine: Engine) -> None:
    """After a change of code, sign what is stored anew, so that old and new texts find each other; clusters stay."""
    while True:
        with reading(engine) as connection:
            rows = index.outdated(connection, CODE_VERSION, BATCH)
        if not rows:
            return
        signed = [(row, fingerprint(row.headline, row.body)) for row in rows]
        with writing(engine) as connection:
            clusters.lock(connection)
            index.remove(connection, [row.id for row in rows])
            for row, new in signed:
                index.add(connection, row.id, new.sketch.tolist(), row.published)
            index.save(connection, [(row.id, encode(new)) for row, new in signed], CODE_VERSION, [])


class _Remembered:
    """The documents used last, decoded, at most REMEMBERED."""

    def __init__(self) -> None:
        self._documents: OrderedDict[int, Document] = OrderedDict()

    def keep(self, document: Document) -> None:
        self._documents[document.id] = document
        self._documents.move_to_end(document.id)
        if len(self._documents) > REMEMBERED:
            self._documents.popitem(last=False)

    def find(self, connection: Connection, versions: Sequence[int]) -> dict[int, Document]:
        """The documents of these versions, but for those without a signature that this code can read."""
        found = {version: self._documents[version] for version in versions if version in self._documents}
        missing = [version for version in versions if version not in found]
        for row in index.signatures(connection, missing, CODE_VERSION) if missing else ():
            found[row.id] = Document(row.id, row.source_id, row.published, row.kind, decode(row.content))
        for document in found.values():
            self.keep(document)
        return found


class _Filing:
    """The work on one batch. Frequencies are counted document by document, so batches of any size decide alike.

    What others count meanwhile is seen in the next batch.
    """

    def __init__(self, connection: Connection, remembered: _Remembered, now: datetime) -> None:
        self._connection, self._remembered, self._now = connection, remembered, now
        self._frequencies = Frequencies()
        self._weighed: set[int] = set()

    def file(self, documents: Sequence[tuple[Row[Any], Document]]) -> Counter[str]:
        counts: Counter[str] = Counter()
        for row, document in documents:
            own = clusters.of_story(self._connection, row.story_id) if row.has_siblings else []
            decision = self._decide(document, own)
            self._write(document, decision)
            counts += Counter(
                {"versions": 1, PLURALS[decision.relation]: 1, "merges": max(0, len(set(decision.clusters)) - 1)}
            )
        signed = [(document.id, encode(document.fingerprint)) for _, document in documents]
        index.save(self._connection, signed, CODE_VERSION, self._frequencies.take_added())
        return counts

    def _decide(self, new: Document, own_clusters: Sequence[int]) -> Decision:
        sketch = new.fingerprint.sketch.tolist()
        needed = SHARED_HASHES if len(sketch) > SHORT_SKETCH else 1
        candidates = index.candidates(self._connection, sketch, new.published, needed) if sketch else []
        old = self._remembered.find(self._connection, [candidate.version for candidate in candidates])
        shared = {version: shared_grams(new, document) for version, document in old.items()}
        near = [
            one for one in candidates if one.version in old and may_match(new, old[one.version], shared[one.version])
        ]
        self._weigh([new, *(old[one.version] for one in near)])
        found = [
            Found(match, one.cluster, one.relation == "roundup")
            for one in near
            if (match := compare(new, old[one.version], shared[one.version], self._frequencies))
        ]
        decision = decide(new, found, own_clusters)
        if not decision.clusters:
            self._count(new, shared.values())
        return decision

    def _weigh(self, documents: Sequence[Document]) -> None:
        """Load how common the grams and names of these documents are, once a batch."""
        unknown = [document for document in documents if document.id not in self._weighed]
        if unknown:
            hashes = [
                part for document in unknown for part in (document.fingerprint.grams, document.fingerprint.lede_names)
            ]
            self._frequencies.load(index.frequencies(self._connection, np.unique(np.concatenate(hashes)).tolist()))
            self._weighed.update(document.id for document in unknown)

    def _count(self, new: Document, shared: Collection[Hashes]) -> None:
        """A new story has these grams too. Only those that it was seen to share are counted: the rest are rare."""
        if shared:
            self._frequencies.count(np.unique(np.concatenate(list(shared))), first=2)
        self._frequencies.count(new.fingerprint.lede_names)

    def _write(self, new: Document, decision: Decision) -> None:
        cluster = (
            clusters.merge(self._connection, decision.clusters, version=new.id, now=self._now)
            if decision.clusters
            else clusters.open_new(self._connection, self._now)
        )
        member = {
            "cluster_id": cluster,
            "version_id": new.id,
            "relation": decision.relation,
            "matched_version_id": decision.matched,
            "score": decision.score,
            "rule": decision.rule,
            "evidence": decision.matched and {"of_new": decision.of_new, "of_old": decision.of_old},
        }
        clusters.add_member(self._connection, member)
        index.add(self._connection, new.id, new.fingerprint.sketch.tolist(), new.published)
        self._remembered.keep(new)


def _document(row: Row[Any]) -> Document:
    return Document(row.id, row.source_id, row.published, row.kind, fingerprint(row.headline, row.body))
