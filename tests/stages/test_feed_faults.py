"""Whatever a server does: nothing is lost, nothing comes twice, the state says why, and the neighbour is unharmed.

Each fault is served by a real server to the real stages, twice; then the feed is well again.
"""

import gzip
from datetime import timedelta

import pytest

from tests.stages.wire import Wire, feed
from tests.support.http_server import Reply, Server

DAY = timedelta(days=1)
GOOD = feed("Ferry runs again", "Bakers end strike")
TITLES = ["Bakers end strike", "Ferry runs again"]
ZIPPED = gzip.compress(GOOD)
BOMB = gzip.compress(bytes(3 * 1024 * 1024))
CHALLENGE = b"<!doctype html><html><head><title>Just a moment...</title></head><body></body></html>"
PAGE = (
    b"<!doctype html><html><head><link rel='alternate' type='application/rss+xml' href='/rss.xml'></head>"
    b"<body>Hello</body></html>"
)


def entity_bomb() -> bytes:
    layers = "".join(f"<!ENTITY e{n} '{f'&e{n - 1};' * 10}'>" for n in range(1, 10))
    return f"<!DOCTYPE rss [<!ENTITY e0 'ha'>{layers}]>".encode() + GOOD.replace(b"in full", b"&e9;")


BAD = {
    "slow drip": (Reply(200, {}, [GOOD[n : n + 1] for n in range(60)], pause=0.1), "broken", "within 1.5 seconds"),
    "never ends": (Reply(200, {"Content-Length": "9000000"}, [b"x" * 65536] * 60), "broken", "more than 1.0 MiB"),
    "gzip bomb": (Reply(200, {"Content-Encoding": "gzip"}, [BOMB]), "broken", "unpacks to more than 1.0 MiB"),
    "too short": (Reply(200, {"Content-Length": "90000"}, [GOOD]), "broken", "broke off before the end"),
    "truncated gzip": (Reply(200, {"Content-Encoding": "gzip"}, [ZIPPED[:-20]]), "broken", "gzip"),
    "not gzip": (Reply(200, {"Content-Encoding": "gzip"}, [GOOD]), "broken", "broken gzip"),
    "redirect loop": (Reply(302, {"Location": "/fault"}), "broken", "in a circle"),
    "private": (Reply(302, {"Location": "http://10.0.0.1/feed"}), "broken", "refused address"),
    "anti-bot": (Reply(200, {}, [CHALLENGE]), "blocked", "page against robots"),
    "page": (Reply(200, {}, [PAGE]), "broken", "/rss.xml"),
    "empty": (Reply(200), "broken", "answered with nothing"),
    "dies": (Reply(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + GOOD[:90]), "broken", "broke off"),
    "no HTTP": (Reply(raw=b"\x00\x01\x02 hello\r\n\r\n"), "broken", "proper HTTP"),
    "no feed": (Reply(200, {}, [b"<svg xmlns='http://www.w3.org/2000/svg'/>"]), "broken", ""),
}
STRANGE = {
    "truncated feed": [GOOD[: GOOD.index(b"<item><guid>Bakers")]],
    "invalid UTF-8": [GOOD.replace(b"in full", b"in \xff\xfe\x80 full")],
    "UTF-16": [GOOD.decode().encode("utf-16")],
    "billion laughs": [entity_bomb()],
    "external entity": [b"<!DOCTYPE rss [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + GOOD.replace(b"full", b"&x;")],
    "duplicates": [feed("Ferry runs again", "Bakers end strike", "Ferry runs again")],
}


@pytest.fixture
def pair(tmp_path, engine):
    """A feed that will be at fault, and its neighbour on another host."""
    with Server() as server:
        wire = Wire(tmp_path, engine, server, fetch_seconds=1.5, max_document_mb=1)
        wire.watch("fault")
        wire.watch("neighbour", "localhost")
        server.on("/neighbour", body=feed("Snow closes pass"))
        yield wire


@pytest.mark.parametrize("name", BAD)
def test_a_bad_answer(pair, name):
    reply, state, reason = BAD[name]
    pair.server.on("/fault", Reply(200, {"ETag": '"1"'}, [feed("Ferry runs again")]))
    pair.poll()
    pair.server.on("/fault", reply)
    pair.poll(DAY * 1.2)
    pair.poll(DAY * 1.2)
    assert pair.state("fault")[0] == state
    assert reason in pair.state("fault")[1]
    assert pair.headlines("fault") == ["Ferry runs again"]
    assert pair.state("neighbour") == ("ok", "")
    pair.server.on("/fault", body=GOOD)
    pair.poll(DAY * 1.2)
    assert pair.state("fault") == ("ok", "")
    assert pair.headlines("fault") == TITLES
    assert pair.headlines("neighbour") == ["Snow closes pass"]


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_feed_is_read_as_far_as_it_goes(pair, name):
    pair.server.on("/fault", Reply(200, {}, STRANGE[name]))
    pair.poll()
    pair.poll(DAY)
    pair.server.on("/fault", body=feed("Lamp is lit"))
    pair.poll(DAY)
    seen = set(pair.headlines("fault"))
    assert "Lamp is lit" in seen
    assert "Ferry runs again" in seen or name == "truncated feed"
    assert len(seen) == len(pair.headlines("fault"))
    bodies = pair.rows("SELECT body FROM story_version")
    assert not any("root:" in body or len(body) > 1000 for (body,) in bodies)
    assert pair.headlines("neighbour") == ["Snow closes pass"]


def test_a_wrong_charset_keeps_the_text(pair):
    pair.server.on("/fault", body=feed("Fähre fährt"), content_type="application/rss+xml; charset=iso-8859-1")
    pair.poll()
    assert pair.headlines("fault") == ["Fähre fährt"]


def test_guids_that_change_at_each_answer_bring_no_story_twice(pair):
    def churned(number: int) -> bytes:
        items = "".join(
            f"<item><guid>{number}-{place}</guid><link>https://post.example/{place}</link><title>Story {place}</title>"
            f"<description>Story {place}, in full.</description></item>"
            for place in range(5)
        )
        return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()

    pair.server.on("/fault", *(Reply(200, {}, [churned(number)]) for number in range(3)))
    for _ in range(3):
        pair.poll(DAY)
    assert pair.headlines("fault") == [f"Story {place}" for place in range(5)]


def test_a_clock_that_is_wrong_changes_neither_order_nor_polling(pair):
    dated = GOOD.replace(b"<guid>", b"<pubDate>Mon, 02 Mar 2099 13:00:00 GMT</pubDate><guid>")
    late = {"Date": "Mon, 02 Mar 2026 13:00:00 GMT", "Last-Modified": "Mon, 02 Mar 2026 13:00:00 GMT"}
    pair.server.on("/fault", Reply(200, late, [dated]), Reply(304, late))
    pair.poll()
    pair.poll(DAY / 2)
    assert pair.headlines("fault") == TITLES
    assert pair.state("fault") == ("ok", "")
    assert pair.rows("SELECT count(*) FROM story_version WHERE published_at > '2098-01-01'") == [(0,)]


def test_fifty_thousand_items_in_one_feed(tmp_path, engine):
    if engine.dialect.name != "sqlite":
        pytest.skip("once is enough: the statements are the same")
    with Server() as server:
        wire = Wire(tmp_path, engine, server)
        wire.watch("long")
        server.on("/long", body=feed(*(f"Story {number}" for number in range(50_000))))
        wire.poll()
        items = wire.rows("SELECT count(*) FROM story")[0][0] + wire.rows("SELECT count(*) FROM quarantine")[0][0]
        assert items == 50_000
