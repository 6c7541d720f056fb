"""Runs: what each did and wrote, and the way to Airflow's own page of it."""

from collections.abc import Sequence
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


@router.get("/runs")
def show_all(request: Request, before: datetime | None = None) -> HTMLResponse:
    """The latest runs, newest first."""
    if before is not None and before.tzinfo is None:
        raise HTTPException(400, "`before` needs a zone")
    with looking() as connection:
        found = runs.latest_runs(connection, limit=PAGE, before=before)
    known = airflow_runs(found)
    goes_on = found[-1].began_at if len(found) == PAGE else None
    return page(request, "runs.html", title="Runs", runs=found, known=known, goes_on=goes_on, before=before)


@router.get("/run")
def show_one(request: Request, dag: str, run: str) -> HTMLResponse:
    """One run: its stages with their counts, and what failed."""
    with looking() as connection:
        found = runs.one_run(connection, dag, run)
    known = airflow_runs([found]) if found else {}
    return page(request, "run.html", title=f"Run {run}", dag=dag, run=run, found=found, known=known.get((dag, run)))


def airflow_runs(found: Sequence[Run]) -> dict[tuple[str, str], Any]:
    """What Airflow itself knows of these runs, by DAG and run: its state, when it began and ended."""
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from sqlalchemy import select, tuple_

    keys = [(run.dag, run.run) for run in found]
    columns = (DagRun.dag_id, DagRun.run_id, DagRun.state, DagRun.run_type, DagRun.start_date, DagRun.end_date)
    with create_session() as session:
        rows = session.execute(select(*columns).where(tuple_(DagRun.dag_id, DagRun.run_id).in_(keys))).all()
    return {(row.dag_id, row.run_id): row for row in rows}
