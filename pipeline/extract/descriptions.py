"""Whom a description stands for: `the 26-year-old striker`, `Norway's president`, `a spokeswoman for the mayor`.

News names a person with a role once and then uses either. A lead may also describe first and name in the next
paragraph (the delayed-identification lead of journalism textbooks).
"""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from functools import cached_property
from itertools import chain
from typing import NamedTuple

from pipeline.extract.cues import DOCUMENTS
from pipeline.extract.given_names import Gender
from pipeline.extract.people import People, Person
from pipeline.extract.phrases import left_edge, noun_phrase
from pipeline.extract.pronouns import antecedent
from pipeline.extract.reading import Phrase, Reading, Stretch

PARAGRAPHS_AHEAD = 2
MOST_LOOKED_AT = 30  # people

# Nouns that a story uses for bodies of people; these do not stand for one person.
BODIES = frozenset(
    "administration agency airline alliance army association bank board body bureau cabinet campaign centre center "
    "charity church city club coalition college commission committee company congress corporation council country "
    "court department diocese district employer family federation firm force foundation government group hospital "
    "house institute league ministry movement network newspaper office organisation organization panel parliament "
    "party police province regulator school senate service state team tribunal union university utility".split()
)
_NO_PERSON = BODIES | DOCUMENTS | frozenset("media press public".split())
# Endings of nouns for acts, states and things (Quirk et al., appendix I.31 to I.43).
_IMPERSONAL = (
    "tion",
    "sion",
    "ment",
    "ence",
    "ance",
    "ness",
    "ity",
    "ism",
    "ship",
    "sis",
    "ure",
    "book",
    "act",
    "lling",
)
_DEFINITE = frozenset("the his her their this that".split())
_FEMALE = frozenset(
    "woman mother wife daughter sister actress businesswoman chairwoman congresswoman girl aunt".split()
)
_MALE = frozenset("man father husband son brother actor businessman chairman congressman boy uncle".split())
_FORMS_OF_ADDRESS = frozenset("dr dr. mr mr. mrs mrs. ms ms. miss sir".split())
_NO_ROLE = frozenset("former late longtime long-time new old own other then top".split())
_PLACE_STEM = 4  # letters that a country shares with its adjective (Norway, Norwegian)


class Role(NamedTuple):
    """What a person is called besides the name: words in lower case, and stems of the places among them."""

    words: frozenset[str]
    places: frozenset[str]


class Roles:
    """The roles of the people of a story."""

    def __init__(self, reading: Reading, people: People) -> None:
        self._reading = reading
        self._texts: dict[Person, str] = {}
        self._described: dict[Stretch, list[range]] = {}
        self._names: list[tuple[Person, Stretch]] = []
        self._names_of: dict[Person, list[Stretch]] = {}
        for mention, name in zip(reading.mentions, reading.names, strict=True):
            if mention.label == "PER" and (person := people.named(mention.name)):
                self._names.append((person, name))
                self._names_of.setdefault(person, []).append(name)

    @cached_property
    def _roles(self) -> dict[Person, list[Role]]:
        """In text order; many texts have no description that could mean anybody."""
        roles: dict[Person, list[Role]] = {}
        for person, name in self._names:
            for tokens in self._descriptions(name):
                roles.setdefault(person, []).append(self._role(tokens))
        return roles

    def match(self, phrase: Phrase) -> Person | None:
        """The person whose role has the head of the phrase and most of its other words; the latest of equals."""
        role, head = self._role(range(phrase.start, phrase.end)), self._reading.lowers[phrase.head]
        best: tuple[int, int, Person] | None = None
        for person, roles in self._roles.items():
            before = person.last_before(phrase.start)
            fitting = [r for r in roles if head in r.words and not _contradict(role, r)]
            if before >= 0 and fitting and not self._differs(person, role):
                shared = max(len(role.words & r.words) + len(role.places & r.places) for r in fitting)
                if best is None or (shared, before) > best[:2]:
                    best = shared, before, person
        return best[2] if best else None

    def text(self, person: Person) -> str:
        """The first description of a person in the story, as it stands there without its article; "" for none."""
        if person not in self._texts:
            descriptions = chain.from_iterable(map(self._descriptions, self._names_of.get(person, ())))
            self._texts[person] = next(filter(None, map(self._text, descriptions)), "")
        return self._texts[person]

    def _text(self, tokens: range) -> str:
        reading, start, end = self._reading, tokens.start, tokens.stop
        while start < end and (
            reading.tags[start] in ("DT", "PRP$", "CC")
            or reading.coarse[start] == "PUNCT"
            or reading.lowers[start] in _FORMS_OF_ADDRESS
        ):
            start += 1
        is_noun = any(reading.coarse[i] in ("NOUN", "PROPN") for i in range(start, end))
        text = reading.span_text(start, end)
        return text if is_noun and not text.startswith("@") else ""

    def learn(self, person: Person, phrase: Phrase) -> None:
        """Remember a description that was found to mean a person."""
        self._roles.setdefault(person, []).append(self._role(range(phrase.start, phrase.end)))

    def fits(self, person: Person, phrase: Phrase) -> bool:
        """Whether nothing that is known of the person speaks against the description."""
        role, gender = self._role(range(phrase.start, phrase.end)), gender_of_noun(self._reading, phrase)
        return not self._differs(person, role) and gender in (None, person.gender or gender)

    def _differs(self, person: Person, role: Role) -> bool:
        known = frozenset().union(*(r.places for r in self._roles.get(person, [])))
        return bool(known and role.places and not known & role.places)

    def _descriptions(self, name: Stretch) -> list[range]:
        """The words before and beside a name that tell its role."""
        if name not in self._described:
            self._described[name] = [tokens for tokens in (self._before(*name), self._beside(name.end)) if tokens]
        return self._described[name]

    def _before(self, start: int, end: int) -> range:
        """`coach Jane Doe`: the words of the phrase before the name."""
        return range(max(left_edge(self._reading, end - 1), start - 12), start)

    def _beside(self, end: int) -> range | None:
        """`Jane Doe, the head coach,` and `Jane Doe is the head coach`."""
        reading, name = self._reading, end - 1
        verb = reading.heads[name]
        if reading.deps[name] == "appos" and reading.mention_at[verb] < 0:
            return range(*noun_phrase(reading, verb)[:2])
        is_copula = reading.lowers[verb] in ("is", "was") and reading.deps[name] == "nsubj"
        children = reading.children[name]
        for child in [*children, *reading.children[verb]] if is_copula else children:
            if reading.deps[child] in ("appos", "attr") and child > name and reading.mention_at[child] < 0:
                return range(*noun_phrase(reading, child)[:2])
        return None

    def _role(self, tokens: Collection[int]) -> Role:
        reading = self._reading
        words = {reading.lowers[i] for i in tokens if reading.coarse[i] in ("NOUN", "PROPN", "ADJ", "NUM")} - _NO_ROLE
        places = {reading.lowers[i][:_PLACE_STEM] for i in tokens if reading.labels[i] in ("LOC", "NORP")}
        return Role(frozenset(words), frozenset(places))


