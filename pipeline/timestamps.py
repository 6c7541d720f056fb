"""Times as wires and feeds write them, read into aware UTC.

The forms: RFC 822/2822/5322 dates and what feeds make of them (named zones, a 12-hour clock, a missing weekday),
ISO 8601 extended and compact, asctime and American dates, seconds or milliseconds since 1970, bare dates.
Every pattern is anchored and has no repetition inside a repetition, so reading takes linear time.
"""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from pipeline.model import Moment

MAX_LENGTH = 100  # characters; the longest real form has about 50
EARLIEST = datetime(1800, 1, 1, tzinfo=UTC)  # before it there was no wire: a program's null date
NULL = datetime(1970, 1, 1, tzinfo=UTC)

_MONTH_NAMES = (  # the beginnings of the names in English, German, French, Spanish, Italian and Portuguese
    "jan ene gen", "feb fév fev", "mar mär", "apr avr abr", "may mai mag", "jun juin giu",
    "jul juil lug", "aug aoû ago", "sep set", "oct okt ott out", "nov", "dec dez déc dic",
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}

# Minutes east of Greenwich. An abbreviation that several regions share has the meaning that it has in most feeds.
ZONES = {
    **dict.fromkeys(("z", "ut", "utc", "gmt", "wet"), 0),
    **dict.fromkeys(("bst", "cet", "mez", "west", "wat"), 60),
    **dict.fromkeys(("cest", "mesz", "eet", "cat", "sast"), 120),
    **dict.fromkeys(("eest", "msk", "trt", "eat", "idt"), 180),
    **{"irst": 210, "gst": 240, "pkt": 300, "ist": 330, "npt": 345},
    **dict.fromkeys(("ict", "wib"), 420),
    **dict.fromkeys(("hkt", "sgt", "myt", "pht", "awst", "wita"), 480),
    **dict.fromkeys(("jst", "kst", "wit"), 540),
    **{"acst": 570, "acdt": 630, "aest": 600, "aedt": 660, "nzst": 720, "nzdt": 780},
    **{"nst": -210, "ndt": -150, "brt": -180, "art": -180, "adt": -180, "ast": -240, "clt": -240, "clst": -180},
    **{"est": -300, "edt": -240, "cst": -360, "cdt": -300, "mst": -420, "mdt": -360, "pst": -480, "pdt": -420},
    **{"akst": -540, "akdt": -480, "hst": -600},
}

_CLOCK = r"(?P<hour>\d{1,2})[:.](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?"
_HALF = r"(?: ?(?P<half>[ap])\.?m\.?)?"
_ZONE = r"(?: ?(?:(?:utc|gmt)?(?P<sign>[+-])(?P<zh>\d\d?):?(?P<zm>\d\d)?|(?P<zone>[a-z]{1,5})))?(?: ?\([^()]*\))?"
_TIME = rf"(?:(?:,? (?:at )?|, ?){_CLOCK}{_HALF}{_ZONE})?"
_WEEKDAY = r"(?:[^\W\d_]{2,12}\.?,? )?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?P<year>\d{{4}})[-/](?P<month>\d\d?)[-/](?P<day>\d\d?)(?:(?:t|,? ){_CLOCK}{_HALF}{_ZONE})?",
        rf"(?P<day>\d\d?)\.(?P<month>\d\d?)\.(?P<year>\d{{4}}){_TIME}",
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
        rf"(?:[t ]?(?P<hour>\d\d):?(?P<minute>\d\d):?(?P<second>\d\d)?(?:[.,](?P<fraction>\d{{1,9}}))?{_ZONE})?",
        rf"{_WEEKDAY}(?P<day>\d\d?)[ -](?P<name>[^\W\d_]{{3,10}})\.?,?[ -](?P<year>\d{{2,4}}){_TIME}",
        rf"{_WEEKDAY}(?P<name>[^\W\d_]{{3,10}})\.? (?P<day>\d\d?)(?:st|nd|rd|th)?,? (?P<year>\d{{4}}){_TIME}",
        rf"{_WEEKDAY}(?P<name>[^\W\d_]{{3,10}}) (?P<day>\d\d?) {_CLOCK}{_ZONE} (?P<year>\d{{4}})",
    )
)
_SECONDS = re.compile(r"(?P<seconds>\d{9,10})(?:\.\d{1,9})?|(?P<milliseconds>\d{13})")


def read_time(raw: str, provenance: str, *, default_zone: tzinfo = UTC) -> Moment:
    """The instant that `raw` names, in UTC; a Moment without one where nobody can tell.

    A time without a zone, and the midnight that stands for a bare date, are taken in `default_zone`, and the
    provenance says so. A zone that is not known makes the time unreadable: a guess may be wrong by half a day.
    The null dates of programs (the year 1, the first second of 1970) are no times.
    """
    text = " ".join(raw.split()).lower() if len(raw) <= MAX_LENGTH else ""
    if epoch := _SECONDS.fullmatch(text):
        seconds = int(epoch["seconds"]) if epoch["seconds"] else int(epoch["milliseconds"]) / 1000
        return Moment(datetime.fromtimestamp(seconds, UTC), raw, f"{provenance}; seconds since 1970")
    for form in _FORMS:
        if found := form.fullmatch(text):
            return _moment(found.groupdict(), raw, provenance, default_zone)
    return Moment(None, raw, provenance)


def _moment(parts: dict[str, str | None], raw: str, provenance: str, default_zone: tzinfo) -> Moment:
    try:
        zone = _zone(parts)
        at = _local(parts).replace(tzinfo=zone or default_zone).astimezone(UTC)
    except (ValueError, OverflowError, KeyError):
        return Moment(None, raw, provenance)
    if at < EARLIEST or at == NULL:
        return Moment(None, raw, provenance)
    if parts.get("hour") is None:
        provenance += "; date only"
    elif zone is None:
        provenance += "; zone assumed"
    return Moment(at, raw, provenance)


def _local(parts: dict[str, str | None]) -> datetime:
    """Date and time as written; raises KeyError for an unknown month, ValueError for an impossible date."""
    name = parts.get("name")
    month = (MONTHS.get(name[:4]) or MONTHS[name[:3]]) if name else int(parts["month"] or 0)
    written = parts["year"] or ""
    year = int(written)
    if len(written) < 4:  # RFC 2822, section 4.3
        year += 2000 if year < 50 else 1900
    date = datetime(year, month, int(parts["day"] or 0))  # noqa: DTZ001  # the caller adds the zone
    hour, minute, second = (int(parts.get(part) or 0) for part in ("hour", "minute", "second"))
    if half := parts.get("half"):
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise ValueError(hour, minute, second)
    microsecond = int((parts.get("fraction") or "0").ljust(6, "0")[:6])
    return date + timedelta(hours=hour, minutes=minute, seconds=min(second, 59), microseconds=microsecond)


def _zone(parts: dict[str, str | None]) -> tzinfo | None:
    """The zone that stands with the time, None where none does; raises KeyError for an unknown name."""
    if sign := parts.get("sign"):
        minutes = int(parts["zh"] or 0) * 60 + int(parts["zm"] or 0)
        return timezone(timedelta(minutes=-minutes if sign == "-" else minutes))
    if name := parts.get("zone"):
        return timezone(timedelta(minutes=0 if len(name) == 1 else ZONES[name]))  # one letter: RFC 2822, section 4.3
    return None
