"""What the words around a mention say about it, as votes."""

from collections.abc import Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass
from typing import Literal

from pipeline.extract.entities.story import NAMES, Candidate, Kind, Story
from pipeline.extract.gazetteer import Gazetteer
from pipeline.extract.lexicon import general, organisations, people, places, signals
from pipeline.model import NameLabel

type Choice = NameLabel | Literal["NONE"]
"""What can be elected; NONE is no name of the three kinds."""

MODEL_VOTE = 1.0
DOUBTED_MODEL_VOTE = 0.4
LONGEST_ABBREVIATION = 6
OLDEST_AGE_DIGITS = 2
POSSESSIVES = frozenset(("'s", "’s"))
ENDS_OF_DESCRIPTION = frozenset(
    "and at behind by for from in near of off on outside that to under which who whose with".split()
)
ENDS_OF_PHRASE = frozenset((".", ",", "CC", "VBD", "VBZ", "TO"))
ARTICLES = frozenset(("a", "an", "the"))
LONGEST_DESCRIPTION = 6
"""Words."""


def choice_of(kind: Kind) -> Choice:
    """What a candidate of a kind speaks for."""
    return "NONE" if kind == "MISC" or kind == "OTHER" else kind


class Mention:
    """A candidate in its context, as the conditions of the cues see it.

    `first_word` is its own, `previous` and `following` are those beside it, empty outside of the text.
    """

    __slots__ = ("candidate", "first_word", "following", "gazetteer", "previous", "story")

    def __init__(self, story: Story, candidate: Candidate, gazetteer: Gazetteer) -> None:
        words, start, end = story.words, candidate.start, candidate.end
        self.story, self.candidate, self.gazetteer = story, candidate, gazetteer
        self.first_word = words[start]
        self.previous = words[start - 1] if start else ""
        self.following = words[end] if end < len(words) else ""

    def before(self, distance: int) -> str:
        """The word that many tokens before the mention."""
        return self.story.word(self.candidate.start - distance)

    def after(self, distance: int) -> str:
        """The word that many tokens after the mention."""
        return self.story.word(self.candidate.end + distance - 1)

    def tag_after(self, distance: int) -> str:
        """The part of speech of the word that many tokens after the mention, empty outside of the text."""
        token = self.candidate.end + distance - 1
        return self.story.tags[token] if token < len(self.story) else ""

    def is_known_place(self) -> bool:
        """Whether the first word is a country or a capital."""
        return self.first_word in self.gazetteer.well_known

    def is_abbreviation(self) -> bool:
        """Whether the mention is one word of three to six capitals."""
        word = self.first_word
        return word.isupper() and 2 < len(word) <= LONGEST_ABBREVIATION and len(self.candidate) == 1


@dataclass(frozen=True, slots=True)
class Cue:
    """Words beside a mention that speak for a choice, or with a negative weight against it."""

    words: Iterable[str]
    choice: Choice
    weight: float
    condition: Callable[[Mention], bool] | None = None


type CueTable = Mapping[str, tuple[Cue, ...]]


def _by_word(*cues: Cue) -> CueTable:
    table: dict[str, tuple[Cue, ...]] = {}
    for cue in cues:
        for word in cue.words:
            table[word] = (*table.get(word, ()), cue)
    return table


def _no_noun_follows(mention: Mention) -> bool:
    end = mention.candidate.end
    return end >= len(mention.story) or mention.story.tags[end] not in ("NN", "NNS")


def _ends_phrase(mention: Mention) -> bool:
    """`drives an Acme.`, but not `an Acme lorry`, `an Acme-built lorry`, `an Acme of his own`."""
    return len(mention.candidate) == 1 and mention.tag_after(1) in ENDS_OF_PHRASE


def _is_held(mention: Mention) -> bool:
    """`shares in Acme`"""
    return mention.before(2).lower() in organisations.HOLDINGS


def _looks_like_person(mention: Mention) -> bool:
    return not mention.is_known_place() and mention.first_word[1:].islower()


BEFORE = _by_word(
    Cue(general.STORMS, "NONE", 6),
    Cue(people.FORMS_OF_ADDRESS, "PER", 3),
    Cue(people.OFFICES - people.TITLES_BEFORE_NOUNS, "PER", 1.5),
    Cue(people.ROLES, "PER", 1.5, lambda mention: mention.before(2) not in ("of", "for")),
    Cue(("the", "The", "a", "an"), "PER", -1, _no_noun_follows),
    Cue(("a", "an"), "ORG", -2, _ends_phrase),
    Cue(
        ("the",), "LOC", 3, lambda mention: mention.first_word in places.RIVERS_AND_FIRMS and _no_noun_follows(mention)
    ),
    Cue(places.PREPOSITIONS, "LOC", 1.2, lambda mention: not _is_held(mention)),
    Cue(places.PREPOSITIONS, "LOC", 0.8, lambda m: m.following not in POSSESSIVES and not _is_held(m)),
    Cue(("in",), "ORG", 1.5, _is_held),
    Cue(places.PREPOSITIONS, "PER", -0.5),
    Cue(places.DIRECTIONS, "LOC", 0.3, lambda mention: mention.candidate.kind != "ORG"),
    Cue(organisations.COMPANIONS_BEFORE, "ORG", 1.5, lambda mention: mention.before(2) != "of"),
    Cue(organisations.TRADES_BEFORE, "ORG", 1.5),
)
"""Cues in the word before: "Mr X", "minister X", "in X", "newspaper X"; "the X" is no person."""

BEFORE_OF = _by_word(
    Cue(places.COMPANIONS_OF, "LOC", 2),
    Cue(organisations.OFFICES_OF, "ORG", 0.8),
)
"""Cues in the word before "of X": "city of X", "chairman of X"."""

