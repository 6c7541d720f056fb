"""Paragraphs that a source prints under story after story: copyright notices, newsletters, "read more". Pure."""

import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

import xxhash

from pipeline.dedupe.text import MAX_CHARACTERS

MAX_PARAGRAPHS = 500

_LINE = re.compile(r"[^\n]*[^\s][^\n]*")


class Paragraph(NamedTuple):
    """A paragraph of a body, `body[start:end]` without white space about it.

    `hash` has 63 bits and is that of its characters without case and spacing.
    """

    hash: int
    start: int
    end: int


def paragraphs(body: str) -> list[Paragraph]:
    """The first MAX_PARAGRAPHS paragraphs of a body, one a line, in text order."""
    found = []
    for line in _LINE.finditer(body, 0, MAX_CHARACTERS):
        text = line[0].strip()
        start = line.start() + line[0].index(text)
        folded = " ".join(text.casefold().split())
        found.append(Paragraph(xxhash.xxh64_intdigest(folded.encode()) >> 1, start, start + len(text)))
        if len(found) == MAX_PARAGRAPHS:
            break
    return found


def without(body: str, paragraphs: Sequence[Paragraph], boilerplate: Collection[int]) -> str:
    """The body without those of its paragraphs whose hash is in `boilerplate`."""
    kept, last = [], 0
    for paragraph in paragraphs:
        if paragraph.hash in boilerplate:
            kept.append(body[last : paragraph.start])
            last = paragraph.end
    return "".join([*kept, body[last:]])
