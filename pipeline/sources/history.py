"""What to ask of a source that has a history: pure decisions on its kind, a window and what was asked before."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from urllib.parse import urlencode, urlsplit

from pipeline.model import Moment
from pipeline.sources.dated import DAY, period_length, periods

RECENT = timedelta(days=2)  # what a poll looks at in a list of parts; news sitemaps reach back as far
ZONES = timedelta(hours=14)  # by which a date that names no zone may lie off UTC
ABSENT_AGAIN = DAY  # what was not there may have been put there since
LIST_AGAIN = timedelta(hours=1)  # a backfill of many short intervals does not read a list again for each
POSTS = "/wp-json/wp/v2/posts"
POST_FIELDS = "id,date_gmt,modified_gmt,guid,link,title,excerpt,content"
POSTS_A_PAGE = 100  # as many as WordPress gives
POSTS_A_POLL = 50
PAGES = 50  # of a day; more posts than that no newsroom writes
PAGE_COUNT = "x-wp-totalpages"

_DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)"
    r"(?:(?:[-_/.]|&mm=)?(?P<month>0[1-9]|1[0-2])(?:(?:[-_/.]|&dd=)?(?P<day>0[1-9]|[12]\d|3[01]))?)?(?!\d)"
)


@dataclass(frozen=True)
class Ask:
    """A document to ask for.

    What answered at or after `settled_at` is final; None stands for a list that may change at any time. `depth` is
    how many lists led here.
    """

    url: str
    settled_at: datetime | None = None
    depth: int = 0


def poll_asks(kind: str, location: str, zone: tzinfo, now: datetime) -> list[Ask]:
    """What a poll asks for, the document that stands for the source last."""
    if kind == "dated_url":
        return list(_dated(location, now - period_length(location), now, zone))
    if kind == "wordpress":
        return [Ask(_posts(location, per_page=POSTS_A_POLL, orderby="modified", order="desc"))]
    return [Ask(location)]


def history_asks(kind: str, location: str, zone: tzinfo, start: datetime, end: datetime) -> list[Ask]:
    """What to ask for to have what was published in [start, end), oldest first."""
    if kind == "dated_url":
        return list(_dated(location, start, end, zone))
    if kind == "wordpress":
        return list(_days_of_posts(location, start, end))
    return [Ask(location)]


def is_needed(
    ask: Ask,
    *,
    answered_at: datetime | None,
    absent_at: datetime | None,
    now: datetime,
    list_again: timedelta = timedelta(0),
) -> bool:
    """Whether to ask at all, by when the address answered last and when it last had nothing there.

    A document is asked for until it answered after it was final. Where nothing was, it is tried again after a day;
    a list whose end nobody knows is asked again after `list_again`.
    """
    if absent_at is not None and (answered_at is None or answered_at < absent_at) and now - absent_at < ABSENT_AGAIN:
        return False
    if answered_at is None:
        return True
    if ask.settled_at is None:
        return now - answered_at >= list_again
    return answered_at < ask.settled_at


def parts_in(listed: Iterable[tuple[str, Moment | None]], parent: Ask, start: datetime, end: datetime) -> list[Ask]:
    """Those parts of an index of sitemaps that may have something of [start, end), the most likely first.

    `listed` has each part's address and when it changed last. A part whose name has a date is taken by that; else
    one that changed after the start; one that says neither is always taken.
    """
    found = []
    for url, moment in listed:
        named = named_period(url)
        changed = _changed_until(moment)
        if named is not None and not (named[0] - ZONES < end and start < named[1] + ZONES):
            continue
        if named is None and changed is not None and changed < start:
            continue
        settled = changed or (named[1] + ZONES if named else None)
        found.append((named is None, "news" not in url.lower(), changed or end, Ask(url, settled, parent.depth + 1)))
    return [ask for *_, ask in sorted(found, key=lambda part: part[:3])]


def named_period(url: str) -> tuple[datetime, datetime] | None:
    """The year, month or day in the name of a part, such as `news-2026-03.xml`; None where there is none."""
    parts = urlsplit(url)
    dates = list(_DATE.finditer(f"{parts.path}?{parts.query}"))
    if not dates:
        return None
    date = max(dates, key=lambda found: sum(field is not None for field in found.groups()))
    year, month, day = (int(value) if value else None for value in date.group("year", "month", "day"))
    try:
        start = datetime(year or 1, month or 1, day or 1, tzinfo=UTC)
    except ValueError:
        return None
    if day:
        return start, start + DAY
    if month:
        return start, (start + 31 * DAY).replace(day=1)
    return start, start.replace(year=start.year + 1)


def further_pages(ask: Ask, page_count: str) -> list[Ask]:
    """The other pages of a day of posts, after its first, whose answer tells how many there are."""
    if not ask.url.endswith("&page=1") or not page_count.isdecimal():
        return []
    first = ask.url.removesuffix("1")
    last = min(int(page_count[:6]), PAGES)
    return [Ask(f"{first}{number}", ask.settled_at, ask.depth + 1) for number in range(2, last + 1)]


def on_host(asks: Sequence[Ask], host: str) -> list[Ask]:
    """Those on that host: an index lists parts of its own site (sitemaps.org), and no others are asked for its sake."""
    return [ask for ask in asks if _host(ask.url) == host]


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _dated(template: str, start: datetime, end: datetime, zone: tzinfo) -> Iterator[Ask]:
    return (Ask(period.url, period.end) for period in periods(template, start, end, zone))


def _days_of_posts(location: str, start: datetime, end: datetime) -> Iterator[Ask]:
    """A document a day in UTC; WordPress leaves out what was published at the very bounds."""
    day = start.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    while day < end:
        until = day + DAY
        after = f"{day - timedelta(seconds=1):%Y-%m-%dT%H:%M:%SZ}"
        before = f"{until:%Y-%m-%dT%H:%M:%SZ}"
        url = _posts(location, after=after, before=before, per_page=POSTS_A_PAGE, orderby="date", order="asc", page=1)
        yield Ask(url, until)
        day = until


def _posts(location: str, **arguments: str | int) -> str:
    """The address of a site's posts (https://developer.wordpress.org/rest-api/reference/posts/)."""
    site = location.partition("/wp-json")[0].rstrip("/")
    return f"{site}{POSTS}?{urlencode({'_fields': POST_FIELDS, **arguments}, safe=',:')}"


def _changed_until(moment: Moment | None) -> datetime | None:
    """The end of the time at which a part changed: a bare date stands for all of its day, wherever that is."""
    if moment is None or moment.at is None:
        return None
    return moment.at + DAY + ZONES if "date only" in moment.provenance else moment.at
