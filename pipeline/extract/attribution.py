"""Whose words a quotation is: the cue and the speaker of each, within its paragraph and from the paragraphs above."""

import re
from collections.abc import Container, Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.extract.cues import LEMMA
from pipeline.extract.phrases import phrase_at, subject_of
from pipeline.extract.reading import Phrase, Reading, Stretch
from pipeline.extract.speaking import speaking_phrase

ENDS = frozenset({".", "?", "!"})
REACH_AFTER = 40  # tokens from a closing mark to the cue
REACH_BEFORE = 150  # tokens from an opening mark back to the start of its sentence
REACH_ACROSS = 400  # characters between a quotation and the one it goes on with
PARAGRAPHS_BACK = 3

_ACCORDING_TO = re.compile(r"[\s,]*according to\s+", re.IGNORECASE)
_AFTER_LAST_WORD = "”\"〞' ’"


class Attribution(NamedTuple):
    """Who says a quotation, by which cue (None where nothing but its place tells), and the rule that found it."""

    speaker: Phrase
    cue: int | None
    rule: str


def attribute(reading: Reading) -> list[Attribution | None]:
    """The attribution of each quotation, as far as its own paragraph tells."""
    found: list[Attribution | None] = [None] * len(reading.quotations)
    for paragraph, numbers in _by_paragraph(reading):
        for place, number in enumerate(numbers):
            low = reading.quoted[numbers[place - 1]].end if place else paragraph.start
            is_last = place + 1 == len(numbers)
            high = paragraph.end if is_last else reading.quoted[numbers[place + 1]].start
            previous = found[numbers[place - 1]] if place else None
            found[number] = _attribute_one(reading, number, low, high, previous)
        _continue_forward(reading, numbers, found)
        _continue_backward(reading, numbers, found)
    return found


def _by_paragraph(reading: Reading) -> Iterable[tuple[Stretch, list[int]]]:
    paragraphs: dict[int, list[int]] = {}
    for number, quoted in enumerate(reading.quoted):
        paragraphs.setdefault(reading.paragraph_of(quoted.start), []).append(number)
    return ((reading.paragraphs[paragraph], numbers) for paragraph, numbers in paragraphs.items())


def _attribute_one(
    reading: Reading, number: int, low: int, high: int, previous: Attribution | None
) -> Attribution | None:
    end = reading.quoted[number].end
    stop = next((i for i in range(end, high) if _ends_sentence(reading, i)), high)
    following = next((i for i in range(end, stop) if reading.coarse[i] not in ("SPACE", "PUNCT")), None)
    after = None if following is None else _after(reading, number, stop, following)
    if after is None and previous is not None and _follows_attribution(reading, number, low):
        return None
    return after or _before(reading, number, low) or (None if following is None else _according_to(reading, number))


def _ends_sentence(reading: Reading, token: int) -> bool:
    """Not the full stop of an abbreviation that the tokenizer left over (`Lt . Jane Doe`)."""
    word, following = reading.words[token], token + 1
    if word == "." and following < len(reading) and reading.coarse[following] == "PROPN":
        return reading.starts_sentence(following)
    return word in ENDS or word == ";"


def _follows_attribution(reading: Reading, number: int, low: int) -> bool:
    """`"A," said Jane Doe, who keeps a blog. "B."`: one sentence, which belongs to A, stands between the two."""
    between = [reading.words[i] for i in range(low, reading.quoted[number].start) if reading.coarse[i] != "SPACE"]
    return bool(between) and between[-1] in ENDS and not ENDS & set(between[:-1])


def last_character(reading: Reading, number: int) -> str:
    """What a quotation ends with, inside its marks."""
    start, end, _ = reading.quotations[number]
    return reading.text[start:end].rstrip(_AFTER_LAST_WORD)[-1:]


def _is_cue(reading: Reading, token: int) -> bool:
    return reading.lowers[token] in LEMMA and reading.coarse[token] == "VERB"


