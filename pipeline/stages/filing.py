"""Where documents belong by what is stored: a plan, made before the lock."""

import json
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from sqlalchemy import Connection

from pipeline.dedupe.compare import WINDOW, Document, Match, compare, may_match, shared_grams
from pipeline.dedupe.decide import Decision, Found, decide
from pipeline.dedupe.fingerprint import CODE_VERSION, Hashes, decode
from pipeline.dedupe.frequency import Frequencies
from pipeline.store import clusters, frequencies, index
from pipeline.store.filings import Basis, Member, latest
from pipeline.store.index import Candidate, Sought

REMEMBERED = 2_000  # decoded fingerprints, about 4 kB each
OPENED = 1 << 62  # ids of clusters that a plan opens: later than any that is stored

SHORT_SKETCH = 12  # of a short text deep in a long one, no more than one hash in sixteen grams is found
SHARED_HASHES = 2


@dataclass(frozen=True, slots=True, eq=False)
class Incoming:
    """A document to file, and the story whose version it is."""

    document: Document
    story: int

    @property
    def sketch(self) -> list[int]:
        hashes: list[int] = self.document.fingerprint.sketch.tolist()
        return hashes

    @property
    def needed(self) -> int:
        """How many hashes of the sketch a candidate must share."""
        return SHARED_HASHES if len(self.document.fingerprint.sketch) > SHORT_SKETCH else 1


@dataclass(frozen=True, slots=True, eq=False)
class Filing:
    """A document, the decision on it, and its cluster: one that is stored, or OPENED and more if the plan opens it.

    What shares enough of the hashes in `telling` may change the decision.
    """

    incoming: Incoming
    decision: Decision
    telling: Hashes
    cluster: int

    def member(self, opened: Mapping[int, int]) -> Member:
        """What is written of it; `opened` are the ids of the clusters that the plan opens."""
        decision = self.decision
        return {
            "cluster_id": opened.get(self.cluster, self.cluster),
            "version_id": self.incoming.document.id,
            "relation": decision.relation,
            "matched_version_id": decision.matched,
            "score": decision.score,
            "rule": decision.rule,
            "evidence": decision.matched and {"of_new": decision.of_new, "of_old": decision.of_old},
        }


@dataclass(slots=True, eq=False)
class Plan:
    """What is to be written of some documents, in their order.

    `latest` is the last filing that it knows of, `own` the stored clusters of their stories.
    """

    latest: tuple[int, int]
    own: Mapping[int, Sequence[int]]
    filings: list[Filing] = field(default_factory=list)

    def basis(self) -> Basis:
        """What it rests on, for the statement that files."""
        sketch, joined = [], []
        for one in self.filings:
            version, needed = one.incoming.document.id, one.incoming.needed
            sketch += [(gram, version, needed) for gram in one.telling.tolist()]
            joined += [(version, cluster) for cluster in one.decision.clusters if cluster < OPENED]
        return Basis(self.latest, list(self.own), json.dumps(sketch), json.dumps(joined))

    def members(self, opened: Mapping[int, int]) -> list[Member]:
        """What is written of its documents; `opened` are the ids of the clusters that it opens."""
        return [one.member(opened) for one in self.filings]

    @property
    def opened(self) -> list[int]:
        return sorted({one.cluster for one in self.filings if not one.decision.clusters})

    @property
    def absorbed(self) -> set[int]:
        """The clusters that are no more when it is written."""
        return {cluster for one in self.filings for cluster in one.decision.clusters if cluster != one.cluster}


class Memory:
    """The documents used last, decoded, at most REMEMBERED."""

    def __init__(self) -> None:
        self._documents: OrderedDict[int, Document] = OrderedDict()

    def keep(self, documents: Iterable[Document]) -> None:
        for document in documents:
            self._documents[document.id] = document
            self._documents.move_to_end(document.id)
        while len(self._documents) > REMEMBERED:
            self._documents.popitem(last=False)

    def forget(self, versions: Iterable[int]) -> None:
        for version in versions:
            self._documents.pop(version, None)

    def find(self, connection: Connection, versions: Collection[int]) -> dict[int, Document]:
        """The documents of these versions, but for those without a signature that this code can read."""
        found = {version: self._documents[version] for version in versions if version in self._documents}
        missing = [version for version in versions if version not in found]
        for row in index.signatures(connection, missing, CODE_VERSION) if missing else ():
            found[row.id] = Document(row.id, row.source_id, row.published, row.kind, decode(row.content))
        self.keep(found.values())
        return found


