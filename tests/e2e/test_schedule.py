"""wire_ingest started by its schedule and by an asset, under Airflow's real scheduler."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from pipeline.store.engine import open_engine, reading, writing
from tests.e2e.catalogue import PARAGRAPH, files_catalogue
from tests.support.airflow import Airflow, running_airflow


@pytest.fixture(scope="module")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one story, which is the only source."""
    folder = tmp_path_factory.mktemp("schedule") / "stories"
    folder.mkdir()
    (folder / "ferry.txt").write_text(f"Ferry returns\n\n{PARAGRAPH}\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def airflow(stories: Path) -> Iterator[Airflow]:
    """Airflow with its schedule on."""
    catalogue = stories.with_name("sources.toml")
    catalogue.write_text(files_catalogue(stories))
    settings = {
        "NEWSWIRE_DATABASE_URL": f"sqlite:///{stories.with_name('stories.db')}",
        "NEWSWIRE_SOURCES": str(catalogue),
    }
    with running_airflow(stories.with_name("home"), settings, is_scheduled=True) as running:
        yield running


@pytest.fixture(scope="module")
def engine(airflow: Airflow, stories: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{stories.with_name('stories.db')}")
    yield engine
    engine.dispose()


def first_run(airflow: Airflow, kind: str) -> dict[str, Any]:
    """The first run of a kind, once there is one and it has ended."""

    def runs() -> list[dict[str, Any]]:
        found = airflow.call("GET", f"/api/v2/dags/wire_ingest/dagRuns?run_type={kind}&order_by=id")
        return [run for run in found["dag_runs"] if run["state"] in {"success", "failed"}]

    return airflow.wait_for(runs, f"a run that is {kind} to end")[0]


def headlines(engine: Engine) -> set[str]:
    with reading(engine) as connection:
        return set(connection.execute(text("SELECT headline FROM api_story")).scalars())


def test_the_schedule_starts_a_run_with_an_interval_of_its_own(airflow: Airflow, engine: Engine):
    run = first_run(airflow, "scheduled")
    assert run["state"] == "success"
    assert run["data_interval_start"] < run["data_interval_end"]
    assert headlines(engine) == {"Ferry returns"}


def test_an_event_of_the_asset_starts_a_run_that_takes_in_what_arrived(airflow: Airflow, engine: Engine, stories: Path):
    (stories / "bridge.txt").write_text(f"Bridge closed\n\n{PARAGRAPH}\n", encoding="utf-8")
    with writing(engine) as connection:
        connection.execute(text("UPDATE feed_state SET next_poll_at = NULL"))
    (asset,) = airflow.call("GET", "/api/v2/assets?name_pattern=newswire_arrivals")["assets"]
    airflow.call("POST", "/api/v2/assets/events", {"asset_id": asset["id"], "extra": {}})

    assert first_run(airflow, "asset_triggered")["state"] == "success"
    assert headlines(engine) == {"Ferry returns", "Bridge closed"}
