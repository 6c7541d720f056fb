"""Runs: what each did and wrote, and the way to Airflow's own page of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse

from pipeline.orchestration.page.desk import looking
from pipeline.orchestration.page.rendering import page
from pipeline.store.desk import runs
from pipeline.store.desk.runs import Run

router = APIRouter()

PAGE = 25
DAGS = ("wire_ingest", "wire_reprocess", "wire_maintenance")

type Key = tuple[str, str]  # a DAG and a run of it


@dataclass(frozen=True)
class Listed:
    """A run with what its stages noted, and what Airflow knows of it: None for a run of the command line."""

    dag: str
    run: str
    began_at: datetime
    noted: Run | None
    known: Any | None


@router.get("/runs")
def show_all(request: Request, before: datetime | None = None) -> HTMLResponse:
    """The latest runs, newest first: Airflow's, whether they have noted anything or not, and the command line's."""
    if before is not None and before.tzinfo is None:
        raise HTTPException(400, "`before` needs a zone")
    with looking() as connection:
        noted = {(run.dag, run.run): run for run in runs.latest_runs(connection, limit=PAGE, before=before)}
    known = airflow_runs(noted, before)
    shown = merged(noted, known)[:PAGE]
    goes_on = shown[-1].began_at if len(shown) == PAGE else None
    return page(request, "runs.html", title="Runs", runs=shown, goes_on=goes_on, before=before)


@router.get("/run")
def show_one(request: Request, dag: str, run: str) -> HTMLResponse:
    """One run: its stages with their counts, and what failed."""
    with looking() as connection:
        found = runs.one_run(connection, dag, run)
    known = _known([(dag, run)]).get((dag, run))
    return page(request, "run.html", title=f"Run {run}", dag=dag, run=run, found=found, known=known)


def merged(noted: dict[Key, Run], known: dict[Key, Any]) -> list[Listed]:
    """All these runs, newest first."""
    found = []
    for key in noted.keys() | known.keys():
        run, row = noted.get(key), known.get(key)
        times = [row.start_date or row.run_after] if row is not None else []
        times += [run.began_at] if run is not None else []
        found.append(Listed(*key, min(times), run, row))
    return sorted(found, key=lambda each: (each.began_at, each.run), reverse=True)


def airflow_runs(noted: Collection[Key], before: datetime | None) -> dict[Key, Any]:
    """What Airflow knows of these runs, and of the latest of Newswire's DAGs that were due before that time."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from sqlalchemy import select

    latest = select(DagRun.dag_id, DagRun.run_id).where(DagRun.dag_id.in_(DAGS))
    if before is not None:
        latest = latest.where(DagRun.run_after < before)
    with create_session() as session:
        keys = [
            (row.dag_id, row.run_id) for row in session.execute(latest.order_by(DagRun.run_after.desc()).limit(PAGE))
        ]
    return _known([*noted, *keys])


def _known(keys: Sequence[Key]) -> dict[Key, Any]:
    """What Airflow knows of runs of Newswire's DAGs; whoever reads this page need not be allowed to read others."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from sqlalchemy import select, tuple_

    own = [key for key in keys if key[0] in DAGS]
    columns = (
        *(DagRun.dag_id, DagRun.run_id, DagRun.state, DagRun.run_type),
        *(DagRun.run_after, DagRun.start_date, DagRun.end_date),
    )
    with create_session() as session:
        rows = session.execute(select(*columns).where(tuple_(DagRun.dag_id, DagRun.run_id).in_(own))).all()
    return {(row.dag_id, row.run_id): row for row in rows}
