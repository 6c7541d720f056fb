"""Mixed statements: a quotation together with the words that the cue governs around it.

`Jane Doe called the plan "a waste"`, `warned of "deep cuts"`, `promised to "drain the lake"`: here the words in marks
are part of an object, a prepositional phrase or an infinitive, so the whole of that is what was said.
"""

from collections.abc import Iterable, Iterator

from pipeline.extract.borders import trimmed, within_paragraph
from pipeline.extract.cues import GOVERNING
from pipeline.extract.indirect import Report, is_said
from pipeline.extract.phrases import left_edge, right_edge, subject_of
from pipeline.extract.reading import Reading, Stretch
from pipeline.extract.speaking import speaking_phrase
from pipeline.extract.speech import is_title

FURTHEST_CUE = 40  # tokens from the cue to the quotation
HIGHEST = 8  # steps up the parse from the quotation to the cue

_COMPLEMENTS = frozenset("dobj ccomp xcomp oprd attr prep acomp dative advcl".split())
_TELLING, _ADDRESSEES = frozenset("assure inform remind tell".split()), frozenset({"dobj", "dative"})
_NARRATORS = frozenset({"i", "we", "you"})


def find_mixed(reading: Reading) -> Iterator[Report]:
    """Statements around quotations whose first words stand before the mark."""
    for number, quoted in enumerate(reading.quoted):
        report = None if is_title(reading, number) else _around(reading, quoted)
        if report is not None and report.start < quoted.start:
            yield report


def with_mixed(reports: Iterable[Report], mixed: Iterable[Report]) -> list[Report]:
    """Reports in text order, with those mixed ones that none of them overlaps."""
    found = sorted(reports)
    for report in mixed:
        if not any(other.start < report.end and report.start < other.end for other in found):
            found.append(report)
    return sorted(found)


def _around(reading: Reading, quoted: Stretch) -> Report | None:
    cue = _governor(reading, quoted)
    if cue is None or not is_said(reading, cue):
        return None
    subject = subject_of(reading, cue)
    if subject is None or subject > cue or reading.lowers[subject] in _NARRATORS:
        return None
    complements = _COMPLEMENTS - _ADDRESSEES if reading.lemma(cue) in _TELLING else _COMPLEMENTS
    parts = [
        child
        for child in reading.children[cue]
        if cue < child and reading.deps[child] in complements and left_edge(reading, child) < quoted.end
    ]
    if not parts:
        return None
    start, end = left_edge(reading, parts[0]), quoted.end
    if not _is_closed(reading, quoted):
        end = max(end, right_edge(reading, parts[-1]) + 1)
    if reading.deps[parts[0]] == "prep" and parts[0] == start:
        start += 1
    if _is_set_off(reading, quoted, start):
        return None
    start, end = trimmed(reading, *within_paragraph(reading, cue, start, end))
    return Report(start, end, speaking_phrase(reading, subject, cue), Stretch(cue, cue + 1), "complement")


def _governor(reading: Reading, quoted: Stretch) -> int | None:
    """The nearest verb above the first words in marks that stands before them, if it is a cue that governs phrases."""
    token = next((i for i in range(*quoted) if reading.coarse[i] not in ("PUNCT", "SPACE")), quoted.start)
    for _ in range(HIGHEST):
        head = reading.heads[token]
        if head == token:
            return None
        token = head
        if token < quoted.start and reading.coarse[token] == "VERB" and not reading.in_marks[token]:
            is_near = quoted.start - token <= FURTHEST_CUE
            is_governing = reading.lemma(token) in GOVERNING
            if is_near and is_governing:
                return token
            if reading.deps[token] == "conj":
                return None
    return None


def _is_closed(reading: Reading, quoted: Stretch) -> bool:
    """Whether a comma or full stop stands inside the closing mark, or right behind it."""
    near = reading.words[quoted.end - 2 : quoted.end + 1]
    return any(word in (",", ".", "?", "!") for word in near)


def _is_set_off(reading: Reading, quoted: Stretch, start: int) -> bool:
    """`told reporters, "We will go."`: behind a comma or colon, or in capitals, it is a quotation of its own."""
    before = reading.words[quoted.start - 1]
    inside = next((reading.words[i] for i in range(*quoted) if reading.words[i][0].isalpha()), "")
    return before == ":" or (before == "," and inside[:1].isupper())
