"""All quotes of a text: quotations and indirect speech put together into statements with their speakers."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter

from pipeline.extract.attribution import Attribution, attribute, last_character
from pipeline.extract.borders import behind_marks
from pipeline.extract.circumstances import NO_CIRCUMSTANCES, circumstances
from pipeline.extract.complements import find_mixed, with_mixed
from pipeline.extract.confidence import confidence
from pipeline.extract.floating import attribute_floating
from pipeline.extract.frames import find_framed
from pipeline.extract.indirect import Report
from pipeline.extract.nouns import find_by_nouns, find_made
from pipeline.extract.reading import Phrase, Reading, Stretch
from pipeline.extract.reports import find_reports
from pipeline.extract.sharing import sentence_up_to, start_of_subject, up_to_attribution
from pipeline.extract.speakers import resolve
from pipeline.extract.speech import find_titles, is_speech
from pipeline.model import Quote, QuoteKind, QuotePart, Span, Speaker

LONGEST_REST = 120  # characters of a quotation that a reported clause may leave over and still take in
_CLOSING, _INTRODUCING = frozenset(",.?!"), frozenset(",:—–-")
_START, _END = attrgetter("start"), attrgetter("end")
_WORD = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(slots=True)
class _Statement:
    """A contiguous statement, characters [start, end) with its marks; `quotation` where it is one and nothing else."""

    start: int
    end: int
    speaker: Phrase | None
    cue: Stretch | None
    rule: str
    quotation: int | None = None


def find_quotes(reading: Reading) -> tuple[Quote, ...]:
    """The quotes of a text in order."""
    attributions = attribute(reading)
    titles = find_titles(reading)
    reports = with_mixed(find_reports(reading), find_mixed(reading, titles))
    reports = with_mixed(reports, (*find_framed(reading), *find_by_nouns(reading), *find_made(reading)))
    attribute_floating(reading, attributions, ((report.cue.start, report.speaker) for report in reports))
    taken: set[int] = set()
    statements = [_with_quotations(reading, report, taken) for report in reports]
    statements += _quotations_left(reading, attributions, titles, taken)
    statements = _joined(reading, sorted(statements, key=lambda s: (s.start, s.end)))
    speakers = resolve(reading, (s.speaker for s in statements if s.speaker is not None))
    return tuple(_quote(reading, group, speakers) for group in _grouped(reading, statements))


def _with_quotations(reading: Reading, report: Report, taken: set[int]) -> _Statement:
    """A reported clause takes in the quotations that it holds, those that go on with it, and the rest of a last one."""
    start, end = reading.starts[report.start], reading.ends[report.end - 1]
    inside = []
    for number in _near(reading, start, end):
        quotation = reading.quotations[number]
        is_held = quotation.start >= start - 1 and quotation.end <= end + 2
        if is_held or (start < quotation.start <= end + 1 and end < quotation.end and _joins(reading, number, end)):
            inside.append(number)
            start, end = min(start, quotation.start), max(end, quotation.end)
        elif start < quotation.start < end <= quotation.end:
            end = quotation.start
    whole = _whole_quotation(reading, inside, start, end)
    if whole is not None:
        taken.add(whole)
        quotation = reading.quotations[whole]
        return _Statement(quotation.start, quotation.end, report.speaker, report.cue, report.rule, whole)
    if inside and end == reading.quotations[inside[-1]].end and report.cue.start < report.start:
        closing = reading.quoted[inside[-1]].end
        if (further := behind_marks(reading, report.cue.start, closing)) > closing:
            return _with_quotations(reading, report._replace(end=further), taken)
    taken.update(inside)
    return _Statement(start, end, report.speaker, report.cue, report.rule)


def _joins(reading: Reading, number: int, end: int) -> bool:
    """A quotation that goes on with a clause in small letters, or of which little stands outside of it."""
    start, _ = reading.contents[number]
    return reading.text[start].islower() or 0 < reading.quotations[number].end - end < LONGEST_REST


def _whole_quotation(reading: Reading, numbers: Sequence[int], start: int, end: int) -> int | None:
    """A quotation in a clause that is a statement by itself: closed by a comma at the front, or set off at the end."""
    if not numbers:
        return None
    first, last = numbers[0], numbers[-1]
    is_front = reading.quotations[first].start <= start and reading.quotations[first].end < end
    if is_front and last_character(reading, first) in _CLOSING:
        return first
    before = reading.text[start : reading.quotations[last].start].rstrip()[-1:]
    begin, _ = reading.contents[last]
    is_clause = reading.text.startswith("that ", start)  # `that if he could, "I would go"`
    is_set_off = before in _INTRODUCING and reading.text[begin].isupper() and not is_clause
    return last if is_set_off and reading.quotations[last].end >= end else None


def _quotations_left(
    reading: Reading, attributions: Sequence[Attribution | None], titles: Container[int], taken: Container[int]
) -> Iterator[_Statement]:
    for number, (quotation, attribution) in enumerate(zip(reading.quotations, attributions, strict=True)):
        if number in taken or not is_speech(reading, number, attribution, titles):
            continue
        if attribution is None:
            yield _Statement(quotation.start, quotation.end, None, None, "unattributed", number)
        else:
            cue = None if attribution.cue is None else Stretch(attribution.cue, attribution.cue + 1)
            first = sentence_up_to(reading, number) if attribution.rule == "after" else None
            last = up_to_attribution(reading, number, attribution) if attribution.rule == "after" else None
            start = quotation.start if first is None else reading.starts[first]
            end = quotation.end if last is None else reading.ends[last - 1]
            whole = number if first is None and last is None else None
            yield _Statement(start, end, attribution.speaker, cue, attribution.rule, whole)


def _joined(reading: Reading, statements: Iterable[_Statement]) -> list[_Statement]:
    """Quotations with nothing but a conjunction or the subject of the second between them are one.

    `chanted "more pay" and "less work"`; `said, "Instead of a plan," the mayor "has a dream"`.
    """
    found: list[_Statement] = []
    for statement in statements:
        start = _start_of_one(reading, found[-1], statement) if found else None
        if start is None:
            found.append(statement)
        elif start == found[-1].end:
            found[-1].end, found[-1].quotation = statement.end, None
        else:
            found.append(replace(statement, start=start, quotation=None))
    return found


def _start_of_one(reading: Reading, last: _Statement, statement: _Statement) -> int | None:
    """Where a statement starts that goes on with the last one, None where it is another."""
    is_one = statement.rule == "continued" and statement.speaker == last.speaker
    if not is_one or last.quotation is None or statement.quotation is None:
        return None
    return start_of_subject(reading, last.quotation, statement.quotation)


def _grouped(reading: Reading, statements: Iterable[_Statement]) -> Iterator[list[_Statement]]:
    """Statements that are parts of one: a quotation that runs on over paragraphs, or goes on behind its attribution."""
    group: list[_Statement] = []
    for statement in statements:
        if group and not _goes_on(reading, group[-1], statement):
            yield group
            group = []
        group.append(statement)
    if group:
        yield group


def _goes_on(reading: Reading, first: _Statement, second: _Statement) -> bool:
    if first.rule == second.rule == "parenthesis":
        return first.cue == second.cue
    if first.quotation is None or second.quotation != first.quotation + 1:
        return False
    if reading.quotations[first.quotation].runs_on:
        return True
    between = reading.text[first.end : second.start]
    is_same_speaker = first.speaker is not None and first.speaker == second.speaker
    return is_same_speaker and not re.search(r"[.?!:;\n]", between) and between.rstrip().endswith(",")


def _quote(reading: Reading, group: Sequence[_Statement], speakers: dict[Phrase, Speaker]) -> Quote:
    parts = tuple([_part(reading, statement) for statement in group])
    lead = group[0]
    if len(group) > 1:
        lead = min(group, key=lambda statement: (statement.speaker is None, statement.rule != "after"))
    cue = None if lead.cue is None else _span(reading, lead.cue)
    speaker = None if lead.speaker is None else speakers[lead.speaker]
    around = NO_CIRCUMSTANCES
    if lead.cue is not None and lead.speaker is not None:
        around = circumstances(reading, lead.cue.start, lead.speaker, [(part.start, part.end) for part in parts])
    said = [None if stretch is None else _span(reading, stretch) for stretch in around]
    return Quote(_kind(parts), parts, cue, speaker, confidence(lead.rule, speaker), lead.rule, *said)


def _span(reading: Reading, stretch: Stretch) -> Span:
    start, end = reading.starts[stretch.start], reading.ends[stretch.end - 1]
    return Span(start, end, reading.text[start:end])


def _kind(parts: Sequence[QuotePart]) -> QuoteKind:
    kinds = {part.kind for part in parts}
    return kinds.pop() if len(kinds) == 1 else "mixed"


def _part(reading: Reading, statement: _Statement) -> QuotePart:
    if statement.quotation is not None:
        start, end = reading.contents[statement.quotation]
        return QuotePart(start, end, reading.text[start:end], "direct")
    start, end = statement.start, statement.end
    inside = [
        reading.contents[number]
        for number in _near(reading, start, end)
        if start <= reading.quotations[number].start and reading.quotations[number].end <= end
    ]
    fragments = tuple((a, b) for a, b in inside if a < b)
    kind: QuoteKind = "mixed" if fragments else "indirect"
    if len(fragments) == 1 and _share_in_marks(reading.text, start, end, fragments[0]) >= 0.9:
        (start, end), fragments, kind = fragments[0], (), "direct"
    return QuotePart(start, end, reading.text[start:end], kind, fragments)


def _share_in_marks(text: str, start: int, end: int, fragment: tuple[int, int]) -> float:
    """Of the words of a statement."""
    words = [match.start() for match in _WORD.finditer(text, start, end)]
    opening, closing = fragment
    inside = bisect_left(words, closing) - bisect_left(words, opening)
    return inside / len(words) if words else 1.0


def _near(reading: Reading, start: int, end: int) -> range:
    """Numbers of the quotations that may touch characters [start, end)."""
    low = bisect_right(reading.quotations, start - 2, key=_END)
    high = bisect_right(reading.quotations, end + 2, key=_START)
    return range(low, high)
