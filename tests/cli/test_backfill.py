"""`newswire backfill`, against a real server."""

import json
from datetime import UTC, datetime, timedelta

from tests.support.http_server import Server

CATALOGUE = """\
[[outlet]]
id = "post"
name = "Harbour Post"

[[source]]
id = "post-archive"
outlet = "post"
kind = "dated_url"
url = "{address}/{{year}}-{{month}}-{{day}}.json"
poll = false

[[source]]
id = "post-top"
outlet = "post"
kind = "feed"
url = "{address}/feed.xml"
"""
DAY = timedelta(days=1)


def archive(day: datetime) -> bytes:
    item = {"id": f"{day:%d}", "title": f"Ferry on {day:%A}", "content_text": "The ferry sailed at noon on that day."}
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]}).encode()


def test_the_past_is_fetched_once_and_handled_and_no_feed_is_asked(newswire, tmp_path):
    days = [datetime.now(UTC) - number * DAY for number in (9, 8)]
    since, until = f"{days[0]:%Y-%m-%d}", f"{days[1] + DAY:%Y-%m-%d}"
    with Server() as server:
        listed = tmp_path / "sources.toml"
        listed.write_text(CATALOGUE.format(address=server.url("")))
        paths = [f"/{day:%Y-%m-%d}.json" for day in days]
        for path, day in zip(paths, days, strict=True):
            server.on(path, body=archive(day))

        def backfill(*more: str):
            return newswire("backfill", "--since", since, *more, NEWSWIRE_SOURCES=str(listed))

        first, second = (backfill("--until", until, "--json") for _ in range(2))
        assert [request.path for request in server.requests] == paths
        wrong = backfill("--source", "post-top")
    assert (first.code, first.err, second.code) == (0, "", 0)
    assert (first.rows[0]["parse"]["new"], first.rows[0]["publish"]["stories"]) == (2, 2)
    assert (second.rows[0]["fetch"]["known"], second.rows[0]["parse"]["seen"]) == (2, 0)
    assert wrong.code == 2
    assert "post-top: is no source with a history. Those with one: post-archive" in wrong.err


def test_a_time_that_is_none_or_not_past_is_refused(newswire):
    tomorrow = f"{datetime.now(UTC) + DAY:%Y-%m-%d}"
    for since, words in (("lately", "no time such as"), (tomorrow, "not before --until")):
        result = newswire("backfill", "--since", since)
        assert result.code == 2
        assert words in result.err
