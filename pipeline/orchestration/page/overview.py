"""Overview: is the wire healthy, and what needs attention first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from pipeline.orchestration.page.desk import looking
from pipeline.orchestration.page.rendering import page, span
from pipeline.orchestration.window import POLL_EVERY
from pipeline.stages.watch import percentile
from pipeline.store import alerts
from pipeline.store.desk import overview, runs
from pipeline.store.desk.runs import Run

router = APIRouter()

HOURS = 24
DAYS_BEFORE = 7
LAGS = 500  # stories by which the lag is judged
LATE = 3 * POLL_EVERY
RUNS = 8


@dataclass(frozen=True)
class Attention:
    """What needs somebody: in words, what to do, since when, and the path of a page that tells more."""

    message: str
    remedy: str
    since: datetime | None
    path: str = ""


@dataclass(frozen=True)
class Hour:
    """New stories of an hour, and how many came at this time of day on the seven days before it, on average."""

    at: datetime
    stories: int
    usual: float


@router.get("/")
def show(request: Request) -> HTMLResponse:
    """The overview."""
    now = datetime.now(UTC)
    with looking() as connection:
        counts = overview.fresh_stories(connection, now=now)
        spans = alerts.lags(connection, now - timedelta(days=1), LAGS)
        latest = runs.latest_runs(connection, limit=RUNS)
        values: dict[str, Any] = {
            "backlog": overview.backlog(connection),
            "set_aside": overview.set_aside(connection),
            "states": overview.sources_by_state(connection),
            "is_empty": overview.is_empty(connection),
            "attention": [*_late_runs(latest, now), *map(_of_alert, alerts.current(connection))],
        }
    hours = by_hour(counts, now)
    return page(
        request,
        "overview.html",
        title="Overview",
        hours=hours,
        most=max((max(hour.stories, hour.usual) for hour in hours), default=0) or 1,
        today=sum(hour.stories for hour in hours),
        usual=sum(hour.usual for hour in hours),
        lag={share: percentile(spans, share) for share in (50, 95)},
        judged=len(spans),
        runs=latest,
        **values,
    )


def by_hour(counts: Mapping[datetime, int], now: datetime) -> list[Hour]:
    """The last HOURS hours, the running one last; `counts` has new stories by the hour of the last eight days."""
    last = now.replace(minute=0, second=0, microsecond=0)
    hours = [last - timedelta(hours=back) for back in range(HOURS - 1, -1, -1)]

    def usual(hour: datetime) -> float:
        return sum(counts.get(hour - timedelta(days=day), 0) for day in range(1, DAYS_BEFORE + 1)) / DAYS_BEFORE

    return [Hour(hour, counts.get(hour, 0), usual(hour)) for hour in hours]


def _late_runs(latest: Sequence[Run], now: datetime) -> list[Attention]:
    began = max((run.last_at for run in latest if run.dag == "wire_ingest"), default=None)
    if began is None or now - began <= LATE:
        return []
    message = f"wire_ingest has done nothing for {span(now - began)}"
    remedy = "Is it switched on, is Airflow's scheduler up? Open wire_ingest in Airflow: its last runs say more"
    return [Attention(message, remedy, began, "/runs")]


def _of_alert(notice: alerts.Notice) -> Attention:
    cause, _, name = notice.cause.partition(":")
    path = {"source": f"/sources/{name}", "quarantine": "/quarantine", "tasks": "/runs", "run": "/runs"}.get(cause, "")
    return Attention(notice.message, notice.remedy, notice.since, path)
