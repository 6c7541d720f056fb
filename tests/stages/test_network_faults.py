"""Faults of the network, the disk and the process around a poll: nothing is lost, nothing comes twice, others go on."""

import gzip
import json
import random
import socket
import string
import threading
import time
import zlib
from collections import Counter
from contextlib import ExitStack
from datetime import timedelta
from itertools import pairwise, repeat

import pytest
from sqlalchemy import text

from pipeline.store.engine import writing
from tests.stages.wire import Wire, feed
from tests.support.certificates import Authority
from tests.support.http_server import Reply, Request, Server

DAY = timedelta(days=1)
KIB, MIB = 1024, 1024 * 1024
PAUSE = 0.5
NAME = "news.example"
REFUSED = 3  # exit code of a worker that ended with an error of ours


def counts(worker) -> dict[str, int]:
    told, error = worker.communicate()
    assert worker.returncode == 0, error
    return json.loads(told)


def test_a_certificate_that_does_not_verify(wire, tmp_path):
    trusted, unknown = (Authority(tmp_path / name) for name in (made(tmp_path, "trusted"), made(tmp_path, "unknown")))
    with (
        Server(certificate=trusted.certificate("localhost")) as good,
        Server(certificate=unknown.certificate("localhost")) as bad,
    ):
        wire.watch("good", url=good.url("/good", host="localhost"))
        wire.watch("wrong-host", url=good.url("/wrong-host"))
        wire.watch("unknown", url=bad.url("/unknown", host="localhost"))
        good.on("/good", body=feed("Ferry runs again"))
        good.on("/wrong-host", body=feed("Not to be read"))
        bad.on("/unknown", body=feed("Not to be read"))
        worker = wire.poll_beside("good", "wrong-host", "unknown", SSL_CERT_FILE=str(trusted.file))
        assert counts(worker).items() >= {"documents": 1, "failed": 2}.items()
        assert [request.path for request in good.requests + bad.requests] == ["/good"]
    assert wire.state("good") == ("ok", "")
    for name, why in (("wrong-host", "mismatch"), ("unknown", "unable to get local issuer")):
        state, reason = wire.state(name)
        assert state == "broken"
        assert "has no valid certificate" in reason
        assert why in reason


def made(folder, name: str) -> str:
    (folder / name).mkdir()
    return name


