"""Silence is judged by what is usual; every state says why."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.sources.health import Health, Known, assess
from pipeline.sources.polling import updated_gap

NOW = datetime(2026, 3, 24, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def quiet(gap: timedelta | None, silence: timedelta) -> bool:
    return assess(Known(usual_gap=gap, last_item_at=NOW - silence), NOW).state == "quiet"


def test_silence_is_news_only_where_it_is_unusual():
    assert not quiet(HOUR, 20 * HOUR)
    assert quiet(HOUR, 25 * HOUR)
    assert not quiet(7 * DAY, 20 * DAY)
    assert quiet(7 * DAY, 43 * DAY)
    assert not quiet(None, 400 * DAY)
    assert quiet(100 * DAY, 61 * DAY)


def test_a_quiet_source_says_since_when_in_words_that_stay_the_same():
    known = Known(usual_gap=2 * HOUR, last_item_at=NOW - 3 * DAY)
    assert assess(known, NOW) == Health("quiet", "nothing new since 2026-03-21 12:00 UTC, usually every 2 hours")
    assert assess(known, NOW) == assess(known, NOW + HOUR)


@pytest.mark.parametrize(
    ("status", "is_blocked", "state"),
    [
        (403, False, "blocked"),
        (451, False, "blocked"),
        (200, True, "blocked"),
        (429, False, "slow"),
        (503, False, "slow"),
        (500, False, "broken"),
        (200, False, "broken"),
        (None, False, "broken"),
    ],
)
def test_a_failure_is_told_by_its_kind_with_its_reason(status, is_blocked, state):
    assert assess(Known("why", status, is_blocked), NOW) == Health(state, "why")


def test_a_source_that_is_gone_says_whether_it_is_still_asked():
    known = Known("answered 410", 410, gone_since=NOW - DAY)
    assert assess(known, NOW) == Health("gone", "answered 410. It is asked once more after a day")
    ended = assess(replace(known, is_ended=True), NOW)
    assert ended.reason == "answered 410. It has said so since 2026-03-23 12:00 UTC and is no longer asked"


def test_held_unreadable_moved_and_well():
    assert assess(Known(held_until=NOW + HOUR), NOW).state == "held"
    assert assess(Known(held_until=NOW - HOUR), NOW) == Health("ok")
    assert assess(Known(unreadable="is JSON"), NOW) == Health("broken", "is JSON")
    assert "https://new.example/feed" in assess(Known(moved_to="https://new.example/feed"), NOW).reason


def test_a_day_of_a_source_replayed():
    """A source that brings something every hour falls silent, and is noticed a day later."""
    gap: timedelta | None = None
    last = None
    for hour in range(10):
        at = NOW + hour * HOUR
        gap, last = updated_gap(gap, last, at), at
    states = [assess(Known(usual_gap=gap, last_item_at=last), NOW + hour * HOUR).state for hour in range(9, 36)]
    assert states == ["ok"] * 25 + ["quiet"] * 2
