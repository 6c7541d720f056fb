"""Whom he and she stand for."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from pipeline.extract.given_names import Gender
from pipeline.extract.people import Person
from pipeline.extract.reading import Reading

# Weights of what speaks for a candidate, set on development texts. Distance counts one for every 50 tokens that stand
# outside of quotations.
TOKENS_A_POINT = 50
PARAGRAPH, MENTION, MOST_MENTIONS = 0.35, 0.1, 5
SUBJECT, POSSESSOR, AGREES, SPEAKS, ONE_WORD_ONLY = 0.9, 0.2, 0.6, 1.0, -0.8
SPOKE_LAST, SPOKE_LATELY = 0.9, 0.4
FOCUS, NEAR = 1.0, 40


def antecedent(
    reading: Reading, people: Iterable[Person], gender: Gender | None, place: int, spoke: Sequence[Person]
) -> Person | None:
    """The person that a pronoun at a token most likely means; `spoke` are the speakers up to here, the last one last.

    Candidates are people mentioned before it outside quotations whose gender does not speak against it.
    """
    best: tuple[float, Person] | None = None
    for person in people:
        if gender and person.gender not in (None, gender):
            continue
        before = [i for i in person.places[: bisect_left(person.places, place)] if not reading.in_marks[i]]
        if not before:
            continue
        score = _score(reading, person, before, place) + AGREES * (gender is not None and person.gender == gender)
        if spoke and spoke[-1] is person:
            score += SPOKE_LAST
        elif any(speaker is person for speaker in spoke[-3:]):
            score += SPOKE_LATELY
        if best is None or score > best[0]:
            best = score, person
    return best[1] if best else None


def _score(reading: Reading, person: Person, before: list[int], place: int) -> float:
    last = before[-1]
    score = MENTION * min(MOST_MENTIONS, len(before)) - (reading.told[place] - reading.told[last]) / TOKENS_A_POINT
    score -= PARAGRAPH * (reading.paragraph_of(place) - reading.paragraph_of(last))
    near = range(last, min(last + 4, len(reading)))
    if any(reading.deps[i] in ("nsubj", "nsubjpass") and reading.coarse[i] == "PROPN" for i in near):
        score += SUBJECT
        if reading.told[place] - reading.told[last] <= NEAR:
            score += FOCUS
    elif any(reading.deps[i] == "poss" for i in near[:3]):
        score += POSSESSOR
    if person.speaks:
        score += SPEAKS
    elif not person.has_full_name:
        score += ONE_WORD_ONLY
    return score
