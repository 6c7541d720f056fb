"""The texts of a feed that has summaries alone are read from the stories' pages, politely, and again in a replay."""

from datetime import timedelta
from hashlib import sha256
from itertools import pairwise

import pytest

from pipeline.settings import Settings
from pipeline.stages import run as stages
from pipeline.store import retention
from pipeline.store.engine import reading, writing
from tests.stages.wire import Wire
from tests.support.dump import dump
from tests.support.http_server import Reply, Request

QUARTER, HOUR = timedelta(minutes=16), timedelta(hours=1)
RULES = "/robots.txt"
TEXT = (
    "The ferry between Corran and Ardgour left the pier again on Monday morning, after three days in which the "
    "wind had kept it in the harbour. Some forty cars were waiting when the first boat came in.",
    "The harbour office said that the timetable of the week would be kept from now on, unless the wind turned. Drivers "
    "of lorries should still ask before they set out, a spokeswoman said.",
    "On the island the shops had run short of bread and milk. The council had asked for a boat on Sunday, which the "
    "company had refused since the pier was under water.",
)


def page(headline: str, *paragraphs: str) -> bytes:
    """The page of a story, with what surrounds it."""
    body = "".join(f"<p>{text}</p>" for text in paragraphs or TEXT)
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>{headline} | The Post</title></head><body><nav><a href='/'>Home"
        f"</a></nav><main><article><h1>{headline}</h1>{body}</article></main><footer>All rights reserved</footer>"
        "</body></html>"
    ).encode()


def feed_of(*items: tuple[str, str, str]) -> bytes:
    """A feed with items of (guid, link, summary)."""
    entries = "".join(
        f"<item><guid isPermaLink='false'>{name}</guid><title>{name.title()} story</title>"
        f"<link>{link}</link><description>{summary}</description></item>"
        for name, link, summary in items
    )
    return f"<rss version='2.0'><channel><title>T</title>{entries}</channel></rss>".encode()


def publish(wire: Wire, **stories: str) -> None:
    """The feed has a summary of each story, whose page has the story's name, until it says something else."""
    document = feed_of(*((name, wire.server.url(f"/{name}.html"), summary) for name, summary in stories.items()))
    tag = f'"{sha256(document).hexdigest()}"'

    def reply(request: Request) -> Reply:
        is_known = request.headers.get("if-none-match") == tag
        return Reply(304, {"ETag": tag}) if is_known else Reply(200, {"ETag": tag}, [document])

    wire.server.on("/feed", reply)


@pytest.fixture
def desk(wire: Wire) -> Wire:
    """A feed with one story, whose page is there, and a host that forbids nothing."""
    wire.watch("feed", full_text=True)
    publish(wire, ferry="The ferry sails again.")
    wire.server.on("/ferry.html", body=page("Ferry story"), content_type="text/html")
    return wire


def versions(wire: Wire) -> list[tuple]:
    query = (
        "SELECT v.headline, v.number, v.body, v.page_fetch_id IS NOT NULL, v.page_problem FROM story_version AS v "
        "ORDER BY v.headline, v.number"
    )
    return wire.rows(query)


def texts(wire: Wire) -> list[str]:
    """The text of each version, in short."""
    return ["page" if "shops had run short" in body else body for _, _, body, _, _ in versions(wire)]


def test_a_story_has_its_summary_and_the_text_of_its_page(desk: Wire):
    assert desk.poll()["pages"] == 1
    ((headline, number, body, has_page, problem),) = versions(desk)
    assert (headline, number, has_page, problem) == ("Ferry story", 1, True, None)
    assert body == "\n\n".join(TEXT)
    assert desk.rows("SELECT summary FROM story_version") == [("The ferry sails again.",)]
    assert desk.asked() == ["/feed", RULES, "/ferry.html"]


def test_without_the_key_no_page_is_asked_for(wire: Wire):
    wire.watch("feed")
    publish(wire, ferry="The ferry sails again.")
    wire.poll()
    assert wire.asked() == ["/feed"]


def test_a_page_is_asked_for_once_and_the_rules_once_a_day(desk: Wire):
    desk.poll()
    desk.asked()
    publish(desk, ferry="The ferry sails again.", fire="The fire is out.")
    desk.server.on("/fire.html", body=page("Fire story"), content_type="text/html")
    desk.poll(QUARTER)
    assert desk.asked() == ["/feed", "/fire.html"]
    assert [(headline, number) for headline, number, *_ in versions(desk)] == [("Ferry story", 1), ("Fire story", 1)]
    desk.poll(QUARTER)
    assert desk.asked() == ["/feed"]
    assert len(versions(desk)) == 2


def test_an_item_that_changes_has_its_page_read_anew(desk: Wire):
    desk.poll()
    publish(desk, ferry="The ferry sails again, and again.")
    desk.server.on("/ferry.html", body=page("Ferry story", *TEXT, "It sailed."), content_type="text/html")
    assert desk.poll(HOUR + QUARTER)["pages"] == 1
    assert [body.endswith("It sailed.") for _, _, body, _, _ in versions(desk)] == [False, True]


