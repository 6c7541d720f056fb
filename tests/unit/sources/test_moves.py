"""A move is believed after the same target was seen on three polls over two days, and only if it is permanent."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.sources.answer import Hop
from pipeline.sources.moves import Move, is_ended, permanent_target, seen_move

NOW = datetime(2026, 3, 24, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
OLD, NEW, LAST = "http://a.example/feed", "http://b.example/feed", "http://c.example/feed"


@pytest.mark.parametrize(
    ("statuses", "expected"),
    [((), None), ((301,), NEW), ((308,), NEW), ((302,), None), ((307,), None), ((303,), None)],
)
def test_only_a_permanent_redirect_names_a_new_address(statuses, expected):
    hops = [Hop(OLD, status, NEW) for status in statuses]
    assert permanent_target(hops, NEW if hops else OLD) == expected


def test_a_temporary_hop_ends_the_permanent_part_of_a_chain():
    assert permanent_target([Hop(OLD, 301, NEW), Hop(NEW, 302, LAST)], LAST) == NEW
    assert permanent_target([Hop(OLD, 302, NEW), Hop(NEW, 301, LAST)], LAST) is None
    assert permanent_target([Hop(OLD, 301, NEW), Hop(NEW, 308, LAST)], LAST) == LAST


def polls(*seen: tuple[float, str | None]) -> bool:
    move = Move()
    for days, target in seen:
        at = NOW + days * DAY
        move = seen_move(move, target, at)
    return move.is_settled(at)


def test_a_move_settles_after_three_polls_over_two_days():
    assert polls((0, NEW), (1, NEW), (2, NEW))
    assert not polls((0, NEW), (0.1, NEW), (0.2, NEW), (1.9, NEW))
    assert not polls((0, NEW), (2, NEW))


@pytest.mark.parametrize("between", [None, LAST])
def test_another_answer_in_between_begins_anew(between):
    assert not polls((0, NEW), (1, between), (2, NEW), (3, NEW), (3.5, NEW))


def test_a_feed_has_ended_when_it_said_so_a_day_ago_already():
    assert not is_ended(None, NOW)
    assert not is_ended(NOW - timedelta(hours=23), NOW)
    assert is_ended(NOW - DAY, NOW)
