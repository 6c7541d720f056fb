"""Whom he and she stand for."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from pipeline.extract.given_names import Gender
from pipeline.extract.people import Person
from pipeline.extract.reading import Reading

# Weights of what speaks for a candidate, set on development texts. Distance counts one for every 50 tokens that stand
# outside of quotations; the focus is the last name before the pronoun that is a subject, if it is near.
TOKENS_A_POINT, NEAR = 50, 40
PARAGRAPH, MENTION, MOST_MENTIONS, MOST_LOOKED_AT = 0.35, 0.1, 5, 20
_EMBEDDED = frozenset("acl advcl ccomp conj relcl xcomp".split())
SUBJECT, FOCUS, AGREES, SPEAKS, SPOKE_LAST = 0.9, 1.5, 0.6, 1.0, 0.6


def antecedent(
    reading: Reading, people: Iterable[Person], gender: Gender | None, place: int, spoke: Sequence[Person]
) -> Person | None:
    """The person that a pronoun at a token most likely means; `spoke` are the speakers up to here, the last one last.

    Candidates are people mentioned before it outside quotations whose gender does not speak against it.
    """
    best: tuple[float, Person] | None = None
    focus = _last_subject(reading, place)
    for person in people:
        if gender and person.gender not in (None, gender):
            continue
        count = bisect_left(person.places, place)
        before = [i for i in person.places[max(0, count - MOST_LOOKED_AT) : count] if not reading.in_marks[i]]
        if not before:
            continue
        score = _score(reading, person, before, place) + AGREES * (gender is not None and person.gender == gender)
        if before[-1] == focus:
            score += FOCUS
        if spoke and spoke[-1] is person:
            score += SPOKE_LAST
        if best is None or score > best[0]:
            best = score, person
    return best[1] if best else None


def _last_subject(reading: Reading, place: int) -> int | None:
    """First token of the last name before a token, outside quotations, that is a subject."""
    for number in reversed(range(bisect_left(reading.names, (place,)))):
        start, end = reading.names[number]
        if reading.told[place] - reading.told[start] > NEAR:
            return None
        is_subject = reading.deps[end - 1] in ("nsubj", "nsubjpass", "attr")  # `The first witness was Jane Doe`
        if is_subject and reading.labels[start] == "PER":
            return None if reading.in_marks[start] else _main_subject(reading, start, end - 1)
    return None


def _main_subject(reading: Reading, start: int, head: int) -> int | None:
    """`Jane Doe said that John Roe would go`: of several persons the subject of the main clause is who is spoken of.

    Nobody by name is, where that is a pronoun: `She said that John Roe would go`.
    """
    verb = reading.heads[head]
    if reading.deps[verb] not in _EMBEDDED:
        return start
    for token in range(reading.sentence_at[head].start, start):
        above = reading.heads[token]
        is_main = reading.deps[token] in ("nsubj", "nsubjpass") and reading.deps[above] == "ROOT"
        number = reading.mention_at[token]
        if is_main and reading.lowers[token] in ("he", "she"):
            return None
        if is_main and number >= 0 and reading.mentions[number].label == "PER" and not reading.in_marks[token]:
            return reading.names[number].start
    return start


def _score(reading: Reading, person: Person, before: list[int], place: int) -> float:
    last = before[-1]
    score = MENTION * min(MOST_MENTIONS, len(before)) - (reading.told[place] - reading.told[last]) / TOKENS_A_POINT
    score -= PARAGRAPH * (reading.paragraph_at[place] - reading.paragraph_at[last])
    for token in range(last, min(last + 4, len(reading))):
        if reading.deps[token] in ("nsubj", "nsubjpass") and reading.coarse[token] == "PROPN":
            score += SUBJECT
            break
    if person.speaks:
        score += SPEAKS
    return score
