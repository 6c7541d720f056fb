"""Reprocess: stages again on what is stored, without the network; rows by an older model or older rules are replaced.

What older code found stays in the database under its own extraction; versions point to the newest. The work comes in
steps, so that Airflow shares them out and takes up again where one failed: `replay`, `outdated`, `reread` for each
batch, `summary`. A dry run takes the same steps, on a sample, and writes nothing.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from sqlalchemy import Connection

from pipeline.errors import SettingsError
from pipeline.extract.changes import Finds, Name, Statement, compare
from pipeline.stages import extract as extract_stage
from pipeline.stages.dedupe import dedupe
from pipeline.stages.parse import parse, replayable, try_parse
from pipeline.stages.report import StageReport
from pipeline.stages.room import LIVE, Newsroom, RunId, Window
from pipeline.store import extractions, runs
from pipeline.store.engine import reading
from pipeline.store.sources import named_sources

STAGES = ("parse", "dedupe", "extract")
SAMPLE = 400  # documents, and texts, that a dry run reads
MOST_BATCHES = 1000
LARGEST_BATCH = 400
FOUND = "versions to extract"


@dataclass(frozen=True)
class Order:
    """What to run again: stages (of STAGES, in that order) for what was first seen in the window.

    `only_outdated` spares documents that this version of the code has parsed. Texts that this model and these rules
    have read are always spared, since the same would come out.
    """

    stages: Collection[str]
    window: Window = LIVE
    source: str | None = None
    only_outdated: bool = False
    dry_run: bool = False


def check_order(room: Newsroom, order: Order) -> None:
    """Raises SettingsError where the order names a stage or a source that is not there."""
    if unknown := set(order.stages) - set(STAGES):
        raise SettingsError(", ".join(sorted(unknown)), "cannot be replayed", f"Choose of {', '.join(STAGES)}")
    with reading(room.engine) as connection:
        if order.source is not None and not named_sources(connection, [order.source]):
            raise SettingsError(order.source, "is no source", "See: newswire show sources")


def replay(room: Newsroom, order: Order, *, run: RunId, now: datetime) -> StageReport:
    """Parse again what is archived, and file what is in no cluster; versions that are filed stay where they are."""
    check_order(room, order)
    counts: Counter[str] = Counter()
    failed: tuple[str, ...] = ()
    window, source, only = order.window, order.source, order.only_outdated
    if "parse" in order.stages:
        counts["documents to parse"] = replayable(room, window, source, only_outdated=only)
        if order.dry_run:
            counts.update(try_parse(room, window, now=now, source=source, only_outdated=only, limit=SAMPLE))
        else:
            report = parse(room, window, run=run, now=now, source=source, replay=True, only_outdated=only)
            counts.update(report.counts)
            failed = report.failed
    if "dedupe" in order.stages and not order.dry_run:
        counts["filed"] = dedupe(room.engine, now=now).counts.get("versions", 0)
    return StageReport("replay", dict(counts), failed)


def outdated(room: Newsroom, order: Order, *, batch_size: int) -> tuple[StageReport, list[list[int]]]:
    """Ids of the versions that another model or other rules have read, in batches; for a dry run a sample of them.

    Of very many the batches become larger, up to LARGEST_BATCH.
    """
    check_order(room, order)
    ids = extract_stage.outdated(room, order.window, order.source) if "extract" in order.stages else []
    taken = ids[:: -(-len(ids) // SAMPLE)] if order.dry_run and ids else ids
    size = min(max(batch_size, -(-len(taken) // MOST_BATCHES)), LARGEST_BATCH)
    batches = list(map(list, batched(taken, size)))
    return StageReport("outdated", {FOUND: len(ids), "chosen": len(taken)}), batches


def reread(room: Newsroom, version_ids: Sequence[int], *, dry_run: bool, run: RunId, now: datetime) -> StageReport:
    """Read these versions anew and count what that changes, once a text; in a dry run nothing is written."""
    with reading(room.engine) as connection:
        before = extractions.current_readings(connection, version_ids)
        old = _finds(connection, before)
    if dry_run:
        read = extract_stage.look(room, version_ids)
        new = {one.body_hash: Finds.of(one.analysis) for one in read}
        report = StageReport("look", {"versions": len(version_ids), "texts read": len(read)})
    else:
        report = extract_stage.extract(room, version_ids, run=run, now=now, again=True)
        with reading(room.engine) as connection:
            after = extractions.current_readings(connection, version_ids)
            new = _finds(connection, {text: number for text, number in after.items() if number != before.get(text)})
    counts = Counter(report.counts)
    for text, finds in new.items():
        if text in old:
            counts.update(compare(old[text], finds))
    return StageReport("reread", dict(counts), report.failed)


def summary(room: Newsroom, *, dry_run: bool, run: RunId) -> StageReport:
    """What all steps of a run have counted, together."""
    with reading(room.engine) as connection:
        steps = runs.stage_runs(connection, run.dag, run.run)
    counts: Counter[str] = Counter()
    failed: list[str] = []
    for step in steps:
        if step["stage"] in ("replay", "outdated", "reread"):
            counts.update(step["counts"])
            failed += step["failed"]
    return StageReport("dry run" if dry_run else "reprocess", dict(counts), tuple(failed))


def _finds(connection: Connection, extraction_of: dict[str, int]) -> dict[str, Finds]:
    """What was found in these readings, by the hash of their text."""
    ids = sorted(set(extraction_of.values()))
    spans: dict[int, list[tuple[int, int]]] = defaultdict(list)
    speakers: dict[int, tuple[int, str, str]] = {}
    for part in extractions.quote_parts(connection, ids):
        spans[part.quote_id].append((part.start, part.end))
        kind = (part.speaker_kind or "") if part.speaker_name else ""
        speakers[part.quote_id] = (part.extraction_id, kind, part.speaker_name or "")
    statements: dict[int, list[Statement]] = defaultdict(list)
    for quote, (extraction, kind, speaker) in speakers.items():
        statements[extraction].append(Statement(tuple(spans[quote]), kind, speaker))
    names: dict[int, set[Name]] = defaultdict(set)
    for row in extractions.names(connection, ids):
        names[row.extraction_id].add((row.start, row.end, row.label, row.name))
    return {text: Finds(tuple(statements[number]), frozenset(names[number])) for text, number in extraction_of.items()}
