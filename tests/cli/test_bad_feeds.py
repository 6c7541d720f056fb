"""A feed that answers anything but a feed is named with what it said; the other feeds are not concerned."""

import pytest

from tests.support.http_server import Server

ITEM = "<item><guid>{0}</guid><title>{1}</title><description>{1} in full.</description></item>"


@pytest.fixture
def server():
    with Server() as running:
        yield running


def feed(*titles: str) -> bytes:
    items = "".join(ITEM.format(number, title) for number, title in enumerate(titles))
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()


@pytest.mark.parametrize(
    ("status", "body", "message"),
    [
        (404, b"gone", "404"),
        (500, b"oops", "500"),
        (200, b"<!doctype html><html><head><title>Hello</title></head><body><p>Hello</p></body></html>", "HTML"),
        (200, b"", "nothing"),
    ],
)
def test_an_answer_that_is_no_feed(newswire, server, status, body, message):
    server.on("/bad", status=status, body=body, content_type="text/html")
    server.on("/good", body=feed("Ferry runs again", "Bakers end strike"))
    result = newswire("ingest", server.url("/bad"), server.url("/good"))
    assert result.code == 1
    assert "/bad" in result.err
    assert message in result.err
    assert len(newswire("show", "story", "Bakers", "--json").rows) == 1


def test_a_feed_is_asked_for_changes_only_and_a_changed_item_is_a_new_version(newswire, server):
    server.on("/feed", body=feed("Ferry runs again"), etag='"1"')
    assert newswire("ingest", server.url("/feed")).code == 0
    server.on("/feed", status=304)
    again = newswire("ingest", server.url("/feed"))
    assert (again.code, again.out.strip()) == (0, "nothing new")
    assert server.requests[-1].headers["if-none-match"] == '"1"'
    server.on("/feed", body=feed("Ferry stops again"))
    newswire("ingest", server.url("/feed"))
    (story,) = newswire("show", "story", "Ferry", "--json").rows
    assert [version["headline"] for version in story["versions"]] == ["Ferry runs again", "Ferry stops again"]


def test_a_private_address_is_refused_unless_it_is_allowed(newswire, server):
    server.on("/feed", body=feed("Ferry runs again"))
    result = newswire("ingest", server.url("/feed"), NEWSWIRE_ALLOW_NETWORKS="")
    assert result.code == 1
    assert "NEWSWIRE_ALLOW_NETWORKS" in result.err
    assert server.requests == []
