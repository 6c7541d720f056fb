"""The stages strung together for the command line and for Airflow's tasks; each notes its run with its counts."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import batched
from pathlib import Path

from pipeline import __version__
from pipeline.errors import SettingsError
from pipeline.sources.catalogue import Catalogue
from pipeline.stages import audit as audit_stage
from pipeline.stages import compare as compare_stage
from pipeline.stages import dedupe as dedupe_stage
from pipeline.stages import extract as extract_stage
from pipeline.stages import fetch as fetch_stage
from pipeline.stages import maintain as maintain_stage
from pipeline.stages import parse as parse_stage
from pipeline.stages import publish as publish_stage
from pipeline.stages import reprocess as reprocess_stage
from pipeline.stages import resolve as resolve_stage
from pipeline.stages import watch as watch_stage
from pipeline.stages.report import StageReport
from pipeline.stages.reprocess import Order
from pipeline.stages.room import LIVE, Newsroom, RunId, Window
from pipeline.store import extractions, runs
from pipeline.store.engine import reading, writing

__all__ = ["Newsroom", "Order", "RunId", "StageReport", "Window"]


def plan(room: Newsroom, window: Window, *, now: datetime) -> list[list[str]]:
    """Bring the catalogue into the database and return the sources that are due, in shards by host.

    A backfill, which never polls, gets those that have a history.
    """
    fetch_stage.sync_catalogue(room.engine, room.catalogue, is_polled=True)
    if window.is_backfill:
        return fetch_stage.history_shards(room.engine)
    return fetch_stage.due_shards(room.engine, now=now)


def fetch(
    room: Newsroom, source_ids: Sequence[str], window: Window = LIVE, *, run: RunId, now: datetime
) -> StageReport:
    """Poll the named sources, or in a backfill fetch what is missing of their history in its window.

    A source that fails is noted and named, the others are not concerned.
    """
    report = fetch_stage.fetch(room, source_ids, run=run, now=now, window=window)
    shard = f"{source_ids[0]} +{len(source_ids) - 1}" if source_ids else ""
    if window.start is not None:
        shard += f" from {window.start:%Y-%m-%dT%H:%M}"
    return _noted(room, report, run, window, now, shard=shard)


def parse(room: Newsroom, window: Window, *, run: RunId, now: datetime) -> StageReport:
    """Parse what waits, and in a backfill what was fetched in its window."""
    return _noted(room, parse_stage.parse(room, window, run=run, now=now), run, window, now)


def dedupe(room: Newsroom, window: Window, *, run: RunId, now: datetime) -> StageReport:
    """Join the versions that wait to their clusters."""
    return _noted(room, dedupe_stage.dedupe(room.engine, now=now), run, window, now)


def pending_extraction(room: Newsroom, window: Window, *, now: datetime, batch_size: int) -> list[list[int]]:
    """Ids of the versions that wait for extraction, in batches."""
    with reading(room.engine) as connection:
        ids = extractions.pending_versions(connection)
    return list(map(list, batched(ids, batch_size)))


def extract(room: Newsroom, version_ids: Sequence[int], *, run: RunId, now: datetime) -> StageReport:
    """Find names and quotes in one batch of versions."""
    report = extract_stage.extract(room, version_ids, run=run, now=now)
    return _noted(room, report, run, LIVE, now, shard=f"from {version_ids[0]}" if version_ids else "")


def compare(room: Newsroom, *, run: RunId, now: datetime) -> StageReport:
    """Bring names together with those of other texts, quotes with what others report, versions with the one before."""
    _noted(room, resolve_stage.resolve(room, now=now), run, LIVE, now)
    return _noted(room, compare_stage.compare(room.engine, now=now), run, LIVE, now)


def publish(room: Newsroom, *, run: RunId, now: datetime) -> StageReport:
    """Make available what has gone through all stages."""
    return _noted(room, publish_stage.publish(room, now=now), run, LIVE, now)


def audit(room: Newsroom, *, run: RunId, now: datetime) -> StageReport:
    """Account for the run."""
    return _noted(room, audit_stage.audit(room, now=now), run, LIVE, now)


def watch(room: Newsroom, failed_tasks: Sequence[str], *, run: RunId, now: datetime) -> StageReport:
    """Judge the newsroom and this run, and note every alert that is new, changed or over."""
    return _noted(room, watch_stage.watch(room, failed_tasks, run=run, now=now), run, LIVE, now)


def replay(room: Newsroom, order: Order, *, run: RunId, now: datetime) -> StageReport:
    """Reprocess, first step: parse again what is archived and file it."""
    return _noted(room, reprocess_stage.replay(room, order, run=run, now=now), run, order.window, now)


def outdated(room: Newsroom, order: Order, *, batch_size: int, run: RunId, now: datetime) -> list[list[int]]:
    """Reprocess, second step: ids of the versions that another model or other rules have read, in batches."""
    report, batches = reprocess_stage.outdated(room, order, batch_size=batch_size)
    _noted(room, report, run, order.window, now)
    return batches


def reread(room: Newsroom, version_ids: Sequence[int], dry_run: bool, *, run: RunId, now: datetime) -> StageReport:
    """Reprocess, third step: read one batch anew and count what that changes."""
    report = reprocess_stage.reread(room, version_ids, dry_run=dry_run, run=run, now=now)
    return _noted(room, report, run, LIVE, now, shard=f"from {version_ids[0]}" if version_ids else "")


def summary(room: Newsroom, dry_run: bool, *, run: RunId, now: datetime) -> StageReport:
    """Reprocess, last step: what all steps of the run have changed, or in a dry run would change."""
    return _noted(room, reprocess_stage.summary(room, dry_run=dry_run, run=run), run, LIVE, now)


def reprocess(
    room: Newsroom, order: Order, *, run: RunId, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
) -> Iterator[StageReport]:
    """All steps of reprocessing, one after the other; yields a report after each, the summary at the end."""
    yield replay(room, order, run=run, now=clock())
    for batch in outdated(room, order, batch_size=room.settings.extract_batch, run=run, now=clock()):
        yield reread(room, batch, order.dry_run, run=run, now=clock())
    if not order.dry_run:
        yield compare(room, run=run, now=clock())
    yield summary(room, order.dry_run, run=run, now=clock())


def maintain(room: Newsroom, dry_run: bool, *, run: RunId, now: datetime) -> StageReport:
    """Check the data in full, clear what is of no more use, and note how each source does."""
    for name, counts in maintain_stage.statistics(room, now=now).items():
        _noted(room, counts, run, LIVE, now, shard=name)
    return _noted(room, maintain_stage.maintain(room, dry_run, now=now), run, LIVE, now)


def ingest(
    room: Newsroom,
    catalogue: Catalogue,
    *,
    run: RunId,
    files: Mapping[str, Sequence[Path]] | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[StageReport]:
    """The whole pipeline on these sources, whether due or not; yields a report after each stage or batch.

    `files` says which files to read of a source instead of all that its path names.
    """
    names = fetch_stage.sync_catalogue(room.engine, catalogue, is_polled=False)
    now = clock()
    yield _noted(room, fetch_stage.fetch(room, names, run=run, now=now, files=files), run, LIVE, now)
    yield from _handle_all_that_waits(room, run, clock)


def backfill(
    room: Newsroom,
    start: datetime,
    end: datetime,
    wanted: Collection[str],
    *,
    run: RunId,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Iterator[StageReport]:
    """Fetch what is missing of [start, end), day by day, from all sources with a history or the `wanted`; handle it.

    Yields a report after each stage, shard or batch; raises SettingsError for a source that has no history.
    """
    shards = plan(room, Window(start, end, is_backfill=True), now=clock())
    able = sorted(name for shard in shards for name in shard)
    if unable := sorted(set(wanted) - set(able)):
        remedy = f"Those with one: {', '.join(able)}" if able else "See docs/sources.md for the kinds that have one"
        raise SettingsError(", ".join(unable), "is no source with a history", remedy)
    chosen = [[name for name in shard if not wanted or name in wanted] for shard in shards]
    while start < end:
        midnight = (start + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        day = Window(start, min(midnight, end), is_backfill=True)
        for shard in filter(None, chosen):
            yield fetch(room, shard, day, run=run, now=clock())
        start = midnight
    yield from _handle_all_that_waits(room, run, clock)


def _handle_all_that_waits(room: Newsroom, run: RunId, clock: Callable[[], datetime]) -> Iterator[StageReport]:
    yield parse(room, LIVE, run=run, now=clock())
    yield dedupe(room, LIVE, run=run, now=clock())
    for batch in pending_extraction(room, LIVE, now=clock(), batch_size=room.settings.extract_batch):
        yield extract(room, batch, run=run, now=clock())
    yield compare(room, run=run, now=clock())
    yield publish(room, run=run, now=clock())
    yield audit(room, run=run, now=clock())


def _noted(
    room: Newsroom, report: StageReport, run: RunId, window: Window, now: datetime, *, shard: str = ""
) -> StageReport:
    with writing(room.engine) as connection:
        runs.save_stage_run(
            connection,
            dag=run.dag,
            run=run.run,
            stage=report.stage,
            shard=shard,
            window_start=window.start,
            window_end=window.end,
            started_at=now,
            counts=report.counts,
            failed=list(report.failed[:100]),
            code_version=__version__,
        )
    return report
