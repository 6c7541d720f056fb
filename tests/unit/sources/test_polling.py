"""Back-off grows to a day and no further; the host's wish is respected, within reason."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.sources.polling import (
    is_audit_due,
    next_poll,
    polling_interval,
    retry_after_time,
    stated_interval,
    updated_gap,
)

NOW = datetime(2026, 3, 24, 12, 0, tzinfo=UTC)
QUARTER = timedelta(minutes=15)


def test_a_source_that_answers_is_asked_after_its_interval():
    assert next_poll(NOW, QUARTER) == NOW + QUARTER
    assert next_poll(NOW, QUARTER, jitter=0.1) == NOW + timedelta(minutes=16.5)


def test_failures_double_the_wait_up_to_a_day_for_ever():
    waits = [next_poll(NOW, QUARTER, failures) - NOW for failures in range(5)]
    assert waits == [QUARTER * factor for factor in (1, 2, 4, 8, 16)]
    assert next_poll(NOW, QUARTER, 10**9) == NOW + timedelta(days=1)


def test_an_interval_above_a_day_stays():
    assert next_poll(NOW, timedelta(days=3), 4) == NOW + timedelta(days=3)


def test_retry_after_postpones_and_never_hastens():
    assert next_poll(NOW, QUARTER, retry_after=NOW + timedelta(hours=2)) == NOW + timedelta(hours=2)
    assert next_poll(NOW, QUARTER, retry_after=NOW + timedelta(minutes=1)) == NOW + QUARTER
    assert next_poll(NOW, QUARTER, retry_after=NOW + timedelta(days=4000)) == NOW + timedelta(days=7)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("120", NOW + timedelta(seconds=120)),
        ("Tue, 24 Mar 2026 13:00:00 GMT", NOW + timedelta(hours=1)),
        ("9" * 400, NOW + timedelta(days=7)),
        ("Tue, 24 Mar 2099 13:00:00 GMT", NOW + timedelta(days=7)),
        ("soon", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after_in_both_its_forms(value: str, expected: datetime | None):
    assert retry_after_time(value, NOW) == expected


def test_the_interval_follows_the_feed_within_the_operators_limits():
    assert polling_interval(QUARTER) == QUARTER
    assert polling_interval(QUARTER, usual_gap=timedelta(minutes=5)) == QUARTER
    assert polling_interval(QUARTER, usual_gap=timedelta(minutes=80)) == timedelta(minutes=40)
    assert polling_interval(QUARTER, usual_gap=timedelta(days=9)) == 4 * QUARTER
    assert polling_interval(QUARTER, stated=timedelta(minutes=30)) == timedelta(minutes=30)
    assert polling_interval(QUARTER, usual_gap=timedelta(minutes=5), stated=timedelta(days=365)) == 4 * QUARTER


@pytest.mark.parametrize(
    ("headers", "body", "minutes"),
    [
        ({}, b"<rss><channel><ttl> 45 </ttl>", 45),
        ({}, b"<sy:updatePeriod>hourly</sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>", 30),
        ({}, b"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 1440),
        ({"cache-control": "public, max-age=600"}, b"", 10),
        ({"cache-control": "max-age=600"}, b"<ttl>5</ttl>", 10),
        ({"cache-control": "no-cache"}, b"<ttl>often</ttl>", None),
        ({"cache-control": "max-age=0"}, b"", None),
    ],
)
def test_what_a_feed_says_of_how_often_it_changes(headers, body, minutes):
    assert stated_interval(headers, body) == (None if minutes is None else timedelta(minutes=minutes))


def test_an_unconditional_request_is_due_once_a_day():
    assert is_audit_due(None, NOW)
    assert not is_audit_due(NOW - timedelta(hours=23), NOW)
    assert is_audit_due(NOW - timedelta(days=1), NOW)


def test_the_usual_gap_is_learnt_from_arrivals():
    assert updated_gap(None, None, NOW) is None
    assert updated_gap(None, NOW - QUARTER, NOW) == QUARTER
    assert updated_gap(QUARTER, NOW, NOW - QUARTER) == QUARTER
    assert QUARTER < (updated_gap(QUARTER, NOW - timedelta(hours=1), NOW) or QUARTER) < timedelta(hours=1)