def test_a_long_text_in_the_feed_needs_no_page(desk: Wire):
    publish(desk, ferry="The ferry sails again. " * 40)
    desk.poll()
    assert desk.asked() == ["/feed"]
    assert versions(desk)[0][3:] == (False, None)


def test_what_robots_txt_forbids_is_not_asked_for(desk: Wire):
    desk.server.on(RULES, body=b"User-agent: *\nDisallow: /\n\nUser-agent: Newswire\nDisallow: /ferry\n")
    counts = desk.poll()
    assert counts["pages refused"] == 1
    assert desk.asked() == ["/feed", RULES]
    assert texts(desk) == ["The ferry sails again."]
    assert "/robots.txt forbids" in versions(desk)[0][4]
    assert desk.state("feed") == ("ok", "")


def test_a_host_whose_rules_do_not_answer_is_asked_for_no_page(desk: Wire):
    desk.server.on(RULES, status=503)
    desk.poll()
    assert "/ferry.html" not in desk.asked()
    assert texts(desk) == ["The ferry sails again."]
    desk.server.on(RULES, body=b"User-agent: *\nAllow: /\n")
    assert desk.poll(HOUR)["pages"] == 1
    assert texts(desk) == ["The ferry sails again.", "page"]


def test_pages_keep_to_the_budget_of_their_host_and_to_its_delay(desk: Wire):
    desk.pause_for(0.5)
    desk.server.on(RULES, body=b"User-agent: *\nCrawl-delay: 1\n")
    names = {name: f"The {name} sails again." for name in ("ferry", "boat", "ship")}
    publish(desk, **names)
    for name in names:
        desk.server.on(f"/{name}.html", body=page("A story"), content_type="text/html")
    desk.poll()
    times = [request.at for request in desk.server.requests]  # the feed, the rules, three pages
    waits = [later - earlier for earlier, later in pairwise(times)]
    assert all(wait >= least for wait, least in zip(waits, (0.5, 0.5, 1, 1), strict=True)), waits


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(404, {}, [b"nothing here"]), "answered 404"),
        (Reply(500, {}, [b"sorry"]), "answered 500"),
        (Reply(200, {"Content-Type": "application/pdf"}, [b"%PDF-1.7"]), "no HTML page but application/pdf"),
        (
            Reply(200, {"Content-Type": "text/html"}, [b"<html><title>Just a moment...</title></html>"]),
            "page against robots",
        ),
        (
            Reply(200, {"Content-Type": "text/html"}, [page("Ferry story", "It sails.")]),
            "hardly more text than the feed",
        ),
        (Reply(302, {"Location": "http://10.0.0.1/"}), "refused address"),
    ],
)
def test_without_its_page_a_story_keeps_its_summary_and_says_why(desk: Wire, reply: Reply, words: str):
    desk.server.on("/ferry.html", reply)
    desk.poll()
    ((headline, _, body, has_page, problem),) = versions(desk)
    assert (headline, body, has_page) == ("Ferry story", "The ferry sails again.", False)
    assert words in problem
    assert desk.state("feed") == ("ok", "")


def test_a_page_that_comes_later_makes_a_new_version_though_the_feed_has_not_changed(desk: Wire):
    desk.server.on("/ferry.html", status=500)
    desk.poll()
    desk.server.on("/ferry.html", body=page("Ferry story"), content_type="text/html")
    desk.asked()
    desk.poll(QUARTER)
    assert desk.asked() == ["/feed"]  # not twice in an hour
    assert desk.poll(HOUR)["pages"] == 1
    assert texts(desk) == ["The ferry sails again.", "page"]
    shown = "SELECT number FROM story_version ORDER BY revised_at DESC, last_seen_at DESC, number DESC LIMIT 1"
    desk.poll(HOUR)
    assert desk.rows(shown) == [(2,)]
    assert len(versions(desk)) == 2


def test_a_page_that_never_comes_is_given_up(desk: Wire):
    desk.server.on("/ferry.html", status=500)
    for _ in range(12):
        desk.poll(6 * HOUR)
    assert desk.asked().count("/ferry.html") == 4


def test_a_host_that_wants_to_be_left_alone_is_and_the_rest_comes_later(desk: Wire):
    publish(desk, ferry="The ferry sails again.", fire="The fire is out.")
    desk.server.on("/ferry.html", status=429, retry_after="1800")
    desk.server.on("/fire.html", body=page("Fire story"), content_type="text/html")
    desk.poll()
    assert "/fire.html" not in desk.asked()
    desk.poll(HOUR)
    assert "/fire.html" in desk.asked()
    assert sorted(texts(desk)) == ["The ferry sails again.", "The fire is out.", "page"]


