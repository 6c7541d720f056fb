"""Votes that the persons of a story give each other: family names speak for full names and the other way round."""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from pipeline.extract.entities.votes import Ballots, winner
from pipeline.extract.gazetteer import Gazetteer
from pipeline.extract.lexicon import general, organisations, places

LONGEST_FULL_NAME = 5
IMPERSONAL = (
    organisations.HEADS
    | organisations.WEAK_HEADS
    | organisations.CENTRES
    | places.HEADS
    | (general.WORKS_AND_EVENTS - general.WORKS_OR_SURNAMES)
    | {"of"}
)
INITIAL = re.compile(r"[A-Z]\.[A-Z]")
"""`L.Smith`: an initial without a blank makes a full name."""
SEVERAL = 2
SUREST = 3.5
"""Votes at most for a person by second mentions."""
SURE = 2.0
"""Votes for a person from which a name supports others."""


def count_families(ballots: Ballots, gazetteer: Gazetteer) -> None:
    """A part of a person's full name is that person, countries excepted; and a sure surname makes its full name one.

    The model's votes for another label of the bare surname are moved over where the full name is sure.
    """
    full_names: dict[str, set[str]] = {}
    for name, votes in ballots.items():
        if " " in name and winner(votes) == "PER":
            for part in filter(ballots.__contains__, _parts_used_alone(name)):
                full_names.setdefault(part, set()).add(name)
    for part, names in full_names.items():
        if part in gazetteer.well_known:
            continue
        votes = ballots[part]
        votes["PER"] += 2 * min(2.0, sum(ballots[name]["PER"] for name in names))
        if any(name.split()[0] in gazetteer.given_names or ballots[name]["PER"] >= SURE for name in names):
            votes["PER"] += 0.7 * (votes["ORG"] + (0 if gazetteer.weight(part) >= 1 else votes["LOC"]))
    for name, votes in ballots.items():
        if " " not in name:
            continue
        words = name.split()
        if len(words) < LONGEST_FULL_NAME and words[-1] in ballots and winner(votes) != "PER":
            surname = ballots[words[-1]]
            is_person = winner(surname) == "PER" and surname["PER"] >= SURE
            if is_person and name not in gazetteer.places and words[-1] not in organisations.HEADS:
                votes["PER"] += 2


def count_second_mentions(ballots: Ballots, mentions: Mapping[str, int], gazetteer: Gazetteer) -> None:
    """A name in full and then by its last word is a person: bodies go by their first word or their initials.

    The more often by its last word, the surer.
    """
    for name, votes in ballots.items():
        if " " not in name:
            continue
        words = name.split()
        first, last = words[0], words[-1]
        if (
            len(words) < LONGEST_FULL_NAME
            and (count := mentions.get(last, 0)) >= SEVERAL
            and ballots[last]["PER"] >= 0
            and last not in general.COMMON_NOUNS
            and first not in places.COMPASS
            and (first not in ballots or winner(ballots[first]) == "PER")
            and not gazetteer.weight(name)
            and not is_impersonal(words, gazetteer)
            and not any(map(gazetteer.is_demonym, words))
        ):
            votes["PER"] += min(1.5 + 0.5 * (count - SEVERAL), SUREST)


def is_impersonal(words: Sequence[str], gazetteer: Gazetteer) -> bool:
    """Whether a name with one of these words in it is rather a body's or a place's."""
    return not (IMPERSONAL.isdisjoint(words) and gazetteer.well_known.isdisjoint(words))


def _parts_used_alone(name: str) -> Iterator[str]:
    """The last word, the first (family names that come first), all but the first, the last two; none in capitals."""
    words = (name.title() if name.isupper() else name).split()
    if 2 <= len(words) <= LONGEST_FULL_NAME:
        yield words[-1]
        yield words[0]
    if 3 <= len(words) <= LONGEST_FULL_NAME:
        yield " ".join(words[1:])
        yield " ".join(words[-2:])


def doubt_lone_words(ballots: Ballots, model: Mapping[str, int], given_names: Collection[str]) -> None:
    """News introduces a person by the full name: a single word that only the model takes for a person is none.

    `model` counts the mentions of each name that the model labels as a person.
    """
    known = {
        word
        for name, votes in ballots.items()
        if " " in name and winner(votes) == "PER"
        for word in (name.title() if name.isupper() else name).replace("-", " ").split(" ")
    }
    for name, votes in ballots.items():
        if " " in name or name in known or ("." in name and INITIAL.match(name)):
            continue
        by_model = model.get(name, 0)
        is_given_name = by_model >= SEVERAL and name in given_names
        if not is_given_name and votes["PER"] - by_model <= 0.6:
            votes["PER"] = -1
            votes["NONE"] += 0.5
