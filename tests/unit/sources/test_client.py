"""The client brings documents within its bounds, and turns everything else into a failure that a person understands."""

import asyncio
import gzip
import re
import tracemalloc
from ipaddress import ip_network

import pytest

from pipeline.sources.client import Answer, Client, FetchRequest, Limits
from tests.support.http_server import Reply, Server

LOCAL = [ip_network("127.0.0.0/8")]
FEED = b"<rss version='2.0'><channel><item><title>Ferry delayed</title></item></channel></rss>"
MIB = 1024 * 1024


def fetch(url: str, *, etag: str = "", last_modified: str = "", allowed=LOCAL, limits=None, contact="") -> Answer:
    async def ask() -> Answer:
        async with Client(allowed=allowed, limits=limits, contact=contact) as client:
            return await client.fetch(FetchRequest(url, etag, last_modified))

    return asyncio.run(ask())


def test_a_document_comes_with_its_validators(server: Server):
    server.on("/feed", body=FEED, etag='"a1"', last_modified="Tue, 24 Mar 2026 06:10:00 GMT", content_type="text/xml")
    answer = fetch(server.url("/feed"))
    assert answer.failure is None
    assert answer.body == FEED
    assert (answer.status, answer.final_url) == (200, server.url("/feed"))
    assert answer.headers["etag"] == '"a1"'
    assert answer.headers["last-modified"] == "Tue, 24 Mar 2026 06:10:00 GMT"
    assert answer.headers["content-type"] == "text/xml"


def test_the_request_says_who_asks_and_takes_gzip_only(server: Server):
    server.on("/feed", body=FEED)
    fetch(server.url("/feed"), contact="desk@newsroom.example")
    headers = server.requests[0].headers
    assert headers["user-agent"].startswith("Newswire/")
    assert "desk@newsroom.example" in headers["user-agent"]
    assert headers["accept-encoding"] == "gzip"
    assert not {"cookie", "if-none-match", "if-modified-since"} & headers.keys()


def test_validators_are_sent_and_304_is_nothing_new(server: Server):
    server.on("/feed", status=304)
    answer = fetch(server.url("/feed"), etag='"a1"', last_modified="Tue, 24 Mar 2026 06:10:00 GMT")
    assert answer.is_unchanged
    assert answer.body == b""
    assert server.requests[0].headers["if-none-match"] == '"a1"'
    assert server.requests[0].headers["if-modified-since"] == "Tue, 24 Mar 2026 06:10:00 GMT"


def test_304_without_a_question_is_a_failure(server: Server):
    server.on("/feed", status=304)
    answer = fetch(server.url("/feed"))
    assert not answer.is_unchanged
    assert answer.failure.kind == "status"


def test_gzip_is_unpacked_also_in_several_members(server: Server):
    packed = gzip.compress(FEED[:30]) + gzip.compress(FEED[30:])
    server.on("/feed", Reply(200, {"Content-Encoding": "gzip"}, [packed[:7], packed[7:]]))
    assert fetch(server.url("/feed")).body == FEED


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        (404, "status", "404 .*Look for its new address"),
        (410, "status", "410 .*Look for its new address"),
        (403, "status", "403 .*Ask its publisher"),
        (500, "status", "500 .*Try again later"),
        (204, "status", "204"),
    ],
)
def test_a_status_that_brings_no_document(server: Server, status: int, kind: str, words: str):
    server.on("/feed", status=status)
    answer = fetch(server.url("/feed"))
    assert (answer.status, answer.failure.kind) == (status, kind)
    assert server.url("/feed") in answer.failure.message
    assert re.search(words, answer.failure.message)


def test_a_server_that_is_busy_says_until_when(server: Server):
    server.on("/feed", status=429, retry_after="120")
    answer = fetch(server.url("/feed"))
    assert (answer.status, answer.headers["retry-after"]) == (429, "120")