class Planner:
    """Plans for the parts of a batch, one after the other.

    Frequencies are counted document by document, so that parts and batches of any size decide alike. What others count
    meanwhile is seen in the next batch. It `is_alone` if nobody else filed, or tried to, since its last plan but one.
    """

    def __init__(self) -> None:
        self.memory = Memory()
        self.is_alone = False
        self._next: int | None = None
        self.begin()

    def begin(self) -> None:
        """Begin a batch: how common grams are is read anew."""
        self.counted = Counter[int]()
        self._frequencies = Frequencies()
        self._weighed: set[int] = set()

    def settle(self, plan: Plan) -> None:
        """The plan that was made last is written; `counted` is in how many more clusters each hash is by now."""
        self.memory.keep(one.incoming.document for one in plan.filings)
        self.is_alone = plan.latest[0] == self._next
        self._next = plan.latest[0] + len(plan.filings)
        self.counted.update(dict(self._frequencies.take_added()))

    def drop(self) -> None:
        """The plan that was made last is not written: what it counted does not count."""
        self._frequencies.take_back()

    def plan(self, connection: Connection, part: Sequence[Incoming]) -> Plan:
        """Decide on documents, by what is stored and by one another. Nothing is written."""
        plan = Plan(
            latest(connection),
            clusters.of_stories(connection, [one.story for one in part]),
        )
        sought = [Sought(one.sketch, one.document.published, one.needed) for one in part]
        near = index.candidates(connection, sought)
        old = self.memory.find(connection, {candidate.version for found in near for candidate in found})
        pairs = [
            {one.version: shared_grams(incoming.document, old[one.version]) for one in found if one.version in old}
            for incoming, found in zip(part, near, strict=True)
        ]
        self._weigh(connection, [one.document for one in part], pairs, old)
        draft = _Draft(plan)
        for incoming, found, shared in zip(part, near, pairs, strict=True):
            candidates = draft.candidates(incoming, found)
            draft.add(incoming, *self._decide(connection, incoming, draft, candidates, shared, old))
            old[incoming.document.id] = incoming.document
        return plan

    def _decide(
        self,
        connection: Connection,
        incoming: Incoming,
        draft: "_Draft",
        candidates: Sequence[Candidate],
        shared: dict[int, Hashes],
        old: Mapping[int, Document],
    ) -> tuple[Decision, Hashes]:
        """What becomes of a document, and the hashes by which what comes later may change that."""
        new, found, told_apart = incoming.document, [], []
        for one in candidates:
            if one.version not in old:
                continue
            if one.version not in shared:
                shared[one.version] = shared_grams(new, old[one.version])
            if match := self._match(new, old[one.version], shared[one.version]):
                found.append(Found(match, draft.standing(one.cluster), one.relation == "roundup"))
            else:
                told_apart.append(old[one.version])
        decision = decide(new, found, draft.own(incoming))
        if len(decision.clusters) > 1:
            decision = decide(new, found, draft.own(incoming), clusters.parted(connection, decision.clusters))
        if not decision.clusters:
            self._count(new, shared.values())
        return decision, _telling(new, told_apart)

    def _match(self, new: Document, old: Document, shared: Hashes) -> Match | None:
        return compare(new, old, shared, self._frequencies) if may_match(new, old, shared) else None

    def _weigh(
        self,
        connection: Connection,
        part: Sequence[Document],
        pairs: Sequence[Mapping[int, Hashes]],
        old: Mapping[int, Document],
    ) -> None:
        """Load how common the grams and names are of these documents, and of what may match them, once a batch."""
        documents = {document.id: document for document in part} | {
            version: old[version]
            for new, shared in zip(part, pairs, strict=True)
            for version, common in shared.items()
            if may_match(new, old[version], common)
        }
        unknown = documents.keys() - self._weighed
        if unknown:
            of_unknown = [documents[version].fingerprint for version in unknown]
            hashes = [part for one in of_unknown for part in (one.grams, one.lede_names)]
            self._frequencies.load(frequencies.find(connection, np.unique(np.concatenate(hashes)).tolist()))
            self._weighed |= unknown

    def _count(self, new: Document, shared: Collection[Hashes]) -> None:
        """A new story has these grams too. Only those that it was seen to share are counted: the rest are rare."""
        if shared:
            self._frequencies.count(np.unique(np.concatenate(list(shared))), first=2)
        self._frequencies.count(new.fingerprint.lede_names)


def _telling(new: Document, told_apart: Iterable[Document]) -> Hashes:
    """The hashes of a document but those of a footer or a form: what it shares with documents that were told apart.

    Else each text of a burst with one footer would overtake the plans for all others. Where it shares most, all count.
    """
    sketch = new.fingerprint.sketch
    common = [one.fingerprint.sketch for one in told_apart]
    telling = sketch[~np.isin(sketch, np.concatenate(common))] if common else sketch
    return telling if 2 * len(telling) >= len(sketch) else sketch


class _Draft:
    """A plan in the making: what is stored, as it will be when the plan's filings so far are written."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._own = {story: set(of) for story, of in plan.own.items()}
        self._merged: dict[int, int] = {}
        self._holders: defaultdict[int, list[Filing]] = defaultdict(list)

    def candidates(self, incoming: Incoming, stored: Sequence[Candidate]) -> list[Candidate]:
        """The best of those stored and of those filed before it in this plan, as the index would give them."""
        found = list(stored)
        for one, shared in Counter(one for gram in incoming.sketch for one in self._holders[gram]).items():
            old = one.incoming.document
            if shared >= incoming.needed and abs(incoming.document.published - old.published) <= WINDOW:
                found.append(Candidate(old.id, one.cluster, one.decision.relation, shared))
        return sorted(found, key=lambda one: (-one.shared, -one.version))[: index.CANDIDATES]

    def standing(self, cluster: int) -> int:
        """The cluster into which a cluster was merged, or itself."""
        return self._merged.get(cluster, cluster)

    def own(self, incoming: Incoming) -> list[int]:
        """The clusters in which versions of its story are filed."""
        return sorted({self.standing(cluster) for cluster in self._own.get(incoming.story, ())})

    def add(self, incoming: Incoming, decision: Decision, telling: Hashes) -> None:
        cluster = min(decision.clusters, default=OPENED + len(self._plan.filings))
        absorbed = set(decision.clusters) - {cluster}
        for one, into in self._merged.items():
            if into in absorbed:
                self._merged[one] = cluster
        self._merged |= dict.fromkeys(absorbed, cluster)
        self._own.setdefault(incoming.story, set()).add(cluster)
        filing = Filing(incoming, decision, telling, cluster)
        self._plan.filings.append(filing)
        for gram in incoming.sketch:
            self._holders[gram].append(filing)
