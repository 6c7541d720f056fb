"""Sources with a history: what was published in a window is fetched once, and nothing else is asked."""

import gzip
import json
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.store.alerts import take_pulse
from pipeline.store.engine import reading
from tests.stages.wire import START, feed
from tests.support.http_server import Reply

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MIDNIGHT = START.replace(hour=0)


def daily(wire, **fields) -> None:
    """An archive with a document a day; START is the noon of 2 March."""
    wire.watch("archive", kind="dated_url", path="{year}/{month}/{day}.xml", **fields)
    serve_days(wire)


def serve_days(wire) -> None:
    for day in ("02/27", "02/28", "03/01", "03/02"):
        wire.server.on(f"/2026/{day}.xml", body=feed(f"Ferry on {day}"))


def test_a_backfill_asks_for_what_is_missing_and_for_nothing_else(wire):
    daily(wire, poll=False)
    wire.watch("top")
    counts = wire.backfill(MIDNIGHT - 2 * DAY, MIDNIGHT)
    assert wire.asked() == ["/2026/02/28.xml", "/2026/03/01.xml"]
    assert counts["documents"] == 2
    assert wire.headlines("archive") == ["Ferry on 02/28", "Ferry on 03/01"]
    counts = wire.backfill(MIDNIGHT - 3 * DAY, MIDNIGHT)
    assert wire.asked() == ["/2026/02/27.xml"]
    assert counts["known"] == 2
    assert wire.rows("SELECT count(*) FROM feed_state") == wire.rows("SELECT count(*) FROM source_health") == [(0,)]


def test_many_short_intervals_ask_for_their_day_once(wire):
    daily(wire, poll=False)
    for hour in range(3):
        wire.backfill(MIDNIGHT - DAY + hour * HOUR, MIDNIGHT - DAY + (hour + 1) * HOUR)
    assert wire.asked() == ["/2026/03/01.xml"]
    assert wire.headlines("archive") == ["Ferry on 03/01"]


