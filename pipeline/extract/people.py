"""The people of a story: one for each canonical name, with where they are mentioned and what is known of them."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from pipeline.extract.given_names import GENDER_OF_PRONOUN, Gender, gender_of
from pipeline.extract.reading import Phrase, Reading

MOST_LOOKED_AT = 120  # mentions before a pronoun

GENDER_OF_TITLE: dict[str, Gender] = {
    **dict.fromkeys("mr mr. sir lord king prince".split(), "male"),
    **dict.fromkeys("ms ms. mrs mrs. miss lady queen princess dame baroness".split(), "female"),
}
_SUFFIXES = frozenset("jr jr. sr sr. ii iii".split())


@dataclass(slots=True, eq=False)
class Person:
    """`places` are the first tokens of the mentions, in order; a gender by the given name alone is a guess.

    `words` are those of the name without suffixes, in lower case.
    """

    name: str
    places: list[int] = field(default_factory=list)
    gender: Gender | None = None
    is_gender_guessed: bool = False
    speaks: bool = False
    words: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.words = self.name.lower().split()
        while len(self.words) > 1 and self.words[-1] in _SUFFIXES:
            self.words.pop()

    def last_before(self, place: int) -> int:
        """The last mention before a token, -1 for none."""
        count = bisect_left(self.places, place)
        return self.places[count - 1] if count else -1

    @property
    def has_full_name(self) -> bool:
        """Whether more than one word of the name is known."""
        return " " in self.name


class People:
    """Finds people by the mention that a token belongs to, by name or by surname."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._by_name: dict[str, Person] = {}
        self._by_surname: dict[str, list[Person]] = {}
        self._places: list[int] = []  # of the mentions in order, and who is mentioned there
        self._mentioned: list[Person] = []
        for mention, (start, _) in zip(reading.mentions, reading.names, strict=True):
            if mention.label == "PER":
                self._add(mention.name, start)
        self._learn_genders()

    def __iter__(self) -> Iterator[Person]:
        return iter(self._by_name.values())

    def before(self, place: int) -> list[Person]:
        """The people of the last mentions before a token, by their first mention."""
        count = bisect_left(self._places, place)
        people = dict.fromkeys(self._mentioned[max(0, count - MOST_LOOKED_AT) : count])
        return sorted(people, key=lambda person: person.places[0])

    def _mention(self, person: Person, place: int) -> None:
        insort(person.places, place)
        position = bisect_right(self._places, place)
        self._places.insert(position, place)
        self._mentioned.insert(position, person)

    def named(self, name: str) -> Person | None:
        """The person of this canonical name."""
        return self._by_name.get(name)

    def in_phrase(self, phrase: Phrase) -> Person | None:
        """The person whose mention holds the head of the phrase."""
        number = self._reading.mention_at[phrase.head]
        if number < 0 or self._reading.mentions[number].label != "PER":
            return None
        return self._by_name[self._reading.mentions[number].name]

    def introduce(self, name: str, place: int) -> Person:
        """The person of that name or surname, mentioned here as well; a new one where the story knows none."""
        known = self._by_name.get(name) or self.by_surname(name.split()[-1], place)
        if known is None or (" " in name and known.has_full_name and known.words[0][:3] != name.lower()[:3]):
            return self._add(name, place)
        self._mention(known, place)
        return known

    def by_surname(self, surname: str, before: int) -> Person | None:
        """Of the people with this surname the one mentioned last before a token."""
        wanted = surname.lower()
        same = self._by_surname.get(wanted, ())
        return max(same, key=lambda person: person.last_before(before + 1), default=None)

    def _add(self, name: str, place: int) -> Person:
        person = self._by_name.get(name)
        if person is None:
            person = self._by_name[name] = Person(name)
            self._by_surname.setdefault(person.words[-1], []).append(person)
        self._mention(person, place)
        if gender := self._gender_by_title(place):
            person.gender, person.is_gender_guessed = gender, False
        elif person.gender is None and person.has_full_name:
            person.gender, person.is_gender_guessed = gender_of(person.words[0]), True
        return person

    def _learn_genders(self) -> None:
        """`Doe said her team …`: pronouns in sentences about one person tell the gender, better than lists of names."""
        reading = self._reading
        votes: dict[str, list[Gender]] = {}
        pronouns = [i for i in reading.places_of(GENDER_OF_PRONOUN) if not reading.in_marks[i]]
        for (start, end), tokens in groupby(pronouns, reading.sentence_at.__getitem__):
            numbers = [n for n in dict.fromkeys(reading.mention_at[start:end]) if n >= 0]
            names = {reading.mentions[n].name for n in numbers if reading.mentions[n].label == "PER"}
            if len(names) != 1:
                continue
            [name] = names
            first, after = reading.names[next(n for n in numbers if reading.mentions[n].name in names)]
            if reading.deps[after - 1] not in ("nsubj", "nsubjpass"):
                continue
            for token in tokens:
                if token >= first:
                    votes.setdefault(name, []).append(GENDER_OF_PRONOUN[reading.lowers[token]])
        for name, genders in votes.items():
            person = self._by_name[name]
            if len(set(genders)) == 1 and (person.gender is None or len(genders) >= 3):
                person.gender, person.is_gender_guessed = genders[0], False

    def _gender_by_title(self, place: int) -> Gender | None:
        before = GENDER_OF_TITLE.get(self._reading.lowers[place - 1]) if place else None
        return before or GENDER_OF_TITLE.get(self._reading.lowers[place])
