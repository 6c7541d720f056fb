"""wire_ingest under Airflow's real scheduler: by hand, again, after a change, as a backfill, and with a killed task."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import Engine, text

from pipeline.store.checks import run_checks
from pipeline.store.engine import open_engine, reading, writing
from tests.e2e.catalogue import PARAGRAPH, move_two_days_back
from tests.support.airflow import Airflow, running_airflow
from tests.support.databases import fresh_database
from tests.support.dump import dump
from tests.support.feeds import Feed, serve_feed

SEEDS = Path(__file__).parents[2] / "seeds"
CATALOGUE = """
[[outlet]]
id = "harbour"
name = "Harbour News"

[[source]]
id = "harbour-rss"
outlet = "harbour"
kind = "feed"
url = "{feed}/rss"
language = "en"
interval_minutes = 1

[[outlet]]
id = "courier"
name = "The Corran Courier"

[[source]]
id = "courier-desk"
outlet = "courier"
kind = "files"
path = "{seeds}/courier/*.txt"
language = "en"
"""


@dataclass
class Newsroom:
    """A running Airflow with its feed and its database."""

    airflow: Airflow
    feed: Feed
    engine: Engine

    def ingest(self) -> str:
        """Make the feed due and run wire_ingest to its good end; returns the run's id."""
        self.make_due()
        return self.airflow.run("wire_ingest")

    def make_due(self) -> None:
        """Do not wait for the time of the next poll."""
        with writing(self.engine) as connection:
            connection.execute(text("UPDATE feed_state SET next_poll_at = NULL"))

    def versions(self, guid: str) -> int:
        """How many versions of an item are stored."""
        query = "SELECT count(*) FROM story_version AS v JOIN story ON story.id = v.story_id WHERE story.guid = :guid"
        return int(self.scalar(query, guid=guid))

    def scalar(self, query: str, **values: object) -> Any:
        """The one value of a query."""
        with reading(self.engine) as connection:
            return connection.execute(text(query), values).scalar_one()

    def faults(self) -> dict[str, list[str]]:
        """What the checks of the stored data find."""
        with reading(self.engine) as connection:
            return run_checks(connection)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def newsroom(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newsroom]:
    """One Airflow for the tests of this module: all on SQLite as by `make up`, then all on PostgreSQL."""
    home = tmp_path_factory.mktemp("newswire") / "home"
    with ExitStack() as stack:
        stories, metadata = f"sqlite:///{home.with_name('stories.db')}", ""
        if request.param == "postgresql":
            server = request.getfixturevalue("postgres_url")
            stories, metadata = (stack.enter_context(fresh_database(server)) for _ in range(2))
        feed = stack.enter_context(serve_feed())
        catalogue = home.with_name("sources.toml")
        catalogue.write_text(CATALOGUE.format(feed=feed.address, seeds=SEEDS))
        settings = {
            "NEWSWIRE_DATABASE_URL": stories,
            "NEWSWIRE_SOURCES": str(catalogue),
            "NEWSWIRE_ALLOW_NETWORKS": "127.0.0.0/8",
        }
        airflow = stack.enter_context(running_airflow(home, settings, metadata))
        engine = open_engine(stories)
        yield Newsroom(airflow, feed, engine)
        engine.dispose()


def test_a_run_by_hand_takes_stories_from_the_feed_to_the_teams(newsroom: Newsroom):
    newsroom.feed.items["ferry"] = ("Ferry returns to Lindholm", PARAGRAPH)
    run = newsroom.ingest()

    states = {
        (task["task_id"], task["map_index"]): task["state"] for task in newsroom.airflow.tasks("wire_ingest", run)
    }
    assert states["fetch", 0] == states["extract", 0] == "success", "mapped tasks ran"
    assert newsroom.scalar("SELECT count(*) FROM api_story WHERE guid = 'ferry'") == 1
    assert newsroom.scalar("SELECT count(*) FROM api_story") > 1, "the seeds beside the feed"
    assert newsroom.scalar("SELECT count(*) FROM api_quote WHERE speaker_name = 'Marit Solvang'") == 1
    assert not newsroom.faults()


