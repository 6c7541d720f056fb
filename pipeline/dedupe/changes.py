"""What changed between two versions of a story, as data. Pure: texts in, differences out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from pipeline.dedupe import text as reading

type Row = dict[str, str]

MAX_PARAGRAPHS, MAX_WORDS = 500, 400
_ALIKE = 0.5
_CONTEXT = 4
_PARAGRAPH = re.compile(r"[^\n]+")


@dataclass(frozen=True, slots=True)
class Edition:
    """One version to compare: its headline, its body, and its quotes in text order as (speaker, words)."""

    headline: str
    body: str
    quotes: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class Changes:
    """The differences, each list in text order; the keys of the rows are those of the table `story_change`."""

    is_headline_changed: bool
    paragraphs: list[Row]
    figures: list[Row]
    quotes: list[Row]


def changes(before: Edition, after: Edition) -> Changes:
    """What an edition did to the one before it. Layout, case and kinds of quotation marks are no changes."""
    paragraphs = list(_paragraphs(_split(before.body), _split(after.body)))
    rewritten = [row for row in paragraphs if row["change"] == "changed"]
    figures = [figure for row in rewritten for figure in _figures(row["before"].split(), row["after"].split())]
    quotes = list(_quotes(before.quotes, after.quotes))
    return Changes(_folded(before.headline) != _folded(after.headline), paragraphs, figures, quotes)


def _split(body: str) -> list[str]:
    return [line.strip() for line in _PARAGRAPH.findall(body) if line.strip()][:MAX_PARAGRAPHS]


def _folded(text: str) -> tuple[str, ...]:
    return tuple(reading.words(text)[:MAX_WORDS])


def _paragraphs(before: list[str], after: list[str]) -> Iterator[Row]:
    """In the order of the newer text; at the end those that are gone."""
    old, new = [_folded(line) for line in before], [_folded(line) for line in after]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    in_place = {place for block in blocks for place in range(block.b, block.b + block.size)}
    kept = set(old) & set(new)
    gone = [place for place, words in enumerate(old) if words not in kept]
    for place, words in enumerate(new):
        if place in in_place:
            continue
        if words in kept:
            yield {"change": "moved", "before": after[place], "after": after[place]}
        elif (likest := _likest(words, old, gone)) is not None:
            gone.remove(likest)
            yield {"change": "changed", "before": before[likest], "after": after[place]}
        else:
            yield {"change": "added", "before": "", "after": after[place]}
    for place in gone:
        yield {"change": "removed", "before": before[place], "after": ""}


def _likest(words: Sequence[str], old: Sequence[Sequence[str]], places: Sequence[int]) -> int | None:
    """The place of the old text that has most of these words, in about their order, or None."""
    these = set(words)
    likest = max(places, key=lambda place: len(these.intersection(old[place])), default=None)
    if likest is None or SequenceMatcher(None, old[likest], words, autojunk=False).ratio() < _ALIKE:
        return None
    return likest


def _figures(before: list[str], after: list[str]) -> Iterator[Row]:
    """Figures that stand in the place of others; one that only comes or goes belongs to the words about it."""
    for tag, first, last, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        old, new = (reading.figures_in_order(" ".join(words)) for words in (before[first:last], after[start:end]))
        if tag == "replace" and old and new and old != new:
            context = " ".join(after[max(0, start - _CONTEXT) : end + _CONTEXT])
            yield {"before": " ".join(old), "after": " ".join(new), "context": context}


def _quotes(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> Iterator[Row]:
    old, new = [_folded(words) for _, words in before], [_folded(words) for _, words in after]
    gone = [place for place, words in enumerate(old) if words not in new]
    for place, (speaker, words) in enumerate(after):
        if new[place] in old:
            continue
        if (likest := _likest(new[place], old, gone)) is not None:
            gone.remove(likest)
            yield {"change": "changed", "speaker": speaker, "before": before[likest][1], "after": words}
        else:
            yield {"change": "added", "speaker": speaker, "before": "", "after": words}
    for place in gone:
        yield {"change": "dropped", "speaker": before[place][0], "before": before[place][1], "after": ""}
