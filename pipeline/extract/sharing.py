"""Words outside of the marks that share a sentence with a quotation and belong to the same statement."""

import re

from pipeline.extract.attribution import Attribution, last_character, sentence_start
from pipeline.extract.cues import DOCUMENTS
from pipeline.extract.reading import Reading

LONGEST_FRONT = 150  # tokens of a sentence before a quotation that it ends in
LONGEST_TAIL = 40  # tokens of a sentence between a quotation and its attribution
LONGEST_SUBJECT = 5  # words of the subject of a quotation that goes on with one before

_BREAK, _CONJUNCTION = re.compile(r"[.?!:;,\n—–]|--"), re.compile(r"\s*(?:and|but)\s+(?=\S)")


def sentence_up_to(reading: Reading, number: int) -> int | None:
    """`They have "a set of hopes," she said`: the first token of the sentence, all of which she said."""
    opening = reading.quoted[number].start
    begin, _ = reading.contents[number]
    paragraph = reading.paragraphs[reading.paragraph_at[opening]]
    first = sentence_start(reading, opening, max(paragraph.start, opening - LONGEST_FRONT))
    before = range(first, opening)
    is_set_off = opening - first < 2 or reading.coarse[opening - 1] in ("PUNCT", "SPACE")
    if is_set_off or not reading.text[begin].islower() or any(reading.in_marks[i] or reading.lemmas[i] for i in before):
        return None
    return first


def up_to_attribution(reading: Reading, number: int, attribution: Attribution) -> int | None:
    """`"They have no choice" but to leave, she said`: one past the last token that she said behind the marks."""
    first, closing = attribution.speaker.start, reading.quoted[number].end
    end = (first if attribution.cue is None else min(first, attribution.cue)) - 1
    if not closing + 1 < end <= closing + LONGEST_TAIL or reading.words[end] != ",":
        return None
    between = range(closing, end)
    goes_on = reading.tags[closing] in ("CC", "IN", "TO", "WRB") and reading.words[closing].islower()
    is_broken = any(reading.in_marks[i] or reading.words[i] == "," or reading.lemmas[i] for i in between)
    of_the_saying = any(reading.labels[i] in ("DATE", "TIME", "PER") or reading.lowers[i] in DOCUMENTS for i in between)
    return end if goes_on and not is_broken and not of_the_saying else None


def start_of_subject(reading: Reading, first: int, second: int) -> int | None:
    """Where the clause starts that a quotation goes on with: at the end of the one before, or behind its `, and`."""
    end, start = reading.quotations[first].end, reading.quotations[second].start
    between = reading.text[end:start]
    if between.strip(" ,") in ("and", "or"):
        return end
    begin, _ = reading.contents[second]
    is_subject = 0 < len(between.split()) <= LONGEST_SUBJECT and not _BREAK.search(between)
    if not is_subject or not reading.text[begin].islower():
        return None
    conjunction = _CONJUNCTION.match(between)
    is_apart = conjunction is not None and last_character(reading, first) == ","
    return end + conjunction.end() if conjunction is not None and is_apart else end