@pytest.fixture
def name_server(monkeypatch):
    """Answers for NAME with these addresses in turn, the last one for ever; all other names are looked up as ever."""
    addresses = ["127.0.0.1"]
    look_up = socket.getaddrinfo

    def answer(host, *rest, **more):
        if host != NAME:
            return look_up(host, *rest, **more)
        return look_up(addresses.pop(0) if len(addresses) > 1 else addresses[0], *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    return addresses


@pytest.fixture
def inside(tmp_path, engine):
    """A newsroom that may ask 127.0.0.1, and a server at the same port of 127.0.0.2, which it may not ask."""
    with Server() as server, Server("127.0.0.2", port=server.port) as hidden:
        wire = Wire(tmp_path, engine, server, allow_networks=["127.0.0.1/32"])
        wire.watch("changing", NAME)
        wire.watch("neighbour")
        server.on("/neighbour", body=feed("Snow closes pass"))
        hidden.on("/changing", body=feed("Secret"))
        yield wire, hidden


@pytest.mark.parametrize("addresses", [["127.0.0.1", "127.0.0.2"], ["127.0.0.2", "127.0.0.1"]])
def test_a_name_that_leads_inside_at_one_look_up_and_outside_at_another(inside, name_server, addresses):
    wire, hidden = inside
    wire.server.on("/changing", body=feed("Ferry runs again"))
    name_server[:] = addresses
    wire.poll()
    wire.poll(DAY)
    assert hidden.requests == []
    assert wire.headlines("changing") == ["Ferry runs again"]
    is_inside_now = addresses[-1] == "127.0.0.2"
    assert wire.state("changing")[0] == ("broken" if is_inside_now else "ok")
    assert ("refused address (127.0.0.2" in wire.state("changing")[1]) == is_inside_now
    assert wire.headlines("neighbour") == ["Snow closes pass"]


def test_a_name_that_leads_inside_only_after_a_redirect_to_itself(inside, name_server):
    wire, hidden = inside
    with Server("127.0.0.2") as other_port:
        other_port.on("/next", body=feed("Secret"))
        wire.server.on("/changing", Reply(302, {"Location": f"http://{NAME}:{other_port.port}/next"}))
        name_server[:] = ["127.0.0.1", "127.0.0.2"]
        wire.poll()
        assert other_port.requests == hidden.requests == []
    assert "refused address (127.0.0.2" in wire.state("changing")[1]
    assert wire.headlines("changing") == []
    assert wire.headlines("neighbour") == ["Snow closes pass"]


def times_at(wire, host: str) -> list[float]:
    return [request.at for request in wire.server.requests if request.headers["host"].startswith(host)]


def test_a_redirect_to_another_host_counts_in_that_host_s_budget(wire):
    wire.pause_for(PAUSE)
    for number in range(3):
        there, back = f"there-{number}", f"back-{number}"
        wire.watch(there, "127.0.0.1")
        wire.watch(back, "localhost")
        wire.server.on(f"/{there}", Reply(302, {"Location": wire.server.url(f"/new-{there}", host="localhost")}))
        wire.server.on(f"/{back}", Reply(302, {"Location": wire.server.url(f"/new-{back}")}))
        for name in (there, back):
            wire.server.on(f"/new-{name}", Reply(200, {}, [feed(name)[:40], feed(name)[40:]], pause=0.1))
    assert wire.poll()["documents"] == 6
    for host in ("127.0.0.1", "localhost"):
        times = times_at(wire, host)
        assert len(times) == 6
        assert min(later - earlier for earlier, later in pairwise(times)) >= PAUSE


def test_a_redirect_to_a_host_that_wants_no_request_waits_for_it(wire):
    wire.watch("busy", "localhost")
    wire.server.on("/busy", Reply(429, {"Retry-After": "7200"}), Reply(200, {}, [feed("Lamp is lit")]))
    wire.poll()
    wire.watch("moved")
    wire.watch("stayed")
    wire.server.on("/moved", Reply(302, {"Location": wire.server.url("/new", host="localhost")}))
    wire.server.on("/stayed", body=feed("Snow closes pass"))
    wire.server.on("/new", body=feed("Ferry runs again"))
    assert wire.poll().items() >= {"held": 1, "documents": 1}.items()
    assert wire.state("moved") == ("held", "its host wants no request before 2026-03-02 14:00 UTC")
    assert "/new" not in [request.path for request in wire.server.requests]
    wire.poll(timedelta(hours=3))
    assert wire.headlines("moved") == ["Ferry runs again"]
    assert wire.state("moved") == ("ok", "")


def noise(size: int) -> str:
    return "".join(random.Random(1).choices(string.ascii_letters, k=size))


def test_a_full_disk_while_an_answer_is_archived(wire):
    """No file of the worker may grow beyond 2 MiB: the database has room, the document of 3 MiB has none."""
    wire.watch("large")
    wire.watch("after")
    wire.watch("small", "localhost")
    large = feed("Ferry runs again").replace(b"</channel>", b"<!--" + noise(4 * MIB).encode() + b"--></channel>")
    wire.server.on("/large", Reply(200, {"ETag": '"1"'}, [large]))
    wire.server.on("/after", body=feed("Lamp is lit"))
    wire.server.on("/small", body=feed("Snow closes pass"))
    worker = wire.poll_beside("large", "small", "after", limit=2 * MIB)
    _, error = worker.communicate()
    assert worker.returncode == REFUSED, error
    assert "has no room for another document" in error
    assert wire.state("large")[0] == "broken"
    assert "has no room for another document" in wire.state("large")[1]
    assert wire.rows("SELECT count(*) FROM feed_state WHERE failures > 0 OR etag IS NOT NULL") == [(0,)]
    assert wire.state("small") == wire.state("after") == ("ok", "")
    wire.now += DAY * 1000
    wire.poll()
    wire.poll(DAY)
    assert [wire.headlines(name) for name in ("large", "small", "after")] == [
        ["Ferry runs again"],
        ["Snow closes pass"],
        ["Lamp is lit"],
    ]
    assert wire.state("large") == ("ok", "")


def test_a_worker_killed_between_archive_and_commit(wire):
    wire.watch("neighbour", "localhost")
    wire.server.on("/neighbour", body=feed("Snow closes pass"))
    wire.poll(DAY)
    wire.watch("fatal")
    is_asked, may_end = threading.Event(), threading.Event()

    def answer_when_nobody_can_commit(_: Request) -> Reply:
        is_asked.set()
        may_end.wait(30)
        return Reply(200, {"ETag": '"1"'}, [feed("Ferry runs again")])

    wire.server.on("/fatal", answer_when_nobody_can_commit)
    archived = set((wire.room.settings.home / "archive").rglob("*.gz"))
    worker = wire.poll_beside("fatal")
    assert is_asked.wait(30)
    with writing(wire.engine) as connection:  # SQLite has one lock for all; PostgreSQL gets one for this table
        if wire.engine.dialect.name == "postgresql":
            connection.execute(text("LOCK TABLE raw_document"))
        may_end.set()
        while set((wire.room.settings.home / "archive").rglob("*.gz")) == archived:
            assert worker.poll() is None, worker.communicate()
            time.sleep(0.01)
        worker.kill()
        worker.communicate()
    assert wire.rows("SELECT count(*) FROM \"fetch\" WHERE url LIKE '%/fatal' AND outcome = 'document'") == [(0,)]
    wire.server.on("/fatal", Reply(200, {"ETag": '"1"'}, [feed("Ferry runs again")]))
    wire.poll(DAY)
    wire.poll(DAY / 2)
    asked = [request for request in wire.server.requests if request.path == "/fatal"]
    assert [request.headers.get("if-none-match") for request in asked] == [None, None, '"1"']
    assert wire.headlines("fatal") == ["Ferry runs again"]
    assert wire.headlines("neighbour") == ["Snow closes pass"]
    assert wire.state("fatal") == ("ok", "")
    assert wire.rows("SELECT count(*) FROM raw_document") == [(2,)]


def gigabyte() -> bytes:
    """A gibibyte of zeros in gzip (RFC 1952) without its end: 64 times a block that can be repeated."""
    packer = zlib.compressobj(wbits=-15)
    block = packer.compress(bytes(16 * MIB)) + packer.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + 64 * block


def test_a_shard_of_bombs_is_defused_in_little_memory(tmp_path, engine):
    bomb = gigabyte()
    endless = b"%x\r\n%b\r\n" % (64 * KIB, b"x" * 64 * KIB)
    long_comment = b"<!--" + b" x" * (15 * MIB) + b"-->"
    kinds = {
        "bomb": Reply(200, {"Content-Encoding": "gzip"}, [bomb]),
        "nested": Reply(200, {"Content-Encoding": "gzip"}, [gzip.compress(bomb)]),
        "endless": Reply(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", chunks=repeat(endless)),
        "large": Reply(200, {"Content-Encoding": "gzip"}, [gzip.compress(feed("Ferry runs again") + long_comment)]),
    }
    with ExitStack() as stack:
        servers = [stack.enter_context(Server(f"127.0.0.{number}")) for number in range(1, 65)]
        wire = Wire(tmp_path, engine, servers[0], fetch_seconds=20)
        for number, server in enumerate(servers):
            kind = list(kinds)[number % 4 if number < 24 else number % 3]
            wire.watch(f"{kind}-{number}", url=server.url("/"))
            server.on("/", kinds[kind])
        told = counts(wire.poll_beside(*(source.id for source in wire.sources)))
    number_of = Counter(source.id.partition("-")[0] for source in wire.sources)
    assert told["failed"] == number_of["bomb"] + number_of["endless"]
    assert told["documents"] == number_of["nested"] + number_of["large"]  # what they are worth, parsing says
    assert told["grown"] < 300, told
    for number, reason in enumerate(["unpacks to more than 32.0 MiB", "", "sent more than 32.0 MiB", ""]):
        assert reason in wire.state(wire.sources[number].id)[1]
