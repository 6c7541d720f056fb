"""What an operator does by hand, and what becomes of it; each test has a database of its own, once on each kind."""

import re
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, text

from pipeline.archive import Archive
from pipeline.errors import RejectedInput
from pipeline.orchestration.page import desk
from pipeline.settings import Settings
from pipeline.sources.catalogue import read_catalogue
from pipeline.stages import run as stages
from pipeline.stages.act import act
from pipeline.store import alerts
from pipeline.store.alerts import Finding
from pipeline.store.engine import reading, writing
from tests.page.conftest import token

CATALOGUE = """
[[outlet]]
id = "post"
name = "The Post"

[[source]]
id = "desk"
outlet = "post"
kind = "files"
path = "stories"

[[source]]
id = "feed"
outlet = "post"
kind = "feed"
url = "https://post.example/feed.xml"
"""
BROKEN = "<rss version='2.0'><channel><title>The Post</title><item><title>Half an it"
RUN = stages.RunId("wire_ingest", "by hand")


class Newsdesk:
    """A newsroom whose folder holds a document that cannot be read, and an operator's browser."""

    def __init__(self, folder: Path, engine: Engine, settings: Settings, address: str) -> None:
        (folder / "stories").mkdir()
        (folder / "stories" / "half.rss").write_text(BROKEN, encoding="utf-8")
        (folder / "sources.toml").write_text(CATALOGUE, encoding="utf-8")
        self.room = stages.Newsroom(settings, engine, Archive(folder / "archive"))
        self.room.catalogue = read_catalogue(folder / "sources.toml")
        self.operator = httpx.Client(base_url=address, timeout=60, cookies={"_token": token("otto")})
        self.due()
        stages.fetch(self.room, ["desk"], run=RUN, now=datetime.now(UTC))
        self.parse()

    def due(self) -> list[str]:
        """The sources that the next run asks."""
        shards = stages.plan(self.room, stages.Window(), now=datetime.now(UTC))
        return sorted(name for shard in shards for name in shard)

    def parse(self) -> dict[str, int]:
        """Parse what waits."""
        return stages.parse(self.room, stages.Window(), run=RUN, now=datetime.now(UTC)).counts

    def post(self, path: str, **fields: object) -> httpx.Response:
        """Send a form of the page."""
        form = self.operator.get("/sources/desk").text
        own = re.search(r'name="token" value="(\w+)"', form)[1]
        return self.operator.post(path, data={"token": own, **fields}, follow_redirects=True)

    def rows(self, query: str) -> list[tuple]:
        """The rows of a query."""
        with reading(self.room.engine) as connection:
            return [tuple(row) for row in connection.execute(text(query))]


@pytest.fixture
def newsdesk(tmp_path, engine, settings, address, monkeypatch):
    found = Newsdesk(tmp_path, engine, settings, address)
    monkeypatch.setattr(desk, "newsroom", lambda: found.room)
    yield found
    found.operator.close()


def test_a_source_is_held_and_released(newsdesk):
    assert newsdesk.due() == ["desk", "feed"]
    answer = newsdesk.post("/sources/feed/hold", reason="they are\nmoving house")
    assert answer.status_code == 200
    assert "The source is held" in answer.text
    assert "held by otto: they are moving house" in answer.text
    assert newsdesk.due() == ["desk"]
    assert "is held. Release it first" in newsdesk.post("/sources/feed/check").text
    assert newsdesk.post("/sources/feed/release").status_code == 200
    assert newsdesk.due() == ["desk", "feed"]
    assert newsdesk.rows("SELECT who, action, subject, reason FROM action_log ORDER BY id") == [
        ("otto", "hold", "source:feed", "they are moving house"),
        ("otto", "release", "source:feed", ""),
    ]
    assert newsdesk.rows("SELECT state FROM source_health ORDER BY since") == [("held",), ("ok",)]


def test_a_hold_needs_a_reason(newsdesk):
    answer = newsdesk.post("/sources/feed/hold", reason=" ")
    assert (answer.status_code, "needs a reason" in answer.text) == (400, True)
    assert newsdesk.rows("SELECT * FROM action_log") == []


