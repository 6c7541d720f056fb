"""When somebody is told that something is wrong."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.stages.watch import Limits, judge
from pipeline.store.alerts import Pulse

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
WELL = Pulse({"post": ("ok", "")}, NOW - 5 * MINUTE, 100, 1, [2 * MINUTE] * 50, 1, 1.0)
LIMITS = Limits(silence=180 * MINUTE, lag=60 * MINUTE, failure_ratio=0.5, set_aside=20)


def causes(pulse: Pulse, limits: Limits = LIMITS) -> dict[str, str]:
    return {cause: finding.state for cause, finding in judge(pulse, limits, NOW).items()}


def test_a_newsroom_that_is_well_needs_nobody():
    assert causes(WELL) == {}


def test_silence_is_an_alert_unless_it_is_switched_off_or_nothing_is_polled():
    silent = replace(WELL, last_story_at=NOW - 181 * MINUTE)
    assert causes(silent) == {"silence": "silent"}
    assert causes(replace(silent, states={})) == {}
    assert causes(silent, replace(LIMITS, silence=None)) == {}


def test_an_empty_database_is_not_silent():
    assert causes(replace(WELL, last_story_at=None)) == {}


@pytest.mark.parametrize(("fetches", "failed", "is_alert"), [(100, 51, True), (100, 50, False), (4, 4, False)])
def test_failing_fetches_are_an_alert_when_most_of_enough_fail(fetches: int, failed: int, is_alert: bool):
    assert ("failures" in causes(replace(WELL, fetches=fetches, failed_fetches=failed))) is is_alert


def test_one_late_story_in_a_hundred_is_no_alert_and_one_in_ten_is():
    assert causes(replace(WELL, lags=[MINUTE] * 99 + [300 * MINUTE])) == {}
    assert causes(replace(WELL, lags=[MINUTE] * 90 + [300 * MINUTE] * 10)) == {"lag": "late"}


@pytest.mark.parametrize(
    ("today", "usually", "is_alert"), [(21, 0, True), (20, 0, False), (50, 30, False), (91, 30, True)]
)
def test_a_quarantine_that_grows_is_an_alert_only_beyond_what_is_usual(today: int, usually: float, is_alert: bool):
    assert ("quarantine" in causes(replace(WELL, set_aside=today, set_aside_usually=usually))) is is_alert


def test_sources_that_need_somebody_are_named_with_the_reason_and_what_to_do():
    states = {
        "post": ("ok", ""),
        "globe": ("slow", "answers 429"),
        "echo": ("broken", "answers 404"),
        "star": ("blocked", "answers 403"),
        "dawn": ("quiet", "nothing new since Monday"),
        "dusk": ("gone", "answers 410"),
    }
    found = judge(replace(WELL, states=states), LIMITS, NOW)
    assert list(found) == ["source:echo", "source:star", "source:dawn", "source:dusk"]
    assert found["source:echo"].message == "source echo is broken: answers 404"
    assert all(finding.remedy for finding in found.values())
