"""Who the phrases that name speakers stand for within the story."""

from collections.abc import Iterable
from operator import itemgetter

from pipeline.extract.bodies import GROUP_PRONOUNS, meant_body
from pipeline.extract.descriptions import BODIES, Roles, described_person
from pipeline.extract.given_names import GENDER_OF_PRONOUN, Gender
from pipeline.extract.people import GENDER_OF_TITLE, People, Person
from pipeline.extract.pronouns import antecedent
from pipeline.extract.reading import Phrase, Reading
from pipeline.extract.speaking import antecedent_of_relative
from pipeline.model import Speaker, SpeakerKind

# `his statement said`: these speak for whoever they belong to.
_WORDS_OF_SOMEBODY = frozenset("affidavit book email letter post report statement tweet".split())
LONGEST_INTRODUCTION = 100  # tokens of a paragraph about one person before a pronoun
_DETERMINERS = frozenset("the a an this that these those some many several most all both".split())
_NAMES = frozenset({"PER", "LOC", "ORG", "NORP"})
_NO_PERSONS = frozenset({"DATE", "TIME", "NORP", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART", "LANGUAGE"})


def resolve(reading: Reading, phrases: Iterable[Phrase]) -> dict[Phrase, Speaker]:
    """The speaker that each phrase names. Named people come first, so that pronouns know who speaks in the story."""
    ordered = sorted(set(phrases))
    return _Resolver(reading, ordered).resolve(ordered)


_PERSONAL_PRONOUNS = frozenset("he she him her it its who i you we they them their".split())


class _Resolver:
    """What is known of the story while its speakers are gone through in text order."""

    def __init__(self, reading: Reading, phrases: list[Phrase]) -> None:
        self._reading = reading
        self._people = People(reading)
        self._meant = {phrase: antecedent_of_relative(reading, phrase) or phrase for phrase in phrases}
        named = {phrase: _named_person(reading, self._people, phrase) for phrase in set(self._meant.values())}
        self._named = {phrase: person for phrase, person in named.items() if person is not None}
        self._prefer_speakers_among_namesakes()
        for person in self._named.values():
            person.speaks = True
        self._speaking = sorted(set(self._named.values()), key=lambda person: person.places[0])
        self._roles = Roles(reading, self._people)
        self._spoke: list[Person] = []

    def _prefer_speakers_among_namesakes(self) -> None:
        """Of two Does, "Doe said" is the one who was introduced as a speaker by the full name, the last of several."""
        reading = self._reading
        full: dict[str, list[Person]] = {}
        for phrase, person in sorted(self._named.items(), key=itemgetter(0)):
            number = reading.mention_at[phrase.head]
            surname = person.words[-1]
            if number < 0 or " " in reading.mentions[number].text:
                full.setdefault(surname, []).append(person)
                continue
            has_title = reading.lowers[max(0, reading.names[number].start - 1)] in GENDER_OF_TITLE
            known = full.get(surname, [])
            if known and not has_title and all(person is not speaker for speaker in known):
                self._named[phrase] = known[-1]

    def resolve(self, phrases: Iterable[Phrase]) -> dict[Phrase, Speaker]:
        speakers: dict[Phrase, Speaker] = {}
        last: Speaker | None = None
        for phrase in phrases:
            last = speakers[phrase] = self._speaker(phrase, last)
        return speakers

    def _speaker(self, phrase: Phrase, last: Speaker | None) -> Speaker:
        meant = self._meant[phrase]
        person = self._named.get(meant) or self._pronoun(meant) or self._description(meant)
        name: str
        kind: SpeakerKind
        if person is not None:
            self._spoke.append(person)
            name, kind, role = person.name, "PER", self._roles.text(person)
        else:
            (name, kind), role = self._body_or_group(meant, last), ""
        start, end = self._reading.starts[phrase.start], self._reading.ends[phrase.end - 1]
        return Speaker(start, end, self._reading.text[start:end], name, kind, role)

    def _pronoun(self, phrase: Phrase) -> Person | None:
        reading = self._reading
        gender = GENDER_OF_PRONOUN.get(reading.span_text(phrase.start, phrase.end).lower())
        if gender is None and reading.lowers[phrase.head] in _WORDS_OF_SOMEBODY:
            gender = GENDER_OF_PRONOUN.get(reading.lowers[phrase.start])
        if gender is None:
            return None
        people = self._people.before(phrase.start)
        person = self._only_one(phrase.start, gender) or antecedent(reading, people, gender, phrase.start, self._spoke)
        if person is None:  # `Dana Doe lost. He said …`: a given name is no proof
            guessed = [other for other in people if other.is_gender_guessed]
            person = antecedent(reading, guessed, None, phrase.start, self._spoke)
        if person is not None and (person.gender is None or person.is_gender_guessed):
            person.gender, person.is_gender_guessed = gender, False
        return person

    def _only_one(self, place: int, gender: Gender) -> Person | None:
        """`Dana Doe keeps the lock. He said …`: whom the paragraph so far is about, whatever lists say of the name."""
        reading = self._reading
        start = reading.paragraphs[reading.paragraph_at[place]].start
        if place - start > LONGEST_INTRODUCTION or reading.sentence_at[place].start <= start:
            return None
        numbers = dict.fromkeys(number for number in reading.mention_at[start:place] if number >= 0)
        named = [number for number in numbers if reading.mentions[number].label == "PER"]
        if len({reading.mentions[number].name for number in named}) != 1:
            return None
        head = reading.names[named[0]].end - 1
        person = self._people.named(reading.mentions[named[0]].name)
        is_subject = reading.deps[head] == "nsubj" and reading.deps[reading.heads[head]] == "ROOT"
        is_doubtful = person is not None and person.is_gender_guessed and person.gender != gender
        return person if is_subject and is_doubtful and not reading.in_marks[head] else None

    def _description(self, phrase: Phrase) -> Person | None:
        reading, people = self._reading, self._people
        inside = _person_inside(reading, people, phrase) or _person_in_apposition(reading, people, phrase)
        if inside is not None or reading.span_text(phrase.start, phrase.end).lower() in GROUP_PRONOUNS:
            return inside
        return described_person(reading, people, self._roles, phrase, self._speaking, self._spoke)

    def _body_or_group(self, phrase: Phrase, last: Speaker | None) -> tuple[str, SpeakerKind]:
        reading = self._reading
        number = reading.mention_at[phrase.head]
        if number >= 0:
            return reading.mentions[number].name, reading.mentions[number].label
        body = meant_body(reading, phrase, last)
        if body is not None:
            return body
        start = phrase.start
        while start < phrase.end - 1 and reading.lowers[start] in _DETERMINERS and reading.tags[start + 1] != "IN":
            start += 1
        name = reading.span_text(start, phrase.end)
        if name.lower() in _PERSONAL_PRONOUNS:
            return name, "unknown"
        is_name = reading.coarse[start] == "PROPN" or name.isupper() or reading.labels[start] in _NAMES
        return (name if is_name else name[0].lower() + name[1:]), "group"


def _named_person(reading: Reading, people: People, phrase: Phrase) -> Person | None:
    """The person whose name is the head of the phrase, be it one that the recogniser missed."""
    person = people.in_phrase(phrase) or _labelled_person(reading, people, phrase)
    if person is not None:
        return person
    label, first = reading.labels[phrase.head], reading.lowers[phrase.start]
    if reading.coarse[phrase.head] != "PROPN" or label in ("LOC", "ORG") or label in _NO_PERSONS:
        return None
    start = phrase.head
    while start > phrase.start and reading.coarse[start - 1] == "PROPN" and reading.mention_at[start - 1] < 0:
        start -= 1
    is_name = reading.words[phrase.head][:1].isupper() and not reading.words[phrase.head].isupper()
    if first in _DETERMINERS or phrase.head - start > 2 or not is_name:
        return people.by_surname(reading.words[phrase.head], phrase.start)
    return people.introduce(reading.span_text(max(start, phrase.head - 1), phrase.head + 1), start)


def _labelled_person(reading: Reading, people: People, phrase: Phrase) -> Person | None:
    """`CALDER: …`: the label of a turn is a surname, or a full name in capitals."""
    is_first = reading.paragraphs[reading.paragraph_at[phrase.start]].start == phrase.start
    if not is_first or reading.words[phrase.end : phrase.end + 1] not in ([":"], ["("]):
        return None
    name = reading.span_text(phrase.start, phrase.end)
    known = people.by_surname(name.split()[-1], phrase.start)
    return people.introduce(name.title(), phrase.start) if known is None and name.isupper() and " " in name else known


def _person_inside(reading: Reading, people: People, phrase: Phrase) -> Person | None:
    """`lawyer Jane Doe`, where the parse takes the description for the head."""
    for token in range(phrase.start, phrase.end):
        number = reading.mention_at[token]
        if number >= 0 and reading.mentions[number].label == "PER":
            last = reading.names[number].end - 1
            if reading.deps[last] not in ("poss", "pobj", "nmod") and reading.deps[reading.heads[last]] != "pobj":
                return people.named(reading.mentions[number].name)
    return None


def _person_in_apposition(reading: Reading, people: People, phrase: Phrase) -> Person | None:
    """`the company's president, Jane Doe`."""
    if reading.lowers[phrase.head] in BODIES:
        return None
    for child in reading.children[phrase.head]:
        number = reading.mention_at[child]
        if reading.deps[child] == "appos" and number >= 0 and reading.mentions[number].label == "PER":
            return people.named(reading.mentions[number].name)
    return None
