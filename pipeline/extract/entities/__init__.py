"""Persons, places, organisations and peoples of a story: the model's spans, corrected by rules for the whole text."""

import re
from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from pipeline.extract.countries import SHORT_NAMES, USUAL, countries
from pipeline.extract.entities.abbreviations import introduce_abbreviations
from pipeline.extract.entities.address import by_title
from pipeline.extract.entities.ballots import elect
from pipeline.extract.entities.clean import read_model
from pipeline.extract.entities.compounds import (
    join_hyphenated,
    join_persons,
    split_offices,
    split_pairs,
    take_in_given_names,
    take_in_surnames,
)
from pipeline.extract.entities.discard import discard_other_names
from pipeline.extract.entities.doubts import doubt_bodies
from pipeline.extract.entities.heads import mark_organisations, mark_places
from pipeline.extract.entities.lines import mark_bylines, mark_credits, mark_datelines, mark_headings, positions
from pipeline.extract.entities.listed import mark_listed
from pipeline.extract.entities.naming import canonical_names
from pipeline.extract.entities.peoples import nationalities
from pipeline.extract.entities.propagate import propagate_names
from pipeline.extract.entities.propose import (
    propose_abbreviations,
    propose_firms,
    propose_introduced,
    propose_items,
    propose_places,
    propose_titled,
)
from pipeline.extract.entities.roles import role_of
from pipeline.extract.entities.story import Candidates, Story
from pipeline.extract.entities.teams import rename_teams
from pipeline.extract.gazetteer import gazetteer
from pipeline.extract.tokens import Tokens
from pipeline.model import Mention, NameLabel, Position

if TYPE_CHECKING:
    from spacy.tokens import Doc

LEGAL_FORM_WITH_STOP = re.compile(r"\b(?:Ltd|Inc|Co|Corp)\.\Z")


def find_mentions(tokens: Tokens, doc: "Doc") -> tuple[Mention, ...]:
    """The mentions of persons, places, organisations and nationalities in a text, in text order; no two overlap.

    `doc` is what a pipeline with a tagger and an entity recogniser made of the text's shadow, any of spaCy's label sets
    will do; `tokens` are those of the text by it. `name` of a mention is canonical within the story: full names for
    surnames, long forms for abbreviations.
    """
    story, text = Story.read(tokens), tokens.text
    world = gazetteer()
    candidates = read_model(story, tokens, doc, world)
    for correct in (join_hyphenated, join_persons, mark_organisations, mark_places):
        correct(story, candidates)
    signing = positions(
        story, [line for mark in (mark_datelines, mark_credits, mark_bylines) for line in mark(story, candidates)]
    )
    mark_headings(story, candidates)
    abbreviations = introduce_abbreviations(story, candidates)
    discard_other_names(story, candidates)
    elect(story, candidates, abbreviations, mark_listed(story, candidates), world)
    doubt_bodies(story, candidates)
    split_pairs(story, candidates)
    split_offices(story, candidates, world)
    propose_titled(story, candidates)
    propose_introduced(story, candidates, world)
    propose_firms(story, candidates)
    propagate_names(story, candidates)
    propose_abbreviations(story, candidates, abbreviations)
    propose_places(story, candidates)
    propose_items(story, candidates)
    take_in_given_names(story, candidates, world)
    take_in_surnames(story, candidates, world.given_names)
    join_persons(story, candidates)
    rename_teams(story, candidates)

    names: dict[NameLabel, dict[str, int]] = {"PER": {}, "LOC": {}, "ORG": {}}
    found: list[tuple[int, int, NameLabel, str, Position, str]] = []
    for candidate in candidates:
        kind = candidate.kind
        if kind == "MISC" or kind == "OTHER":
            continue
        name = story.name(candidate.start, candidate.end)
        start, end = story.starts[candidate.start], story.ends[candidate.end - 1]
        if text[end - 1] == "." and LEGAL_FORM_WITH_STOP.search(text, start, end):
            name, end = name[:-1], end - 1
        counts = names[kind]
        counts[name] = counts.get(name, 0) + 1
        role = role_of(story, candidate.start, candidate.end) if kind == "PER" else ""
        found.append((start, end, kind, name, signing.get(candidate.start, "text"), role))
    canonical = canonical_names(names, abbreviations, world)
    addressed = by_title(story, candidates, names["PER"], canonical)
    mentions = []
    for start, end, label, name, position, role in found:
        usual, country = addressed.get(start) or canonical[label, name], ""
        if label == "LOC":
            usual = _usual_name(usual)
            country = countries().places.get(usual, "")
        mentions.append(Mention(start, end, text[start:end], label, usual, position, role, country))
    mentions += _nationalities(text, story, candidates)
    return tuple(sorted(_without_own_agency(mentions), key=attrgetter("start")))


def _usual_name(place: str) -> str:
    """A country's abbreviations go by its name: "U.S.", "UK"."""
    return USUAL.get(SHORT_NAMES.get(place, ""), place)


def _nationalities(text: str, story: Story, candidates: Candidates) -> Iterator[Mention]:
    for first, last in nationalities(story, candidates):
        start, end = story.starts[first], story.ends[last - 1]
        people = story.name(first, last)
        usual = countries().people(people)
        yield Mention(start, end, text[start:end], "NAT", usual, country=countries().peoples[people])


def _without_own_agency(mentions: Sequence[Mention]) -> Sequence[Mention]:
    """The agency that signs a story is not what it is about, wherever it stands ("told the agency's name")."""
    agencies = {m.name for m in mentions if m.label == "ORG" and m.position == "dateline"}
    if not agencies:
        return mentions
    return [
        m._replace(position="credit") if m.label == "ORG" and m.position == "text" and m.name in agencies else m
        for m in mentions
    ]
