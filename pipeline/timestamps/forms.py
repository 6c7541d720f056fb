"""The forms of dates as regular expressions over folded text; each is anchored, and none repeats a repetition."""

import re
import unicodedata

_COMMENT = re.compile(r"\(([^()]*)\)")  # RFC 5322, section 3.2.2
_ZONE_ID = re.compile(r"\[[a-z0-9_/+-]{1,40}\]$")  # what Java writes behind the offset
_SIGNS = str.maketrans({"\N{MINUS SIGN}": "-", "\N{FULLWIDTH COLON}": ":"})

_NAME = r"(?P<name>[^\W\d_]{3,12})"
_WEEKDAY = r"(?:(?P<weekday>[^\W\d_]{2,13})\.?(?:, ?| ))?"
_CLOCK = r"(?P<hour>\d\d?)(?:[:.h](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,](?P<fraction>\d{1,9}))?)?)?"
_BEFORE = r"(?:(?P<early>오전|上午|午前) ?|(?P<late>오후|下午|午後) ?)?"
_TIME = rf"{_BEFORE}{_CLOCK}(?: ?(?P<half>[ap])\.? ?m\b\.?)?(?: ?(?:uhr|hrs?)\b)?"
_OFFSET = r"(?:(?:utc|gmt) ?)?(?P<sign>[+-])(?P<zh>\d\d?)(?::?(?P<zm>\d\d))?"
_ZONE = rf"(?: ?(?:{_OFFSET}|(?:etc/)?(?P<zone>[a-z]{{1,5}})))?"
_JOIN = r"(?:t|, ?|,? (?:(?:at|a las|a|as|um|om|alle ore|alle|ore|kl\.?|klo|saat|в|о|u|-|\|) )?)"

_DATES = tuple(
    f"{_WEEKDAY}{date}"
    for date in (
        rf"(?P<day>\d\d?)(?: de |\. ?|[ -]){_NAME}\.?(?: del? |, ?|[ -])(?P<year>\d{{2,4}})(?: ?г\.?)?",
        r"(?P<year>\d{4})(?:[-/.]|\. |[년年] ?)0?(?P<month>\d\d?)(?:[-/.]|\. |[월月] ?)(?P<day>\d\d?)[.일日]?",
        rf"{_NAME}\.? (?P<day>\d\d?)(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
        rf"(?P<year>\d{{4}})[- /]{_NAME}[- /](?P<day>\d\d?)",
        r"(?P<day>\d\d?)\. ?(?P<month>\d\d?)\. ?(?P<year>\d{4})",
        r"(?P<one>\d\d?)(?P<mark>[/-])(?P<other>\d\d?)(?P=mark)(?P<year>\d{4})",
        r"(?P<year>\d{4})-?w(?P<week>\d\d)-?(?P<weekday_number>[1-7])",
        r"(?P<year>\d{4})-(?P<yearday>\d{3})",
    )
)
FORMS = tuple(
    re.compile(form)
    for form in (
        *(f"{date}(?:{_JOIN}{_TIME})?{_ZONE}" for date in _DATES),
        r"(?P<year>\d{4})(?P<month>\d\d)(?P<day>\d\d)"
        rf"(?:[t ]?(?P<hour>\d\d):?(?P<minute>\d\d)(?::?(?P<second>\d\d)(?:[.,](?P<fraction>\d{{1,9}}))?)?)?{_ZONE}",
        rf"{_WEEKDAY}{_NAME}\.? (?P<day>\d\d?) {_TIME}{_ZONE} (?P<year>\d{{4}})",
        *(f"{_TIME}{_ZONE},? (?:on )?{date}" for date in _DATES),
    )
)
EPOCH = re.compile(r"(?P<seconds>\d{9,10})(?:\.\d{1,9})?|(?P<milliseconds>\d{13})")


def fold(raw: str) -> tuple[str, list[str]]:
    """The text in lower case without accents and comments, its words parted by one space; and the comments."""
    text = raw.lower()
    if not text.isascii():
        letters = (letter for letter in unicodedata.normalize("NFKD", text) if unicodedata.category(letter) != "Mn")
        text = unicodedata.normalize("NFC", "".join(letters)).translate(_SIGNS)
    comments = _COMMENT.findall(text) if "(" in text else []
    if comments:
        text = _COMMENT.sub(" ", text)
    return _ZONE_ID.sub("", " ".join(text.split())), [comment.strip() for comment in comments]
