"""The place with which a wire story begins, and the names of its authors."""

import re

_DATELINE = re.compile(
    r"(?P<place>[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ'’./ -]{1,40}(?:, [^\W\d_][^\n()–—-]{1,40})?)"
    r"(?P<agency> \([^()\n]{2,40}\))?(?: [-–—]{1,2}|[–—]|--) ?(?=\S)"
)
_LABELS = frozenset({"BREAKING", "EXCLUSIVE", "UPDATE", "URGENT", "ANALYSIS", "FEATURE", "FACTBOX", "LIVE", "WATCH"})
_BYLINE = re.compile(r"(?:By|BY) (?P<names>[^\W\d_][^\n]{1,90}[^\n.!?:])")
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


def byline_of(line: str) -> str:
    """The names in a line such as "By Edna Winter and Paul Marsh"; empty if it is no byline."""
    found = _BYLINE.fullmatch(line)
    return found["names"] if found else ""


def names_in(byline: str) -> tuple[str, ...]:
    """The names in a byline, one by one."""
    byline = re.sub(r"^by\s+", "", byline, flags=re.IGNORECASE)
    return tuple(dict.fromkeys(name for name in _BETWEEN_NAMES.split(byline) if name))
