"""Enumerations: what "towns such as X, Y and Z" lists is of one kind, and so most likely is any other run of names."""

from collections import Counter
from collections.abc import Iterator, Mapping

from pipeline.extract.entities.story import NAMES, Candidate, Candidates, Kind, Story
from pipeline.extract.entities.votes import Ballots, winner
from pipeline.extract.lexicon import enumerations, general, people

LONGEST_ITEM = 4
LONGEST_LIST = 30
LONGEST_BRACKET = 8
FEWEST, FEWEST_WITHOUT_NOUN = 2, 3
MAJORITY = 0.6
LINKS = frozenset((",", ";", "and", "or", "&"))
DASHES = frozenset((":", "-", "--", "–", "—"))
NO_ITEMS = general.FUNCTION_WORDS | general.CALENDAR | people.TITLES


def mark_listed(story: Story, candidates: Candidates) -> dict[Candidate, Kind]:
    """The items of such enumerations with the kind that their noun tells; unknown ones become candidates."""
    found: dict[Candidate, Kind] = {}
    for noun in story.signals_in(enumerations.KINDS):
        kind = enumerations.KINDS[story.words[noun]]
        start = _first_item(story, noun, kind)
        items = list(_items(story, candidates, start)) if start is not None else []
        if len(items) >= FEWEST:
            for first, end in items:
                item = candidates.at(first) or candidates.put(first, end, kind)
                if item.kind in NAMES:  # `nations such as Germans and Danes`
                    found[item] = kind
    return found


def _first_item(story: Story, noun: int, kind: Kind) -> int | None:
    """Where an enumeration starts behind its noun, if it does: "towns, including X", "rivers -- X", "the sons, X"."""
    place = noun + 1
    if story.word(place) == ",":
        place += 1
    if story.word(place) in ("including", "like"):
        return place + 1
    if story.word(place) == "such" and story.word(place + 1) == "as":
        return place + 2
    if kind == "LOC" and place == noun + 1 and story.word(place) == "of":
        return place + 1
    is_apart = story.word(place) in DASHES
    if is_apart or (story.words[noun] in enumerations.KIN and place > noun + 1):
        return place + is_apart
    return None


def _items(story: Story, candidates: Candidates, start: int) -> Iterator[tuple[int, int]]:
    """First and one past the last token of each item; what stands in brackets behind one is passed over."""
    place = start
    while place < min(len(story), start + LONGEST_LIST):
        held = candidates.at(place)
        end = held.end if held is not None else place
        while held is None and end - place < LONGEST_ITEM and _may_be_item(story, candidates, end):
            end += 1
            if story.word(end) in people.LINKING_PARTICLES and _may_be_item(story, candidates, end + 1):
                end += 1
        goes_on = held is None and end < len(story) and candidates.at(end) is not None
        if end == place or goes_on or (held is not None and held.start != place):
            return
        yield place, end
        place = _behind_bracket(story, end)
        if story.word(place) not in LINKS:
            return
        place += 1 + (story.word(place + 1) in LINKS)


def _behind_bracket(story: Story, token: int) -> int:
    """One past the closing bracket where one opens at a token and closes soon, else the token."""
    if story.word(token) != "(":
        return token
    near = story.words[token : token + LONGEST_BRACKET]
    return token + near.index(")") + 1 if ")" in near else token


def _may_be_item(story: Story, candidates: Candidates, token: int) -> bool:
    return (
        token < len(story)
        and story.is_capital[token]
        and candidates.at(token) is None
        and story.is_proper_noun(token)
        and story.words[token] not in NO_ITEMS
    )


def count_enumerations(story: Story, names: Mapping[Candidate, str], ballots: Ballots) -> None:
    """The items of an enumeration are of one kind: the majority's label is a vote for the others."""
    for items in _enumerations(story, names):
        labels = [winner(ballots[names[item]]) for item in items]
        label, count = Counter(labels).most_common(1)[0]
        if label in NAMES and count > MAJORITY * len(items):
            for item, other in zip(items, labels, strict=True):
                if other != label:
                    ballots[names[item]][label] += 1.5


def _enumerations(story: Story, names: Mapping[Candidate, str]) -> Iterator[list[Candidate]]:
    """Runs of three and more candidates with nothing but commas and conjunctions between them."""
    run: list[Candidate] = []
    for candidate in names:
        if run and not _is_linked(story, run[-1].end, candidate.start):
            if len(run) >= FEWEST_WITHOUT_NOUN:
                yield run
            run = []
        run.append(candidate)
    if len(run) >= FEWEST_WITHOUT_NOUN:
        yield run


def _is_linked(story: Story, end: int, start: int) -> bool:
    return start - end in (1, 2) and LINKS.issuperset(story.words[end:start])
