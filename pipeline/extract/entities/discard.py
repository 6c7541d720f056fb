"""Names that are neither persons nor places nor organisations: laws, events, works, common nouns in capitals."""

import re
from collections.abc import Sequence

from pipeline.extract.entities.story import NAMES, Candidate, Candidates, Story
from pipeline.extract.lexicon import general, organisations, people

LONGEST_ABBREVIATION = 4
LONGEST_PERSON = 4
OFFICES = people.TITLES | {"The", "Crown"}
AMOUNT = re.compile(r"[A-Z]{0,3}[$€£¥]|\d{3}|(?:[A-Z][A-Za-z]{0,2} ?)\d+[.,]\d")
LETTERS_OF_AMOUNT = 3
"""What stands before the sign or the number of an amount at most."""
NO_PROPER_NOUNS = frozenset(("NNS", "JJ", "RB", "VBG"))
YEAR = re.compile(r"(?:19|20)\d\d\Z")
"""Last word of the name of an edition: a tournament, a plan, a conference."""
DESIGNATION = re.compile(r"[A-Za-z]{2,}-\d+\Z")
"""Letters and a number: diseases, aircraft, missions."""


def discard_other_names(story: Story, candidates: Candidates) -> None:
    """Mark as OTHER what its last word or its form says is no person, place or organisation."""
    for candidate in candidates:
        if candidate.kind in NAMES and _is_other(story, candidate):
            candidate.kind = "OTHER"


def _is_other(story: Story, candidate: Candidate) -> bool:
    kind, words = candidate.kind, story.words[candidate.start : candidate.end]
    first, last = words[0], words[-1]
    if first in OFFICES and OFFICES.issuperset(words) and words != ["Crown"]:
        return True
    may_be_amount = len(first) <= LETTERS_OF_AMOUNT or not first.isalpha()
    if may_be_amount and AMOUNT.match(story.text, story.starts[candidate.start]):
        return True
    if kind != "PER" and len(words) == 1 and _is_plural_noun(story, candidate):
        return True
    if (
        kind == "ORG"
        and organisations.HEADS.isdisjoint(words)
        and (_is_portfolio(story, candidate) or _is_office(words))
    ):
        return True
    if len(words) > 1:
        if first == "Formula" or (last.isdigit() and YEAR.match(last)):
            return True
        is_surname = kind == "PER" and (last in general.WORKS_OR_SURNAMES or len(words) > LONGEST_PERSON)
        return last in general.WORKS_AND_EVENTS and not is_surname
    word = first.capitalize() if len(first) > LONGEST_ABBREVIATION else first
    if word in general.COMMON_NOUNS or first in general.COMMON_NOUNS:
        return True
    return "-" in first and DESIGNATION.match(first) is not None


def _is_plural_noun(story: Story, candidate: Candidate) -> bool:
    """Whether the word of a name is a capital only for the sentence that it opens: "Crickets need less feed"."""
    token = candidate.start
    return story.tags[token] in NO_PROPER_NOUNS and story.is_opening(token)


def _is_office(words: Sequence[str]) -> bool:
    """Whether a span without a body's head noun is what somebody is: "Public Diplomacy Advisor", "Head of Arms"."""
    is_named_first = len(words) > 2 and words[0] in people.HOLDERS and words[1] in ("of", "for")
    return len(words) > 1 and (is_named_first or words[-1] in people.HOLDERS)


def _is_portfolio(story: Story, candidate: Candidate) -> bool:
    """Whether a span without a body's head noun is in somebody's charge: "Minister of Trade", "Security Minister"."""
    if story.word(candidate.end) in people.HEADS_OF_PORTFOLIOS:
        return True
    office, link = story.word(candidate.start - 2), story.word(candidate.start - 1)
    if link == "the":
        office, link = story.word(candidate.start - 3), story.word(candidate.start - 2)
    return (office in people.HEADS_OF_PORTFOLIOS or office in ("Member", "Members")) and link in ("of", "for")
