"""Indirect speech by the order of words, where the parse loses the clause or a part of it."""

from collections.abc import Container, Iterator

from pipeline.extract.borders import before_further_cue, trimmed, within_paragraph
from pipeline.extract.cues import REPORTING
from pipeline.extract.indirect import NARRATORS, Report, is_said
from pipeline.extract.phrases import phrase_at, right_edge
from pipeline.extract.reading import Phrase, Reading, Stretch
from pipeline.extract.speaking import speaking_phrase
from pipeline.extract.subjects import subject_of_cue

LONGEST_SPEAKER = 14  # tokens

_FINITE = frozenset("MD VBD VBP VBZ".split())
_OPENS_CLAUSE = frozenset("CD DT EX JJ NN NNP NNPS NNS PRP PRP$ VBG".split())
SHORTEST_CLAUSE = 5  # tokens
_TIMES = frozenset({"DATE", "TIME"})
# Words that go on with a statement; `with a smile`, `as he left` and `in an interview` are of the saying.
_GOES_ON = frozenset("although and because but by especially even if including not or since so to unless until".split())


def behind_attribution(reading: Reading, report: Report) -> Report | None:
    """`They take sides, Jane Doe said, because they are paid`: what goes on behind the attribution."""
    cue, speaker = report.cue.start, report.speaker
    if report.end > cue:
        return None
    closing = max(cue + 1, speaker.end)
    end = within_paragraph(reading, cue, *reading.sentence_at[cue]).end
    if closing + 3 > end or reading.words[closing] != ",":
        return None
    first, rest = reading.lowers[closing + 1], range(closing + 1, end)
    has_subject = first in ("and", "but") and any(reading.deps[i] == "nsubj" for i in rest[:6])
    is_infinitive = first != "to" or reading.tags[closing + 2] == "VB"
    if (
        first not in _GOES_ON
        or not is_infinitive
        or reading.labels[rest[0]] in _TIMES
        or has_subject
        or any(reading.in_marks[closing + 1 : end])
        or reading.cues_between(closing + 1, end)
    ):
        return None
    return Report(*trimmed(reading, closing + 1, end), speaker, report.cue, "parenthesis")


def at_sentence_ends(reading: Reading, known: Container[int]) -> Iterator[Report]:
    """`The ship left the harbour at nine, the port authority said`: all of the sentence; `known` are cues to leave."""
    for cue in reading.cues:
        is_cue = reading.lemmas[cue] in REPORTING and reading.tags[cue] in _FINITE and not reading.in_marks[cue]
        if not is_cue or cue in known:
            continue
        start, end = within_paragraph(reading, cue, *reading.sentence_at[cue])
        comma = _last_comma(reading, max(start, cue - LONGEST_SPEAKER), cue) if _closes(reading, cue, end) else None
        if comma is None or not _is_clause(reading, start, comma) or not is_said(reading, cue):
            continue
        speaker = phrase_at(reading, comma + 1)
        if speaker is None or speaker.end < cue:
            speaker = Phrase(comma + 1, cue, cue - 1)
        if reading.coarse[speaker.head] in ("NOUN", "PROPN", "PRON") and reading.lowers[speaker.head] not in NARRATORS:
            yield Report(*trimmed(reading, start, comma), speaker, Stretch(cue, cue + 1), "complement")


def behind_as(reading: Reading, known: Container[int]) -> Iterator[Report]:
    """`As the Post reported in May, the dam leaks`: the rest of a sentence that begins so."""
    for start in reading.places_of({"as"}):
        first, end = reading.sentence_at[start]
        if start != first:
            continue
        near = reading.cues_between(start + 2, min(end, start + LONGEST_SPEAKER))
        cue = next((cue for cue in near if reading.lemmas[cue] in REPORTING), None)
        if cue is None or cue in known or reading.heads[start] != cue or not is_said(reading, cue):
            continue
        subject, comma = subject_of_cue(reading, cue), right_edge(reading, cue)
        comma += reading.words[comma] != ","
        if subject is None or not start < subject < cue or reading.lowers[subject] in NARRATORS:
            continue
        end = within_paragraph(reading, cue, start, end).end
        if comma + 2 >= end or reading.words[comma] != "," or any(reading.in_marks[i] for i in range(start, end)):
            continue
        if _is_clause(reading, comma + 1, end):
            speaker = speaking_phrase(reading, subject, cue)
            yield Report(*trimmed(reading, comma + 1, end), speaker, Stretch(cue, cue + 1), "parenthesis")


def behind_cues(reading: Reading, known: Container[int]) -> Iterator[Report]:
    """`Calder said delays due to the work have cost jobs`: all that follows "said", where the parse has no clause."""
    for cue in reading.cues:
        is_cue = reading.lemmas[cue] in REPORTING and not reading.in_marks[cue]
        if not is_cue or cue in known:
            continue
        start, end = within_paragraph(reading, cue, *reading.sentence_at[cue])
        rest = range(cue + 1, end)
        if len(rest) < SHORTEST_CLAUSE:
            continue
        is_bare = (
            reading.lemmas[cue] == "say" and reading.tags[cue] in _FINITE and reading.tags[rest[0]] in _OPENS_CLAUSE
        )
        if not is_bare and (reading.lowers[rest[0]] != "that" or reading.tags[rest[0]] != "IN"):
            continue
        if any(reading.in_marks[cue + 1 : end]) or not is_said(reading, cue):
            continue
        subject = subject_of_cue(reading, cue)
        if subject is None or not start <= subject < cue or reading.lowers[subject] in NARRATORS:
            continue
        if not any(reading.tags[i] in _FINITE for i in rest) or any(
            reading.deps[i] == "ccomp" for i in reading.children[cue]
        ):
            continue
        yield Report(
            *trimmed(reading, cue + 1, before_further_cue(reading, cue + 1, end)),
            speaking_phrase(reading, subject, cue),
            Stretch(cue, cue + 1),
            "complement",
        )


def _last_comma(reading: Reading, start: int, cue: int) -> int | None:
    """The comma before the speaker, if nothing but a noun phrase stands between it and the cue."""
    for place in range(cue - 1, start, -1):
        if reading.words[place] == ",":
            return place if place < cue - 1 else None
        if reading.in_marks[place] or reading.coarse[place] == "VERB":
            return None
    return None


def _closes(reading: Reading, cue: int, end: int) -> bool:
    """Whether nothing but the time of the saying stands between a cue and the end of its sentence."""
    words = 0
    for token in range(cue + 1, end):
        if reading.coarse[token] not in ("PUNCT", "SPACE"):
            words += 1
            if words > 3 or (reading.labels[token] not in _TIMES and reading.lowers[token] != "on"):
                return False
    return True


def _is_clause(reading: Reading, start: int, end: int) -> bool:
    return any(reading.tags[i] in _FINITE and not reading.in_marks[i] for i in range(start, end))
