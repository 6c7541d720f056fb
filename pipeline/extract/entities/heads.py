"""Names found by their head nouns: "... Council", "Ministry of ...", "... River", "Gulf of ..."."""

import re

from pipeline.extract.entities.clean import trim
from pipeline.extract.entities.story import LONGEST_NAME, Candidates, Story
from pipeline.extract.gazetteer import gazetteer
from pipeline.extract.lexicon import general, organisations, people, places, signals

ENUMERATION = re.compile(r"(?: [A-Z]\w+){1,2}(?:, [A-Z]\w+)?,? and [A-Z]")
"""What follows the first comma in "Ministry of Trade, Industry and Energy"."""

BEFORE_PAIRS = frozenset(("the", "'s", "’s"))
NO_PAIRS = organisations.LEGAL_FORMS - {"Corporation", "Company", "Group"}
BODIES = organisations.HEADS | organisations.BODIES | organisations.AGENCIES | places.HEADS


SUB_SAHARAN = (["sub", "-", "Saharan"], ["Sub", "-", "Saharan"])
"""What stands before "Africa" in the one name of a region that begins in lower case."""


def mark_organisations(story: Story, candidates: Candidates) -> None:
    """Make the capitals around an organisation's head noun, with "of X, Y and Z" after it, one organisation."""
    furthest = 0
    for token in story.capitals_in(organisations.HEADS):
        if token < furthest:
            continue
        end = token + 1
        while end < len(story) and story.is_capital[end] and story.words[end] in organisations.HEADS:
            end += 1
        if story.words[token] in organisations.HEADS_WITH_OF:
            end = _end_of_complement(story, end)
        start = _start_of_pair(story, candidates, _start_of_run(story, token), token)
        if _is_organisation(story, candidates, start, token, end):
            model = candidates.at(token)
            if model and model.kind == "ORG":
                start, end = min(start, model.start), max(end, model.end)
            first, last = trim(story, start, end, "ORG")
            if last - first > 1:
                candidates.put(first, last, "ORG")
        furthest = end


def _is_organisation(story: Story, candidates: Candidates, start: int, head: int, end: int) -> bool:
    """Whether the run is more than a common noun in capitals ("State Department") and no place, law or event."""
    words, first = story.words, candidates.at(start)
    if end - start < 2 or words[end - 1] in places.HEADS:
        return False
    if words[end - 1] in general.WORKS_AND_EVENTS or story.word(end) in general.WORKS_AND_EVENTS:
        return False
    if end - start == 2 and first is None and words[start] in general.COMMON_NOUNS:
        return False
    return not (
        first
        and (first.kind, first.start, first.end) == ("PER", start, head)
        and words[head] in organisations.HEADS_AFTER_PERSONS
    )


def mark_places(story: Story, candidates: Candidates) -> None:
    """Make the capitals before a river, street or airport, and after "Gulf of", one place; "Northern" is part of it."""
    for token in story.signals_in(signals.WORDS_OF_PLACES):
        word = story.words[token]
        if word in places.LOWER_CASE_HEADS:
            _take_in_lower_case_head(story, candidates, token)
        elif word in places.LEADS and story.word(token + 1) == "of":
            _mark_place_with_lead(story, candidates, token)
        elif word in places.HEADS:
            _mark_place_with_head(story, candidates, token)
        elif word in places.COMPASS and candidates.at(token) is None:
            place = candidates.at(token + 1)
            if place and place.kind == "LOC" and place.start == token + 1:
                candidates.stretch(place, token, place.end)
        elif word == "Africa":
            place = candidates.at(token)
            if place and place.kind == "LOC" and story.words[max(0, token - 3) : token] in SUB_SAHARAN:
                candidates.stretch(place, token - 3, place.end)


def _take_in_lower_case_head(story: Story, candidates: Candidates, head: int) -> None:
    before = candidates.at(head - 1)
    if before and before.end == head and before.kind in ("PER", "LOC", "ORG") and story.tags[head].startswith("NN"):
        candidates.stretch(before, before.start, head + 1)
        before.kind = "LOC"


def _mark_place_with_head(story: Story, candidates: Candidates, head: int) -> None:
    model, word = candidates.at(head), story.words[head]
    if _is_name_word(story, head + 1) and story.starts[head + 1] == story.ends[head] + 1:
        return
    if model:
        if model.end > head + 1:
            return
        if model.kind == "ORG" and word in places.HEADS_OF_BODIES:
            return
        if model.kind == "PER" and word in places.HEADS_AFTER_PERSONS:
            return
    first, last = trim(story, _start_of_run(story, head), head + 1, "LOC")
    if last - first > 1:
        candidates.put(first, last, "LOC")


