"""wire_ingest under Airflow's real scheduler: runs at the same time, a run that failed, tasks that are cleared."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from pipeline.extract.language import model_folder
from pipeline.settings import Settings
from pipeline.store.checks import run_checks
from pipeline.store.engine import open_engine, reading, writing
from tests.e2e.catalogue import PARAGRAPH, files_catalogue, interval_of
from tests.support.airflow import Airflow, running_airflow
from tests.support.databases import fresh_database
from tests.support.dump import dump

STORIES = 20
BATCH = 10
POOL = "newswire_extract"
ALWAYS = {"plan", "parse", "dedupe", "batches", "compare", "publish", "audit"}  # also where nothing waits
HEALED = "SELECT count(*) FROM api_story WHERE headline IN ('Report of storm', 'Report of flood')"


@dataclass
class Newsroom:
    """A running Airflow with a folder of stories as its only source; `model` is where it finds the language model."""

    airflow: Airflow
    engine: Engine
    stories: Path
    model: Path

    def write(self, *names: str) -> None:
        """New stories in the folder, which is due at once."""
        for name in names:
            body = f"{PARAGRAPH}The report of {name} came first."
            (self.stories / f"{name}.txt").write_text(f"Report of {name}\n\n{body}\n", encoding="utf-8")
        with writing(self.engine) as connection:
            connection.execute(text("UPDATE feed_state SET next_poll_at = NULL"))

    def scalar(self, query: str, **values: object) -> Any:
        """The one value of a query."""
        with reading(self.engine) as connection:
            return connection.execute(text(query), values).scalar_one()

    def total(self, stage: str, count: str, *runs: str) -> int:
        """What these runs together have counted in a stage."""
        query = (
            "SELECT sum(CAST(counts ->> :count AS integer)) FROM stage_run WHERE stage = :stage AND run = ANY(:runs)"
        )
        return int(self.scalar(query, stage=stage, count=count, runs=list(runs)) or 0)

    def task(self, run: str, name: str, dag: str = "wire_ingest") -> list[dict[str, Any]]:
        """The instances of a task in a run."""
        return [task for task in self.airflow.tasks(dag, run) if task["task_id"] == name]

    def ran_since(self, moment: datetime, run: str) -> set[str]:
        """The tasks of a run that ended after a moment, and were not skipped."""
        tasks = self.airflow.tasks("wire_ingest", run)
        ended = {task["task_id"]: datetime.fromisoformat(task["end_date"]) for task in tasks if task["pid"]}
        return {name for name, time in ended.items() if time > moment}

    def waiting(self, run: str, name: str, dag: str = "wire_ingest") -> int:
        """How many instances of a mapped task wait for a slot, once there are some."""

        def found() -> int:
            return sum(task["state"] == "scheduled" and task["map_index"] >= 0 for task in self.task(run, name, dag))

        return self.airflow.wait_for(found, f"{name} of {run} to wait")

    def faults(self) -> dict[str, list[str]]:
        """What the checks of the stored data find."""
        with reading(self.engine) as connection:
            return run_checks(connection)


@pytest.fixture(scope="module")
def newsroom(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    home = tmp_path_factory.mktemp("newswire") / "home"
    (stories := home.with_name("stories")).mkdir()
    catalogue, model = home.with_name("sources.toml"), home.with_name("model")
    catalogue.write_text(files_catalogue(stories))
    folder = model_folder(Settings().model)
    assert folder is not None
    with fresh_database(postgres_url) as database, fresh_database(postgres_url) as metadata:
        settings = {
            "NEWSWIRE_DATABASE_URL": database,
            "NEWSWIRE_SOURCES": str(catalogue),
            "NEWSWIRE_MODEL": str(model),
            "NEWSWIRE_EXTRACT_BATCH": str(BATCH),
            "NEWSWIRE_SETTLE_SECONDS": "0",
        }
        with running_airflow(home, settings, metadata) as airflow:
            assert airflow.run("wire_maintenance", {"dry_run": True})
            model.symlink_to(folder.resolve())  # after the scheduler has looked for it: tasks look for themselves
            engine = open_engine(database)
            yield Newsroom(airflow, engine, stories, model)
            engine.dispose()


@pytest.fixture(scope="module")
def overlapping(newsroom: Newsroom) -> tuple[str, str]:
    """Two runs of long ago, one by hand and one of a backfill, which had the same stories to read at the same time."""
    newsroom.write(*(f"boat {number}" for number in range(STORIES)))
    newsroom.airflow.set_slots(POOL, 0)
    at = interval_of(datetime.now(UTC) - timedelta(days=2))
    by_hand = newsroom.airflow.trigger("wire_ingest", at=at - timedelta(hours=1))
    batches = newsroom.waiting(by_hand, "extract")
    newsroom.airflow.start_backfill("wire_ingest", at, at)
    (run,) = newsroom.airflow.wait_for(lambda: newsroom.airflow.runs_between("wire_ingest", at, at), "the backfill")
    backfill = run["dag_run_id"]
    assert newsroom.waiting(backfill, "extract") == batches == STORIES // BATCH
    newsroom.airflow.set_slots(POOL, 2 * batches)
    assert [newsroom.airflow.finish("wire_ingest", run) for run in (by_hand, backfill)] == ["success"] * 2
    return by_hand, backfill


def test_runs_at_the_same_time_do_nothing_twice(newsroom: Newsroom, overlapping: tuple[str, str]):
    assert newsroom.total("parse", "documents", *overlapping) == STORIES
    assert newsroom.total("dedupe", "versions", *overlapping) == STORIES
    assert newsroom.total("extract", "texts read", *overlapping) == STORIES
    assert newsroom.total("extract", "versions", *overlapping) == STORIES
    assert newsroom.total("publish", "published", *overlapping) == STORIES
    assert newsroom.scalar("SELECT count(*) FROM api_quote WHERE speaker_name = 'Marit Solvang'") == STORIES
    assert newsroom.scalar("SELECT count(*) FROM claim") == 0
    assert not newsroom.faults()


def test_clearing_tasks_of_old_runs_changes_nothing_that_was_right(newsroom: Newsroom, overlapping: tuple[str, str]):
    newsroom.write("unseen")  # which an old run leaves to the next live one
    before = dump(newsroom.engine)
    for cleared in (("extract",), ("parse",)), ((), ()):
        began = datetime.now(UTC)
        for run, tasks in zip(overlapping, cleared, strict=True):
            newsroom.airflow.clear("wire_ingest", run, *tasks)
        for run, tasks in zip(overlapping, cleared, strict=True):
            assert newsroom.airflow.finish("wire_ingest", run) == "success"
            assert newsroom.ran_since(began, run) == (set(tasks) or ALWAYS)
        assert dump(newsroom.engine) == before
    assert not newsroom.faults()


@pytest.fixture(scope="module")
def after_failure(newsroom: Newsroom, overlapping: tuple[str, str]) -> tuple[str, str, str]:
    """A run that failed, one that reads again what older rules have read, and the live one, when both want one slot."""
    away = newsroom.model.with_name("away")
    newsroom.model.rename(away)
    newsroom.write("storm", "flood")
    failed = newsroom.airflow.trigger("wire_ingest")
    newsroom.airflow.finish("wire_ingest", failed)
    assert newsroom.scalar(HEALED) == 0
    away.rename(newsroom.model)

    with writing(newsroom.engine) as connection:
        connection.execute(text("UPDATE extraction SET code_version = 'older'"))
    newsroom.airflow.set_slots(POOL, 0)
    again = newsroom.airflow.trigger("wire_reprocess", {"stages": ["extract"], "dry_run": False})
    assert newsroom.waiting(again, "reread", "wire_reprocess") == STORIES // BATCH
    live = newsroom.airflow.trigger("wire_ingest")
    newsroom.waiting(live, "extract")
    newsroom.airflow.set_slots(POOL, 1)
    newsroom.airflow.finish("wire_ingest", live)
    newsroom.airflow.finish("wire_reprocess", again)
    return failed, again, live


def test_a_run_that_failed_heals_in_the_next(newsroom: Newsroom, after_failure: tuple[str, str, str]):
    failed, _, live = after_failure
    assert [newsroom.airflow.state("wire_ingest", run) for run in (failed, live)] == ["failed", "success"]
    (extraction,) = newsroom.task(failed, "extract")
    assert (extraction["state"], extraction["try_number"]) == ("failed", 1), "what no retry mends fails at once"
    assert newsroom.total("fetch", "documents", live) == 0
    assert newsroom.scalar(HEALED) == 2
    assert newsroom.scalar("SELECT count(*) FROM story_version WHERE extraction_id IS NULL") == 0
    assert not newsroom.faults()


def test_new_stories_come_before_those_that_are_read_again(newsroom: Newsroom, after_failure: tuple[str, str, str]):
    _, again, live = after_failure
    assert newsroom.airflow.state("wire_reprocess", again) == "success"
    (new,) = newsroom.task(live, "extract")
    old = newsroom.task(again, "reread", "wire_reprocess")
    assert new["end_date"] <= min(task["start_date"] for task in old)
    unread = "SELECT count(*) FROM story_version AS v JOIN extraction AS e ON e.id = v.extraction_id"
    assert newsroom.scalar(f"{unread} WHERE e.code_version = 'older'") == 0
