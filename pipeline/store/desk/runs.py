"""Runs and what their stages counted."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, tuple_

from pipeline.store.tables import StageRun

ROWS = 2000


@dataclass(frozen=True)
class Run:
    """A run: its stages in order with their counts summed over shards and batches, and what failed in it by name."""

    dag: str
    run: str
    began_at: datetime
    last_at: datetime  # when its last stage began
    stages: dict[str, dict[str, int]] = field(default_factory=dict)
    failed: tuple[str, ...] = ()
    window: tuple[datetime | None, datetime | None] = (None, None)


def latest_runs(connection: Connection, *, limit: int, before: datetime | None = None) -> list[Run]:
    """The runs that noted a stage last, newest first, begun before that time; reads ROWS notes at most."""
    recent = select(StageRun.dag, StageRun.run, StageRun.started_at)
    if before is not None:
        recent = recent.where(StageRun.started_at < before)
    notes = recent.order_by(StageRun.started_at.desc()).limit(ROWS).subquery()
    latest = func.max(notes.c.started_at)
    query = (
        select(notes.c.dag, notes.c.run)
        .group_by(notes.c.dag, notes.c.run)
        .order_by(latest.desc(), notes.c.run.desc())
        .limit(limit)
    )
    keys = [(dag, run) for dag, run in connection.execute(query)]
    found = _with_stages(connection, keys)
    return [found[key] for key in keys if before is None or found[key].began_at < before]


def one_run(connection: Connection, dag: str, run: str) -> Run | None:
    """A run by its name, None where none of its stages has been noted."""
    return _with_stages(connection, [(dag, run)]).get((dag, run))


def _with_stages(connection: Connection, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Run]:
    if not keys:
        return {}
    notes: dict[tuple[str, str], list[Any]] = defaultdict(list)
    query = select(StageRun.__table__).where(tuple_(StageRun.dag, StageRun.run).in_(keys)).order_by(StageRun.id)
    for row in connection.execute(query):
        notes[row.dag, row.run].append(row)
    return {key: _summed(rows) for key, rows in notes.items()}


def _summed(rows: Sequence[Any]) -> Run:
    stages: dict[str, dict[str, int]] = {}
    for row in rows:
        counts = stages.setdefault(row.stage, {})
        for name, number in row.counts.items():
            counts[name] = counts.get(name, 0) + number
    first = rows[0]
    failed = tuple(f"{row.stage}: {name}" for row in rows for name in row.failed)
    began_at = min(row.started_at for row in rows)
    last_at = max(row.started_at for row in rows)
    return Run(first.dag, first.run, began_at, last_at, stages, failed, (first.window_start, first.window_end))
