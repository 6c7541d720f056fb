"""docker-compose.yml at work with Celery: its services as processes, two workers, one of which dies in the middle.

PostgreSQL, Redis and Airflow are the real ones, with the file's commands, environment, roles, users and health checks.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.error import HTTPError

import psutil
import pytest
from sqlalchemy import Engine, text

from pipeline.store.checks import run_checks
from pipeline.store.engine import open_engine, reading, writing
from tests.e2e.catalogue import PARAGRAPH, files_catalogue, move_two_days_back
from tests.support.airflow import Airflow
from tests.support.dump import dump
from tests.support.stack import AIRFLOW_SERVICES, Stack, running_stack

STORIES = 40
BATCH = 10
PARAGRAPHS = 30


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """The services and two workers, with a folder of stories as their only source."""
    folder = tmp_path_factory.mktemp("stack")
    (folder / "stories").mkdir()
    with running_stack(folder, files_catalogue(folder / "stories"), {"NEWSWIRE_EXTRACT_BATCH": str(BATCH)}) as stack:
        for name in ("worker-1", "worker-2"):
            stack.start_worker(name)
        yield stack


@pytest.fixture(scope="module")
def engine(stack: Stack) -> Iterator[Engine]:
    engine = open_engine(stack.database)
    yield engine
    engine.dispose()


def write(stack: Stack, name: str, words: str) -> None:
    (stack.folder / "stories" / f"{name}.txt").write_text(f"Report {name}\n\n{words}\n", encoding="utf-8")


def scalar(engine: Engine, query: str) -> Any:
    with reading(engine) as connection:
        return connection.execute(text(query)).scalar_one()


def faults(engine: Engine) -> dict[str, list[str]]:
    with reading(engine) as connection:
        return run_checks(connection)


def long_text(number: int) -> str:
    """A text with as many quotes as it has paragraphs, none of which stands in another text."""
    said = "“Boat {0} of {1} sails again before the winter,” said Marit Solvang, the harbour master of Lindholm."
    return "\n\n".join(said.format(place, number) for place in range(PARAGRAPHS))


def each_once(engine: Engine) -> bool:
    """Whether no row is there twice by what it says, whatever its number."""
    return not any(
        scalar(engine, f"SELECT count(*) FROM (SELECT 1 FROM {table} GROUP BY {key} HAVING count(*) > 1) AS twice")
        for table, key in {
            "story": "source_id, guid",
            "story_version": "story_id, headline, body",
            "cluster_member": "version_id",
            "extraction": "body_hash, model, code_version",
            "mention": 'extraction_id, start, "end"',
            "quote": "extraction_id, number",
        }.items()
    )


def make_due(engine: Engine) -> None:
    """Do not wait for the time of the next poll."""
    with writing(engine) as connection:
        connection.execute(text("UPDATE feed_state SET next_poll_at = NULL"))


def workers_of(tasks: list[dict[str, Any]]) -> set[int]:
    return {
        task["pid"] for task in tasks if task["task_id"] == "extract" and task["state"] == "running" and task["pid"]
    }


def test_every_health_check_of_the_file_passes_and_tells_when_one_is_gone(stack: Stack):
    for name in (*AIRFLOW_SERVICES, "redis"):
        stack.airflow.wait_for(lambda name=name: stack.is_well(name), f"{name} to be well")
    for name in ("worker-1", "worker-2"):
        stack.airflow.wait_for(lambda name=name: stack.is_well("worker", name), f"{name} to be well")
    assert not stack.is_well("worker", "worker-3")


def test_a_run_by_the_workers_brings_the_stories_and_a_backfill_changes_nothing(stack: Stack, engine: Engine):
    write(stack, "ferry", PARAGRAPH)
    stack.airflow.run("wire_ingest")
    assert scalar(engine, "SELECT count(*) FROM api_story") == 1
    assert scalar(engine, "SELECT count(*) FROM api_quote WHERE speaker_name = 'Marit Solvang'") == 1

    first = move_two_days_back(engine)
    before = dump(engine)
    runs = stack.airflow.backfill("wire_ingest", first - timedelta(minutes=15), first)
    assert [(run["run_type"], run["state"]) for run in runs] == [("backfill", "success")] * 2
    replayed = "SELECT sum(CAST(counts ->> 'documents' AS integer)) FROM stage_run WHERE stage = 'parse'"
    assert scalar(engine, f"{replayed} AND window_start IS NOT NULL") == 1, "the document was parsed again"
    assert dump(engine) == before


def test_a_worker_that_dies_in_the_middle_costs_nothing_and_every_row_is_there_once(stack: Stack, engine: Engine):
    for number in range(STORIES):
        write(stack, f"long-{number}", long_text(number))
    make_due(engine)
    run = stack.airflow.trigger("wire_ingest")

    def owner() -> str | None:
        """The worker of which a process extracts at this moment."""
        busy = workers_of(stack.airflow.tasks("wire_ingest", run))
        for name in ("worker-1", "worker-2"):
            family = psutil.Process(stack.processes[name].pid).children(recursive=True)
            if busy & {process.pid for process in family}:
                return name
        return None

    name = stack.airflow.wait_for(owner, "a worker to extract")
    stack.end(name, at_once=True)

    assert stack.airflow.finish("wire_ingest", run) == "success"
    tasks = [task for task in stack.airflow.tasks("wire_ingest", run) if task["task_id"] == "extract"]
    assert len(tasks) == STORIES // BATCH
    assert max(task["try_number"] for task in tasks) > 1, "what the dead worker had was tried again"
    assert scalar(engine, "SELECT count(*) FROM api_story WHERE headline LIKE 'Report long-%'") == STORIES
    assert each_once(engine)
    quotes = "SELECT count(*) FROM api_quote JOIN api_story ON api_story.story_id = api_quote.story_id"
    assert scalar(engine, f"{quotes} WHERE headline LIKE 'Report long-%'") == STORIES * PARAGRAPHS
    assert scalar(engine, "SELECT count(*) FROM claim") == 0
    assert not faults(engine)


def test_people_have_logins_of_their_own_and_a_viewer_starts_nothing(stack: Stack):
    person = {"username": "vera", "password": "a-long-enough-word", "email": "vera@news.example"}
    person |= {"first_name": "Vera", "last_name": "Lind"}
    stack.airflow.call("POST", "/auth/fab/v1/users", person | {"roles": [{"name": "Viewer"}]})
    viewer = Airflow(stack.airflow.address, stack.airflow.process, stack.airflow.logs)
    for wrong in ({"username": "vera", "password": "guess"}, {"username": "nobody", "password": "guess"}):
        with pytest.raises(HTTPError, match="401"):
            viewer.call("POST", "/auth/token", wrong)
    with pytest.raises(HTTPError, match="401"):
        viewer.call("GET", "/api/v2/dags")
    viewer.log_in("vera", person["password"])
    assert viewer.call("GET", "/api/v2/dags/wire_ingest")["dag_id"] == "wire_ingest"
    with pytest.raises(HTTPError, match="403"):
        viewer.call("POST", "/api/v2/dags/wire_ingest/dagRuns", {"logical_date": None, "conf": {}})
