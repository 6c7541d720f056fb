"""When to ask a source again: pure decisions on the time, the interval and what came of the last polls."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from pipeline.timestamps import read_time

LONGEST_WAIT = timedelta(days=1)  # a failing source is tried at least once a day: back-off never ends it silently
LONGEST_HOLD = timedelta(days=7)  # nor does a host's Retry-After, however far ahead
MAX_DOUBLINGS = 16
AUDIT_EVERY = timedelta(days=1)
STRETCH = 4  # times the operator's interval that a source which hardly ever changes may be left alone
POLLS_A_GAP = 2
WEIGHT = 0.2  # of the latest gap in the usual one
HEAD = 16 * 1024  # bytes of a feed in which its channel says how often it changes

_TTL = re.compile(rb"<ttl>\s{0,20}(\d{1,6})\s{0,20}</ttl>")
_PERIOD = re.compile(rb"<sy:updatePeriod>\s{0,20}(hourly|daily|weekly|monthly|yearly)\s{0,20}</sy:updatePeriod>")
_FREQUENCY = re.compile(rb"<sy:updateFrequency>\s{0,20}(\d{1,4})\s{0,20}</sy:updateFrequency>")
_MAX_AGE = re.compile(r"(?:^|[\s,])max-age=\"?(\d{1,9})", re.IGNORECASE)
_HOURS = {b"hourly": 1, b"daily": 24, b"weekly": 168, b"monthly": 720, b"yearly": 8760}


def polling_interval(
    least: timedelta, *, usual_gap: timedelta | None = None, stated: timedelta | None = None
) -> timedelta:
    """The time between two polls: half the usual gap between new items, and not below what the feed asks for.

    The operator's interval `least` bounds it from below and, four times, from above. Where nothing is known of the
    feed it is `least`.
    """
    wanted = max((usual_gap or least) / POLLS_A_GAP, stated or least)
    return min(max(wanted, least), least * STRETCH)


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


def is_audit_due(last_unconditional: datetime | None, now: datetime) -> bool:
    """Whether to ask without validators, once a day: some servers answer 304 for ever."""
    return last_unconditional is None or now - last_unconditional >= AUDIT_EVERY


def stated_interval(headers: Mapping[str, str], body: bytes = b"") -> timedelta | None:
    """How often a feed says that it is worth asking, None where it does not: the longest of what it states.

    RSS 2.0 `ttl` in minutes, RSS 1.0 Syndication module `sy:updatePeriod` and `sy:updateFrequency`, and `max-age` of
    Cache-Control (RFC 9111, section 5.2.2.1).
    """
    head = body[:HEAD]
    found = []
    if ttl := _TTL.search(head):
        found.append(timedelta(minutes=int(ttl[1])))
    if period := _PERIOD.search(head):
        frequency = _FREQUENCY.search(head)
        found.append(timedelta(hours=_HOURS[period[1]]) / max(int(frequency[1]) if frequency else 1, 1))
    if age := _MAX_AGE.search(headers.get("cache-control", "")):
        found.append(timedelta(seconds=int(age[1])))
    longest = max(found, default=timedelta(0))
    return longest or None


def updated_gap(usual: timedelta | None, last_item: datetime | None, arrived: datetime) -> timedelta | None:
    """The usual gap between arrivals of new items, after another arrival: an exponentially weighted average.

    None until a second arrival; an arrival that is not later than the last changes nothing.
    """
    if last_item is None or arrived <= last_item:
        return usual
    gap = arrived - last_item
    return gap if usual is None else usual + (gap - usual) * WEIGHT