def _after(reading: Reading, number: int, stop: int, following: int) -> Attribution | None:
    """`"…," said Jane Doe`: a cue in the rest of the sentence, by its subject in the parse or by the order of words."""
    end = reading.quoted[number].end
    goes_on = last_character(reading, number) != "." or reading.words[following][0].islower()
    if not goes_on and not _is_cue(reading, following):
        return None
    best: Attribution | None = None
    for cue in reading.cues_between(end, min(stop, end + REACH_AFTER)):
        subject = subject_of(reading, cue)
        if not reading.in_marks[cue] and subject is not None and end <= subject < stop:
            best = Attribution(speaking_phrase(reading, subject, cue), cue, "after")
            break
    by_order = _after_by_order(reading, following, stop)
    if by_order is not None and (best is None or best.cue is None or by_order[1] < best.cue):
        phrase, cue = by_order
        best = Attribution(
            speaking_phrase(reading, phrase.head, cue) if reading.mention_at[phrase.head] < 0 else phrase, cue, "after"
        )
    return best


def _after_by_order(reading: Reading, start: int, stop: int) -> tuple[Phrase, int] | None:
    """Without the parse: CUE PHRASE, or PHRASE [apposition] CUE."""
    if reading.lowers[start] in LEMMA and reading.coarse[start] in ("VERB", "NOUN"):
        place = start + 1
        while place < min(stop, start + 4) and reading.coarse[place] in ("ADV", "PART"):
            place += 1
        phrase = phrase_at(reading, place)
        if phrase is not None:
            return phrase, start
    phrase = phrase_at(reading, start)
    if phrase is None:
        return None
    for place in range(phrase.end, min(stop, phrase.end + 25)):
        if reading.in_marks[place] or reading.words[place] in (":", ";"):
            return None
        if _is_cue(reading, place):
            return phrase, place
    return None


def _before(reading: Reading, number: int, low: int) -> Attribution | None:
    """`Jane Doe said: "…"`: the nearest cue to the left in the sentence that has a subject there."""
    opening = reading.quoted[number].start
    start = _sentence_start(reading, opening, max(low, opening - REACH_BEFORE))
    cues = [cue for cue in reversed(reading.cues_between(start, opening)) if not reading.in_marks[cue]]
    for cue in cues:
        subject = subject_of(reading, cue)
        if subject is not None and start <= subject < opening:
            return Attribution(speaking_phrase(reading, subject, cue), cue, "before")
    for cue in cues[:1]:
        for place in range(cue - 1, start - 1, -1):
            phrase = phrase_at(reading, place)
            if phrase is not None and phrase.end <= cue:
                return Attribution(phrase, cue, "before by order")
    if opening > start and reading.words[opening - 1] in ":.":
        speaker = _main_person(reading, start, opening)
        if speaker is not None:
            return Attribution(speaker, None, "before without cue")
    return None


def _main_person(reading: Reading, start: int, end: int) -> Phrase | None:
    """`Jane Doe was more blunt: "…"`: the person who is the subject of the sentence."""
    for token in range(start, end):
        verb = reading.heads[token]
        is_main = reading.heads[verb] == verb or reading.heads[verb] >= end
        if reading.deps[token] == "nsubj" and is_main and not reading.in_marks[token]:
            phrase = speaking_phrase(reading, token)
            is_somebody = reading.labels[phrase.head] in ("PER", "ORG") or reading.lowers[phrase.head] in ("he", "she")
            return phrase if is_somebody else None
    return None


def _sentence_start(reading: Reading, opening: int, low: int) -> int:
    for place in range(opening - 1, low - 1, -1):
        if reading.words[place] in ENDS and place < opening - 1:
            is_abbreviation = reading.words[place] == "." and reading.words[place + 1].islower()
            if not is_abbreviation:
                return place + 1
    return low


