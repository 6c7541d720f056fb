"""When to ask a source again: pure decisions on the time, the interval and what came of the last polls."""

from datetime import datetime, timedelta

from pipeline.timestamps import read_time

LONGEST_WAIT = timedelta(days=1)  # a failing source is tried at least once a day: back-off never ends it silently
LONGEST_HOLD = timedelta(days=7)  # nor does a host's Retry-After, however far ahead
MAX_DOUBLINGS = 16


def next_poll(
    now: datetime,
    interval: timedelta,
    failures: int = 0,
    retry_after: datetime | None = None,
    *,
    jitter: float = 0.0,
) -> datetime:
    """When the next poll is due: after the interval, doubled for each failure in a row up to a day.

    `jitter` (such as -0.1 to 0.1) stretches the wait by that part, so that sources do not all come due at once.
    `retry_after` is the host's own wish; it only ever postpones, by a week at most.
    """
    longest = max(interval, LONGEST_WAIT)
    due = now + min(interval * (1 << min(failures, MAX_DOUBLINGS)), longest) * (1 + jitter)
    return due if retry_after is None else max(due, min(retry_after, now + LONGEST_HOLD))


def retry_after_time(value: str, now: datetime) -> datetime | None:
    """The time that a Retry-After header names, in seconds from `now` or as a date (RFC 9110, section 10.2.3).

    None where it names none; at most a week ahead.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return now + min(timedelta(seconds=int(value[:9])), LONGEST_HOLD)
    at = read_time(value, "Retry-After").at
    return None if at is None else min(at, now + LONGEST_HOLD)
