"""One name, one label: all mentions of a name in a story vote, and the highest sum labels them all."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from pipeline.extract.entities.abbreviations import Abbreviation
from pipeline.extract.entities.evidence import Choice, Mention, choice_of, count_mention, introduction_of
from pipeline.extract.entities.listed import count_enumerations
from pipeline.extract.entities.persons import count_families, count_second_mentions, doubt_lone_words, is_impersonal
from pipeline.extract.entities.story import NAMES, SHORTEST_IN_CAPITALS, Candidate, Candidates, Kind, Story
from pipeline.extract.entities.votes import Ballots, Votes, no_votes, winner
from pipeline.extract.gazetteer import ALSO_A_GIVEN_NAME, CAPITAL, Gazetteer
from pipeline.extract.lexicon import general, organisations, people, places

BRAND = re.compile(r"(?!Da|De|Di|Du|Fitz|Kwa|La|Le|Mac|Mc|Van)[A-Z][a-z]{2,}[A-Z]\w*\Z")
"""`TownBus`, but not `McRoe`: capitals within a word."""
SHARE_OF_PERSONS = 0.5
"""Of the votes for a person, what counts for a place where the name begins like a place's ("San ...", "Port ...")."""
LISTED = 2.5
"""Votes of an enumeration whose noun tells the kind of its items."""
INTRODUCED = 0.7
"""Share of the votes for another kind that an introduction moves over."""


def elect(
    story: Story,
    candidates: Candidates,
    abbreviations: Mapping[str, Abbreviation],
    listed: Mapping[Candidate, Kind],
    gazetteer: Gazetteer,
) -> None:
    """Give every candidate the label that its name wins; what wins nothing becomes OTHER.

    `listed` are the items of enumerations whose noun tells what they are.
    """
    names = _names(story, candidates)
    ballots = {name: no_votes() for name in dict.fromkeys(names.values())}
    introduced: dict[str, Choice] = {}
    for candidate, name in names.items():
        mention, votes = Mention(story, candidate, gazetteer), ballots[name]
        count_mention(mention, votes)
        if name not in introduced and (introduction := introduction_of(mention)) is not None:
            introduced[name] = introduction
    for candidate, kind in listed.items():
        ballots[names[candidate]][choice_of(kind)] += LISTED
    count_gazetteer(story, ballots, gazetteer)
    count_peoples(story, names, ballots, gazetteer)
    count_head_nouns(ballots, gazetteer)
    count_introductions(introduced, ballots, gazetteer)
    count_short_bodies(ballots, gazetteer)
    count_beginnings(ballots)
    count_abbreviations(ballots, abbreviations)
    count_enumerations(story, names, ballots)
    count_second_mentions(ballots, Counter(names.values()), gazetteer)
    count_families(ballots, gazetteer)
    by_model = Counter(name for candidate, name in names.items() if candidate.kind == "PER")
    doubt_lone_words(ballots, by_model, gazetteer.given_names)
    elected = {name: winner(votes) for name, votes in ballots.items()}
    for candidate, name in names.items():
        choice = elected[name]
        if name.endswith("Administration") and _is_of_person(name, elected):
            candidates.stretch(candidate, candidate.start, candidate.end - 1)
            choice = "PER"
        candidate.kind = "OTHER" if choice == "NONE" else choice


def _is_of_person(administration: str, elected: Mapping[str, Choice]) -> bool:
    """Whether "X Administration" is named after a person of the story."""
    holder, _, following = administration.rpartition(" ")
    is_person = "PER" in (elected[administration], elected.get(holder.split(" ")[-1]))
    return bool(holder) and following == "Administration" and is_person


def _names(story: Story, candidates: Candidates) -> dict[Candidate, str]:
    """The name that each candidate votes for; one in the capitals of a headline votes for its usual spelling."""
    names = {candidate: story.name(candidate.start, candidate.end) for candidate in candidates}
    in_capitals = [(c, name) for c, name in names.items() if name.isupper() and len(name) >= SHORTEST_IN_CAPITALS]
    known_words = {word for name in names.values() for word in name.split()} if in_capitals else set()
    for candidate, name in in_capitals:
        usual = name.title()
        if known_words.issuperset(usual.split()):
            names[candidate] = usual
    return names


