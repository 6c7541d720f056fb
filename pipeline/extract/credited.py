"""Whose words a quotation is where the layout tells: turns of a transcript, posts with their credit, block quotes."""

from collections import Counter

from pipeline.extract.layouts import ANSWERS, QUESTIONS
from pipeline.extract.reading import Phrase, Reading
from pipeline.extract.speaking import speaking_phrase
from pipeline.extract.subjects import subject_of_cue

LAYOUTS = frozenset({"turn", "post", "block"})
DASHES = frozenset({"-", "–", "—", "--", "~"})
FURTHEST_NAME = 6  # tokens from the dash to the name
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


def credit_behind(reading: Reading, number: int) -> Phrase | None:
    """The person or body whose name a dash sets behind a quotation that is a paragraph, or below it."""
    opening, place = reading.quoted[number]
    if reading.paragraphs[reading.paragraph_at[opening]].start != opening:
        return None
    while place < len(reading) and reading.coarse[place] == "SPACE":
        place += 1
    if place >= len(reading) or reading.words[place] not in DASHES:
        return None
    for token in range(place + 1, min(place + FURTHEST_NAME, len(reading))):
        name = reading.mention_at[token]
        if name >= 0 and reading.mentions[name].label in ("PER", "ORG"):
            start, end = reading.names[name]
            goes_on = end < len(reading) and reading.coarse[end] in ("VERB", "AUX")
            return None if goes_on else Phrase(start, end, end - 1)
        if not reading.words[token][0].isupper():
            return None
    return None


def _introduction(reading: Reading, opening: int) -> tuple[Phrase | None, int | None]:
    """`Ines Calder wrote in a letter:` above a block quote."""
    above = reading.paragraph_at[opening] - 1
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
