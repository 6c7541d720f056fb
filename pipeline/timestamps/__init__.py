"""Times as wires and feeds write them, read into aware UTC.

Sources: RFC 822, 2822 and 5322, ISO 8601, RFC 3339, asctime, and what feeds make of them; the forms are in `forms`,
the words and zones in `words`.
"""

from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from pipeline.model import Moment
from pipeline.timestamps.forms import EPOCH, FORMS, fold
from pipeline.timestamps.words import SEASONAL_ZONES, STANDARD_ZONES, ZONES, month_of, weekday_of

MAX_LENGTH = 100  # characters; the longest real form has about 60
EARLIEST = datetime(1800, 1, 1, tzinfo=UTC)  # before it there was no wire: a program's null date
NULLS = {datetime(*day, tzinfo=UTC) for day in ((1899, 12, 30), (1900, 1, 1), (1904, 1, 1), (1970, 1, 1))}

type Parts = dict[str, str | None]


class _Ambiguous(ValueError):
    """It may be one of two dates."""


def iso_time(text: str) -> datetime:
    """The instant of an ISO 8601 time, which is UTC where it names no zone, a bare date its first; ValueError else."""
    time = datetime.fromisoformat(text)
    try:
        return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
    except OverflowError:
        raise ValueError(f"{text} is out of range in UTC") from None


def read_time(raw: str, provenance: str, *, default_zone: tzinfo = UTC) -> Moment:
    """The instant that `raw` names, in UTC; a Moment without one where nobody can tell.

    A time without a zone, and the midnight that stands for a bare date, are taken in `default_zone`. Numbers parted by
    slashes or hyphens are a date only where their order is certain: 14/10/2025 is, 04/10/2025 is not. A zone that is
    not known makes the time unreadable: a guess may be wrong by half a day. The null dates of programs (the year 1,
    the first second of 1970) are no times. The provenance says what was assumed or repaired.
    """
    if len(raw) > MAX_LENGTH:
        return Moment(None, raw, provenance)
    text, comments = fold(raw)
    try:
        if epoch := EPOCH.fullmatch(text):
            at, notes = _since_1970(epoch["seconds"], epoch["milliseconds"])
        else:
            at, notes = _read(text, comments, default_zone)
    except _Ambiguous:
        return Moment(None, raw, f"{provenance}; day and month ambiguous")
    except (ValueError, OverflowError, LookupError):
        return Moment(None, raw, provenance)
    if at < EARLIEST or at in NULLS:
        return Moment(None, raw, provenance)
    return Moment(at, raw, "; ".join([provenance, *notes]))


def _since_1970(seconds: str | None, milliseconds: str | None) -> tuple[datetime, list[str]]:
    if seconds:
        return datetime.fromtimestamp(int(seconds), UTC), ["seconds since 1970"]
    return datetime.fromtimestamp(int(milliseconds or 0) / 1000, UTC), ["milliseconds since 1970"]


def _read(text: str, comments: list[str], default_zone: tzinfo) -> tuple[datetime, list[str]]:
    """The instant with notes on what was repaired; raises ValueError or LookupError where nobody can tell."""
    found = next((found for form in FORMS if (found := form.fullmatch(text))), None)
    if found is None:
        raise ValueError(text)
    parts: Parts = found.groupdict()
    day, notes = _day(parts)
    clock, repairs = _clock(parts)
    zone, meaning = _zone(parts, comments)
    at = (datetime.combine(day, time()) + clock).replace(tzinfo=zone or default_zone).astimezone(UTC)
    if parts.get("hour") is None:
        return at, [*notes, "date only"]
    if zone is None:
        meaning = "zone assumed"
    return at, [*notes, *repairs, *([meaning] if meaning else [])]


def _day(parts: Parts) -> tuple[date, list[str]]:
    """The day as written; raises LookupError for an unknown month, ValueError for an impossible date."""
    written = parts["year"] or ""
    year, notes = int(written), []
    if len(written) < 4:  # RFC 2822, section 4.3
        year += 2000 if year < 50 else 1900
        notes.append("two-digit year")
    if week := parts.get("week"):
        return date.fromisocalendar(year, int(week), int(parts["weekday_number"] or 0)), notes
    if number := parts.get("yearday"):
        return _day_of_year(year, int(number)), notes
    if one := parts.get("one"):
        day = _in_certain_order(year, int(one), int(parts["other"] or 0))
    else:
        name = parts.get("name")
        month = month_of(name) if name else int(parts["month"] or 0)
        if month is None:
            raise LookupError(name)
        day = date(year, month, int(parts["day"] or 0))
    stated = weekday_of(parts.get("weekday") or "")
    if stated is not None and stated != day.weekday():
        notes.append("weekday wrong")
    return day, notes


def _day_of_year(year: int, number: int) -> date:
    day = date(year, 1, 1) + timedelta(days=number - 1)
    if day.year != year:
        raise ValueError(number)
    return day


def _in_certain_order(year: int, one: int, other: int) -> date:
    if one <= 12 and other <= 12 and one != other:
        raise _Ambiguous(one, other)
    return date(year, min(one, other), max(one, other))


def _clock(parts: Parts) -> tuple[timedelta, list[str]]:
    """The time since midnight; raises ValueError for an impossible one."""
    notes = []
    half = parts.get("half") or ("a" if parts.get("early") else "p" if parts.get("late") else None)
    hour, minute, second = (int(parts.get(part) or 0) for part in ("hour", "minute", "second"))
    if parts.get("hour") and not parts.get("minute") and not half:
        raise ValueError(hour)
    if half:
        if not 1 <= hour <= 12:
            raise ValueError(hour)
        hour = hour % 12 + (12 if half == "p" else 0)
        notes.append("12-hour clock")
    if hour > 24 or minute > 59 or second > 60 or (hour == 24 and (minute or second)):
        raise ValueError(hour, minute, second)
    if second == 60:
        second = 59
        notes.append("leap second")
    microsecond = int((parts.get("fraction") or "0").ljust(6, "0")[:6])
    return timedelta(hours=hour, minutes=minute, seconds=second, microseconds=microsecond), notes


def _zone(parts: Parts, comments: list[str]) -> tuple[tzinfo | None, str]:
    """The zone that stands with the time, or alone in a comment, and what it was taken for if RFC 822 does not say.

    None where no zone stands; raises LookupError for an unknown name.
    """
    if sign := parts.get("sign"):
        minutes = int(parts["zh"] or 0) * 60 + int(parts["zm"] or 0)
        return timezone(timedelta(minutes=-minutes if sign == "-" else minutes)), ""
    name = parts.get("zone") or next((c for c in comments if c in STANDARD_ZONES or c in ZONES), None)
    if name is None:
        return None, ""
    if name in STANDARD_ZONES:
        return timezone(timedelta(minutes=STANDARD_ZONES[name])), ""
    if name in SEASONAL_ZONES:
        return ZoneInfo(SEASONAL_ZONES[name]), f"{name.upper()} taken as {SEASONAL_ZONES[name]}"
    minutes = 0 if len(name) == 1 else ZONES[name]  # one letter: RFC 2822, section 4.3
    hours = f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}:{abs(minutes) % 60:02}"
    return timezone(timedelta(minutes=minutes)), f"{name.upper()} taken as {hours}"
