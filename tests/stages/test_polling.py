"""What a feed says of itself over days, and what the stage makes of it: a real server, a clock of the test."""

import json
from datetime import datetime, timedelta
from itertools import pairwise

from pipeline.store import hosts
from pipeline.store.engine import writing
from pipeline.store.runs import Owner
from tests.stages.wire import START, feed
from tests.support.http_server import Reply

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
PAUSE = 0.5


def conditions(wire) -> list[str | None]:
    return [request.headers.get("if-none-match") for request in wire.server.requests]


def test_a_server_that_says_for_ever_that_nothing_changed_is_found_out_within_a_day(wire):
    wire.watch("a")
    wire.server.on("/a", Reply(200, {"ETag": '"1"'}, [feed("one")]), Reply(304, {"ETag": '"1"'}))
    wire.poll()
    assert wire.poll(HOUR)["unchanged"] == 1
    assert conditions(wire) == [None, '"1"']
    wire.server.on("/a", Reply(200, {"ETag": '"1"'}, [feed("one", "two")]))
    wire.poll(DAY)
    assert conditions(wire)[-1] is None
    assert wire.headlines("a") == ["one", "two"]
    wire.poll(2 * HOUR)
    assert conditions(wire)[-1] is None  # its validators stood for two documents
    wire.server.on("/a", Reply(200, {"ETag": '"2"'}, [feed("one", "two", "three")]))
    wire.poll(2 * HOUR)
    wire.poll(2 * HOUR)
    assert conditions(wire)[-1] == '"2"'


def test_a_tag_that_changes_each_time_makes_no_new_document(wire):
    wire.watch("a")
    wire.server.on("/a", *(Reply(200, {"ETag": f'"{number}"'}, [feed("one")]) for number in range(4)))
    assert [wire.poll(2 * HOUR).get("documents", 0) for _ in range(4)] == [1, 0, 0, 0]
    assert wire.rows("SELECT count(*) FROM raw_document") == [(1,)]


def test_retry_after_holds_the_whole_host_and_nobody_else(wire):
    for name, host in (("a", "127.0.0.1"), ("b", "127.0.0.1"), ("c", "localhost")):
        wire.watch(name, host)
        wire.server.on(f"/{name}", body=feed(name))
    wire.server.on("/a", Reply(429, {"Retry-After": "7200"}), Reply(200, {}, [feed("a")]))
    counts = wire.poll()
    assert (counts["slow"], counts["held"], counts["documents"]) == (1, 1, 1)
    assert [request.path for request in wire.server.requests if request.path != "/c"] == ["/a"]
    assert wire.state("a")[0] == "slow"
    assert wire.state("b") == ("held", "its host wants no request before 2026-03-02 14:00 UTC")
    assert wire.state("c") == ("ok", "")
    assert wire.rows("SELECT failures, slowdowns FROM feed_state WHERE slowdowns > 0") == [(0, 1)]
    wire.poll(HOUR)
    assert [request.path for request in wire.server.requests].count("/b") == 0
    wire.poll(2 * HOUR)
    assert wire.headlines("a") == ["a"]
    assert wire.headlines("b") == ["b"]
    assert wire.state("a") == wire.state("b") == ("ok", "")


def test_a_move_is_adopted_after_three_polls_over_two_days_and_left_when_it_fails(wire):
    wire.watch("old")
    wire.server.on("/new", body=feed("one"))
    wire.server.on("/old", Reply(301, {"Location": "/new"}))
    adopted = "SELECT adopted_url FROM feed_state"
    for day in (0, 1, 2):
        assert wire.rows(adopted) in ([], [(None,)]), day
        wire.poll(DAY if day else timedelta(0))
    assert wire.rows(adopted) == [(wire.server.url("/new"),)]
    asked = len(wire.server.requests)
    wire.poll(DAY)
    assert [request.path for request in wire.server.requests[asked:]] == ["/new"]
    assert "moved permanently" in wire.state("old")[1]
    wire.server.on("/new", status=404)
    wire.server.on("/old", body=feed("one", "two"))
    wire.poll(DAY)
    wire.poll(DAY)
    assert wire.headlines("old") == ["one", "two"]
    assert wire.rows(adopted) == [(None,)]


def test_a_temporary_redirect_or_one_to_a_page_is_never_adopted(wire):
    wire.watch("passing")
    wire.watch("lost", "localhost")
    wire.server.on("/new", body=feed("one"))
    wire.server.on("/home", body=b"<html><body>Welcome</body></html>")
    wire.server.on("/passing", Reply(302, {"Location": "/new"}))
    wire.server.on("/lost", Reply(301, {"Location": "/home"}))
    for _ in range(4):
        wire.poll(1.2 * DAY)
    assert wire.rows("SELECT count(*) FROM feed_state WHERE moved_to IS NOT NULL OR adopted_url IS NOT NULL") == [(0,)]


