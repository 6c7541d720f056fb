"""Mixed statements: a quotation together with the words that the cue governs around it.

`Jane Doe called the plan "a waste"`, `warned of "deep cuts"`, `promised to "drain the lake"`: here the words in marks
are part of an object, a prepositional phrase or an infinitive, so the whole of that is what was said.
"""

from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import accumulate

from pipeline.extract.borders import before_further_cue, before_occasion, trimmed, within_paragraph
from pipeline.extract.cues import GOVERNING, REPORTING, TELLING
from pipeline.extract.indirect import Report, is_said
from pipeline.extract.phrases import left_edge, right_edge
from pipeline.extract.reading import Reading, Stretch
from pipeline.extract.speaking import speaking_phrase
from pipeline.extract.subjects import subject_of_cue

FURTHEST_CUE = 40  # tokens from the cue to the quotation
HIGHEST = 8  # steps up the parse from the quotation to the cue

_COMPLEMENTS = frozenset("dobj ccomp xcomp oprd attr prep acomp dative advcl".split())
_CIRCUMSTANCES = frozenset("after at before during in on since".split())
_OF_THE_MATTER = frozenset("against because for from in of to toward towards with".split())
_COMPLEMENTS_OF_TELLING = _COMPLEMENTS - {"dobj", "dative"}  # these are the addressees
_ANSWERING = frozenset({"reply", "respond"})
_NARRATORS = frozenset({"i", "we", "you"})


def find_mixed(reading: Reading, titles: Container[int]) -> Iterator[Report]:
    """Statements around quotations, but for titles, whose first words stand before the mark."""
    for number, quoted in enumerate(reading.quoted):
        report = None if number in titles else _around(reading, quoted)
        if report is not None and report.start < quoted.start:
            yield report


def with_mixed(reports: Iterable[Report], mixed: Iterable[Report]) -> list[Report]:
    """Reports in text order, with those mixed ones that overlap no other."""
    found: list[Report] = sorted(reports)
    mixed = sorted(mixed)
    if not mixed:
        return found
    latest = list(accumulate((report.end for report in found), max))
    found_mixed: list[Report] = []
    furthest = 0
    for report in mixed:
        before = bisect_left(found, report.end, key=lambda r: r.start)
        if report.start >= furthest and (before == 0 or latest[before - 1] <= report.start):
            furthest = report.end
            found_mixed.append(report)
    return sorted(found + found_mixed)


def _around(reading: Reading, quoted: Stretch) -> Report | None:
    low = max(reading.sentence_at[quoted.start - 1].start, quoted.start - FURTHEST_CUE) if quoted.start else 0
    cues = reading.cues_between(low, quoted.start)
    if not cues:
        return None
    governor = _governor(reading, quoted)
    cue = _cue_before(reading, quoted, cues) if governor is None else governor
    if cue is None or not is_said(reading, cue):
        return None
    subject = subject_of_cue(reading, cue)
    if subject is None or subject > cue or reading.lowers[subject] in _NARRATORS:
        return None
    by_order = trimmed(reading, _clause_start(reading, cue, quoted.start), quoted.end)
    stretch = by_order if governor is None else _governed(reading, cue, quoted)
    if stretch is None:
        return None
    return Report(*stretch, speaking_phrase(reading, subject, cue), Stretch(cue, cue + 1), "complement")


def _governed(reading: Reading, cue: int, quoted: Stretch) -> Stretch | None:
    """The parts of a cue's phrase from its first complement to the end of the one that holds the quotation."""
    complements = _COMPLEMENTS_OF_TELLING if reading.lemmas[cue] in TELLING else _COMPLEMENTS
    parts = [
        child
        for child in reading.children[cue]
        if cue < child and reading.deps[child] in complements and left_edge(reading, child) < quoted.end
    ]
    while parts and _is_circumstance(reading, parts[0]) and right_edge(reading, parts[0]) < quoted.start:
        parts.pop(0)
    is_answered = reading.lemmas[cue] in _ANSWERING and bool(parts) and reading.lowers[parts[0]] == "to"
    if not parts or is_answered:  # `responded to the "mess"`: to what, not what
        return None
    start, end = left_edge(reading, parts[0]), quoted.end
    if not _is_closed(reading, quoted):
        end = max(end, right_edge(reading, parts[-1]) + 1)
        for child in reading.children[cue]:
            if (
                reading.lowers[child] in _OF_THE_MATTER
                and reading.deps[child] == "prep"
                and left_edge(reading, child) == end
            ):
                end = right_edge(reading, child) + 1
    if reading.deps[parts[0]] == "prep" and parts[0] == start:
        start += 1
    if _is_set_off(reading, quoted):
        return None
    start, end = within_paragraph(reading, cue, start, end)
    end = before_further_cue(reading, quoted.end - 1, end)
    return trimmed(reading, start, before_occasion(reading, quoted.end - 1, end))


def _cue_before(reading: Reading, quoted: Stretch, cues: Sequence[int]) -> int | None:
    """The last of the cues to the left, if it reports and the words up to a quotation in small letters run on.

    For long and broken sentences, in which the parse loses the clause.
    """
    cue = next((cue for cue in reversed(cues) if not reading.in_marks[cue]), None)
    if cue is None or reading.lemmas[cue] not in REPORTING or not _first_letter(reading, quoted).islower():
        return None
    between = range(cue + 1, quoted.start)
    runs_on = reading.words[quoted.start - 1] not in (",", ":") and not any(reading.in_marks[i] for i in between)
    return cue if runs_on else None


def _clause_start(reading: Reading, cue: int, end: int) -> int:
    return next((i for i in range(cue + 1, end) if reading.lowers[i] == "that"), cue + 1)


def _governor(reading: Reading, quoted: Stretch) -> int | None:
    """The nearest verb above the first words in marks that stands before them, if it is a cue that governs phrases."""
    first = reading.first_word(*quoted)
    token = quoted.start if first is None else first
    for _ in range(HIGHEST):
        head = reading.heads[token]
        if head == token:
            return None
        token = head
        if token < quoted.start and reading.coarse[token] == "VERB" and not reading.in_marks[token]:
            is_near = quoted.start - token <= FURTHEST_CUE
            is_governing = reading.lemmas[token] in GOVERNING
            if is_near and is_governing:
                return token
            if reading.deps[token] == "conj":
                return None
    return None


def _is_circumstance(reading: Reading, part: int) -> bool:
    """When, where and of whom something was said (`promised on Sunday to …`, `said of Jane Doe, "…"`)."""
    is_place = reading.deps[part] == "prep" and reading.lowers[part] in _CIRCUMSTANCES
    is_topic = reading.lowers[part] in ("about", "of") and reading.words[right_edge(reading, part) + 1] == ","
    return is_place or is_topic or reading.labels[part] in ("DATE", "TIME")


def _is_closed(reading: Reading, quoted: Stretch) -> bool:
    """Whether a comma or full stop stands inside the closing mark, or right behind it."""
    near = reading.words[quoted.end - 2 : quoted.end + 1]
    return any(word in (",", ".", "?", "!") for word in near)


def _is_set_off(reading: Reading, quoted: Stretch) -> bool:
    """`told reporters, "We will go."`: behind a comma or colon, or in capitals, it is a quotation of its own."""
    before = reading.words[quoted.start - 1]
    return before == ":" or (before == "," and _first_letter(reading, quoted).isupper())


def _first_letter(reading: Reading, quoted: Stretch) -> str:
    """Of the first word that starts with a letter, "" for none."""
    return next((word[0] for word in reading.words[quoted.start : quoted.end] if word[0].isalpha()), "")
