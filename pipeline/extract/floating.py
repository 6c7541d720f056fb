"""Quotations that open a paragraph which names nobody: the speaker is found in the paragraphs above."""

from collections.abc import Container, Iterable, Mapping

from pipeline.extract.attribution import Attribution, word_count
from pipeline.extract.reading import Phrase, Reading
from pipeline.extract.speaking import speaking_phrase

PARAGRAPHS_BACK = 3
SHORTEST = 4  # words


def attribute_floating(
    reading: Reading, found: list[Attribution | None], reported: Iterable[tuple[int, Phrase]]
) -> None:
    """Quotations that open a paragraph which names nobody: the last speaker of at most three paragraphs above.

    `reported` are the cues and speakers of indirect speech. Of a narrative paragraph the last person who is a
    subject is taken.
    """
    if None not in found:
        return
    speakers: dict[int, list[tuple[int, Phrase]]] = {}
    for place, phrase in reported:
        speakers.setdefault(reading.paragraph_at[place], []).append((place, phrase))
    has_quotation = {reading.paragraph_at[quoted.start] for quoted in reading.quoted}
    for number, quoted in enumerate(reading.quoted):
        paragraph = reading.paragraph_at[quoted.start]
        is_long = found[number] is None and word_count(reading, number) >= SHORTEST
        if is_long and _opens_paragraph(reading, number):
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
        if above not in has_quotation and (subject := _last_subject(reading, above)) is not None:
            return subject
    return None


def _opens_paragraph(reading: Reading, number: int) -> bool:
    layout, start = reading.quotations[number].layout, reading.quoted[number].start
    if layout:
        return layout == "block"
    paragraph = reading.paragraphs[reading.paragraph_at[start]]
    return all(reading.coarse[i] == "SPACE" for i in range(paragraph.start, start))


def _last_subject(reading: Reading, paragraph: int) -> Phrase | None:
    start, end = reading.paragraphs[paragraph]
    for token in range(end - 1, start - 1, -1):
        is_person = reading.labels[token] == "PER" or reading.lowers[token] in ("he", "she")
        if reading.deps[token] == "nsubj" and is_person:
            return speaking_phrase(reading, token)
    return None
