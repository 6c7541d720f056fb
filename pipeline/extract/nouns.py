"""Nouns of saying with a clause: `Jane Doe's claim that the dam was safe`, `issued a warning that it would break`."""

from collections.abc import Iterator

from pipeline.extract.borders import before_further_cue, trimmed, within_paragraph
from pipeline.extract.cues import MADE, MAKING, SAYING_NOUNS
from pipeline.extract.indirect import NARRATORS, Report, is_said
from pipeline.extract.phrases import left_edge, phrase_at, possessor_of, right_edge
from pipeline.extract.reading import Phrase, Reading, Stretch
from pipeline.extract.speaking import speaking_phrase
from pipeline.extract.subjects import subject_of

FURTHEST = 6  # tokens from the noun to its clause

_MAKE = frozenset("made make makes making".split())
_NO_MAKERS = NARRATORS | frozenset("it that this these those which".split())


def find_by_nouns(reading: Reading) -> Iterator[Report]:
    """The clauses that such nouns govern where the text says whose words they are, in text order."""
    for noun in reading.places_of(SAYING_NOUNS):
        if reading.in_marks[noun] or reading.coarse[noun] != "NOUN":
            continue
        clause = next((child for child in reading.children[noun] if _is_said_clause(reading, noun, child)), None)
        speaker = None if clause is None else _speaker(reading, noun)
        if clause is None or speaker is None:
            continue
        bounds = within_paragraph(reading, noun, left_edge(reading, clause), right_edge(reading, clause) + 1)
        yield Report(*trimmed(reading, *bounds), speaker, Stretch(noun, noun + 1), "noun")


def find_made(reading: Reading) -> Iterator[Report]:
    """`made (it) clear that the dam was safe`, `made the point that it was safe`: idioms of saying, in text order."""
    for word in reading.places_of(MADE):
        if reading.lowers[word + 1 : word + 2] != ["that"]:
            continue
        verb = next((i for i in range(word - 1, max(-1, word - 4), -1) if reading.lowers[i] in _MAKE), None)
        if verb is None or reading.in_marks[word] or not is_said(reading, verb):
            continue
        subject = subject_of(reading, verb)
        if subject is None or subject > verb or reading.lowers[subject] in _NO_MAKERS:
            continue
        clauses = [reading.heads[word + 1], *(i for i in reading.children[verb] if reading.deps[i] == "ccomp")]
        end = max((right_edge(reading, clause) + 1 for clause in clauses if clause > word), default=word + 2)
        first, last = within_paragraph(reading, word, word + 1, end)
        last = before_further_cue(reading, word + 1, last)
        yield Report(
            *trimmed(reading, first, last),
            speaking_phrase(reading, subject, verb),
            Stretch(verb, word + 1),
            "complement",
        )


def _is_said_clause(reading: Reading, noun: int, child: int) -> bool:
    """A clause behind a "that" which is no relative pronoun."""
    if reading.deps[child] not in ("acl", "ccomp", "relcl") or not noun < left_edge(reading, child) <= noun + FURTHEST:
        return False
    return any(reading.lowers[i] == "that" and reading.deps[i] == "mark" for i in reading.children[child])


def _speaker(reading: Reading, noun: int) -> Phrase | None:
    """The possessor, who it is by or from, or the subject of the verb that makes it."""
    if (possessor := possessor_of(reading, noun)) is not None:
        return possessor
    for child in reading.children[noun]:
        if reading.deps[child] == "prep" and reading.lowers[child] in ("by", "from") and child > noun:
            return phrase_at(reading, child + 1)
    verb = reading.heads[noun]
    if reading.deps[noun] == "dobj" and reading.lowers[verb] in MAKING and is_said(reading, verb):
        subject = subject_of(reading, verb)
        if subject is not None and reading.lowers[subject] not in NARRATORS:
            return speaking_phrase(reading, subject, verb)
    return None
