"""Which body `it`, `the company`, `the statement` and `they` stand for."""

from bisect import bisect_left

from pipeline.extract.cues import DOCUMENTS
from pipeline.extract.descriptions import BODIES
from pipeline.extract.phrases import noun_phrase
from pipeline.extract.reading import Phrase, Reading, Stretch
from pipeline.model import Mention, Speaker, SpeakerKind

PARAGRAPHS_BACK = 2
MOST_LOOKED_AT = 60  # mentions
GROUP_PRONOUNS = frozenset({"it", "they"})
POSSESSIVES = {"its": "it", "their": "they"}
# Nouns for a body of any kind, as against councils, courts and ministries, which have the noun in their name.
_GENERIC = frozenset(
    "agency airline alliance association bank charity club company corporation employer firm foundation group league "
    "network newspaper organisation organization party regulator school team union university utility".split()
)
_WRITTEN = DOCUMENTS | {"circular", "constitution", "directive", "draft", "law", "plan", "strategy"}
_SUBJECTS = frozenset({"nsubj", "nsubjpass"})


def meant_body(reading: Reading, phrase: Phrase, last: Speaker | None) -> tuple[str, SpeakerKind] | None:
    """Name and kind of the body, None where the phrase means no body that the story names; `last` spoke before it."""
    text, head = reading.span_text(phrase.start, phrase.end).lower(), reading.lowers[phrase.head]
    text = POSSESSIVES.get(text, text)
    is_definite = reading.lowers[phrase.start] in ("the", "this", "that")
    if (
        is_definite
        and head in DOCUMENTS
        and _is_bare(reading, phrase)
        and last is not None
        and _is_near(reading, last, phrase.start)
    ):
        return last.name, last.kind
    if text == "they" and last is not None and last.kind != "PER" and _is_near(reading, last, phrase.start):
        return last.name, last.kind
    if text == "they" and (plural := _plural_subject(reading, phrase.start)) is not None:
        return plural
    if text == "it" and (document := _document_before(reading, phrase.start)) is not None:
        return document
    if text == "it" or (is_definite and head in BODIES and _is_bare(reading, phrase)):
        body = _body(reading, phrase.start, None if text == "it" else head, last)
        if body is not None:
            return body.name, "ORG"
    return None


def _plural_subject(reading: Reading, before: int) -> tuple[str, SpeakerKind] | None:
    """`The Liberals lost seats; they say …`: the last subject in the plural, in this or the sentence before."""
    start = reading.sentence_at[max(0, reading.sentence_at[before].start - 1)].start
    for token in range(before - 1, start - 1, -1):
        if reading.deps[token] not in _SUBJECTS or reading.in_marks[token]:
            continue
        number = reading.mention_at[token]
        if number >= 0 and reading.mentions[number].label == "ORG":
            return reading.mentions[number].name, "ORG"
        if reading.tags[token] in ("NNS", "NNPS"):
            phrase = noun_phrase(reading, token)
            first = phrase.start + (reading.coarse[phrase.start] == "DET")
            return reading.span_text(first, phrase.end), "group"
    return None


def _document_before(reading: Reading, before: int) -> tuple[str, SpeakerKind] | None:
    """`The brochure is free. It says …`: the last subject, if it is something written, speaks for whoever wrote it."""
    start = reading.sentence_at[max(0, reading.sentence_at[before].start - 1)].start
    for token in range(before - 1, start - 1, -1):
        is_main = reading.deps[token] in _SUBJECTS and reading.deps[reading.heads[token]] == "ROOT"
        if is_main and not reading.in_marks[token]:
            if reading.tags[token] != "NN" or reading.lowers[token] not in _WRITTEN:
                return None
            phrase = noun_phrase(reading, token)
            return reading.span_text(phrase.start + (reading.coarse[phrase.start] == "DET"), phrase.end), "group"
    return None


def _is_bare(reading: Reading, phrase: Phrase) -> bool:
    return phrase.end - phrase.start <= 3 and not any(reading.labels[i] for i in range(phrase.start, phrase.end))


def _is_near(reading: Reading, speaker: Speaker, token: int) -> bool:
    if speaker.start is None:
        return False
    return reading.paragraph_at[token] - reading.paragraph_at[reading.token_at(speaker.start)] <= PARAGRAPHS_BACK


def _body(reading: Reading, before: int, noun: str | None, last: Speaker | None) -> Mention | None:
    """The organisation with the noun in its name, else the last speaker, the last that is a subject, the last one."""
    count = bisect_left(reading.organisations, before, key=lambda number: reading.names[number].start)
    numbers = reading.organisations[max(0, count - MOST_LOOKED_AT) : count]
    earlier = [(reading.mentions[n], reading.names[n]) for n in numbers if not _was_told(reading, reading.names[n])]
    by_noun = [mention for mention, _ in earlier if noun and noun in mention.name.lower().split()]
    if by_noun or (noun is not None and noun not in _GENERIC):
        return by_noun[-1] if by_noun else None
    near = [
        (m, n) for m, n in earlier if reading.paragraph_at[before] - reading.paragraph_at[n.start] <= PARAGRAPHS_BACK
    ]
    here = [
        m
        for m, n in near
        if reading.deps[n.end - 1] in _SUBJECTS and reading.paragraph_at[n.start] == reading.paragraph_at[before]
    ]
    spoke = [m for m, _ in near if last is not None and last.kind == "ORG" and m.name == last.name]
    subjects = [m for m, n in near if reading.deps[n.end - 1] in _SUBJECTS]
    anyone = [m for m, _ in earlier]
    return next((found[-1] for found in (here, spoke, subjects, anyone) if found), None)


def _was_told(reading: Reading, name: Stretch) -> bool:
    """`Jane Doe told the Granton Post`: who hears it says nothing."""
    head = name.end - 1
    return reading.deps[head] in ("dobj", "dative") and reading.lemmas[reading.heads[head]] == "tell"
