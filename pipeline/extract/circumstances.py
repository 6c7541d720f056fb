"""To whom, where and when something was said, as far as the clause of the cue says so.

`Calder told the council in Marle on Tuesday that …`: what hangs on the verb is of the saying; what stands inside the
reported clause is of its matter and does not count.
"""

from typing import NamedTuple

from pipeline.extract.cues import DOCUMENTS, TELLING
from pipeline.extract.phrases import noun_phrase, right_edge
from pipeline.extract.reading import Phrase, Reading, Stretch

_ADDRESSEES = frozenset({"dobj", "dative", "iobj", "nsubj", "ccomp"})
_TALKS = frozenset("call chat conversation correspondence discussion email exchange interview letter meeting".split())
_OCCASIONS = _TALKS | DOCUMENTS
_PLACES, _TIMES = frozenset("aboard at from in inside near outside".split()), frozenset({"DATE", "TIME"})
_TIME_DEPS = frozenset({"npadvmod", "pobj", "nmod", "tmod"})
_NOBODY = frozenset("it that this what which himself herself themselves itself".split())


class Circumstances(NamedTuple):
    """Phrases of the clause of a cue, each None where it says nothing."""

    recipient: Stretch | None = None
    place: Stretch | None = None
    time: Stretch | None = None


NO_CIRCUMSTANCES = Circumstances()


def circumstances(reading: Reading, cue: int, speaker: Phrase, words: list[tuple[int, int]]) -> Circumstances:
    """Recipient, place and time of what a cue reports; `words` are the characters of the statement."""
    if not reading.lemmas[cue]:
        return NO_CIRCUMSTANCES
    recipient = place = None
    times: list[Stretch] = []
    children = reading.children[cue]
    for start, end in words:
        children = [i for i in children if not start <= reading.starts[i] < end]
    for child in children:
        dep = reading.deps[child]
        if dep == "prep" and not reading.in_marks[child]:
            for noun in reading.children[child]:
                if reading.deps[noun] == "pobj":
                    recipient = recipient or _recipient_behind(reading, child, noun)
                    place = place or _place(reading, child, noun)
                    times += _time(reading, noun)
        elif dep in _TIME_DEPS:
            times += _time(reading, child)
    if reading.lemmas[cue] in TELLING:
        recipient = _told(reading, cue, speaker, children) or recipient
    nearest = min(times, key=lambda time: abs(time.start - cue)) if times else None
    return Circumstances(recipient, place, nearest)


def _told(reading: Reading, cue: int, speaker: Phrase, children: list[int]) -> Stretch | None:
    """`told The Associated Press on Tuesday`: the object, or what the parse makes of it, right behind the verb."""
    for child in children:
        is_noun = reading.coarse[child] in ("NOUN", "PROPN", "PRON") and reading.lowers[child] not in _NOBODY
        is_own = speaker.start <= child < speaker.end
        if (
            child > cue
            and reading.deps[child] in _ADDRESSEES
            and is_noun
            and not is_own
            and not reading.in_marks[child]
        ):
            phrase = _phrase(reading, child)
            return phrase if phrase.start == cue + 1 else None
    number = reading.mention_at[cue + 1] if cue + 1 < len(reading) else -1
    return None if number < 0 or reading.in_marks[cue + 1] else reading.names[number]


def _recipient_behind(reading: Reading, preposition: int, noun: int) -> Stretch | None:
    """`said to reporters`, `in an interview with The Associated Press`, `in a letter to the council`."""
    word = reading.lowers[preposition]
    if word == "to" and reading.labels[noun] not in _TIMES and reading.lowers[noun] not in _NOBODY:
        return _phrase(reading, noun)
    if word not in ("in", "during", "at") or reading.lowers[noun] not in _OCCASIONS:
        return None
    for inner in reading.children[noun]:
        if reading.deps[inner] == "prep" and reading.lowers[inner] in ("with", "to"):
            other = next((i for i in reading.children[inner] if reading.deps[i] == "pobj"), None)
            return None if other is None else _phrase(reading, other)
    return None


def _place(reading: Reading, preposition: int, noun: int) -> Stretch | None:
    """`In Washington, … said`: a place by its name."""
    number = reading.mention_at[noun]
    if reading.lowers[preposition] not in _PLACES or number < 0 or reading.mentions[number].label != "LOC":
        return None
    return reading.names[number]


def _time(reading: Reading, noun: int) -> list[Stretch]:
    """`said Tuesday`, `said on Tuesday night`: none or one."""
    if reading.labels[noun] not in _TIMES or reading.in_marks[noun]:
        return []
    start, end = noun, noun + 1
    while start and reading.labels[start - 1] in _TIMES:
        start -= 1
    while end < len(reading) and reading.labels[end] in _TIMES:
        end += 1
    return [Stretch(start, end)]


def _phrase(reading: Reading, head: int) -> Stretch:
    """A noun phrase, the whole name where it is one; of several joined by "and" all."""
    start, end, _ = noun_phrase(reading, head)
    number = reading.mention_at[head]
    if number >= 0:
        start, end = min(start, reading.names[number].start), max(end, reading.names[number].end)
    if any(reading.deps[i] == "conj" for i in reading.children[head]):
        last = right_edge(reading, head) + 1
        if not any(reading.coarse[i] in ("VERB", "PUNCT") or reading.in_marks[i] for i in range(end, last)):
            end = last
    return Stretch(start, end)
