"""Reprocess: stages again on what is stored, without the network; rows by an older model or older rules are replaced.

What older code found stays in the database under its own extraction; versions point to the newest.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from pipeline.errors import SettingsError
from pipeline.stages.compare import compare
from pipeline.stages.dedupe import dedupe
from pipeline.stages.extract import extract, outdated
from pipeline.stages.parse import parse, replayable
from pipeline.stages.report import StageReport
from pipeline.stages.room import Newsroom, RunId, Window
from pipeline.store.engine import reading
from pipeline.store.sources import named_sources

STAGES = ("parse", "dedupe", "extract")


def reprocess(
    room: Newsroom,
    stages: Sequence[str],
    window: Window,
    source: str | None,
    dry_run: bool,
    *,
    run: RunId,
    now: datetime,
) -> StageReport:
    """Replay `stages` (of STAGES, in that order) for what was first seen in the window, of one source or of all.

    Dedupe files what is in no cluster yet; versions that are filed stay where they are.
    """
    if unknown := set(stages) - set(STAGES):
        raise SettingsError(", ".join(sorted(unknown)), "cannot be replayed", f"Choose of {', '.join(STAGES)}")
    with reading(room.engine) as connection:
        if source is not None and not named_sources(connection, [source]):
            raise SettingsError(source, "is no source", "See: newswire show sources")
    counts: Counter[str] = Counter()
    failed: tuple[str, ...] = ()
    if "parse" in stages:
        counts["documents to parse"] = replayable(room, window, source)
        if not dry_run:
            report = parse(room, window, source=source, replay=True, run=run, now=now)
            counts.update(report.counts)
            failed = report.failed
    if "dedupe" in stages and not dry_run:
        counts["filed"] = dedupe(room.engine, now=now).counts.get("versions", 0)
    if "extract" in stages:
        ids = outdated(room, window, source)
        counts["versions to extract"] = len(ids)
        size = room.settings.extract_batch
        for first in range(0, 0 if dry_run else len(ids), size):
            counts.update(extract(room, ids[first : first + size], run=run, now=now).counts)
        if ids and not dry_run:
            counts["compared"] = compare(room.engine, now=now).counts.get("versions", 0)
    return StageReport("reprocess", dict(counts), failed)
