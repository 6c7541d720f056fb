"""A text with marks: cut where marks begin and end, so that each piece has the marks that cover it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Mark:
    """A stretch [start, end) of a text, in characters: a `name`, or a part of a `quote`; `key` is its number."""

    start: int
    end: int
    kind: str
    key: int


@dataclass(frozen=True)
class Piece:
    """A piece of a text with the numbers of the name and the quote that cover it; `ends_quote` where the part ends."""

    text: str
    name: int | None = None
    quote: int | None = None
    ends_quote: bool = False


def paragraphs(text: str, marks: Sequence[Mark]) -> list[list[Piece]]:
    """The paragraphs (parted by blank lines) of a text as pieces; joined they are the text but for the blank lines.

    Marks of one kind do not overlap; where they do, or stand outside the text, the first in order counts.
    """
    found, start = [], 0
    for block in text.split("\n\n"):
        if block.strip():
            found.append(list(_pieces(text, start, start + len(block), marks)))
        start += len(block) + 2
    return found


def _pieces(text: str, start: int, end: int, marks: Sequence[Mark]) -> Iterator[Piece]:
    inside = [mark for mark in marks if mark.start < end and mark.end > start]
    cuts = {start, end} | {place for mark in inside for place in (mark.start, mark.end) if start < place < end}
    for first, last in pairwise(sorted(cuts)):
        covering = [mark for mark in inside if mark.start <= first and mark.end >= last]
        name = next((mark.key for mark in covering if mark.kind == "name"), None)
        quote = next((mark for mark in covering if mark.kind == "quote"), None)
        yield Piece(text[first:last], name, quote.key if quote else None, quote is not None and quote.end == last)
