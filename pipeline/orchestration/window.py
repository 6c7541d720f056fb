"""What kind of run a task is part of, and what that means for it: the one place that reads it off Airflow's run."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from pipeline.stages.run import Window

type RunKind = Literal["scheduled", "backfill", "manual", "asset"]

POLL_EVERY = timedelta(minutes=15)
KINDS: dict[str, RunKind] = {
    "scheduled": "scheduled",
    "backfill": "backfill",
    "manual": "manual",
    "operator_triggered": "manual",
    "asset_triggered": "asset",
    "asset_materialization": "manual",  # somebody asked for the asset on its page
}


class DagRun(Protocol):
    """The part of Airflow's run that decides; the interval is None for a run by asset or without a logical date."""

    @property
    def run_type(self) -> str: ...
    @property
    def data_interval_start(self) -> datetime | None: ...
    @property
    def data_interval_end(self) -> datetime | None: ...
    @property
    def run_after(self) -> datetime: ...
    @property
    def clear_number(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Occasion:
    """Why a run takes place.

    `window` has bounds in a backfill alone. A run that may not fetch only works off what is pending.
    """

    kind: RunKind
    window: "Window"
    may_fetch: bool


def occasion_of(run: DagRun, now: datetime) -> Occasion:
    """Classify a run.

    A backfill works on its interval. Every other run takes all that is pending, whatever its interval, and polls,
    unless somebody cleared it when a later run had already taken over the polling.
    """
    from pipeline.stages.run import Window

    kind = KINDS[run.run_type]
    if kind == "backfill":
        return Occasion(kind, Window(run.data_interval_start, run.data_interval_end, is_backfill=True), may_fetch=True)
    is_old = bool(run.clear_number) and now - run.run_after >= POLL_EVERY
    return Occasion(kind, Window(), may_fetch=not is_old)