def test_a_feed_that_is_gone_is_asked_once_more_after_a_day_and_then_ends_visibly(wire):
    wire.watch("a")
    wire.server.on("/a", status=410)
    wire.poll()
    wire.poll(HOUR)
    assert len(wire.server.requests) == 1
    assert wire.state("a")[0] == "gone"
    assert "once more" in wire.state("a")[1]
    wire.poll(DAY)
    assert "no longer asked" in wire.state("a")[1]
    wire.poll(30 * DAY)
    assert len(wire.server.requests) == 2
    wire.server.on("/elsewhere", body=feed("one"))
    wire.sources = [wire.sources[0].model_copy(update={"url": wire.server.url("/elsewhere")})]
    wire.poll()
    assert wire.headlines("a") == ["one"]
    assert wire.state("a") == ("ok", "")


def test_a_source_whose_address_changes_is_not_asked_with_the_old_ones_validators(wire):
    wire.watch("a")
    wire.server.on("/a", Reply(200, {"ETag": '"1"'}, [feed("one")]))
    wire.server.on("/b", Reply(200, {"ETag": '"1"'}, [feed("two")]))
    wire.poll()
    wire.sources = [wire.sources[0].model_copy(update={"url": wire.server.url("/b")})]
    wire.poll(HOUR)
    assert conditions(wire) == [None, None]
    assert wire.headlines("a") == ["one", "two"]


def test_a_failing_source_is_tried_for_ever_and_every_change_is_noted_once(wire):
    wire.watch("a")
    wire.server.on("/a", status=500)
    for _ in range(8):
        wire.poll(1.2 * DAY)
    assert len(wire.server.requests) == 8
    wire.server.on("/a", body=feed("one"))
    wire.poll(1.2 * DAY)
    assert [state for (state,) in wire.rows("SELECT state FROM source_health ORDER BY since")] == ["broken", "ok"]


def test_a_source_that_falls_silent_is_quiet_and_well_again_with_the_next_item(wire):
    wire.watch("a")
    titles = [f"story {number}" for number in range(5)]
    for number in range(4):
        wire.server.on("/a", body=feed(*titles[: number + 1]))
        wire.poll(6 * HOUR)
    wire.poll(DAY)
    assert wire.state("a")[0] == "ok"
    wire.poll(DAY)
    assert wire.state("a") == ("quiet", "nothing new since 2026-03-03 12:00 UTC, usually every 6 hours")
    wire.server.on("/a", body=feed(*titles))
    wire.poll(DAY)
    assert wire.state("a") == ("ok", "")


def test_a_feed_that_wants_to_be_asked_less_often_is(wire):
    wire.watch("a")
    wire.server.on("/a", body=feed("one", head="<ttl>50</ttl>"))
    wire.poll()
    due = wire.rows("SELECT next_poll_at FROM feed_state")[0][0]
    due = datetime.fromisoformat(due) if isinstance(due, str) else due
    wait = due.replace(tzinfo=START.tzinfo) - START
    assert timedelta(minutes=44) < wait < timedelta(minutes=56)


def test_two_workers_never_ask_a_host_at_the_same_time_nor_too_soon(wire):
    names = [f"f{number}" for number in range(8)]
    for name in names:
        wire.watch(name)
        wire.server.on(f"/{name}", Reply(200, {}, [feed(name)[:40], feed(name)[40:]], pause=0.1))
    workers = [wire.poll_beside(*half) for half in (names[::2], names[1::2])]
    counts = [json.loads(worker.communicate()[0]) for worker in workers]
    assert [count["documents"] for count in counts] == [4, 4]
    times = [request.at for request in wire.server.requests]
    assert len(times) == 8
    assert min(later - earlier for earlier, later in pairwise(times)) >= PAUSE + 0.1


def test_the_place_at_a_host_comes_free_when_its_worker_dies_or_its_time_is_up(engine):
    first, second = Owner("a", "elsewhere", 1), Owner("b", "elsewhere", 2)

    def take(owner: Owner, seconds: float, *, is_alive: bool = True) -> bool:
        rules = {"lease": timedelta(seconds=60), "pause": timedelta(seconds=PAUSE), "is_alive": lambda _: is_alive}
        with writing(engine) as connection:
            return hosts.take_host(
                connection, "h.example", owner, clock=START + timedelta(seconds=seconds), **rules
            ).is_granted

    assert take(first, 0)
    assert not take(second, 1)
    assert take(first, 50)  # renewed
    assert not take(second, 100)
    assert not take(second, 111)  # free, but not at once
    assert take(second, 111.6)
    assert not take(first, 112, is_alive=False)
    assert take(first, 112.6, is_alive=False)
    with writing(engine) as connection:
        hosts.give_back_host(
            connection, "h.example", first, clock=START + timedelta(seconds=113), pause=timedelta(seconds=PAUSE)
        )
    assert not take(second, 113.4)
    assert take(second, 113.5)
