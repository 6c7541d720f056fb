"""Back-off grows to a day and no further; the host's wish is respected, within reason."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.sources.polling import next_poll, retry_after_time

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