def _mark_place_with_lead(story: Story, candidates: Candidates, lead: int) -> None:
    model = candidates.at(lead)
    if model and model.kind == "ORG":
        return
    end = lead + 2 + (story.word(lead + 2) == "the")
    if end >= len(story) or not story.is_capital[end] or story.words[end] in general.CALENDAR:
        return
    first, last = trim(story, _start_of_run(story, lead), _end_of_complement_part(story, end), "LOC")
    if last - first > 2:
        candidates.put(first, last, "LOC")


def _is_name_word(story: Story, token: int) -> bool:
    return token < len(story) and story.is_capital[token] and story.words[token] not in general.FUNCTION_WORDS


def _start_of_run(story: Story, head: int) -> int:
    """The first token of the run of capitalised words that ends at a head noun; "&" and hyphens hold it together."""
    start = head
    while start > 0 and head - start < LONGEST_NAME:
        before = start - 1
        word = story.words[before]
        if before > 0 and _links(story, before):
            start -= 2
        elif (
            not story.is_capital[before]
            or (word in general.FUNCTION_WORDS and word != "New")
            or (word in people.TITLES and word not in people.TITLES_IN_BODIES)
            or word in general.CALENDAR
        ):
            break
        else:
            start = before
            if story.is_opening(start):
                break
    return start


def _start_of_pair(story: Story, candidates: Candidates, start: int, head: int) -> int:
    """The start of "the Oil and Gas Corporation": what "and" joins to the run is a part of the name, and no body.

    The article, or a possessive, before both tells that they are one; places are joined to places only.
    """
    link = start - 1
    if link < 2 or story.words[link] != "and" or not story.is_capital[link - 1] or story.words[head] in NO_PAIRS:
        return start
    first = _start_of_run(story, link - 1)
    held = candidates.at(link - 1)
    before = story.word(first - 1)
    is_body = (
        story.words[link - 1] in BODIES
        or story.words[link - 1].isupper()
        or (held is not None and (held.kind == "ORG" or (held.kind == "PER" and len(held) > 1)))
    )
    if before.lower() not in BEFORE_PAIRS or is_body:
        return start
    world = gazetteer()
    is_place = world.weight(story.name(first, link)) > 0
    return start if is_place and not world.weight(story.words[start]) else first


def _links(story: Story, token: int) -> bool:
    """Whether "&" or a hyphen at a token holds two words of a name together."""
    word = story.words[token]
    if word == "&":
        return story.is_capital[token - 1]
    return word == "-" and story.touch(token - 1) and story.touch(token)


def _end_of_run(story: Story, start: int) -> int:
    end = start
    while end - start < LONGEST_NAME and _is_name_word(story, end):
        end += 1
    return end


def _end_of_complement(story: Story, head_end: int) -> int:
    """The end of "of X, Y and Z" after a head noun, or the head's own end where no such thing follows."""
    words = story.words
    takes_commas = words[head_end - 1] in organisations.HEADS_WITH_ENUMERATIONS
    if story.word(head_end) not in ("of", "for", "on"):
        return head_end
    start = head_end + 1 + (story.word(head_end + 1) == "the")
    if not _is_name_word(story, start) or words[start] in general.CALENDAR:
        return head_end
    if words[start] in people.OFFICES_BEFORE_NAMES and _is_name_word(story, start + 1):
        return head_end
    end = _end_of_complement_part(story, start)
    while end - head_end < LONGEST_NAME and _complement_goes_on(story, end, takes_commas):
        end = _end_of_complement_part(story, end + 1)
    return end


def _end_of_complement_part(story: Story, start: int) -> int:
    """The end of a run that stops before an office: "of Commerce" in "Chamber of Commerce President Jane Roe"."""
    end = _end_of_run(story, start)
    for token in range(start + 1, end):
        if story.words[token] in people.OFFICES_BEFORE_NAMES:
            return token
    return end


def _complement_goes_on(story: Story, link: int, takes_commas: bool) -> bool:
    """Whether the word at `link` joins one more part to the complement, and not the name of a further body."""
    if not _is_name_word(story, link + 1):
        return False
    word = story.words[link]
    if word in ("and", "&"):
        part = story.words[link + 1 : _end_of_run(story, link + 1)]
        return (takes_commas and len(part) == 1) or organisations.HEADS.isdisjoint(part)
    if word == "," and takes_commas:
        offset = story.starts[link] + 1
        return bool(ENUMERATION.match(story.text, offset, offset + 60))
    return word in ("of", "for")
