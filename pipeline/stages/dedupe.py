"""Dedupe: every new version finds its cluster, among what is stored and what comes with it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import batched, count
from typing import Any

from sqlalchemy import Connection, Engine, Row
from sqlalchemy.exc import IntegrityError

from pipeline.dedupe import boilerplate
from pipeline.dedupe.compare import Document
from pipeline.dedupe.fingerprint import CODE_VERSION, encode, fingerprint
from pipeline.model import Relation
from pipeline.stages.filing import Incoming, Plan, Planner
from pipeline.stages.report import StageReport
from pipeline.store import boilerplate as boilerplate_rows
from pipeline.store import clusters, filings, frequencies, index
from pipeline.store.engine import exclusive, go_on_writing, reading, writing
from pipeline.store.filings import Overtaken

BATCH = 100
# Filed in one transaction, for which all others wait; on SQLite for longer, and more at a time where nobody else files.
PART = {"postgresql": 8, "sqlite": 3}
ALONE = {"postgresql": 20, "sqlite": 6}
ATTEMPTS = 3

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
    planner = Planner()
    for batch in batched(ids, BATCH):
        incoming = _read(engine, batch)
        planner.begin()
        while incoming:
            size = (ALONE if planner.is_alone else PART)[engine.dialect.name]
            counts += _file(engine, planner, incoming[:size], now)
            incoming = incoming[size:]
        with writing(engine) as connection:
            frequencies.add(connection, sorted(planner.counted.items()))
        planner.memory.forget(_learn(engine, batch))
    return StageReport("dedupe", dict(counts))


def _read(engine: Engine, versions: Sequence[int]) -> list[Incoming]:
    """Versions as they are compared: what is known to be boilerplate does not count. Their paragraphs are noted."""
    with writing(engine) as connection:
        clusters.begin(connection)
        rows = clusters.documents(connection, versions)
        paragraphs = {row.id: boilerplate.paragraphs(row.body) for row in rows}
        noted = [
            {"version_id": row.id, "source_id": row.source_id, **paragraph._asdict()}
            for row in sorted(rows, key=lambda row: row.id)
            for paragraph in paragraphs[row.id]
        ]
        boilerplate_rows.note(connection, noted)
        known = boilerplate_rows.known(connection, versions)
    return [_incoming(row, boilerplate.without(row.body, paragraphs[row.id], known.get(row.id, ()))) for row in rows]


def _incoming(row: Row[Any], body: str) -> Incoming:
    document = Document(row.id, row.source_id, row.published, row.kind, fingerprint(row.headline, body))
    return Incoming(document, row.story_id)


def _learn(engine: Engine, versions: Sequence[int]) -> list[int]:
    """Learn what the sources of filed versions repeat; returns the versions that were signed anew, without it."""
    with writing(engine) as connection:
        concerned = boilerplate_rows.holders(connection, boilerplate_rows.learn(connection, versions))
    for part in batched(concerned, BATCH):
        _sign_anew(engine, part)
    return concerned


def _sign_anew(engine: Engine, versions: Sequence[int]) -> None:
    signed = _read(engine, versions)
    with writing(engine) as connection:
        clusters.begin(connection)
        exclusive(connection, "signatures")
        index.remove(connection, versions)
        _sign(connection, [one.document for one in signed])


def _sign(connection: Connection, documents: Iterable[Document]) -> None:
    documents = sorted(documents, key=lambda document: document.id)
    index.add(connection, [(one.id, one.fingerprint.sketch.tolist(), one.published) for one in documents])
    index.save(connection, [(one.id, encode(one.fingerprint)) for one in documents], CODE_VERSION)


def _file(engine: Engine, planner: Planner, part: Sequence[Incoming], now: datetime) -> Counter[str]:
    """File documents, but for those that somebody else has filed.

    Texts are compared before the lock; under it the plan is written, unless what was filed meanwhile, or on SQLite a
    takedown, may change it. Then another one is made, in the end under the lock.
    """
    for attempt in count(1):
        try:
            plan = (_try if attempt <= ATTEMPTS else _plan_under_lock)(engine, planner, part, now)
            break
        except (Overtaken, IntegrityError) as error:
            if attempt > ATTEMPTS and isinstance(error, IntegrityError):
                raise  # under the lock nothing can overtake a plan
            planner.drop()
            with reading(engine) as connection:
                part = _among(part, clusters.pending(connection, _versions(part)))
    planner.settle(plan)
    relations = Counter(PLURALS[one.decision.relation] for one in plan.filings)
    merges = sum(max(0, len(set(one.decision.clusters)) - 1) for one in plan.filings)
    return Counter({"versions": len(plan.filings), **relations, "merges": merges})


def _try(engine: Engine, planner: Planner, part: Sequence[Incoming], now: datetime) -> Plan:
    with writing(engine, at_once=False) as connection:
        clusters.begin(connection)
        plan = planner.plan(connection, part)
        basis = plan.basis()
        go_on_writing(connection)
        _sign_and_claim(connection, part, now)
        opened = _open(connection, plan, now)
        if plan.absorbed:
            filings.lock(connection)
            _merge_and_file(connection, plan, basis, opened, now)
        else:
            filings.lock_and_file(connection, plan.members(opened), basis)
    return plan


def _plan_under_lock(engine: Engine, planner: Planner, part: Sequence[Incoming], now: datetime) -> Plan:
    with writing(engine) as connection:
        clusters.begin(connection)
        _sign_and_claim(connection, part, now)
        filings.lock(connection)
        plan = planner.plan(connection, part)
        _merge_and_file(connection, plan, plan.basis(), _open(connection, plan, now), now)
    return plan


def _sign_and_claim(connection: Connection, part: Sequence[Incoming], now: datetime) -> None:
    """Claim all, else Overtaken: what somebody has filed meanwhile stays locked until this transaction ends.

    All who file sign before they claim, so that no two wait for each other.
    """
    _sign(connection, [one.document for one in part])
    go_on_writing(connection)
    if len(filings.claim(connection, _versions(part), now)) < len(part):
        raise Overtaken


def _versions(part: Iterable[Incoming]) -> list[int]:
    return [one.document.id for one in part]


def _among(part: Iterable[Incoming], versions: Iterable[int]) -> list[Incoming]:
    kept = set(versions)
    return [one for one in part if one.document.id in kept]


def _open(connection: Connection, plan: Plan, now: datetime) -> dict[int, int]:
    """Open the clusters that a plan opens, which nobody sees before a document is filed in them; returns their ids."""
    return dict(zip(plan.opened, clusters.open_new(connection, len(plan.opened), now), strict=True))


def _merge_and_file(
    connection: Connection, plan: Plan, basis: filings.Basis, opened: Mapping[int, int], now: datetime
) -> None:
    """File the documents as planned, and make one of the clusters that they join."""
    filings.lock_members(connection, plan.absorbed)
    filings.file(connection, plan.members(opened), basis)
    for one in plan.filings:
        if len(one.decision.clusters) > 1:
            joined = [opened.get(cluster, cluster) for cluster in one.decision.clusters]
            clusters.merge(connection, joined, version=one.incoming.document.id, now=now)


def _renew_signatures(engine: Engine) -> None:
    """After a change of code, sign what is stored anew, so that old and new texts find each other; clusters stay."""
    while True:
        with reading(engine) as connection:
            versions = index.outdated(connection, CODE_VERSION, BATCH)
        if not versions:
            return
        _sign_anew(engine, versions)
        _learn(engine, versions)