@pytest.mark.parametrize("body", [b"", b" \r\n\t"])
def test_nothing_is_a_failure(server: Server, body: bytes):
    server.on("/feed", body=body)
    assert fetch(server.url("/feed")).failure.kind == "empty"


def test_a_slow_drip_ends_at_the_deadline(server: Server):
    server.on("/feed", Reply(200, {"Content-Length": "100000"}, [b"x"] * 1000, pause=0.05))
    answer = fetch(server.url("/feed"), limits=Limits(seconds=0.4))
    assert answer.failure.kind == "timeout"
    assert "0.4 seconds" in answer.failure.message


def test_headers_that_never_end_are_refused(server: Server):
    flood = [b"X-Filler-%d: %s\r\n" % (number, b"y" * 4000) for number in range(2000)]
    server.on("/feed", Reply(chunks=flood, raw=b"HTTP/1.1 200 OK\r\n"))
    assert fetch(server.url("/feed")).failure.kind == "http"


def test_a_body_above_the_limit_is_not_read_to_its_end(server: Server):
    server.on("/feed", Reply(200, {}, [b"x" * MIB] * 8))
    answer = fetch(server.url("/feed"), limits=Limits(wire_bytes=MIB, decoded_bytes=8 * MIB))
    assert answer.failure.kind == "too_large"
    assert "1.0 MiB" in answer.failure.message
    assert answer.body == b""


def test_a_gzip_bomb_is_defused_in_little_memory(server: Server):
    bomb = gzip.compress(bytes(256 * MIB))
    server.on("/feed", Reply(200, {"Content-Encoding": "gzip"}, [bomb]))
    tracemalloc.start()
    answer = fetch(server.url("/feed"), limits=Limits(decoded_bytes=2 * MIB))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert answer.failure.kind == "too_large"
    assert "unpacks to more than 2.0 MiB" in answer.failure.message
    assert peak < 16 * MIB


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(Reply(200, {"Content-Length": "5000"}, [FEED]), id="fewer bytes than announced"),
        pytest.param(Reply(200, {"Content-Encoding": "gzip"}, [gzip.compress(FEED)[:-9]]), id="gzip without its end"),
        pytest.param(Reply(200, {"Content-Encoding": "gzip"}, [b"no gzip at all"]), id="no gzip"),
    ],
)
def test_a_broken_off_body_is_not_taken_for_the_whole(server: Server, reply: Reply):
    server.on("/feed", reply)
    answer = fetch(server.url("/feed"))
    assert answer.failure.kind == "truncated"
    assert answer.body == b""


def test_an_encoding_that_nobody_asked_for_is_refused(server: Server):
    server.on("/feed", body=FEED, content_encoding="br")
    answer = fetch(server.url("/feed"))
    assert answer.failure.kind == "http"
    assert "'br'" in answer.failure.message


def test_redirects_are_followed_and_recorded(server: Server):
    server.on("/old", status=301, location="/newer?x=1#top")
    server.on("/newer?x=1", status=302, location=server.url("/feed"))
    server.on("/feed", body=FEED)
    answer = fetch(server.url("/old"))
    assert answer.body == FEED
    assert (answer.url, answer.final_url) == (server.url("/old"), server.url("/feed"))
    assert [(hop.url, hop.status) for hop in answer.hops] == [
        (server.url("/old"), 301),
        (server.url("/newer?x=1"), 302),
    ]


def test_a_circle_of_redirects_ends(server: Server):
    server.on("/a", status=302, location="/b")
    server.on("/b", status=302, location="/a")
    answer = fetch(server.url("/a"))
    assert answer.failure.kind == "redirects"
    assert "in a circle" in answer.failure.message
    assert len(server.requests) == 2


def test_an_endless_chain_of_redirects_ends(server: Server):
    for number in range(20):
        server.on(f"/{number}", status=302, location=f"/{number + 1}")
    answer = fetch(server.url("/0"), limits=Limits(redirects=3))
    assert answer.failure.kind == "redirects"
    assert len(server.requests) == 4


