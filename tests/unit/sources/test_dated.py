"""Addresses with fields for a time: which documents a window needs."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from pipeline.sources.dated import check_template, periods

DAILY = "https://post.example/{year}/{month}/{day}.xml"
HOURLY = "https://post.example/{year}-{mon}-{d}/{hour}.json"


def time(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def urls(template: str, start: str, end: str, zone: str = "UTC") -> list[str]:
    found = periods(template, time(start), time(end), ZoneInfo(zone))
    return [period.url.removeprefix("https://post.example/") for period in found]


def test_every_day_and_hour_that_meets_the_window_is_there():
    assert urls(DAILY, "2026-02-27T23:59", "2026-03-01T00:00") == ["2026/02/27.xml", "2026/02/28.xml"]
    assert urls(HOURLY, "2026-03-04T22:30", "2026-03-05T00:01") == [
        *("2026-mar-4/22.json", "2026-mar-4/23.json", "2026-mar-5/00.json"),
    ]
    assert urls(DAILY, "2026-03-04T10:00", "2026-03-04T10:15") == ["2026/03/04.xml"]
    assert urls(DAILY, "2026-03-04T10:00", "2026-03-04T10:00") == ["2026/03/04.xml"]


def test_days_are_those_of_the_outlet():
    (day,) = periods(DAILY, time("2026-03-04T14:00"), time("2026-03-04T14:15"), ZoneInfo("Australia/Sydney"))
    assert day.url.endswith("2026/03/05.xml")
    assert (day.start, day.end) == (time("2026-03-04T13:00"), time("2026-03-05T13:00"))


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_a_change_of_clocks_neither_repeats_nor_loses_a_document(day: str):
    start = time(day) - timedelta(hours=3)
    found = list(periods(HOURLY, start, start + timedelta(hours=30), ZoneInfo("Europe/Oslo")))
    assert len({period.url for period in found}) == len(found)
    assert all(earlier.end == later.start for earlier, later in pairwise(found))
    assert found[0].start <= start and found[-1].end >= start + timedelta(hours=30)


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("https://post.example/{year}/{month}.xml", "needs {day}"),
        ("https://post.example/{hour}.xml", "needs {year} and {month} and {day}"),
        ("https://post.example/{year}/{month}/{date}.xml", "{date} is no field"),
        ("https://post.example/{year/{month}/{day}.xml", "brace"),
        ("https://{year}.post.example/{month}/{day}.xml", "host without fields"),
    ],
)
def test_a_mistake_in_an_address_is_named(template: str, words: str):
    with pytest.raises(ValueError, match=words.replace("{", r"\{")):
        check_template(template)