def test_a_source_is_checked_now_though_it_is_not_due_or_has_ended(newsdesk):
    with writing(newsdesk.room.engine) as connection:
        statement = (
            "INSERT INTO feed_state (source_id, next_poll_at, ended_at, failures, has_true_validators, slowdowns, "
            "moved_polls) SELECT id, '2100-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00', 3, true, 0, 0 "
            "FROM source WHERE slug = 'feed'"
        )
        connection.execute(text(statement))
    assert newsdesk.due() == ["desk"]
    answer = newsdesk.post("/sources/feed/check")
    assert "The source is due. wire_ingest is switched off or unknown" in answer.text
    assert newsdesk.due() == ["desk", "feed"]


def test_what_was_set_aside_is_read_again(newsdesk):
    ((item,),) = newsdesk.rows("SELECT id FROM quarantine")
    assert newsdesk.parse()["documents"] == 0
    answer = newsdesk.post("/quarantine/retry", item=item)
    assert "Read again: 1." in answer.text
    assert "is read again by the next run" in answer.text
    counts = newsdesk.parse()
    assert (counts["documents"], counts["quarantined"]) == (1, 1)
    assert newsdesk.rows("SELECT resolved_at FROM quarantine") == [(None,)]


def test_what_was_set_aside_is_discarded_with_a_reason(newsdesk):
    ((item,),) = newsdesk.rows("SELECT id FROM quarantine")
    assert newsdesk.post("/quarantine/discard", item=item).status_code == 400
    answer = newsdesk.post("/quarantine/discard", item=item, reason="half a file")
    assert "Discarded: 1." in answer.text
    assert "Nothing is set aside" in answer.text
    assert newsdesk.rows("SELECT resolution FROM quarantine") == [("discarded by otto: half a file",)]
    assert newsdesk.rows("SELECT who, action, subject FROM action_log") == [("otto", "discard", f"quarantine:{item}")]
    again = newsdesk.post("/quarantine/discard", item=item, reason="twice")
    assert "Discarded: 0." in again.text


def test_the_bytes_are_shown_as_text_and_sent_as_a_file(newsdesk):
    ((item,),) = newsdesk.rows("SELECT id FROM quarantine")
    page = newsdesk.operator.get(f"/quarantine/{item}")
    assert "&lt;title&gt;Half an it" in page.text
    sent = newsdesk.operator.get(f"/quarantine/{item}/bytes")
    assert sent.content == BROKEN.encode()
    assert sent.headers["content-type"] == "application/octet-stream"
    assert sent.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("action", "subjects", "problem"),
    [
        ("check", ["nothing"], "is not polled"),
        ("hold", ["nothing"], "is no source"),
        ("release", ["nothing"], "is no source"),
        ("retry", ["1; DROP TABLE quarantine"], "is no item"),
        ("retry", [], "1 to 1000 things at once, not to 0"),
        ("purge", ["desk"], "is no action"),
    ],
)
def test_what_cannot_be_done_is_refused_by_name(newsdesk, action, subjects, problem):
    with pytest.raises(RejectedInput, match=problem):
        act(newsdesk.room, action, subjects, who="otto", reason="why", now=datetime.now(UTC))
    assert newsdesk.rows("SELECT * FROM action_log") == []


def test_what_a_backfill_brought_is_not_fresh(newsdesk, tmp_path):
    (tmp_path / "stories" / "ferry.txt").write_text("Ferry sails again\n\nIt left at noon.\n", encoding="utf-8")
    stages.fetch(newsdesk.room, ["desk"], run=RUN, now=datetime.now(UTC))
    newsdesk.parse()
    assert "1</span> in the last 24 hours" in newsdesk.operator.get("/").text
    with writing(newsdesk.room.engine) as connection:
        connection.execute(text('UPDATE "fetch" SET is_history = true'))
    assert "0</span> in the last 24 hours" in newsdesk.operator.get("/").text


def test_the_overview_says_what_needs_attention_first(newsdesk):
    page = newsdesk.operator.get("/")
    assert "Nothing: by the judgement of the last run all is well." in page.text
    with writing(newsdesk.room.engine) as connection:
        connection.execute(text("UPDATE stage_run SET started_at = '2026-01-01 00:00:00+00:00'"))
        trouble = Finding("broken", "source feed is broken: it says <no>", "Look at it")
        alerts.note_one(connection, "source:feed", trouble, now=datetime.now(UTC))
    words = newsdesk.operator.get("/").text
    late, broken = (
        words.index("wire_ingest has done nothing for"),
        words.index("source feed is broken: it says &lt;no&gt;"),
    )
    assert late < broken
    assert 'href="/newswire/sources/feed"' in words
