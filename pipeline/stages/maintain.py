"""Maintain: check the data in full, say how the sources do, and clear what is of no more use."""

from collections.abc import Callable
from datetime import datetime, timedelta

from pipeline.settings import Settings
from pipeline.stages.report import StageReport
from pipeline.stages.room import Newsroom
from pipeline.store import boilerplate, frequencies, index, retention, runs, source_figures
from pipeline.store.checks import check_views, run_checks
from pipeline.store.engine import reading, writing

QUIET_AFTER = timedelta(days=2)
STUCK_AFTER = timedelta(hours=6)
KEEP_CLAIMS = timedelta(days=1)
KEEP_FINGERPRINTS = timedelta(days=30)
STATISTICS = timedelta(days=1)
FADING_DAY = 0  # once a week, on Mondays


def maintain(room: Newsroom, dry_run: bool, *, now: datetime) -> StageReport:
    """Run every check, name the quiet sources, and clear what the settings keep no longer.

    With `dry_run` nothing is cleared, only counted. Findings of the checks are failures.
    """
    with reading(room.engine) as connection:
        findings = {**run_checks(connection), **check_views(connection)}
        quiet = source_figures.quiet_sources(connection, since=now - QUIET_AFTER)
        stuck = runs.expired_claims(connection, before=now - STUCK_AFTER)
    failed = [f"check {name}: {row}" for name, rows in findings.items() for row in rows]
    if stuck:
        failed.append(f"check leases: {stuck} pieces of work were claimed, and neither done nor taken up for hours")
    counts = {"findings": len(failed), "quiet sources": len(quiet)}
    with writing(room.engine) as connection:
        counts["old claims"] = runs.clear_claims(connection, before=now - KEEP_CLAIMS, dry_run=dry_run)
        counts["old fingerprints"] = index.expire(connection, now - KEEP_FINGERPRINTS, dry_run=dry_run)
        counts["old paragraphs"] = boilerplate.expire(connection, now - KEEP_FINGERPRINTS, dry_run=dry_run)
        if not dry_run and now.weekday() == FADING_DAY:
            frequencies.fade(connection)
    for clear, days in _retention(room.settings):
        if days:
            counts |= clear(room, now - timedelta(days=days), dry_run)
    return StageReport("maintain", counts, (*failed, *(f"source {name}: nothing new for days" for name in quiet)))


def statistics(room: Newsroom, *, now: datetime) -> dict[str, StageReport]:
    """What each active source has been asked and has brought within a day, by its name."""
    with reading(room.engine) as connection:
        rows = source_figures.activity(connection, since=now - STATISTICS)
    return {name: StageReport("sources", counts) for name, counts in rows.items()}


def _retention(settings: Settings) -> list[tuple[Callable[[Newsroom, datetime, bool], dict[str, int]], int]]:
    return [
        (_clear_notes, settings.keep_notes_days),
        (_clear_readings, settings.keep_readings_days),
        (_clear_archive, settings.keep_archive_days),
    ]


def _clear_notes(room: Newsroom, before: datetime, dry_run: bool) -> dict[str, int]:
    with writing(room.engine) as connection:
        return retention.clear_notes(connection, before, dry_run=dry_run)


def _clear_readings(room: Newsroom, before: datetime, dry_run: bool) -> dict[str, int]:
    with writing(room.engine) as connection:
        found = retention.superseded_readings(connection, before)
        if not dry_run:
            retention.clear_readings(connection, found)
    return {"superseded readings": len(found)}


def _clear_archive(room: Newsroom, before: datetime, dry_run: bool) -> dict[str, int]:
    """The bytes go first: where this ends in the middle, the next time marks what has gone."""
    with reading(room.engine) as connection:
        parts = list(retention.expired_documents(connection, before))
    for part in [] if dry_run else parts:
        for _, sha256 in part:
            room.archive.remove(sha256)
        with writing(room.engine) as connection:
            retention.mark_expired(connection, [number for number, _ in part])
    return {"expired documents": sum(map(len, parts))}
