"""What follows a form: the action, a run that takes it up, and the way back with a word on what was done."""

from collections.abc import Sequence
from datetime import UTC, datetime
from http import HTTPStatus

from fastapi import HTTPException, Request
from fastapi.responses import RedirectResponse

from pipeline.errors import RejectedInput
from pipeline.orchestration.page import desk
from pipeline.orchestration.page.access import DAG
from pipeline.stages.act import act

STARTED, PENDING, PAUSED = "started", "pending", "paused"
RUNS = {
    STARTED: " A run of wire_ingest has been started for it.",
    PENDING: " The run of wire_ingest that is under way, or the next, takes it up.",
    PAUSED: " wire_ingest is switched off or unknown: switch it on in Airflow.",
    "": "",
}
WORDS = {
    "check": "The source is due.",
    "hold": "The source is held: nobody asks it until it is released.",
    "release": "The source is released, and due.",
    "retry": "Read again: {number}.",
    "discard": "Discarded: {number}.",
}


def perform(
    request: Request, action: str, subjects: Sequence[str], *, who: str, reason: str, back: str, needs_run: bool
) -> RedirectResponse:
    """Do it, start a run where it needs one, and lead back to the path `back`; 400 where it cannot be done."""
    try:
        report = act(desk.newsroom(), action, subjects, who=who, reason=reason, now=datetime.now(UTC))
    except RejectedInput as error:
        raise HTTPException(HTTPStatus.BAD_REQUEST, str(error)) from None
    number = report.counts[action]
    run = start_run(who) if needs_run and number else ""
    place = f"{request.scope['root_path']}{back}?done={action}&number={number}&run={run}"
    return RedirectResponse(place, HTTPStatus.SEE_OTHER)


def notice(done: str, number: int, run: str) -> str:
    """What was done, in words; empty where nothing was."""
    return WORDS[done].format(number=number) + RUNS.get(run, "") if done in WORDS else ""


def start_run(who: str) -> str:
    """Start a run of wire_ingest unless one waits or runs; says which of RUNS holds."""
    from airflow.api.common.trigger_dag import trigger_dag
    from airflow.models.dag import DagModel
    from airflow.models.dagrun import DagRun
    from airflow.utils.session import create_session
    from airflow.utils.state import DagRunState
    from airflow.utils.types import DagRunTriggeredByType
    from sqlalchemy import select

    with create_session() as session:
        dag = session.get(DagModel, DAG)
        if dag is None or dag.is_paused:
            return PAUSED
        unfinished = (DagRunState.QUEUED, DagRunState.RUNNING)
        if session.scalar(select(DagRun.id).where(DagRun.dag_id == DAG, DagRun.state.in_(unfinished)).limit(1)):
            return PENDING
    trigger_dag(DAG, triggered_by=DagRunTriggeredByType.UI, triggering_user_name=who)
    return STARTED