AFTER = _by_word(
    Cue(
        people.VERBS_OF_SAYING,
        "PER",
        0.8,
        lambda mention: len(mention.candidate) == 1 or mention.candidate.kind == "PER",
    ),
    Cue(people.PERSONAL_PRONOUNS, "PER", 1.5, lambda mention: mention.candidate.kind != "ORG"),
    Cue(people.FOLLOWERS_AFTER, "PER", 1.5, _looks_like_person),
    Cue(("which",), "PER", -1.5),
    Cue(("which",), "ORG", 0.5),
    Cue(general.MEDICAL_NOUNS, "NONE", 1.5, lambda mention: not mention.is_known_place()),
    Cue(places.COMPANIONS_AFTER, "LOC", 1.5),
    Cue(organisations.COMPANIONS_AFTER, "ORG", 1.3, lambda mention: not mention.is_known_place()),
    Cue(
        organisations.COMPANIONS_OF_ALLIANCES,
        "ORG",
        1.5,
        lambda mention: mention.candidate.kind not in NAMES and mention.is_abbreviation(),
    ),
)
"""Cues in the word after: "X said", "X who", "X administration", "X province", "X shares"."""

AFTER_COMMA = _by_word(
    Cue(people.PERSONAL_PRONOUNS, "PER", 1.5, lambda mention: mention.candidate.kind != "ORG"),
    Cue(("which",), "PER", -1.5),
    Cue(("which",), "ORG", 0.5),
)
"""Cues in the word after "X,"."""

APPOSITIONS = _by_word(
    Cue(people.APPOSITIONS, "PER", 1),
    Cue(organisations.APPOSITIONS, "ORG", 1),
    Cue(places.APPOSITIONS, "LOC", 1),
)
"""Cues in the description after "X, a": "X, a coastal town"."""

AGE, COUNTRY = (Cue((), "PER", 2),), (Cue((), "LOC", 1.5),)
"""What no list of words tells after "X,": "X, 47", "X, France"."""

AFTER_HYPHEN = _by_word(Cue(places.COMPOUNDS, "LOC", 2))
"""Cues in the word after "X-": "X-based"."""


def count_mention(mention: Mention, votes: MutableMapping[Choice, float]) -> None:
    """Add the votes of the model's label, of the neighbouring words and of the form of one mention."""
    kind = mention.candidate.kind
    if kind not in NAMES and _is_surely_no_name(mention):
        votes["NONE"] += MODEL_VOTE
        return
    votes[choice_of(kind)] += DOUBTED_MODEL_VOTE if kind == "MISC" else MODEL_VOTE
    previous, following = mention.previous, mention.following
    cues = BEFORE.get(previous, ()) + AFTER.get(following, ())
    if previous == "of":
        cues += BEFORE_OF.get(mention.before(2), ())
    if following == "-":
        cues += AFTER_HYPHEN.get(mention.after(2), ())
    elif following == ",":
        cues += AFTER_COMMA.get(mention.after(2), ())
        cues += _apposition(mention)
    for cue in cues:
        if cue.condition is None or cue.condition(mention):
            votes[cue.choice] += cue.weight
    if mention.is_abbreviation() and not mention.is_known_place():
        votes["ORG"] += 0.4


def introduction_of(mention: Mention) -> Choice | None:
    """The kind that a story says a name is of, as it does of what its readers may not know.

    "fashion retailer X", "X, a Dutch company", "X, a town in the north"; of several the first.
    """
    if mention.previous in signals.TRADES:
        for cue in BEFORE[mention.previous]:
            if cue.choice == "ORG" and (cue.condition is None or cue.condition(mention)):
                return "ORG"
    is_adverbial = mention.previous in places.PREPOSITIONS  # `In X, a resident said …`
    if mention.following == "," and mention.after(2) in ARTICLES and not is_adverbial:
        for cue in APPOSITIONS.get(_noun_of_description(mention), ()):
            return cue.choice
    return None


def _apposition(mention: Mention) -> tuple[Cue, ...]:
    """After the comma: an age ("Doe, 47"), a description ("X, a small town"), a country ("Springfield, France")."""
    word = mention.after(2)
    if word.isdigit() and len(word) <= OLDEST_AGE_DIGITS and mention.after(3) in (",", "."):
        return AGE
    if word in ARTICLES or word in people.POSSESSIVE_PRONOUNS:
        return APPOSITIONS.get(_noun_of_description(mention), ())
    return COUNTRY if word[:1].isupper() and word in mention.gazetteer.well_known else ()


def _noun_of_description(mention: Mention) -> str:
    """The head of "X, a ...", if it is telling: its last word before a preposition, a verb or a mark; not before 's."""
    noun = ""
    for distance in range(3, 3 + LONGEST_DESCRIPTION):
        word = mention.after(distance)
        if word in ENDS_OF_DESCRIPTION or not (word.isalpha() or word == "-" or word in POSSESSIVES):
            return "" if word == "and" and mention.after(2) == "the" else noun  # `left X, the driver and the guard …`
        if noun and mention.tag_after(distance)[:1] in ("V", "R", "W", "M"):
            return noun
        noun = word if word in APPOSITIONS else ""
    return noun


def _is_surely_no_name(mention: Mention) -> bool:
    """Whether there is no doubt of a model that says OTHER: a people, a plural, several words, a law, a common noun."""
    candidate, story = mention.candidate, mention.story
    if len(candidate) > 1 or mention.first_word.endswith("s"):
        return True
    last = story.words[candidate.end - 1]
    if last in general.COMMON_NOUNS or last in people.TITLES or last in general.WORKS_AND_EVENTS:
        return True
    return mention.gazetteer.is_demonym(story.name(candidate.start, candidate.end))
