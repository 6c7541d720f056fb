"""Whose words a quotation is: the cue and the speaker of each, within its paragraph and from the paragraphs above."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.extract.announced import inverted, main_person, source_before
from pipeline.extract.credited import LAYOUTS, credit_behind, credited
from pipeline.extract.cues import LEMMA
from pipeline.extract.phrases import phrase_at
from pipeline.extract.reading import Phrase, Reading, Stretch
from pipeline.extract.speaking import antecedent_of_relative, speaking_phrase
from pipeline.extract.subjects import is_spoken_of, sayer_of

ENDS = frozenset({".", "?", "!"})
_STOPS = ENDS | {";"}
REACH_AFTER = 40  # tokens from a closing mark to the cue
REACH_BEFORE = 150  # tokens from an opening mark back to the start of its sentence
REACH_ACROSS = 400  # characters between a quotation and the one it goes on with

_PRONOUNS = frozenset("another many most one others some".split())
_NO_SPEAKERS = frozenset("me this us what".split())
_TIMES = frozenset({"DATE", "TIME"})
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
            if reading.quotations[number].layout in LAYOUTS:
                speaker, cue = credited(reading, number)
                found[number] = None if speaker is None else Attribution(speaker, cue, "layout")
                continue
            low = reading.quoted[numbers[place - 1]].end if place else paragraph.start
            is_last = place + 1 == len(numbers)
            high = paragraph.end if is_last else reading.quoted[numbers[place + 1]].start
            previous = found[numbers[place - 1]] if place else None
            found[number] = _attribute_one(reading, number, low, high, previous) or _credited_behind(reading, number)
        _continue_forward(reading, numbers, found)
        _continue_backward(reading, numbers, found)
    return found


def _credited_behind(reading: Reading, number: int) -> Attribution | None:
    """`“…” — Jane Doe, teacher`, in the same line or below it."""
    speaker = credit_behind(reading, number)
    return None if speaker is None else Attribution(speaker, None, "layout")


def _by_paragraph(reading: Reading) -> Iterable[tuple[Stretch, list[int]]]:
    paragraphs: dict[int, list[int]] = {}
    for number, quoted in enumerate(reading.quoted):
        paragraphs.setdefault(reading.paragraph_at[quoted.start], []).append(number)
    return ((reading.paragraphs[paragraph], numbers) for paragraph, numbers in paragraphs.items())


def _attribute_one(
    reading: Reading, number: int, low: int, high: int, previous: Attribution | None
) -> Attribution | None:
    end = reading.quoted[number].end
    if (beside := _beside(reading, number, low)) is not None:
        return beside
    stop = end
    while stop < high and (reading.words[stop] not in _STOPS or not _ends_sentence(reading, stop)):
        stop += 1
    following = reading.first_word(end, stop)
    after = None if following is None else _after(reading, number, stop, following)
    if after is None and previous is not None and _follows_attribution(reading, number, low):
        return None
    found = after or _before(reading, number, low) or (None if following is None else _according_to(reading, number))
    return None if found is None or not _may_speak(reading, found.speaker) else found


def _may_speak(reading: Reading, speaker: Phrase) -> bool:
    """Not `what`, `last month` (but `the 46-year-old`), nor the `which quality` of a question."""
    head = speaker.head
    if reading.lowers[head] in _NO_SPEAKERS:
        return False
    is_time = reading.labels[head] in _TIMES and reading.coarse[head] == "NOUN" and reading.lowers[head] != "old"
    return reading.tags[speaker.start] != "WDT" and not is_time


def _ends_sentence(reading: Reading, token: int) -> bool:
    """Not the full stop of an abbreviation that the tokenizer left over (`Lt . Jane Doe`)."""
    word, following = reading.words[token], token + 1
    if word == "." and following < len(reading) and reading.coarse[following] == "PROPN":
        return reading.sentence_at[following].start == following
    return word in _STOPS


def _follows_attribution(reading: Reading, number: int, low: int) -> bool:
    """`"A," said Jane Doe, who keeps a blog. "B."`: one sentence, which belongs to A, stands between the two."""
    between = [i for i in range(low, reading.quoted[number].start) if reading.coarse[i] != "SPACE"]
    ends = [i for i in between if reading.words[i] in ENDS and (i == between[-1] or _ends_sentence(reading, i))]
    return bool(between) and ends == between[-1:]


def word_count(reading: Reading, number: int) -> int:
    """Words between blanks in a quotation."""
    start, end = reading.quotations[number][:2]
    return len(reading.text[start:end].split())


def last_character(reading: Reading, number: int) -> str:
    """What a quotation ends with, inside its marks."""
    start, end = reading.quotations[number][:2]
    return reading.text[start:end].rstrip(_AFTER_LAST_WORD)[-1:]


def _after(reading: Reading, number: int, stop: int, following: int) -> Attribution | None:
    """`"…," said Jane Doe`: a cue in the rest of the sentence, by its subject in the parse or by the order of words."""
    end = reading.quoted[number].end
    goes_on = last_character(reading, number) != "." or reading.words[following][0].islower()
    if not goes_on and not reading.lemmas[following]:
        return None
    best: Attribution | None = None
    for cue in reading.cues_between(end, min(stop, end + REACH_AFTER)):
        subject = sayer_of(reading, cue)
        if not reading.in_marks[cue] and subject is not None and end <= subject < stop:
            best = Attribution(speaking_phrase(reading, subject, cue), cue, "after")
            break
    if best is not None and best.cue == following:
        return best  # no cue is nearer
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
        phrase = phrase_at(reading, place) or _pronoun_at(reading, place)
        if phrase is not None:
            return phrase, start
    phrase = phrase_at(reading, start)
    if phrase is None:
        return _bare_name(reading, start, stop)
    for place in range(phrase.end, min(stop, phrase.end + 25)):
        if reading.in_marks[place] or reading.words[place] in (":", ";"):
            return None
        if reading.lemmas[place]:
            is_participle = reading.tags[place] == "VBN" and reading.deps[place] == "acl"  # `"…" slogan called for …`
            return None if is_participle or is_spoken_of(reading, phrase.head, place) else (phrase, place)
    return None


def _pronoun_at(reading: Reading, place: int) -> Phrase | None:
    """`"…," read one.`: a numeral or determiner that stands alone."""
    is_alone = place + 1 < len(reading) and reading.coarse[place + 1] == "PUNCT"
    return Phrase(place, place + 1, place) if is_alone and reading.lowers[place] in _PRONOUNS else None


def _bare_name(reading: Reading, start: int, stop: int) -> tuple[Phrase, int] | None:
    """`"…," From said`: words in capitals right before a cue are a name, whatever the model makes of them."""
    end = start
    while end < min(stop, start + 4) and reading.words[end][:1].isupper():
        end += 1
    if start < end < stop and reading.lowers[end] in LEMMA and reading.tags[end] in ("VBD", "VBZ", "VBN", "VBP"):
        return Phrase(start, end, end - 1), end
    return None


def _before(reading: Reading, number: int, low: int) -> Attribution | None:
    """`Jane Doe said: "…"`: the nearest cue to the left in the sentence that has a subject there."""
    opening = reading.quoted[number].start
    start = sentence_start(reading, opening, max(low, opening - REACH_BEFORE))
    paragraph = reading.paragraphs[reading.paragraph_at[opening]]
    cues = [cue for cue in reversed(reading.cues_between(start, opening)) if not reading.in_marks[cue]]
    for cue in cues:
        subject = sayer_of(reading, cue)
        if subject is not None and paragraph.start <= subject < opening:
            return Attribution(speaking_phrase(reading, subject, cue), cue, "before")
    if reading.words[opening - 1] in (",", ":"):
        if (inversion := inverted(reading, start, opening)) is not None:
            return Attribution(*inversion, "before")
        if (source := source_before(reading, start, opening)) is not None:
            return Attribution(*source, "according to")
    while opening > start and reading.coarse[opening - 1] == "SPACE":
        opening -= 1  # two blanks before the mark
    if opening > start and reading.words[opening - 1] in ":.":
        low = max(paragraph.start, reading.sentence_at[opening - 1].start)
        is_announced = reading.words[opening - 1] == ":" and last_character(reading, number) in ENDS
        speaker = main_person(reading, low, opening, is_announced=is_announced)
        if speaker is not None:
            return Attribution(speaker, None, "before without cue")
    return None


def _beside(reading: Reading, number: int, low: int) -> Attribution | None:
    """`declared "…" and said`, `what Jane Doe called "…," the club`: nothing but a comma between cue and mark."""
    place = reading.quoted[number].start - 1
    if place > low and reading.words[place] in (",", ":"):
        place -= 1
    if place < low or not reading.lemmas[place] or reading.in_marks[place]:
        return None
    subject = sayer_of(reading, place)
    paragraph = reading.paragraphs[reading.paragraph_at[place]]
    if subject is None or not paragraph.start <= subject < place or reading.lowers[subject] == "which":
        return None
    return Attribution(speaking_phrase(reading, subject, place), place, "before")


def sentence_start(reading: Reading, opening: int, low: int) -> int:
    """First token of the sentence that runs up to an opening mark, not before `low`."""
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
            speaker = antecedent_of_relative(reading, before.speaker) or before.speaker
            found[number] = Attribution(speaker, before.cue, "continued")


def _continue_backward(reading: Reading, numbers: Sequence[int], found: list[Attribution | None]) -> None:
    """`"A." "B," Jane Doe said`: A is hers too."""
    for number, later in reversed(list(pairwise(numbers))):
        after = found[later]
        if found[number] is None and after is not None and after.rule == "after":
            between = reading.text[reading.quotations[number].end : reading.quotations[later].start]
            if len(between.strip()) < 3:
                found[number] = Attribution(after.speaker, after.cue, "continued backward")
