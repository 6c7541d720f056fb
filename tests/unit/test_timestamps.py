"""A time is read as its author meant it, or not at all."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.timestamps import read_time


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)


MORNING = utc(2025, 10, 14, 9, 30)

SAME_MORNING = [
    "Tue, 14 Oct 2025 09:30:00 GMT",
    "Tue, 14 Oct 2025 09:30:00 +0000",
    "Tue, 14 Oct 2025 11:30:00 +0200",
    "Tue, 14 Oct 2025 11:30:00 +02:00",
    "Tue, 14 Oct 2025 11:30:00 +0200 (CEST)",
    "Tue, 14 Oct 2025 11:30:00 CEST",
    "Tue, 14 Oct 2025 10:30:00 CET",
    "Tue, 14 Oct 2025 10:30 BST",
    "14 Oct 2025 18:30:00 JST",
    "14 Oct 2025 15:00:00 IST",
    "Tue, 14 Oct 2025 04:30:00 EST",
    "Tue, 14 Oct 2025 05:30:00 EDT",
    "Tue, 14 Oct 2025 01:30:00 PST",
    "Tue, 14 Oct 25 09:30 Z",
    "tue, 14 oct 2025 09:30:00 gmt",
    "Tuesday, 14 October 2025 09:30:00 GMT",
    "Tue 14-Oct-2025 09:30:00 UTC",
    "Tue, 14 Oct 2025 09:30 AM GMT",
    "14 Oct 2025 05:30 am EDT",
    "Tue, 14 Oct 2025 08:30 p.m. AEDT",
    "Tue Oct 14 09:30:00 UTC 2025",
    "October 14, 2025, 9:30 a.m. UTC",
    "Oct. 14, 2025 at 5:30 AM EDT",
    "2025-10-14T09:30:00Z",
    "2025-10-14T09:30Z",
    "2025-10-14 09:30:00 UTC",
    "2025-10-14T11:30:00+02:00",
    "2025-10-14T11:30:00.000+0200",
    "2025-10-14T05:30:00-04",
    "2025/10/14 09:30:00 GMT",
    "20251014T093000Z",
    "20251014T113000+0200",
    "20251014T0930Z",
    "Di, 14 Okt 2025 11:30:00 +0200",
    "mar., 14 oct. 2025 11:30:00 +0200",
    "14.10.2025 11:30 CEST",
    "  Tue,  14 Oct 2025\n 09:30:00 GMT ",
]


@pytest.mark.parametrize("raw", SAME_MORNING)
def test_all_spellings_of_a_morning(raw: str):
    moment = read_time(raw, "feed:published")
    assert moment.at == MORNING
    assert moment.at.tzinfo is UTC
    assert moment.raw == raw
    assert moment.provenance.startswith("feed:published")


@pytest.mark.parametrize(
    ("raw", "at"),
    [
        ("Tue, 14 Oct 2025 09:30 PM GMT", utc(2025, 10, 14, 21, 30)),
        ("14 Oct 2025 12:05 AM GMT", utc(2025, 10, 14, 0, 5)),
        ("14 Oct 2025 12:05 PM GMT", utc(2025, 10, 14, 12, 5)),
        ("2025-10-14T24:00:00Z", utc(2025, 10, 15)),
        ("2016-12-31T23:59:60Z", utc(2016, 12, 31, 23, 59, 59)),
        ("2025-10-14T09:30:00.123456789Z", utc(2025, 10, 14, 9, 30, 0, 123456)),
        ("Fri, 14 Oct 94 09:30:00 GMT", utc(1994, 10, 14, 9, 30)),
    ],
)
def test_clocks_and_years_at_their_edges(raw: str, at: datetime):
    assert read_time(raw, "x").at == at


@pytest.mark.parametrize("raw", ["2025-10-14", "20251014", "14 Oct 2025", "October 14, 2025", "14.10.2025"])
def test_a_bare_date_is_midnight_and_says_so(raw: str):
    moment = read_time(raw, "wire")
    assert moment.at == utc(2025, 10, 14)
    assert moment.provenance == "wire; date only"


def test_a_time_without_a_zone_is_taken_in_the_default_zone_and_says_so():
    assert read_time("2025-10-14 09:30", "wire").at == MORNING
    moment = read_time("2025-10-14 11:30", "wire", default_zone=timezone(timedelta(hours=2)))
    assert moment.at == MORNING
    assert moment.provenance == "wire; zone assumed"


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "yesterday",
        "Sun, 31 Feb 2025 10:00:00 GMT",
        "2025-13-01",
        "2025-10-14T25:00:00Z",
        "2025-10-14T09:61:00Z",
        "14 Oct 2025 13:05 PM GMT",
        "Tue, 14 Oct 2025 09:30:00 XQZT",
        "Tue, 14 Foo 2025 09:30:00 GMT",
        "2025-10-14T09:30:00+99:00",
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "0001-01-01T00:00:00Z",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "9999-12-31T23:59:59-12:00",
        "1" * 100_000,
        "(" * 90,
    ],
)
def test_what_cannot_be_read_keeps_its_raw_form(raw: str):
    moment = read_time(raw, "feed:published")
    assert (moment.at, moment.raw, moment.provenance) == (None, raw, "feed:published")


@given(st.datetimes(datetime(1971, 1, 1), datetime(2100, 1, 1)), st.integers(-720, 840))  # noqa: DTZ001
def test_what_python_writes_is_read_back(local: datetime, minutes: int):
    at = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    assert read_time(at.isoformat(), "x").at == at
    assert read_time(at.strftime("%a, %d %b %Y %H:%M:%S %z"), "x").at == at.replace(microsecond=0)


@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(raw: str):
    moment = read_time(raw, "x")
    assert moment.at is None or moment.at.tzinfo is UTC
