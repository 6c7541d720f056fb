"""Maintain: check the data in full and clear what is of no more use."""

from datetime import datetime, timedelta

from pipeline.stages.report import StageReport
from pipeline.stages.room import Newsroom, RunId
from pipeline.store import index, runs, sources
from pipeline.store.checks import run_checks
from pipeline.store.engine import reading, writing

QUIET_AFTER = timedelta(days=2)
KEEP_CLAIMS = timedelta(days=1)
KEEP_FINGERPRINTS = timedelta(days=30)
FADING_DAY = 0  # once a week, on Mondays
KEEP_STAGE_RUNS = timedelta(days=180)


def maintain(room: Newsroom, dry_run: bool, *, run: RunId, now: datetime) -> StageReport:
    """Run every check of sql/checks, name the quiet sources, and clear old claims, notes of runs and fingerprints.

    With `dry_run` nothing is cleared, only counted. Findings of the checks are failures.
    """
    with reading(room.engine) as connection:
        findings = run_checks(connection)
        quiet = sources.quiet_sources(connection, since=now - QUIET_AFTER)
    with writing(room.engine) as connection:
        cleared = runs.clear_old(
            connection, claims_before=now - KEEP_CLAIMS, runs_before=now - KEEP_STAGE_RUNS, dry_run=dry_run
        )
        if not dry_run:
            cleared["old fingerprints"] = index.expire(connection, now - KEEP_FINGERPRINTS)
            if now.weekday() == FADING_DAY:
                index.fade(connection)
    failed = [f"check {name}: {row}" for name, rows in findings.items() for row in rows]
    counts = {"findings": len(failed), "quiet sources": len(quiet), **cleared}
    return StageReport("maintain", counts, (*failed, *(f"source {name}: nothing new for days" for name in quiet)))
