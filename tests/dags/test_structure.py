"""What operators rely on in the DAGs, whatever their tasks do."""

import json
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

DAGS = ["wire_ingest", "wire_maintenance", "wire_reprocess"]
HEAVY = {"spacy", "feedparser", "trafilatura", "aiohttp", "pipeline.stages", "pipeline.extract", "pipeline.store"}


@pytest.fixture(scope="module")
def bag(dag_folder: Path) -> Any:
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(dag_folder)


@pytest.fixture(params=DAGS)
def dag(request: pytest.FixtureRequest, bag: Any) -> Any:
    return bag.dags[request.param]


def test_all_dags_are_there_and_import_without_error(bag: Any):
    assert bag.import_errors == {}
    assert sorted(bag.dags) == DAGS


def test_a_dag_says_who_owns_it_and_first_what_to_do_when_it_is_red(dag: Any):
    assert dag.doc_md.lstrip().startswith("### When it is red")
    assert "newswire" in dag.tags
    assert dag.owner == "newsroom"


@pytest.mark.parametrize(
    ("contact", "links"),
    [
        ("", {}),
        ("desk@news.example", {"newsroom": "mailto:desk@news.example"}),
        ("https://news.example/desk", {"newsroom": "https://news.example/desk"}),
    ],
)
def test_the_owner_can_be_reached_where_a_contact_is_set(
    monkeypatch: pytest.MonkeyPatch, contact: str, links: dict[str, str]
):
    from pipeline.orchestration.defaults import owner_links

    monkeypatch.setenv("NEWSWIRE_CONTACT", contact)
    assert owner_links() == links


def test_runs_do_not_pile_up(dag: Any):
    assert dag.catchup is False
    assert dag.max_active_runs == 1


def test_a_task_is_retried_ever_more_slowly_and_never_hangs(dag: Any):
    for task in dag.tasks:
        assert task.retries >= 1
        assert task.retry_exponential_backoff > 1
        assert task.max_retry_delay <= timedelta(minutes=15)
        assert task.execution_timeout is not None


def test_every_pool_is_created_at_start_up(bag: Any):
    created = json.loads((Path(__file__).parents[2] / "seeds" / "pools.json").read_text())
    used = {task.pool for dag in bag.dags.values() for task in dag.tasks} - {"default_pool"}
    assert used == set(created), "a task whose pool is missing waits without a word"
    assert all(pool["slots"] > 0 for pool in created.values())


@pytest.mark.parametrize(
    ("name", "period"), [("wire_ingest", timedelta(minutes=15)), ("wire_maintenance", timedelta(days=1))]
)
def test_scheduled_runs_have_an_interval_that_a_backfill_can_fill(bag: Any, name: str, period: timedelta):
    from airflow.sdk import timezone
    from airflow.serialization.encoders import coerce_to_core_timetable

    timetable = coerce_to_core_timetable(bag.dags[name].timetable)
    interval = timetable.infer_manual_data_interval(run_after=timezone.parse("2026-03-04T12:01:00Z"))
    assert timetable.periodic
    assert interval.end - interval.start == period


def test_new_stories_come_every_quarter_of_an_hour_or_when_the_asset_says_that_files_have_arrived(bag: Any):
    from airflow.sdk import timezone
    from airflow.serialization.encoders import coerce_to_core_timetable
    from airflow.timetables.base import TimeRestriction

    dag = bag.dags["wire_ingest"]
    timetable = coerce_to_core_timetable(dag.timetable)
    began = TimeRestriction(timezone.parse("2026-03-04T12:00:00Z"), None, True)
    first = timetable.next_dagrun_info(last_automated_data_interval=None, restriction=began)
    assert first.data_interval.end - first.data_interval.start == timedelta(minutes=15)
    assert first.run_after == first.data_interval.end
    assert [asset.name for _, asset in timetable.asset_condition.iter_assets()] == ["newswire_arrivals"]


def test_reprocessing_runs_only_by_hand_and_its_form_changes_nothing_by_default(bag: Any):
    dag = bag.dags["wire_reprocess"]
    assert dag.timetable.can_be_scheduled is False
    assert set(dag.params) == {"stages", "since", "until", "source", "only_outdated", "dry_run"}
    assert dag.params["dry_run"] is True
    for name in dag.params:
        param = dag.params.get_param(name)
        assert param.description
        assert param.schema["title"]
    dag.params.validate()


def test_the_form_of_reprocessing_refuses_what_it_cannot_do(bag: Any):
    from airflow.sdk.exceptions import ParamValidationError

    params = bag.dags["wire_reprocess"].params
    for name, value in [("stages", ["fetch"]), ("stages", []), ("since", 5), ("source", ["a"]), ("dry_run", "perhaps")]:
        with pytest.raises(ParamValidationError):
            params.get_param(name).resolve(value)


def test_a_failed_shard_or_batch_does_not_stop_the_rest(bag: Any):
    tasks = bag.dags["wire_ingest"].task_dict
    assert tasks["parse"].trigger_rule == tasks["publish"].trigger_rule == tasks["audit"].trigger_rule == "all_done"
    assert list(bag.dags["wire_ingest"].leaves) == [tasks["audit"]], "the audit alone decides whether a run is red"


def test_mapped_tasks_have_names_that_a_person_can_read(bag: Any):
    tasks = bag.dags["wire_ingest"].task_dict
    for name, word in [("fetch", "shard"), ("extract", "batch")]:
        assert tasks[name].partial_kwargs["map_index_template"].startswith(f"{word} {{{{ ti.map_index + 1 }}}}")


def test_publishing_updates_the_asset_that_other_teams_schedule_on(bag: Any):
    assert [asset.name for asset in bag.dags["wire_ingest"].task_dict["publish"].outlets] == ["newswire_stories"]


@pytest.mark.parametrize("name", DAGS)
def test_reading_a_dag_file_loads_nothing_heavy(dag_folder: Path, name: str):
    script = f"import runpy, sys; runpy.run_path({str(dag_folder / name)!r} + '.py'); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout.split()
    assert not HEAVY & set(loaded)


def test_the_form_of_wire_reprocess_offers_what_can_be_replayed(bag: Any):
    from pipeline.stages.reprocess import STAGES

    assert bag.dags["wire_reprocess"].params["stages"] == list(STAGES)


def test_every_task_has_its_section_in_the_runbook(bag: Any):
    runbook = (Path(__file__).parents[2] / "docs" / "operations.md").read_text(encoding="utf-8")
    headings = re.findall(r"^### Tasks? (.*)$", runbook, flags=re.MULTILINE)
    described = [name for heading in headings for name in re.findall(r"`(\w+)`", heading)]
    assert sorted(described) == sorted({task for dag in bag.dags.values() for task in dag.task_ids})


def test_a_run_that_hangs_is_told_of(dag: Any):
    (deadline,) = dag.deadline if isinstance(dag.deadline, list) else [dag.deadline]
    assert timedelta(minutes=30) <= deadline.interval
    assert deadline.callback.path == "pipeline.orchestration.alerts.run_hangs"
