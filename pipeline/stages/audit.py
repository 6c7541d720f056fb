"""Audit: what a run did, whether every item is accounted for, and what waits or was set aside."""

from datetime import datetime, timedelta

from pipeline.stages.report import StageReport
from pipeline.stages.room import Newsroom
from pipeline.store import runs, stories
from pipeline.store.checks import run_checks
from pipeline.store.engine import reading

STUCK_AFTER = timedelta(hours=6)


def audit(room: Newsroom, *, now: datetime) -> StageReport:
    """Count what waits and what is in quarantine; findings of the accounting are failures."""
    with reading(room.engine) as connection:
        findings = run_checks(connection, ["accounting", "readings"])
        waiting = stories.pending_counts(connection)
        quarantined = runs.open_quarantine(connection)
        stuck = runs.expired_claims(connection, before=now - STUCK_AFTER)
    failed = [f"check {name}: {row}" for name, rows in findings.items() for row in rows]
    counts = {f"waiting for {stage}": number for stage, number in waiting.items()}
    counts |= {"in quarantine": len(quarantined), "claims left behind": stuck, "findings": len(failed)}
    return StageReport("audit", counts, tuple(failed))
