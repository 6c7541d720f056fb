"""Who the phrases that name speakers stand for within the story."""

from collections.abc import Iterable, Sequence

from pipeline.extract.people import People, Person
from pipeline.extract.pronouns import GENDER_OF_POSSESSIVE, GENDER_OF_PRONOUN, antecedent
from pipeline.extract.reading import Phrase, Reading
from pipeline.extract.speaking import antecedent_of_relative
from pipeline.model import Mention, Speaker, SpeakerKind

BODIES = frozenset(
    "agency association bank board body committee company council court department firm foundation government group "
    "ministry network organisation organization party school team union university".split()
)
# `his statement said`: these speak for whoever they belong to.
WORDS_OF_SOMEBODY = frozenset(
    "affidavit book email lawyer letter post report spokesman spokeswoman statement tweet".split()
)
_DETERMINERS = frozenset("the a an this that these those some many several most all both".split())
_NO_PERSONS = frozenset({"DATE", "TIME", "NORP", "EVENT", "LAW", "PRODUCT", "WORK_OF_ART", "LANGUAGE"})


def resolve(reading: Reading, phrases: Iterable[Phrase]) -> dict[Phrase, Speaker]:
    """The speaker that each phrase names. Named people come first, so that pronouns know who speaks in the story."""
    ordered = sorted(set(phrases))
    people = People(reading)
    antecedents = {phrase: named for phrase in ordered if (named := antecedent_of_relative(reading, phrase))}
    named_phrases = {antecedents.get(phrase, phrase) for phrase in ordered}
    persons = {phrase: person for phrase in named_phrases if (person := _named_person(reading, people, phrase))}
    for person in persons.values():
        person.speaks = True
    spoke: list[Person] = []
    speakers: dict[Phrase, Speaker] = {}
    for phrase in ordered:
        named = antecedents.get(phrase, phrase)
        resolved = persons.get(named) or _meant_person(reading, people, named, spoke)
        if resolved is not None:
            spoke.append(resolved)
            speakers[phrase] = _speaker(reading, phrase, resolved.name, "PER")
        else:
            name, kind = _body_or_group(reading, named)
            speakers[phrase] = _speaker(reading, phrase, name, kind)
    return speakers


def _named_person(reading: Reading, people: People, phrase: Phrase) -> Person | None:
    """The person whose name is the head of the phrase, be it one that the recogniser missed."""
    person = people.in_phrase(phrase)
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


def _meant_person(reading: Reading, people: People, phrase: Phrase, spoke: Sequence[Person]) -> Person | None:
    """The person that a pronoun or a description stands for."""
    text = reading.span_text(phrase.start, phrase.end).lower()
    gender = GENDER_OF_PRONOUN.get(text)
    if gender is None and reading.lowers[phrase.head] in WORDS_OF_SOMEBODY:
        gender = GENDER_OF_POSSESSIVE.get(reading.lowers[phrase.start])
    if gender is not None:
        person = antecedent(reading, people, gender, phrase.start, spoke)
        if person is not None and person.gender is None:
            person.gender = gender
        return person
    if reading.coarse[phrase.head] == "PROPN":
        return None
    return _person_inside(reading, people, phrase) or _person_in_apposition(reading, people, phrase)


def _person_inside(reading: Reading, people: People, phrase: Phrase) -> Person | None:
    """`lawyer Jane Doe`, where the parse takes the description for the head."""
    for token in range(phrase.start, phrase.end):
        number = reading.mention_at[token]
        if number >= 0 and reading.mentions[number].label == "PER":
            last = reading.names[number].end - 1
            if reading.deps[last] not in ("poss", "pobj", "nmod"):
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


def _body_or_group(reading: Reading, phrase: Phrase) -> tuple[str, SpeakerKind]:
    """An organisation or a place by name, `it` and `the company` as the last organisation, anything else as a group."""
    number = reading.mention_at[phrase.head]
    if number >= 0:
        mention = reading.mentions[number]
        return mention.name, mention.label
    first = reading.lowers[phrase.start]
    is_body = first == "the" and reading.lowers[phrase.head] in BODIES and phrase.end - phrase.start <= 3
    if is_body or reading.span_text(phrase.start, phrase.end).lower() == "it":
        organisation = _last_organisation(reading, phrase.start)
        if organisation is not None:
            return organisation.name, "ORG"
    start = phrase.start
    while start < phrase.end - 1 and reading.lowers[start] in _DETERMINERS:
        start += 1
    return reading.span_text(start, phrase.end), "group"


def _last_organisation(reading: Reading, before: int) -> Mention | None:
    for mention, (start, _) in zip(reversed(reading.mentions), reversed(reading.names), strict=True):
        if start < before and mention.label == "ORG":
            return mention
    return None


def _speaker(reading: Reading, phrase: Phrase, name: str, kind: SpeakerKind) -> Speaker:
    start, end = reading.starts[phrase.start], reading.ends[phrase.end - 1]
    return Speaker(start, end, reading.text[start:end], name, kind)