def test_a_replay_brings_the_same_rows_without_the_network(desk: Wire):
    publish(desk, ferry="The ferry sails again.", fire="The fire is out.")
    desk.poll()
    desk.server.on("/fire.html", body=page("Fire story"), content_type="text/html")
    desk.poll(2 * HOUR)
    before, rows = dump(desk.engine), versions(desk)
    assert [problem is None for *_, problem in rows] == [True, False, True]
    desk.asked()
    for table in ("story_key", "story_version", "story"):
        desk.change(f"DELETE FROM {table}")
    run = stages.RunId("test", "replay")
    list(stages.reprocess(desk.room, stages.Order(["parse"]), run=run, clock=lambda: desk.now + HOUR))
    assert (dump(desk.engine), versions(desk)) == (before, rows)
    assert desk.asked() == []


def test_a_story_that_is_taken_down_takes_its_page_along(desk: Wire):
    from pipeline.stages import purge

    desk.poll()
    hashes = [name for (name,) in desk.rows("SELECT sha256 FROM raw_document WHERE size > 500")]
    assert len(hashes) == 1
    takedown = purge.find_story(desk.room, "ferry")
    purge.purge(desk.room, takedown, reason="a court", now=desk.now)
    assert not (desk.room.settings.home / "archive" / hashes[0][:2] / hashes[0][2:4] / f"{hashes[0]}.gz").exists()
    publish(desk, ferry="The ferry sails once more.")
    desk.asked()
    desk.poll(2 * HOUR)
    assert desk.asked() == ["/feed"]
    assert versions(desk) == []


def archived(desk: Wire) -> set[str]:
    """The hashes of all that lies in the archive."""
    return {path.stem for path in (desk.room.settings.home / "archive").rglob("*.gz")}


def test_the_page_of_a_story_that_was_taken_down_before_its_feed_was_read_goes_with_the_feed(desk: Wire):
    from pipeline.stages import purge

    desk.poll()
    desk.server.on("/feed", body=feed_of(("ferry", desk.server.url("/moved.html"), "It sails once more.")))
    desk.server.on("/moved.html", body=page("Ferry story", *TEXT, "It sailed."), content_type="text/html")
    desk.now += 2 * HOUR
    (shard,) = desk.plan()
    run = stages.RunId("test", "fetch")
    assert stages.fetch(desk.room, shard, run=run, now=desk.now).counts["pages"] == 1
    purge.purge(desk.room, purge.find_story(desk.room, "ferry"), reason="a court", now=desk.now)
    assert stages.parse(desk.room, stages.Window(), run=run, now=desk.now).counts["documents"] == 1
    assert (versions(desk), archived(desk)) == ([], set())


def test_a_page_that_leads_to_where_robots_txt_forbids_it_is_not_kept(desk: Wire):
    elsewhere = desk.server.url("/elsewhere.html", host="localhost")
    desk.server.on("/ferry.html", Reply(302, {"Location": elsewhere}))
    desk.server.on("/elsewhere.html", body=page("Ferry story"), content_type="text/html")

    def rules(request: Request) -> Reply:
        is_elsewhere = request.headers["host"].startswith("localhost")
        return Reply(200, {}, [b"User-agent: *\nDisallow: /\n" if is_elsewhere else b"User-agent: *\nAllow: /\n"])

    desk.server.on(RULES, rules)
    assert desk.poll()["pages refused"] == 1
    assert "forbids what it leads to" in versions(desk)[0][4]
    assert archived(desk) == {name for (name,) in desk.rows("SELECT sha256 FROM raw_document")}


def test_pages_and_rules_go_when_the_archive_keeps_them_no_longer(desk: Wire):
    desk.server.on(RULES, body=b"User-agent: *\nAllow: /\n")
    desk.poll()
    assert len(archived(desk)) == 3
    options = desk.room.settings.model_dump() | {"keep_archive_days": 30}
    desk.room.settings = Settings(**options)
    for days, left in ((29, 3), (2, 0)):
        desk.now += timedelta(days=days)
        stages.maintain(desk.room, False, run=stages.RunId("test", "maintenance"), now=desk.now)
        assert len(archived(desk)) == left


def test_a_page_that_the_archive_no_longer_keeps_is_not_missed(desk: Wire):
    desk.poll()
    desk.now += timedelta(days=100)
    with reading(desk.engine) as connection:
        ((*found,),) = retention.expired_documents(connection, desk.now - timedelta(days=50))
    assert len(found) == 2  # the feed and the page
    for _, name in found:
        desk.room.archive.remove(name)
    with writing(desk.engine) as connection:
        retention.mark_expired(connection, [number for number, _ in found])
    publish(desk, ferry="The ferry sails again.", fire="The fire is out." * 200)
    desk.poll()
    assert [(headline, number) for headline, number, *_ in versions(desk)] == [("Ferry story", 1), ("Fire story", 1)]
    assert texts(desk)[0] == "page"


def test_a_page_stays_as_long_as_a_feed_that_has_its_item(desk: Wire):
    desk.poll()
    publish(desk, ferry="The ferry sails again.", fire="The fire is out." * 200)
    desk.poll(timedelta(days=100))
    with reading(desk.engine) as connection:
        found = [one for part in retention.expired_documents(connection, desk.now - timedelta(days=50)) for one in part]
    assert len(found) == 1  # the first feed