def _according_to(reading: Reading, number: int) -> Attribution | None:
    """`"…," according to Jane Doe`."""
    match = _ACCORDING_TO.match(reading.text, reading.quotations[number].end)
    phrase = phrase_at(reading, reading.token_at(match.end())) if match else None
    return None if phrase is None else Attribution(phrase, phrase.start - 2, "according to")


def _continue_forward(reading: Reading, numbers: Sequence[int], found: list[Attribution | None]) -> None:
    """`"A," Jane Doe said. "B."`: B is hers too."""
    for previous, number in pairwise(numbers):
        before = found[previous]
        gap = reading.quotations[number].start - reading.quotations[previous].end
        if found[number] is None and before is not None and gap < REACH_ACROSS:
            found[number] = Attribution(before.speaker, before.cue, "continued")


def _continue_backward(reading: Reading, numbers: Sequence[int], found: list[Attribution | None]) -> None:
    """`"A." "B," Jane Doe said`: A is hers too."""
    for number, later in reversed(list(pairwise(numbers))):
        after = found[later]
        if found[number] is None and after is not None and after.rule == "after":
            between = reading.text[reading.quotations[number].end : reading.quotations[later].start]
            if len(between.strip()) < 3:
                found[number] = Attribution(after.speaker, after.cue, "continued backward")


def attribute_floating(
    reading: Reading, found: list[Attribution | None], reported: Iterable[tuple[int, Phrase]]
) -> None:
    """Quotations that open a paragraph which names nobody: the last speaker of at most three paragraphs above.

    `reported` are the cues and speakers of indirect speech. Where the paragraph above is narrative, the last person
    who is a subject in it is taken.
    """
    speakers: dict[int, list[tuple[int, Phrase]]] = {}
    for place, phrase in reported:
        speakers.setdefault(reading.paragraph_of(place), []).append((place, phrase))
    has_quotation = {reading.paragraph_of(quoted.start) for quoted in reading.quoted}
    for number, quoted in enumerate(reading.quoted):
        paragraph = reading.paragraph_of(quoted.start)
        if found[number] is None and _opens_paragraph(reading, number) and word_count(reading, number) >= 4:
            speaker = _speaker_above(reading, paragraph, speakers, has_quotation)
            found[number] = None if speaker is None else Attribution(speaker, None, "floating")
        attribution = found[number]
        if attribution is not None:
            speakers.setdefault(paragraph, []).append((quoted.start, attribution.speaker))


def _speaker_above(
    reading: Reading, paragraph: int, speakers: Mapping[int, list[tuple[int, Phrase]]], has_quotation: Container[int]
) -> Phrase | None:
    for above in range(paragraph - 1, max(-1, paragraph - 1 - PARAGRAPHS_BACK), -1):
        if above in speakers:
            return max(speakers[above])[1]
        if above not in has_quotation and _is_sentence(reading, above):
            return _last_subject(reading, above)
    return None


def _opens_paragraph(reading: Reading, number: int) -> bool:
    start = reading.quoted[number].start
    paragraph = reading.paragraphs[reading.paragraph_of(start)]
    return all(reading.coarse[i] == "SPACE" for i in range(paragraph.start, start))


def word_count(reading: Reading, number: int) -> int:
    """Words between blanks in a quotation."""
    start, end, _ = reading.quotations[number]
    return len(reading.text[start:end].split())


def _is_sentence(reading: Reading, paragraph: int) -> bool:
    start, end = reading.paragraphs[paragraph]
    return len(reading.span_text(start, end).split()) > 3


def _last_subject(reading: Reading, paragraph: int) -> Phrase | None:
    start, end = reading.paragraphs[paragraph]
    for token in range(end - 1, start - 1, -1):
        is_person = reading.labels[token] == "PER" or reading.lowers[token] in ("he", "she")
        if reading.deps[token] == "nsubj" and is_person:
            return speaking_phrase(reading, token)
    return None
