"""From the grammatical subject of a cue to the phrase that says who speaks."""

from pipeline.extract.cues import DOCUMENTS
from pipeline.extract.phrases import noun_phrase, phrase_at, right_edge
from pipeline.extract.reading import Phrase, Reading

_FINDING = frozenset("acquired obtained reviewed seen viewed".split())  # by whom does not tell who wrote it
_RELATIVE = frozenset({"who", "which", "that"})


def speaking_phrase(reading: Reading, subject: int, cue: int | None = None) -> Phrase:
    """The phrase that names the speaker, given the head of the subject of a cue."""
    phrase = noun_phrase(reading, subject)
    return (
        _behind_colon(reading, phrase, cue)
        or author_of(reading, phrase)
        or _name_beside(reading, phrase)
        or _name_before_cue(reading, phrase, cue)
        or phrase
    )


def antecedent_of_relative(reading: Reading, phrase: Phrase) -> Phrase | None:
    """`Jane Doe, who said …`: the phrase that the clause belongs to; None for any other word than a relative."""
    verb = reading.heads[phrase.head]
    if reading.lowers[phrase.head] not in _RELATIVE or reading.deps[verb] != "relcl":
        return None
    return _name_before(reading, phrase) or speaking_phrase(reading, reading.heads[verb])


def _name_before(reading: Reading, relative: Phrase) -> Phrase | None:
    """`ministers and Jane Doe, who wrote …`: the parse may hang the clause on the first of several."""
    end = relative.start - (reading.words[relative.start - 1] == ",")
    number = reading.mention_at[end - 1] if end else -1
    if reading.lowers[relative.head] != "who" or number < 0 or reading.mentions[number].label != "PER":
        return None
    start = reading.names[number].start
    return Phrase(start, end, end - 1) if reading.names[number].end == end else None


def _behind_colon(reading: Reading, phrase: Phrase, cue: int | None) -> Phrase | None:
    """`EARNINGS: Acme Corp. said`: a heading in the line is not the subject."""
    if cue is None or not phrase.end < cue <= phrase.end + 12 or reading.words[phrase.end] != ":":
        return None
    return phrase_at(reading, phrase.end + 1)


def author_of(reading: Reading, phrase: Phrase) -> Phrase | None:
    """`a statement released by Jane Doe said`, `a letter from the company said`."""
    if reading.lowers[phrase.head] not in DOCUMENTS:
        return None
    for token in range(phrase.head + 1, min(right_edge(reading, phrase.head) + 1, phrase.head + 12)):
        is_author = reading.lowers[token] in ("by", "from") and reading.lowers[token - 1] not in _FINDING
        if is_author and not reading.in_marks[token]:
            author = phrase_at(reading, token + 1)
            if author is not None and reading.labels[author.head] in ("PER", "ORG"):
                return author
    return None


def _name_before_cue(reading: Reading, phrase: Phrase, cue: int | None) -> Phrase | None:
    """`the minister for roads and bridges, Jane Doe, said`: a description, then the name between commas."""
    if cue is not None and phrase.end < cue and (beside := _name_at_end(reading, phrase, cue)) is not None:
        return beside
    if cue is None or not phrase.end < cue - 2 <= phrase.end + 12 or reading.words[cue - 1] != ",":
        return None
    number = reading.mention_at[cue - 2]
    if reading.mention_at[phrase.head] >= 0 and reading.labels[phrase.head] == "PER":
        return None
    start, end = reading.names[number] if number >= 0 else (cue, cue)
    is_name = end == cue - 1 and reading.mentions[number].label == "PER" and reading.words[start - 1] == ","
    has_verb = any(reading.coarse[i] == "VERB" or reading.lowers[i] in _RELATIVE for i in range(phrase.end, start))
    return Phrase(start, end, end - 1) if is_name and not has_verb else None


def _name_at_end(reading: Reading, phrase: Phrase, cue: int) -> Phrase | None:
    """`Acme director and chief economist Jane Doe said`: the parse makes two of one description."""
    number = reading.mention_at[cue - 1]
    if number < 0 or reading.mentions[number].label != "PER" or reading.coarse[phrase.head] != "NOUN":
        return None
    start, end = reading.names[number]
    is_description = end == cue and reading.tags[phrase.head] == "NN" and reading.coarse[start - 1] == "NOUN"
    is_joined = reading.heads[end - 1] == phrase.head and reading.deps[end - 1] == "conj"
    return Phrase(start, end, end - 1) if is_description and is_joined else None


def _name_beside(reading: Reading, phrase: Phrase) -> Phrase | None:
    """`the company's president, Jane Doe, said`: the name in apposition to a description."""
    if reading.mention_at[phrase.head] >= 0 or reading.coarse[phrase.head] not in ("NOUN", "PROPN"):
        return None
    beside = [child for child in reading.children[phrase.head] if reading.deps[child] == "appos"]
    if phrase.end + 1 < len(reading) and reading.words[phrase.end] == ",":
        beside.append(phrase.end + 1)
    for token in beside:
        number = reading.mention_at[token]
        if number >= 0 and reading.mentions[number].label == "PER" and not reading.in_marks[token]:
            start, end = reading.names[number]
            if (
                end < len(reading)
                and start >= phrase.end
                and (reading.words[end] in (",", ")", ".", ";") or reading.coarse[end] == "VERB")
            ):
                return Phrase(start, end, end - 1)
    return None
