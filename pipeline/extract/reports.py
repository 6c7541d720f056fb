"""The indirect speech of a text: what the parse and the order of words say is reported, each clause once."""

import re
from collections.abc import Iterable, Iterator

from pipeline.extract.indirect import Report, find_clauses
from pipeline.extract.reading import Reading
from pipeline.extract.word_order import at_sentence_ends, behind_as, behind_attribution, behind_cues

SHORTEST = 3  # tokens

_LINK = re.compile(r"(?:ALSO READ|MORE|READ(?: ALSO| MORE| NEXT)?|RELATED|SEE(?: ALSO)?|WATCH(?: BELOW)?)\s*[:|]")
_CAPTION = re.compile(r"\([^()/\n]{3,60}/[^()/\n]{2,40}\)\s*\Z")


def find_reports(reading: Reading) -> list[Report]:
    """Indirect speech in text order; of clauses that overlap the first and outermost, none that is wholly in marks."""
    found = [report for report in _candidates(reading) if _is_whole(report)]
    asides = _asides(reading, {reading.paragraph_at[report.cue.start] for report in found})
    outermost: list[Report] = []
    furthest = -1
    for report in sorted(found, key=lambda r: (r.start, -r.end)):
        is_aside = reading.paragraph_at[report.cue.start] in asides
        if report.start < furthest or is_aside or _is_quotation(reading, report):
            continue
        furthest = report.end
        if outermost and _goes_on(outermost[-1], report):
            outermost[-1] = outermost[-1]._replace(end=report.end)
        else:
            outermost.append(report)
    return outermost


def _candidates(reading: Reading) -> Iterator[Report]:
    cues: set[int] = set()
    for report in find_clauses(reading):
        yield report
        cues.add(report.cue.start)
        is_clause = report.rule == "complement" and not _is_quotation(reading, report)
        if is_clause and (rest := behind_attribution(reading, report)) is not None:
            yield rest
    yield from at_sentence_ends(reading, cues)
    yield from behind_cues(reading, cues)
    yield from behind_as(reading, cues)


def _asides(reading: Reading, paragraphs: Iterable[int]) -> frozenset[int]:
    """Those paragraphs that are links to other stories or captions, which repeat what is said elsewhere."""
    return frozenset(n for n in paragraphs if _is_aside(reading.span_text(*reading.paragraphs[n])))


def _is_aside(text: str) -> bool:
    return bool(_LINK.match(text)) or (text.rstrip().endswith(")") and bool(_CAPTION.search(text)))


def _is_whole(report: Report) -> bool:
    return report.end - report.start >= SHORTEST or report.rule == "parenthesis"


def _goes_on(first: Report, second: Report) -> bool:
    """One statement that the parse took apart: the same cue, and at most one token between."""
    return second.rule == "complement" and second.cue == first.cue and 0 <= second.start - first.end <= 1


def _is_quotation(reading: Reading, report: Report) -> bool:
    """Whether all words stand in marks."""
    for token in range(report.start, report.end):
        if not reading.in_marks[token] and reading.words[token].isalpha():
            return False
    return True
