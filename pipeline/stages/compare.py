"""Compare: what was said in other stories too, and what a version changed in the one before it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import pairwise

import xxhash
from sqlalchemy import Connection, Engine

from pipeline.dedupe.changes import Edition, changes
from pipeline.dedupe.evidence import evidence
from pipeline.dedupe.utterances import Near, Statement, differences, fullest, gather, likeness, speaker_key
from pipeline.stages.report import StageReport
from pipeline.store import changes as change_rows
from pipeline.store import coverage, utterances
from pipeline.store.engine import exclusive, writing
from pipeline.store.utterances import Gathered, Place, Said

BATCH = 200


def compare(engine: Engine, *, now: datetime) -> StageReport:
    """Compare the quotes and the texts of all versions that are in a cluster and read, but were not compared yet.

    What comes out is the same in any order; runs at the same time wait for each other batch by batch.
    """
    counts: Counter[str] = Counter()
    while True:
        with writing(engine) as connection:
            exclusive(connection, "compare")
            versions = utterances.pending(connection, BATCH)
            if not versions:
                return StageReport("compare", dict(counts))
            utterances.mark_compared(connection, versions, now)  # first: who reopens one meanwhile comes after this
            counts += Counter(
                {
                    "versions": len(versions),
                    "utterances": _gather(connection, versions),
                    "changed versions": _follow(connection, versions),
                    "explained": _explain(connection, versions),
                }
            )


def _gather(connection: Connection, versions: Sequence[int]) -> int:
    """Put the quotes of versions into utterances; returns how many were written.

    An utterance that loses a quote, or has one that is looked at again, is taken apart: its quotes are new to all.
    """
    touched = utterances.retire(connection, versions)
    new = utterances.of_versions(connection, versions)
    fresh = {one.quote for one in new}  # whose speaker may have another name by now
    touched |= {one.utterance for one in new if one.utterance is not None}
    keys = {speaker_key(one.speaker, one.kind) for one in new} - {""}
    clusters = frozenset[int]().union(*(one.clusters for one in new))
    near = Near(map(_statement, new))
    close = {utterance for utterance, text in utterances.wordings(connection, keys) if near.is_near(text)}
    said = {one.quote: one for one in (*new, *utterances.near(connection, clusters, touched | close))}
    statements = list(map(_statement, said.values()))
    known = {
        one.quote: one.utterance for one in said.values() if one.utterance is not None and one.utterance not in touched
    }
    groups = [group for group in gather(statements, known) if any(one.id not in known for one in group)]
    left, written, gathered = set(touched), set[int](), list[Gathered]()
    for group in sorted(groups, key=lambda group: min(one.id for one in group)):
        before = {place for one in group if (place := said[one.id].utterance) is not None}
        utterance = min(before - written, default=None)
        full = fullest(group)
        places = [
            _place(full, one)
            for one in group
            if one.id in fresh or (said[one.id].utterance, said[one.id].full) != (utterance, full.id)
        ]
        gathered.append(Gathered(utterance, full.id, places))
        written |= set() if utterance is None else {utterance}
        left |= before
    utterances.save(connection, gathered)
    utterances.drop(connection, left - written)
    return len(groups)


def _statement(one: Said) -> Statement:
    return Statement(one.quote, one.text, one.speaker, one.kind, one.clusters)


def _explain(connection: Connection, versions: Sequence[int]) -> int:
    """Add to the evidence on these versions what they and those that they matched have in common; returns how many."""
    found = [
        (row.version_id, {**row.evidence, **evidence(row.old_body, row.body)})
        for row in coverage.unexplained(connection, versions)
    ]
    coverage.explain(connection, found)
    return len(found)


def _place(full: Statement, one: Statement) -> Place:
    wording = f"{xxhash.xxh64_intdigest(' '.join(one.words).encode()):016x}"
    difference = [list(pair) for pair in differences(full, one)]
    return Place(one.id, speaker_key(one.speaker, one.kind), wording, likeness(full, one), difference)


def _follow(connection: Connection, versions: Sequence[int]) -> int:
    """Write what the versions of these versions' stories changed; returns how many changed anything."""
    editions = change_rows.editions(connection, versions)
    read = sorted({row.extraction_id for row in editions if row.extraction_id is not None})
    spoken = change_rows.spoken(connection, read)
    texts = {row.id: Edition(row.headline, row.body, spoken.get(row.extraction_id, [])) for row in editions}
    rows = []
    for before, after in pairwise(editions):
        if before.story_id == after.story_id:
            found = asdict(changes(texts[before.id], texts[after.id]))
            if any(found.values()):
                rows.append({"version_id": after.id, "previous_version_id": before.id, **found})
    change_rows.save(connection, [row.id for row in editions], rows)
    return len(rows)