@pytest.mark.parametrize("location", ["file:///etc/hosts", "ftp://outlet.example/feed", "gopher:x", "http://[bad"])
def test_a_redirect_out_of_the_web_is_refused(server: Server, location: str):
    server.on("/feed", status=302, location=location)
    assert fetch(server.url("/feed")).failure.kind == "url"


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:{port}/feed",
        "http://localhost:{port}/feed",
        "http://[::1]:{port}/feed",
        "http://[::ffff:127.0.0.1]:{port}/feed",
        "http://[64:ff9b::7f00:1]:{port}/feed",
        "http://0.0.0.0:{port}/feed",
        "http://10.1.2.3/feed",
        "http://192.168.0.1/feed",
        "http://169.254.169.254/latest/meta-data",
        "http://100.100.100.200/feed",
        "http://168.63.129.16/feed",
        "http://224.0.0.1/feed",
        "http://[fe80::1]/feed",
        "http://[fd00:ec2::254]/feed",
    ],
)
def test_addresses_inside_a_network_are_refused(server: Server, url: str):
    port = server.url("/").rsplit(":", 1)[1].strip("/")
    server.on("/feed", body=FEED)
    answer = fetch(url.format(port=port), allowed=[])
    assert answer.failure.kind == "address"
    assert "NEWSWIRE_ALLOW_NETWORKS" in answer.failure.message
    assert server.requests == []


@pytest.mark.parametrize("url", ["http://2130706433/", "http://127.1/", "http://0x7f000001/"])
def test_other_spellings_of_an_address_lead_nowhere(url: str):
    assert fetch(url, allowed=[]).failure.kind in {"url", "address", "connection"}


def test_a_redirect_into_a_private_network_is_refused(server: Server):
    server.on("/feed", status=302, location="http://10.1.2.3/secrets")
    answer = fetch(server.url("/feed"))
    assert answer.failure.kind == "address"
    assert "redirected to http://10.1.2.3/secrets" in answer.failure.message
    assert [hop.location for hop in answer.hops] == ["http://10.1.2.3/secrets"]


def test_a_name_is_judged_by_the_address_behind_it(server: Server):
    server.on("/feed", status=302, location=server.url("/inside", host="localhost"))
    answer = fetch(server.url("/feed"), allowed=[ip_network("127.0.0.1/32")])
    assert answer.failure.kind == "status"  # 127.0.0.1 is allowed by name, too
    assert fetch(server.url("/feed", host="localhost"), allowed=[ip_network("10.0.0.0/8")]).failure.kind == "address"


def test_a_server_without_tls_is_not_spoken_to_in_tls(server: Server):
    answer = fetch(server.url("/feed").replace("http://", "https://"))
    assert answer.failure.kind in {"tls", "connection"}
    assert "TLS" in answer.failure.message


@pytest.mark.parametrize(
    ("url", "kind"),
    [
        ("feed.xml", "url"),
        ("http://", "url"),
        ("ftp://outlet.example/feed", "url"),
        ("http://reader:secret@outlet.example/feed", "url"),
        ("http://outlet.invalid/feed", "connection"),
    ],
)
def test_a_url_that_cannot_be_asked(url: str, kind: str):
    answer = fetch(url)
    assert answer.failure.kind == kind
    assert "secret" not in answer.failure.message


def test_a_closed_port_is_named():
    with Server() as gone:
        url = gone.url("/feed")
    answer = fetch(url)
    assert answer.failure.kind == "connection"
    assert url in answer.failure.message


def test_nonsense_instead_of_http(server: Server):
    server.on("/feed", Reply(raw=b"220 mail.outlet.example ready\r\n"))
    assert fetch(server.url("/feed")).failure.kind == "http"


def test_an_html_page_is_a_document_like_any_other(server: Server):
    server.on("/feed", body=b"<html><body>Please log in</body></html>", content_type="text/html; charset=utf-8")
    answer = fetch(server.url("/feed"))
    assert answer.failure is None  # what it is worth, the formats say
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
