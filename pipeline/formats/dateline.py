"""The place with which a wire story begins, and the names of its authors."""

import re

from pipeline.model import Moment
from pipeline.timestamps import read_time
from pipeline.timestamps.forms import fold
from pipeline.timestamps.words import month_of

_DATELINE = re.compile(
    r"(?P<place>[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’./ -]{1,40}(?:, [^\W\d_][^\n()–—-]{1,40})?)"
    r"(?P<agency> \([^()\n]{2,40}\))?(?: (?:[-–—]{1,2}|_)|[–—]|--) ?(?=\S)"
)
_LABELS = frozenset({"BREAKING", "EXCLUSIVE", "UPDATE", "URGENT", "ANALYSIS", "FEATURE", "FACTBOX", "LIVE", "WATCH"})
_BYLINE = re.compile(r"(?:By|BY) (?P<names>[^\W\d_][^\n]{1,90}[^\n.!?:])")
_DAY_OF_MONTH = re.compile(
    r"(?P<month>[^\W\d_]{3,10})\.? (?P<day>\d{1,2})(?:,? (?P<year>\d{4}))?\b"
    r"|(?P<day2>\d{1,2})\.? (?P<month2>[^\W\d_]{3,10})\.?(?:,? (?P<year2>\d{4}))?"
)
_AFTER_PLACE = re.compile(r" \(| [-–—_]|[–—]")
_BETWEEN_NAMES = re.compile(r"\s*(?:[,;&]|\band\b)\s*", re.IGNORECASE)


def dateline_of(body: str) -> str:
    """The dateline at the beginning of a body, without agency and dash: "KYIV, Ukraine" of "KYIV, Ukraine (AP) — ".

    The body keeps it, so that offsets hold. Empty where a story begins otherwise, or with a label in capitals.
    """
    found = _DATELINE.match(body)
    if not found:
        return ""
    place = found["place"].strip()
    return "" if place.partition(",")[0].split(" ")[0] in _LABELS else place


def place_and_date(dateline: str, created: Moment | None) -> tuple[str, Moment | None]:
    """Place and date of a printed dateline such as "OSLO, Norway, Aug 29 (Agency) -".

    A date without a year, as is usual, is the one nearest to the time at which the story was created.
    """
    if dateline[:1].isdigit():
        return "", None
    for found in _DAY_OF_MONTH.finditer(dateline[:200]):
        month = month_of(fold(found["month"] or found["month2"])[0])
        if month is not None:
            place = dateline[: found.start()]
            day, year = found["day"] or found["day2"], found["year"] or found["year2"]
            return place.strip(" ,"), _date(int(day), month, year, created)
    return _AFTER_PLACE.split(dateline, maxsplit=1)[0].strip(" ,"), None


def _date(day: int, month: int, year: str | None, created: Moment | None) -> Moment | None:
    if year is not None:
        return read_time(f"{year}-{month:02}-{day:02}", "dateline")
    if created is None or created.at is None:
        return None
    at = created.at
    years = (f"{at.year + shift}-{month:02}-{day:02}" for shift in (0, -1, 1))
    dates = [moment for year in years if (moment := read_time(year, "dateline; year assumed")).at is not None]
    return min(dates, key=lambda moment: abs((moment.at or at) - at), default=None)


def byline_of(line: str) -> str:
    """The names in a line such as "By Edna Winter and Paul Marsh"; empty if it is no byline."""
    found = _BYLINE.fullmatch(line)
    return found["names"] if found else ""


def names_in(byline: str) -> tuple[str, ...]:
    """The names in a byline, one by one."""
    byline = re.sub(r"^by\s+", "", byline, flags=re.IGNORECASE)
    return tuple(dict.fromkeys(name for name in _BETWEEN_NAMES.split(byline) if name))
