"""Speech that layout sets off instead of marks: transcripts, block quotes, posts with their credit, dashes.

A turn of a transcript starts with a label (`Q:`, `CALDER:`), a block quote with `>` or below `Calder wrote:`, a post
ends in `— Ines Calder (@handle)`, and a dash opens a line of dialogue (`— It will hold, said Calder.`).
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from pipeline.extract.cues import LEMMA
from pipeline.extract.quotation_marks import Quotation, content, find_quotations

FEWEST_TURNS = 3
LONGEST_TURN = 3  # paragraphs
SHORTEST_BLOCK = 5  # words
REACH = 60  # characters from a verb of writing to the colon

QUESTIONS, ANSWERS = frozenset({"q", "question"}), frozenset({"a", "answer"})


class _Opening:
    """What opens a line. The pattern starts with the end of the line before: that is sought much faster than `^`."""

    def __init__(self, pattern: str) -> None:
        self._first, self._further = re.compile(pattern), re.compile(f"\n{pattern}")

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """The matches in order, but for the first line with the end of the line before."""
        if (first := self._first.match(text)) is not None:
            yield first
        yield from self._further.finditer(text)


_NAME = r"[A-Z][\w.'’-]{0,20}+(?: [A-Z][\w.'’-]{0,20}+){0,4}+"  # what may follow is no part of a name
_LABEL = _Opening(rf"(?:(?P<label>{_NAME})(?: \([^)\n]{{1,40}}\))?:|(?P<letter>[QA])\.)[ \t]+(?=\S)")
_ADDRESS = re.compile(r"\b(?:I|[Ww]e|[Yy]ou|[Mm]y|[Oo]ur|me|us)\b|\?")
_PARAGRAPH = re.compile(r"[^\n]+")
_CREDIT = re.compile(
    r"(?:[—–]|--)[ \t]*(?P<label>\w[^\n()—–]{1,60}) \(@\w{1,30}\)[^\n]{0,40}$",
    re.MULTILINE,
)
_TAGS = re.compile(r"(?:<[^>]*>\s*)*")
_BLOCK = _Opening(r">[ \t]*(?=[^\s>])")
_WRITTEN = "added posted posts read reads said says stated states tweeted tweets wrote writes"
_COLON = re.compile(r":[ \t]*\n+(?=[^\W\d_])")
_INTRODUCES = re.compile(rf"\b(?:{'|'.join(_WRITTEN.split())})\b[^\n.:?!\"“”]{{0,40}}\Z")
_LIST = re.compile(r"(?:\w{1,2}[.)]|[a-z])\s|[^\n]*:\s*$", re.MULTILINE)
_DASH = _Opening(r"(?:[—–]|--)[ \t]*(?=\w)")
_CUE_BEHIND = re.compile(r"[,?!…][ \t]+(?P<cue>[a-z]+)[ \t]+(?:[A-Z]|(?:the|he|she|his|her|they)\b)")
_NEXT_SENTENCE = re.compile(r"\.[ \t]+(?:[—–][ \t]*)?(?=[A-Z])")


def find_speech(text: str) -> dict[Quotation, tuple[int, int]]:
    """The quotations of a text by their marks and by layout, in order, each with the characters of its words.

    Marks inside of what the layout sets off are nested.
    """
    found: list[Quotation] = []
    for quotation in sorted((*_turns(text), *_posts(text), *_blocks(text), *_dialogue(text))):
        if not found or quotation.start >= found[-1].end:
            found.append(quotation)
    marked = {q: words for q in find_quotations(text) if (words := content(text, q))[0] < words[1]}
    if not found:
        return marked
    place = 0
    for quotation in marked:
        while place < len(found) and found[place].end <= quotation.start:
            place += 1
        if place == len(found) or quotation.end <= found[place].start:
            found.append(quotation)
    return {quotation: marked.get(quotation) or content(text, quotation) for quotation in sorted(found)}


def _turns(text: str) -> Iterator[Quotation]:
    labels = list(_LABEL.find(text))
    labels = _transcript(text, labels) if len(labels) > 1 else []
    seen: set[str] = set()
    for match, following in zip_longest(labels, labels[1:]):
        seen.add(_speaker(match))
        paragraphs = [(match.end(), _line_end(text, match.end()))]
        if following is not None and _speaker(following) in seen:  # a new name may come after a break
            paragraphs += [p.span() for p in _PARAGRAPH.finditer(text, paragraphs[0][1], following.start())]
        if len(paragraphs) > LONGEST_TURN:
            del paragraphs[1:]
        span = match.span("label" if match["label"] else "letter")
        for number, (start, end) in enumerate(paragraphs, start=1):
            yield Quotation(start, end, number < len(paragraphs), "turn", span)


def _speaker(label: re.Match[str]) -> str:
    return str(label["letter"] or label["label"].split()[-1]).lower()


def _transcript(text: str, labels: Sequence[re.Match[str]]) -> list[re.Match[str]]:
    """The labels that are speakers: questions and answers, or names that take turns in the first and second person."""
    words = [_speaker(match) for match in labels]
    if QUESTIONS & set(words) and ANSWERS & set(words):
        return [match for match, word in zip(labels, words, strict=True) if word in QUESTIONS | ANSWERS]
    names = [match for match in labels if match["label"]]
    turns = Counter(map(_speaker, names))
    speakers = [match for match in names if _ADDRESS.search(text, match.end(), _line_end(text, match.end()))]
    is_transcript = len(names) >= FEWEST_TURNS and 1 < len(turns) < len(names) and 2 * len(speakers) > len(names)
    return names if is_transcript else []


def _posts(text: str) -> Iterator[Quotation]:
    if "(@" not in text:
        return
    for match in _CREDIT.finditer(text):
        end = match.start()
        while end and text[end - 1].isspace():
            end -= 1
        start = text.rfind("\n", 0, end) + 1
        tags = _TAGS.match(text, start, end)
        start = tags.end() if tags else start
        if start < end:
            yield Quotation(start, end, False, "post", match.span("label"))


def _blocks(text: str) -> Iterator[Quotation]:
    blocks = list(_BLOCK.find(text))
    for place, match in enumerate(blocks):
        end = _line_end(text, match.end())
        runs_on = place + 1 < len(blocks) and not text[end : blocks[place + 1].start()].strip()
        yield Quotation(match.end(), end, runs_on, "block")
    for match in _COLON.finditer(text):
        if _INTRODUCES.search(text, max(0, match.start() - REACH), match.start()) is None:
            continue
        end = _line_end(text, match.end())
        is_long = len(text[match.end() : end].split()) >= SHORTEST_BLOCK
        if is_long and not _LIST.match(text, match.end(), end):
            yield Quotation(match.end(), end, False, "block")


def _dialogue(text: str) -> Iterator[Quotation]:
    for match in _DASH.find(text):
        end = _line_end(text, match.end())
        cue = next((m for m in _CUE_BEHIND.finditer(text, match.end(), end) if m["cue"] in LEMMA), None)
        if cue is None:
            continue
        yield Quotation(match.end(), cue.start() + 1, False, "dash")
        following = _NEXT_SENTENCE.search(text, cue.end(), end)
        if following is not None:
            yield Quotation(following.end(), end, False, "dash")


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end