def described_person(
    reading: Reading, people: People, roles: Roles, phrase: Phrase, speaking: Sequence[Person], spoke: list[Person]
) -> Person | None:
    """The person that a description stands for; None where it describes a body, a document, several or somebody new."""
    head = reading.lowers[phrase.head]
    is_singular = reading.tags[phrase.head] in ("NN", "NNP") or head == "old"  # the 26-year-old
    if not is_singular or head in _NO_PERSON or reading.mention_at[phrase.head] >= 0:
        return None
    is_definite = reading.lowers[phrase.start] in _DEFINITE or reading.labels[phrase.start] == "LOC"
    person = roles.match(phrase) if is_definite else None
    may_be_person = not head.endswith(_IMPERSONAL) or reading.lowers[phrase.start] in ("his", "her")
    is_pointing = reading.lowers[phrase.start] in ("this", "that")  # rather at a thing
    if person is None and is_definite and may_be_person and not is_pointing and _has_adjective(reading, phrase):
        fitting = [p for p in people.before(phrase.start) if roles.fits(p, phrase)]
        person = antecedent(reading, fitting, gender_of_noun(reading, phrase), phrase.start, spoke)
    is_described = reading.tags[phrase.start] in ("DT", "PRP$") or phrase.end - phrase.start > 1
    is_delayed = (is_described and reading.paragraph_at[phrase.start] <= 1) or head.startswith("spokes")
    if person is None and is_delayed and may_be_person:
        person = _named_later(reading, roles, phrase, speaking)
    if person is not None:
        roles.learn(person, phrase)
    return person


def gender_of_noun(reading: Reading, phrase: Phrase) -> Gender | None:
    """Gender that a noun tells: spokeswoman, father."""
    head = reading.lowers[phrase.head]
    if head in _FEMALE or head.endswith("woman"):
        return "female"
    return "male" if head in _MALE or head.endswith("man") else None


def _has_adjective(reading: Reading, phrase: Phrase) -> bool:
    """`the quiet goalkeeper`: what says more than the role is said of whom the story is about."""
    if reading.labels[phrase.head] == "NORP":
        return True
    telling = ("JJ", "JJR", "JJS", "CD", "VBN", "VBG", "HYPH")
    return any(reading.tags[i] in telling for i in range(phrase.start, phrase.head))


def _contradict(one: Role, other: Role) -> bool:
    return bool(one.places and other.places and not one.places & other.places)


def _named_later(reading: Reading, roles: Roles, phrase: Phrase, speaking: Sequence[Person]) -> Person | None:
    """The first speaker whom the story names only after the description, in the same or the next two paragraphs."""
    paragraph = reading.paragraph_at[phrase.start]
    later = bisect_right(speaking, phrase.start, key=lambda person: person.places[0])
    first = next((p for p in speaking[later : later + MOST_LOOKED_AT] if roles.fits(p, phrase)), None)
    if first is None or reading.paragraph_at[first.places[0]] > paragraph + PARAGRAPHS_AHEAD:
        return None
    return first
