"""Whose words a quotation is where the layout tells: turns of a transcript, posts with their credit, block quotes."""

from collections import Counter

from pipeline.extract.layouts import ANSWERS, QUESTIONS
from pipeline.extract.reading import Phrase, Reading
from pipeline.extract.speaking import speaking_phrase
from pipeline.extract.subjects import subject_of_cue

LAYOUTS = frozenset({"turn", "post", "block"})
REACH = 40  # tokens from the cue to the end of the line above a block


def credited(reading: Reading, number: int) -> tuple[Phrase | None, int | None]:
    """Who speaks, and the cue if there is one: by the label of a turn, the credit of a post, the line above a block."""
    label = reading.quotations[number].label
    if label is None:
        return _introduction(reading, reading.quoted[number].start)
    name = reading.text[slice(*label)].lower()
    if name in QUESTIONS:
        return None, None
    return _interviewed(reading) if name in ANSWERS else _labelled(reading, label), None


def _introduction(reading: Reading, opening: int) -> tuple[Phrase | None, int | None]:
    """`Ines Calder wrote in a letter:` above a block quote."""
    above = reading.paragraph_of(opening) - 1
    if above < 0:
        return None, None
    start, end = reading.paragraphs[above]
    for cue in reversed(reading.cues_between(max(start, end - REACH), end)):
        subject = None if reading.in_marks[cue] else subject_of_cue(reading, cue)
        if subject is not None and start <= subject < end:
            return speaking_phrase(reading, subject, cue), cue
    return None, None


def _labelled(reading: Reading, label: tuple[int, int]) -> Phrase:
    start, end = reading.token_at(label[0]), reading.token_at(label[1] - 1) + 1
    return Phrase(start, end, end - 1)


def _interviewed(reading: Reading) -> Phrase | None:
    """Of the people named above the first answer the one named most often."""
    first = next(quoted.start for q, quoted in zip(reading.quotations, reading.quoted, strict=True) if q.layout)
    people = [
        (mention.name, name)
        for mention, name in zip(reading.mentions, reading.names, strict=True)
        if mention.label == "PER" and name.start < first
    ]
    counts = Counter(name for name, _ in people)
    best = max(people, key=lambda person: counts[person[0]], default=None)
    return None if best is None else Phrase(best[1].start, best[1].end, best[1].end - 1)
