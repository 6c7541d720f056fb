"""Addresses with fields for a time: the document of each hour or day that meets a window."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from urllib.parse import urlsplit

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
FIELDS: dict[str, Callable[[datetime], str]] = {
    "year": lambda time: f"{time.year:04}",
    "month": lambda time: f"{time.month:02}",
    "day": lambda time: f"{time.day:02}",
    "hour": lambda time: f"{time.hour:02}",
    "mon": lambda time: MONTHS[time.month - 1],
    "m": lambda time: f"{time.month}",
    "d": lambda time: f"{time.day}",
    "h": lambda time: f"{time.hour}",
}
HOURS = frozenset({"hour", "h"})
NEEDED = {"{year}": {"year"}, "{month}": {"month", "mon", "m"}, "{day}": {"day", "d"}}
_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True)
class Period:
    """An hour or a day of a source's time, [start, end) in UTC, and the address of its document."""

    url: str
    start: datetime
    end: datetime


def check_template(url: str) -> str:
    """The address with fields as it is; raises ValueError that says what is wrong with its fields."""
    names = _FIELD.findall(url)
    if unknown := next((name for name in names if name not in FIELDS), None):
        raise ValueError(f"{{{unknown}}} is no field; fields are {', '.join(f'{{{name}}}' for name in FIELDS)}")
    plain = _FIELD.sub("", url)
    if "{" in plain or "}" in plain:
        raise ValueError("has a brace without its other half")
    if "{" in urlsplit(url).netloc:
        raise ValueError("should name its host without fields")
    if missing := [field for field, names_of in NEEDED.items() if names_of.isdisjoint(names)]:
        raise ValueError(f"needs {' and '.join(missing)}, as in https://outlet.example/{{year}}/{{month}}/{{day}}.xml")
    return url


def period_length(template: str) -> timedelta:
    """An hour or a day: how much time one document covers."""
    return DAY if HOURS.isdisjoint(_FIELD.findall(template)) else HOUR


def periods(template: str, start: datetime, end: datetime, zone: tzinfo = UTC) -> Iterator[Period]:
    """The periods that meet [start, end), oldest first; hours and days are those of `zone`.

    An hour that a change of clocks repeats is one period, one that it leaves out is none.
    """
    length = period_length(template)
    local = start.astimezone(zone).replace(tzinfo=None, fold=0, minute=0, second=0, microsecond=0)
    if length == DAY:
        local = local.replace(hour=0)
    while (begin := _instant(local, zone)) < end:
        until = _instant(local + length, zone)
        if begin < until:
            yield Period(_filled(template, local), begin, until)
        local += length


def _instant(local: datetime, zone: tzinfo) -> datetime:
    return local.replace(tzinfo=zone).astimezone(UTC)


def _filled(template: str, local: datetime) -> str:
    return _FIELD.sub(lambda field: FIELDS[field[1]](local), template)