def test_publishing_tells_other_teams_how_much_came(newsroom: Newsroom):
    newsroom.ingest()
    events = newsroom.airflow.call("GET", "/api/v2/assets/events?order_by=-timestamp&limit=1")["asset_events"]
    assert events[0]["name"] == "newswire_stories"
    assert "published" in events[0]["extra"]


def test_a_second_run_finds_nothing_new(newsroom: Newsroom):
    newsroom.feed.items["bridge"] = ("Bridge closed for a week", PARAGRAPH)
    newsroom.ingest()
    before, asked = dump(newsroom.engine), newsroom.feed.requests

    newsroom.ingest()

    assert newsroom.feed.requests > asked, "the feed was polled"
    assert dump(newsroom.engine) == before


def test_a_changed_item_becomes_one_new_version(newsroom: Newsroom):
    newsroom.feed.items |= {"budget": ("Council votes", PARAGRAPH), "school": ("School opens", PARAGRAPH + "At last.")}
    newsroom.ingest()
    newsroom.feed.items["budget"] = ("Council votes", PARAGRAPH + "The mayor, Tove Lindqvist, did not attend.")
    newsroom.ingest()
    newsroom.ingest()

    assert newsroom.versions("budget") == 2
    assert newsroom.versions("school") == 1
    assert "Tove Lindqvist" in newsroom.scalar("SELECT body FROM api_story WHERE guid = 'budget'")


def test_a_backfill_replays_two_intervals_and_changes_nothing(newsroom: Newsroom):
    newsroom.feed.items["market"] = ("Fish market moves", PARAGRAPH)
    newsroom.ingest()
    first = move_two_days_back(newsroom.engine)
    before, asked = dump(newsroom.engine), newsroom.feed.requests

    for _ in range(2):  # the second time there are runs, which have to be run again
        began = datetime.now(UTC)
        runs = newsroom.airflow.backfill("wire_ingest", first, first + timedelta(minutes=15))
        assert [(run["run_type"], run["state"]) for run in runs] == [("backfill", "success")] * 2
        for run in runs:
            tasks = newsroom.airflow.tasks("wire_ingest", run["dag_run_id"])
            ended = {task["task_id"]: datetime.fromisoformat(task["end_date"]) for task in tasks if task["end_date"]}
            assert {"plan", "parse", "dedupe", "batches", "publish", "audit"} <= set(ended)
            assert min(ended["parse"], ended["audit"]) > began, "the tasks ran now"

    assert newsroom.feed.requests == asked, "a backfill does not poll"
    assert dump(newsroom.engine) == before


def test_a_task_that_is_killed_leaves_nothing_half_done_and_its_retry_completes(newsroom: Newsroom):
    long = {f"long-{number}": (f"Report {number}", PARAGRAPH * 40 + f"Part {number}.") for number in range(30)}
    newsroom.feed.items |= long
    newsroom.make_due()
    run = newsroom.airflow.trigger("wire_ingest")

    def extraction() -> dict[str, Any] | None:
        tasks = newsroom.airflow.tasks("wire_ingest", run)
        running = [
            task for task in tasks if task["task_id"] == "extract" and task["state"] == "running" and task["pid"]
        ]
        return running[0] if running else None

    task = newsroom.airflow.wait_for(extraction, "the extraction to begin")
    assert newsroom.airflow.owns(task["pid"])
    psutil.Process(task["pid"]).kill()

    assert not newsroom.faults()
    assert newsroom.airflow.finish("wire_ingest", run) == "success"
    again = [task for task in newsroom.airflow.tasks("wire_ingest", run) if task["task_id"] == "extract"]
    assert max(task["try_number"] for task in again) > 1, "the task was tried again"
    assert newsroom.scalar("SELECT count(*) FROM api_story WHERE guid LIKE 'long-%'") == len(long)
    assert newsroom.scalar("SELECT count(*) FROM story_version WHERE extraction_id IS NULL") == 0
    assert not newsroom.faults()