def test_a_day_that_was_not_over_is_asked_for_again(wire):
    daily(wire, poll=False)
    wire.backfill(MIDNIGHT, START)
    wire.now += DAY
    wire.server.on("/2026/03/02.xml", body=feed("Ferry on 03/02", "Late ferry"))
    wire.backfill(MIDNIGHT, MIDNIGHT + DAY)
    wire.backfill(MIDNIGHT, MIDNIGHT + DAY)
    assert wire.asked() == ["/2026/03/02.xml"] * 2
    assert wire.headlines("archive") == ["Ferry on 03/02", "Late ferry"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_day_without_a_document_is_noted_and_harms_nobody(wire, status):
    daily(wire)
    wire.server.on("/2026/03/01.xml", status=status)
    counts = wire.backfill(MIDNIGHT - DAY, MIDNIGHT)
    assert (counts["absent"], counts.get("failed", 0)) == (1, 0)
    assert wire.state("archive") == ("ok", "")
    wire.backfill(MIDNIGHT - DAY, MIDNIGHT)
    assert wire.asked() == ["/2026/03/01.xml"]
    serve_days(wire)
    wire.now += 2 * DAY
    wire.backfill(MIDNIGHT - DAY, MIDNIGHT)
    assert wire.headlines("archive") == ["Ferry on 03/01"]


def test_a_poll_takes_today_and_yesterday_until_that_is_complete(wire):
    daily(wire)
    wire.poll()
    assert wire.asked() == ["/2026/03/01.xml", "/2026/03/02.xml"]
    wire.server.on("/2026/03/02.xml", Reply(200, {"ETag": '"2"'}, [feed("Ferry on 03/02", "Late ferry")]))
    wire.server.on("/2026/03/03.xml", status=404)
    wire.poll(12.5 * HOUR)
    wire.poll(HOUR)
    assert wire.asked() == ["/2026/03/03.xml", "/2026/03/02.xml", "/2026/03/03.xml"]
    assert wire.headlines("archive") == ["Ferry on 03/01", "Ferry on 03/02", "Late ferry"]
    assert wire.state("archive") == ("ok", "")
    assert wire.backfill(MIDNIGHT - DAY, MIDNIGHT)["known"] == 1


def test_a_source_that_fails_is_left_alone_and_its_health_is_not_judged(wire):
    daily(wire)
    for day in ("02/27", "02/28", "03/01"):
        wire.server.on(f"/2026/{day}.xml", status=500)
    counts = wire.backfill(MIDNIGHT - 3 * DAY, MIDNIGHT + HOUR)
    assert (counts["failed"], counts["left"]) == (3, 1)
    assert wire.state("archive") == ("ok", "")
    serve_days(wire)
    wire.now += HOUR
    wire.backfill(MIDNIGHT - DAY, MIDNIGHT)
    assert wire.headlines("archive") == ["Ferry on 03/01"]


def test_what_a_backfill_brings_tells_nothing_of_when_the_next_story_comes(wire):
    daily(wire)
    wire.backfill(MIDNIGHT - DAY, MIDNIGHT)
    wire.poll()
    before = wire.rows("SELECT last_item_at, usual_gap_seconds FROM feed_state")
    wire.now += HOUR
    wire.backfill(MIDNIGHT - 3 * DAY, MIDNIGHT)
    assert wire.rows("SELECT last_item_at, usual_gap_seconds FROM feed_state") == before


def sitemap(*titles: str) -> bytes:
    entries = "".join(
        f"<url><loc>https://post.example/{title}</loc><news:news><news:title>{title}</news:title></news:news></url>"
        for title in titles
    )
    return f"<urlset xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'>{entries}</urlset>".encode()


def index(wire, **parts: str) -> None:
    """An index of sitemaps: name and last change; a name's underscores stand for hyphens."""
    listed = "".join(
        f"<sitemap><loc>{wire.server.url(f'/{name.replace("_", "-")}.xml.gz')}</loc><lastmod>{changed}</lastmod>"
        "</sitemap>"
        for name, changed in parts.items()
    )
    wire.server.on("/index", body=f"<sitemapindex>{listed}</sitemapindex>".encode())


def test_an_index_of_sitemaps_is_followed_to_what_changed(wire):
    wire.watch("index", kind="sitemap")
    index(wire, news_1="2026-03-02T11:00:00Z", news_2="2026-03-02T09:00:00Z", old="2026-01-05")
    wire.server.on("/news-1.xml.gz", body=gzip.compress(sitemap("one")))
    wire.server.on("/news-2.xml.gz", body=gzip.compress(sitemap("two")))
    wire.poll()
    assert sorted(wire.asked()) == ["/index", "/news-1.xml.gz", "/news-2.xml.gz"]
    index(wire, news_1="2026-03-02T13:30:00Z", news_2="2026-03-02T09:00:00Z", pages="2026-03-02T13:00:00Z")
    wire.server.on("/news-1.xml.gz", body=gzip.compress(sitemap("one", "three")))
    wire.server.on("/pages.xml.gz", body=b"<urlset><url><loc>https://post.example/about</loc></url></urlset>")
    wire.poll(2 * HOUR)
    assert sorted(wire.asked()) == ["/index", "/news-1.xml.gz", "/pages.xml.gz"]
    wire.poll(2 * HOUR)
    assert wire.asked() == ["/index"]
    assert wire.headlines("index") == ["one", "three", "two"]
    assert wire.state("index") == ("ok", "")
    assert wire.rows("SELECT count(*) FROM quarantine") == [(0,)]


def test_a_backfill_reads_the_parts_of_its_time(wire):
    wire.watch("index", kind="sitemap")
    index(wire, news_2026_01="", news_2026_02="", news_2026_03="")
    wire.server.on("/news-2026-02.xml.gz", body=gzip.compress(sitemap("one", "two")))
    for day in (5, 6):
        wire.backfill(datetime(2026, 2, day, tzinfo=UTC), datetime(2026, 2, day + 1, tzinfo=UTC))
    assert wire.asked() == ["/index", "/news-2026-02.xml.gz"]
    assert wire.headlines("index") == ["one", "two"]


def test_a_story_that_a_poll_brought_is_not_new_in_the_history_of_its_source(wire):
    wire.watch("site", kind="wordpress", path="")
    latest = "orderby=modified&order=desc"
    day = "after=2026-03-01T23:59:59Z&before=2026-03-03T00:00:00Z&per_page=100&orderby=date&order=asc"
    fields = "/site/wp-json/wp/v2/posts?_fields=id,date_gmt,modified_gmt,guid,link,title,excerpt,content"
    wire.server.on(f"{fields}&per_page=50&{latest}", body=posts("Ferry"))
    pages = {1: posts("Ferry", "Bread"), 2: posts("Tug")}
    for page, body in pages.items():
        wire.server.on(f"{fields}&{day}&page={page}", body=body, x_wp_totalpages="2")
    wire.poll()
    wire.now += DAY
    wire.backfill(MIDNIGHT, MIDNIGHT + DAY)
    wire.backfill(MIDNIGHT + HOUR, MIDNIGHT + 2 * HOUR)
    assert len(wire.asked()) == 3
    assert wire.headlines("site") == ["Bread", "Ferry", "Tug"]
    assert wire.state("site") == ("ok", "")


def posts(*titles: str) -> bytes:
    return json.dumps(
        [
            {
                "id": 1,
                "date_gmt": "2026-03-02T10:00:00",
                "guid": {"rendered": f"https://post.example/?p={title}"},
                "link": f"https://post.example/{title}",
                "title": {"rendered": title},
                "content": {"rendered": f"<p>{title}, in full.</p>"},
            }
            for title in titles
        ]
    ).encode()


def test_what_a_backfill_brings_raises_no_alarm(wire):
    daily(wire)
    wire.poll()
    wire.server.on("/2026/02/28.xml", status=500)
    wire.now += HOUR
    wire.backfill(MIDNIGHT - 3 * DAY, MIDNIGHT)
    with reading(wire.engine) as connection:
        pulse = take_pulse(connection, now=wire.now + HOUR / 2)
    assert (pulse.last_story_at, pulse.fetches, pulse.failed_fetches) == (START, 0, 0)
