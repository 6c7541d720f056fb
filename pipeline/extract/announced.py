"""Who speaks by the words right before an opening mark, where no cue follows its subject there."""

from pipeline.extract.cues import DOCUMENTS
from pipeline.extract.phrases import phrase_at, possessor_of
from pipeline.extract.reading import Phrase, Reading
from pipeline.extract.speaking import speaking_phrase


def inverted(reading: Reading, start: int, opening: int) -> tuple[Phrase, int] | None:
    """`Said Jane Doe: "…"`: a cue that opens the sentence, and nothing but its subject before a mark.

    Asked only where a comma or colon stands before that.
    """
    while start < opening and reading.coarse[start] in ("SPACE", "PUNCT"):
        start += 1
    if opening - start < 3 or not reading.lemmas[start]:
        return None
    phrase = phrase_at(reading, start + 1)
    return None if phrase is None or phrase.end != opening - 1 else (phrase, start)


def source_before(reading: Reading, start: int, opening: int) -> tuple[Phrase, int] | None:
    """`According to one of the guards, "…"`: who it is, and the attribution's first token.

    Asked only where a comma or colon stands before the mark.
    """
    while start < opening and reading.coarse[start] == "SPACE":
        start += 1
    if reading.lowers[start : start + 2] != ["according", "to"]:
        return None
    phrase = phrase_at(reading, start + 2)
    return None if phrase is None or phrase.end >= opening else (phrase, start)


def main_person(reading: Reading, start: int, end: int, *, is_announced: bool) -> Phrase | None:
    """`Jane Doe was more blunt: "…"`: the person who is the subject of the sentence, the nearest of several.

    Where a colon announces a whole sentence, it may be anybody: `The protesters were more blunt: "…"`, `Her message
    is simple: "…"`.
    """
    others: list[Phrase] = []
    for token in range(end - 1, start - 1, -1):
        verb = reading.heads[token]
        above = reading.heads[verb]
        is_main = above == verb or above >= end or (reading.deps[verb] == "conj" and reading.deps[above] == "ROOT")
        if reading.deps[token] == "nsubj" and is_main and not reading.in_marks[token]:
            phrase = speaking_phrase(reading, token)
            if reading.labels[phrase.head] in ("PER", "ORG") or reading.lowers[phrase.head] in ("he", "she"):
                return phrase
            others.append(phrase)
    if not others or not is_announced or reading.coarse[others[-1].head] != "NOUN":
        return None
    if (possessor := possessor_of(reading, others[-1].head)) is not None:
        return possessor
    return None if reading.lowers[others[-1].head] in DOCUMENTS else others[-1]
