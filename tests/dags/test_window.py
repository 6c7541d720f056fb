"""What a run may do follows from what kind of run it is."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.orchestration.window import occasion_of

END = datetime(2026, 3, 4, 12, 15, tzinfo=UTC)
START = END - timedelta(minutes=15)


@dataclass(frozen=True)
class Run:
    run_type: str
    data_interval_start: datetime | None = START
    data_interval_end: datetime | None = END
    run_after: datetime = END
    clear_number: int | None = 0


def test_a_scheduled_run_polls_and_takes_all_that_is_pending():
    occasion = occasion_of(Run("scheduled"), now=END)
    assert occasion.kind == "scheduled"
    assert occasion.may_fetch
    assert (occasion.window.start, occasion.window.end, occasion.window.is_backfill) == (None, None, False)


def test_a_scheduled_run_that_starts_late_still_polls():
    assert occasion_of(Run("scheduled"), now=END + timedelta(hours=3)).may_fetch


def test_a_backfill_works_on_its_interval():
    occasion = occasion_of(Run("backfill"), now=END + timedelta(days=40))
    assert occasion.kind == "backfill"
    assert (occasion.window.start, occasion.window.end, occasion.window.is_backfill) == (START, END, True)


@pytest.mark.parametrize(
    ("run_type", "kind"),
    [
        ("manual", "manual"),
        ("operator_triggered", "manual"),
        ("asset_triggered", "asset"),
        ("asset_materialization", "manual"),
    ],
)
def test_a_run_without_an_interval_is_like_a_scheduled_one(run_type: str, kind: str):
    occasion = occasion_of(Run(run_type, None, None), now=END)
    assert occasion.kind == kind
    assert occasion.may_fetch
    assert not occasion.window.is_backfill


@pytest.mark.parametrize("run_type", ["scheduled", "manual", "asset_triggered"])
def test_an_old_run_that_was_cleared_drains_without_polling(run_type: str):
    cleared = replace(Run(run_type), clear_number=1)
    assert not occasion_of(cleared, now=END + timedelta(minutes=15)).may_fetch
    assert not occasion_of(cleared, now=END + timedelta(minutes=15)).window.is_backfill
    assert occasion_of(cleared, now=END + timedelta(minutes=14)).may_fetch, "no later run has polled yet"


def test_a_backfill_that_was_cleared_stays_a_backfill():
    assert occasion_of(replace(Run("backfill"), clear_number=2), now=END + timedelta(days=1)).window.is_backfill


def test_every_kind_of_run_that_airflow_knows_is_classified():
    from airflow.utils.types import DagRunType

    for run_type in DagRunType:
        assert occasion_of(Run(run_type), now=END).kind in {"scheduled", "backfill", "manual", "asset"}
