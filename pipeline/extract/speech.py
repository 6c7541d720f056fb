"""Is a quotation speech, or a title, a nickname, a slogan, a word held at arm's length?"""

import re
from collections.abc import Container

from pipeline.extract.attribution import ENDS, Attribution, last_character, word_count
from pipeline.extract.cues import CALLING
from pipeline.extract.reading import Reading
from pipeline.extract.subjects import NARRATORS

# Words that stand before a title: `the film "…"`, `on NBC's "…"`, `a song called "…"`.
_BEFORE_TITLES = frozenset(
    "album anthem ballad band book called campaign column comedy documentary drama entitled episode essay exhibition "
    "film game host magazine memoir movement movie musical named nicknamed novel opera paper play podcast poem program "
    "programme series shirt show single sitcom song subtitled titled track".split()
)
_BEFORE_PROGRAMMES = frozenset("'s ’s in of on to with".split())
_SMALL_WORDS = frozenset("a an the of in on at to for from with and or but by is 's ’s as vs".split())
LONGEST_TITLE = 8  # words
SHORTEST_SENTENCE, SHORTEST_FRAGMENT = 6, 10  # words of what is speech though nobody is said to say it
_DESCRIBING = CALLING - {"dismiss", "label"}  # `dismissed as "head of school"`, `labelled as "fragile"`
_CLOSING = ENDS | {","}
_WORD = re.compile(r"\w[\w'’-]*")


def find_titles(reading: Reading) -> frozenset[int]:
    """Numbers of the quotations that are titles of works."""
    return frozenset(number for number in range(len(reading.quotations)) if _is_title(reading, number))


def is_speech(reading: Reading, number: int, attribution: Attribution | None, titles: Container[int]) -> bool:
    """A short quotation needs a cue beside it or a sentence of its own; titles are none."""
    start, end = reading.contents[number]
    words = word_count(reading, number) if start < end else 0
    if not words:
        return False
    if reading.quotations[number].layout:
        return attribution is not None or reading.quotations[number].label is not None
    governed = attribution is not None and attribution.rule == "after"
    if number in titles and (not governed or _is_introduced(reading, number)):
        return False
    is_sentence = _is_sentence(reading, number)
    if attribution is None:
        is_long = words >= (SHORTEST_SENTENCE if is_sentence else SHORTEST_FRAGMENT)
        is_announced = is_sentence and _follows_colon(reading, number)
        return is_long or is_announced or (words > 1 and _is_description(reading, number))
    if reading.lowers[attribution.speaker.head] in NARRATORS:
        return False
    if words < 3 and not governed:
        is_answer = attribution.rule == "before" and _mark_before(reading, number) in (",", ":")
        return _follows_cue(reading, number) or (is_sentence and (is_answer or attribution.rule == "continued"))
    return words >= 3 or last_character(reading, number) in _CLOSING


def _is_title(reading: Reading, number: int) -> bool:
    """`the film "The Long Way Home"`: capitals throughout, behind a word for such works or behind no verb of saying."""
    start, end = reading.contents[number]
    big = 0
    for place, match in enumerate(_WORD.finditer(reading.text, start, end)):
        word = match.group()
        if word.lower() not in _SMALL_WORDS:
            if not (word[0].isupper() or word[0].isdigit()):
                return False
            big += 1
        if place == LONGEST_TITLE:
            return False
    if not big:
        return False
    before = _word_before(reading, number)
    return before in _BEFORE_TITLES or before in ("'s", "’s") or (big > 1 and not _follows_cue(reading, number))


def _is_introduced(reading: Reading, number: int) -> bool:
    """`on ABC's "This Week," Jane Doe said`: the comma is the sentence's own."""
    before = _word_before(reading, number)
    return before in _BEFORE_TITLES or before in _BEFORE_PROGRAMMES


def _word_before(reading: Reading, number: int) -> str:
    place = reading.quoted[number].start - 1
    if place > 0 and reading.words[place] == ",":
        place -= 1
    return reading.lowers[place] if place >= 0 else ""


def _follows_colon(reading: Reading, number: int) -> bool:
    """`posted two words: "We won."`"""
    return _mark_before(reading, number) == ":"


def _is_description(reading: Reading, number: int) -> bool:
    """`The raid was described as "a disgrace"`: somebody said it, whoever it was."""
    place = reading.quoted[number].start - 1
    if place < 1 or reading.lowers[place] != "as":
        return False
    verbs = range(place - 1, max(-1, place - 3), -1)
    return any(reading.lemmas[i] in _DESCRIBING and reading.tags[i] == "VBN" for i in verbs)


def _mark_before(reading: Reading, number: int) -> str:
    place = reading.quoted[number].start - 1
    return reading.words[place] if place >= 0 else ""


def _follows_cue(reading: Reading, number: int) -> bool:
    """`yelled "Stay there!"`, `continued: "Yes."`, `warned of "deep cuts"`."""
    place = reading.quoted[number].start - 1
    while place >= 0 and reading.words[place] in (",", ":", "of", "for"):
        place -= 1
    return place >= 0 and reading.lemmas[place] != ""


def _is_sentence(reading: Reading, number: int) -> bool:
    start, _ = reading.contents[number]
    return reading.text[start : start + 1].isupper() and last_character(reading, number) in ENDS
