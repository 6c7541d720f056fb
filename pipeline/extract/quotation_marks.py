"""Quotations: the stretches of a text between quotation marks, found by a state machine over its marks.

A house has one outer mark. Where single marks hold more speech than double ones (British style), they count as outer
marks and double ones as nested; elsewhere a single mark is an apostrophe or nested.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

_DOUBLED = ("``", "''", "‘‘", "’’")
_MARKS = (*_DOUBLED, *'"“”„‟〝〞«»')
# One literal an alternative: the engine then skips to the next of their first letters.
_MARK, _ANY_MARK = re.compile("|".join(_MARKS)), re.compile("|".join((*_MARKS, *"'‘’")))
_OPENING, _CLOSING = frozenset({"``", "‘‘", "“", "„", "‟", "〝", "«"}), frozenset({"’’", "”", "〞", "»"})
_SINGLE, _STOPS = frozenset("'‘’"), frozenset(".?!,")
_OPENS_AGAIN = re.compile(r"\s*(?:``|''|‘‘|[\"“„‟〝«])")
_OPENS_SINGLE_AGAIN = re.compile(r"\s*['‘](?=\w)")
_SINGLE_OPENS = re.compile(r"['‘](?<![^\s(\[—–\"“-].)(?=[\w“\"$£€(\[…])")  # the mark first, for speed
_ELISION = re.compile(r"(?:\d0s|\d\d|bout|coz|cos|cuz|em|n|nuff|til|tis|twas|twere|twill)\b", re.IGNORECASE)
_MAY_END_IN_APOSTROPHE = re.compile(r"(?:s|in)$", re.IGNORECASE)
_SHORT_AND = re.compile(r"['‘’]n['’]", re.IGNORECASE)
_GOES_ON, _OPENS_NEXT = re.compile(r"\s[a-z]"), re.compile(r"[^\"]*(?<!\s)\"(?!\w)")
_OPENS_ANEW = re.compile(  # but not before `Calder said`: there it closes behind a blank
    r"(?:\"(?<=[.?!]\s.)|''(?<=[.?!]\s..))(?=[A-Z])(?!\w+ (?:\w+ )?(?:added|asked|says|said|told|wrote)\b)"
)
_CLOSES_TURNED = re.compile(r"[\s,.;:)]")  # what follows a closing mark that is turned the wrong way
REMEMBERED = 64  # texts, one batch: the shadow of a text asks before the model, the rules behind it
SPEECH = 3  # words of a quotation that tells the style of a house


class Quotation(NamedTuple):
    """Characters [start, end) with their marks; `runs_on` where the paragraph ends before a mark closes it.

    Speech in a layout of its own has no marks; `label` is then what names its speaker, if the layout does.
    """

    start: int
    end: int
    runs_on: bool
    layout: str = ""
    label: tuple[int, int] | None = None


@lru_cache(maxsize=REMEMBERED)
def find_quotations(text: str) -> tuple[Quotation, ...]:
    """The quotations of a text in order; none is longer than its paragraph, so one odd mark harms one paragraph.

    Curly, straight, angle and typewriter marks (`` and '', ‘‘ and ’’) count, and single ones where they are the outer
    marks; inches (12") do not. A mark that stays open counts when it opens the paragraph or when the next paragraph
    opens again, as is the custom in news, and where it opens again in the same line, because paragraphs were joined.
    """
    double = tuple(_scan(text, _MARK))
    openings = len(_SINGLE_OPENS.findall(text))
    if not openings or openings < len(double):
        return double
    either = tuple(_scan(text, _ANY_MARK))
    single = [q for q in either if is_single(text, q)]
    is_outer = 2 * _count_speech(text, single) > _count_speech(text, either)
    return either if is_outer else double


def content(text: str, quotation: Quotation) -> tuple[int, int]:
    """Characters of a quotation without its marks and without blanks at its ends."""
    start, end = quotation.start, quotation.end
    if not quotation.layout:
        start += 2 if text.startswith(_DOUBLED, start) else 1
        if not quotation.runs_on:
            end -= 2 if text.endswith(_DOUBLED, start, end) else 1
    words = text[start:end].lstrip()
    start = end - len(words)
    return start, start + len(words.rstrip())


def is_single(text: str, quotation: Quotation) -> bool:
    """Whether single marks are the outer marks."""
    return not quotation.layout and text[quotation.start] in _SINGLE and not text.startswith(_DOUBLED, quotation.start)


def _count_speech(text: str, quotations: Iterable[Quotation]) -> int:
    return sum(len(text[q.start : q.end].split()) >= SPEECH for q in quotations)


def _scan(text: str, marks: re.Pattern[str]) -> Iterator[Quotation]:
    closing = _CLOSING | {"''"} if "``" in text else _CLOSING
    opening = _OPENING
    left, right = text.find("«"), text.find("»")
    if right >= 0 and not 0 <= left < right:  # »German and Danish«, »Swedish»
        closing -= {"»"}
        if left >= 0:
            opening, closing = opening - {"«"} | {"»"}, closing | {"«"}
    found: Iterable[re.Match[str]] = marks.finditer(text)
    if marks is _ANY_MARK:
        matches = list(found)
        apostrophes = _apostrophes(text, matches)
        found = [match for match in matches if match.start() not in apostrophes]
    opened: re.Match[str] | None = None
    end = -1  # of the paragraph
    for match in found:
        mark, place = match[0], match.start()
        if place >= end:
            if opened is not None and _runs_on(text, opened, end):
                yield Quotation(opened.start(), end, True)
            opened, end = None, text.find("\n", place)
            end = len(text) if end < 0 else end
        if opened is None:
            opens = _SINGLE_OPENS.match(text, place) if mark in _SINGLE else mark not in closing
            if opens and not (mark == '"' and _is_no_mark(text, place, end)):
                opened = match
        elif mark == opened[0] and _OPENS_ANEW.match(text, place):
            yield Quotation(opened.start(), place, False)
            opened = match
        elif _closes(text, opened[0], match, opening, end):
            yield Quotation(opened.start(), match.end(), False)
            opened = None
    if opened is not None and _runs_on(text, opened, end):
        yield Quotation(opened.start(), end, True)


def _runs_on(text: str, opened: re.Match[str], end: int) -> bool:
    """Whether a mark that stays open to the end of its paragraph counts: it opens that one, or the next opens again."""
    if opened[0] in _SINGLE:
        return bool(_OPENS_SINGLE_AGAIN.match(text, end))
    start = text.rfind("\n", 0, opened.start()) + 1
    return bool(_OPENS_AGAIN.match(text, end)) or not text[start : opened.start()].strip()


def _closes(text: str, opened: str, match: re.Match[str], opening: frozenset[str], end: int) -> bool:
    """Whether a mark closes what the mark `opened` opened."""
    mark = match[0]
    if opened in _SINGLE or mark in _SINGLE:
        return opened in _SINGLE and mark in "'’" and _ends_here(text, match)
    if mark in opening:
        return mark == "“" and (opened == "„" or (opened == "“" and _is_turned(text, match.start())))
    is_length = mark == '"' and text[match.start() - 1].isdigit() and _GOES_ON.match(text, match.end())
    return not (is_length and _OPENS_NEXT.match(text, match.end(), end))


def _is_turned(text: str, place: int) -> bool:
    """`“a waste“ of money`: a closing mark that is turned the wrong way."""
    return not text[place - 1].isspace() and bool(_CLOSES_TURNED.match(text, place + 1))


def _ends_here(text: str, mark: re.Match[str]) -> bool:
    before, following = text[mark.start() - 1], text[mark.end() : mark.end() + 1]
    return not before.isspace() and (not following.isalnum() or (before in ",.?!" and following.isupper()))


def _apostrophes(text: str, marks: list[re.Match[str]]) -> frozenset[int]:
    """Places of elisions (’em, '90s) and of possessives and dropped letters (the workers’, goin’).

    The latter look like a closing mark; they are none where another mark can close before the next one opens.
    """
    found: set[int] = set()
    closes_later, end = False, len(text)
    for match in reversed(marks):
        place = match.start()
        if "\n" in text[place:end]:
            closes_later = False
        end = place
        if match.group() not in _SINGLE:
            continue
        if _SINGLE_OPENS.match(text, place) or match.group() == "‘":
            if _ELISION.match(text, match.end()):
                found.add(place)
            else:
                closes_later = False
        elif _SHORT_AND.match(text, place - 2):
            found.add(place)
        elif _ends_here(text, match):
            if closes_later and _MAY_END_IN_APOSTROPHE.search(text, place - 2, place):
                found.add(place)
            closes_later = True
    return frozenset(found)


def _is_no_mark(text: str, place: int, end: int) -> bool:
    """Inches (12"), both ends of attributes in markup (`<a id="1">`), and a mark that stands where only one closes.

    Behind a full stop it opens where the next one can close (`she said," We go."`).
    """
    before, following = text[place - 1 : place], text[place + 1 : place + 2]
    is_behind_word = before.isalnum() and not following.isalnum()
    is_behind_stop = before in _STOPS and not following.strip() and not _OPENS_NEXT.match(text, place + 1, end)
    return before == "=" or following == ">" or is_behind_word or is_behind_stop
