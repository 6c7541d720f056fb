"""Quotations: the stretches of a text between double quotation marks, found by a state machine over its marks."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_PARAGRAPH = re.compile(r"[^\n]+")
_MARK = re.compile(r"``|''|‘‘|’’|[\"“”„〝〞«»]")
_OPENING, _CLOSING = frozenset({"``", "‘‘", "“", "„", "〝", "«"}), frozenset({"’’", "”", "〞", "»"})
_DOUBLED = ("``", "''", "‘‘", "’’")
_OPENS_AGAIN = re.compile(r"\s*(?:``|''|‘‘|[\"“„〝«])")


class Quotation(NamedTuple):
    """Characters [start, end) with their marks; `runs_on` where the paragraph ends before a mark closes it."""

    start: int
    end: int
    runs_on: bool


def find_quotations(text: str) -> tuple[Quotation, ...]:
    """The quotations of a text in order; none is longer than its paragraph, so one odd mark harms one paragraph.

    Curly, straight, angle and typewriter marks (`` and '', ‘‘ and ’’) count; inches (12") do not. A mark that
    stays open counts when it opens the paragraph or when the next paragraph opens again, as is the custom in news.
    """
    closing = _CLOSING | {"''"} if "``" in text else _CLOSING
    return tuple(q for paragraph in _PARAGRAPH.finditer(text) for q in _in_paragraph(text, *paragraph.span(), closing))


def content(text: str, quotation: Quotation) -> tuple[int, int]:
    """Characters of a quotation without its marks and without blanks at its ends."""
    start, end, runs_on = quotation
    start += _mark_length(text, start)
    if not runs_on:
        end -= 2 if text.endswith(_DOUBLED, start, end) else 1
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    return start, end


def _in_paragraph(text: str, start: int, end: int, closing: frozenset[str]) -> Iterator[Quotation]:
    opened = -1
    for match in _MARK.finditer(text, start, end):
        mark = match.group()
        if opened < 0:
            if mark not in closing and not _is_no_mark(text, match):
                opened = match.start()
        elif mark not in _OPENING:
            yield Quotation(opened, match.end(), False)
            opened = -1
    if opened >= 0 and (not text[start:opened].strip() or _OPENS_AGAIN.match(text, end)):
        yield Quotation(opened, end, True)


def _is_no_mark(text: str, mark: re.Match[str]) -> bool:
    """Inches (12"), attributes of left-over markup (width="12"), and a mark that stands where only one closes."""
    before, following = text[mark.start() - 1 : mark.start()], text[mark.end() : mark.end() + 1]
    is_behind_word = before.isalnum() and not following.isalnum()
    return mark.group() == '"' and (before == "=" or is_behind_word)


def _mark_length(text: str, start: int) -> int:
    return 2 if text.startswith(_DOUBLED, start) else 1