def count_introductions(introduced: Mapping[str, Choice], ballots: Ballots, gazetteer: Gazetteer) -> None:
    """What a story says a name is of outweighs what the model takes its mentions for."""
    for name, choice in introduced.items():
        is_odd = choice == "PER" and is_impersonal(name.split(), gazetteer)
        if is_odd or name in gazetteer.well_known:
            continue
        votes = ballots[name]
        for other in NAMES:
            if other != choice and votes[other] > 0:
                votes[choice] += INTRODUCED * votes[other]
                votes[other] *= 1 - INTRODUCED


def count_gazetteer(story: Story, ballots: Ballots, gazetteer: Gazetteer) -> None:
    """Votes of the world's names: countries outvote the model, towns and given names lean on it.

    A town or given name that the story also has as a common word, in lower case, does not vote.
    """
    for name, votes in ballots.items():
        words = name.split()
        mentions = votes["PER"] + votes["LOC"] + votes["ORG"]
        weight = gazetteer.weight(name.title() if name.isupper() and len(name) >= SHORTEST_IN_CAPITALS else name)
        if not weight and words[0] in places.COMPASS:
            weight = gazetteer.weight(" ".join(words[1:]))  # `Southern Freedonia`
        if weight >= CAPITAL:
            votes["LOC"] += weight + 0.6 * mentions
        elif len(words) > 1 and _is_team(words, gazetteer):
            votes["ORG"] += 1.5 + 0.5 * (max(0.0, votes["LOC"]) + max(0.0, votes["PER"]))
        elif weight and not story.has_in_lower_case(name):
            votes["LOC"] += 0.6 * weight + 0.2 * mentions
        if weight < CAPITAL and (gazetteer.is_demonym(name) or _is_people(words, votes, gazetteer)):
            votes["NONE"] += 4 + mentions
        if words[0] not in gazetteer.given_names or story.has_in_lower_case(words[0]):
            continue
        if len(words) == 1:
            votes["PER"] += 0 if weight else 0.5
        elif not is_impersonal(words[1:], gazetteer):
            votes["PER"] += 1.5


def _is_team(words: Sequence[str], gazetteer: Gazetteer) -> bool:
    """`Granton Giants`: a place and many of a kind in capitals."""
    last = words[-1]
    is_many = last.endswith("s") and not last.endswith("ss") and last[1:].islower() and last not in places.HEADS
    return (
        is_many and gazetteer.weight(" ".join(words[:-1])) > ALSO_A_GIVEN_NAME and last not in general.WORKS_AND_EVENTS
    )


def _is_people(words: Sequence[str], votes: Votes, gazetteer: Gazetteer) -> bool:
    """`Northern Irish`, `Native American`: a people's name that ends in another's, unless a person's ends so."""
    if len(words) < 2 or votes["PER"] > 0:
        return False
    return gazetteer.is_demonym(words[-1]) and not gazetteer.weight(" ".join(words))


def count_peoples(story: Story, names: Mapping[Candidate, str], ballots: Ballots, gazetteer: Gazetteer) -> None:
    """A name that a language has too and that "refugees", "families" or the like follow once is a people's."""
    languages = {name for name in gazetteer.languages.intersection(ballots) if not gazetteer.weight(name)}
    if not languages:
        return
    peoples = {
        name
        for candidate, name in names.items()
        if name in languages and (story.word(candidate.end) in people.NOUNS_OF_PEOPLES or candidate.kind == "MISC")
    }
    for name in peoples:
        votes = ballots[name]
        votes["NONE"] += 2 + votes["PER"] + votes["LOC"] + votes["ORG"]


def count_head_nouns(ballots: Ballots, gazetteer: Gazetteer) -> None:
    """Votes of the nouns that names of several words end or begin with, and of the agencies' names."""
    for name, votes in ballots.items():
        words = name.split()
        if name in organisations.PARTIES:
            votes["ORG"] += 2 + votes["PER"]
        if len(words) < 2 and not name[1:].islower() and BRAND.match(name) and not gazetteer.weight(name):
            votes["ORG"] += 1.5 * (max(0.0, votes["PER"]) + max(0.0, votes["LOC"]))
        if len(words) < 2:
            votes["ORG"] += 2 if name in organisations.AGENCIES or name in organisations.BODIES else 0
            continue
        if words[-1] in organisations.HEADS or not organisations.SURE_HEADS.isdisjoint(words):
            votes["ORG"] += 3
        elif words[-1] in organisations.WEAK_HEADS:
            votes["ORG"] += 1.5
        elif words[0] in organisations.HEADS_WITH_OF and words[1] in ("of", "for"):
            votes["ORG"] += 2
        if words[-1] in organisations.CENTRES:
            votes["PER"] -= 1.5
        if words[0] in organisations.FIRST_WORDS:
            votes["ORG"] += 1.5
        elif words[0] in places.FIRST_WORDS and words[-1] not in general.WORKS_AND_EVENTS:
            votes["LOC"] += 1 + (0 if "-" in name else max(0.0, SHARE_OF_PERSONS * votes["PER"]))
        is_weak = words[-1] in places.WEAK_HEADS and words[-2:] != ["National", "Park"]
        if len(words) == 2 and words[-1] in places.HEADS_AFTER_PERSONS:
            is_weak = is_weak or words[0] in gazetteer.given_names  # `Jane Lane`
        if words[-1] in places.HEADS and not is_weak:
            votes["LOC"] += 3


def count_short_bodies(ballots: Ballots, gazetteer: Gazetteer) -> None:
    """A body goes by the first word of its name ("Acme Lithium Corp", "Acme") unless a person of the story has it."""
    bodies = {
        words[0]
        for name, votes in ballots.items()
        if " " in name and (words := name.split())[-1] in organisations.HEADS_AFTER_NAMES and winner(votes) == "ORG"
    }
    if not bodies:
        return
    surnames = {name.split()[-1] for name, votes in ballots.items() if " " in name and winner(votes) == "PER"}
    for short in bodies:
        votes = ballots.get(short)
        is_other = short in surnames or gazetteer.weight(short) or gazetteer.is_demonym(short)
        if votes is not None and not is_other and votes["NONE"] <= 0:
            votes["ORG"] += 2 + INTRODUCED * votes["PER"]
            votes["PER"] *= 1 - INTRODUCED


def count_beginnings(ballots: Ballots) -> None:
    """What a longer name of the story begins with is of its kind: "Granton Park School", "Granton National Park"."""
    longer = [
        (words, votes)
        for name, votes in ballots.items()
        if name.count(" ") > 1 and ((words := name.split())[-1] in places.HEADS or words[-1] in organisations.HEADS)
    ]
    if not longer:
        return
    persons = {
        word for name, votes in ballots.items() if " " in name and winner(votes) == "PER" for word in name.split()
    }
    for words, votes in longer:
        kind = winner(votes)
        shortest = 1 if kind == "LOC" else 2
        if words[-1] not in (places.HEADS if kind == "LOC" else organisations.HEADS):
            continue
        for length in range(shortest, len(words) - 1):
            short = ballots.get(" ".join(words[:length]))
            if short is not None and short["PER"] > 0 and persons.isdisjoint(words[:length] if length == 1 else ()):
                short[kind] = short[kind] + 2 + INTRODUCED * short["PER"]
                short["PER"] *= 1 - INTRODUCED


def count_abbreviations(ballots: Ballots, abbreviations: Mapping[str, Abbreviation]) -> None:
    """An introduced abbreviation is what it was introduced as."""
    for short, abbreviation in abbreviations.items():
        if short in ballots:
            ballots[short][choice_of(abbreviation.kind)] += 5
