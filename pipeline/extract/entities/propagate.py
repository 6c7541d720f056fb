"""Further occurrences of names that the story has elsewhere."""

from collections.abc import Iterable, Iterator
from functools import cache

from pipeline.extract.entities.story import NAMES, Candidates, Kind, Story
from pipeline.extract.gazetteer import COUNTRY, gazetteer
from pipeline.extract.lexicon import general, organisations, people

LONGEST_FULL_NAME = 4
SHORTEST_SURNAME, SHORTEST_FIRM = 2, 3
MARKS = frozenset("'‘’\"“”")
COMMON_WORDS = general.COMMON_NOUNS | general.FUNCTION_WORDS | general.CALENDAR | people.TITLES


class KnownNames:
    """Names by their words, found at a token in a time that does not grow with their number."""

    def __init__(self, names: Iterable[tuple[tuple[str, ...], Kind]]) -> None:
        self._kinds: dict[tuple[str, ...], Kind] = {}
        self._lengths: dict[str, set[int]] = {}
        for words, kind in names:
            if words not in self._kinds:
                self._kinds[words] = kind
                self._lengths.setdefault(words[0], set()).add(len(words))
        self.first_words = self._lengths.keys()

    def at(self, words: list[str], token: int) -> Iterator[tuple[int, Kind]]:
        """The length and the kind of the names that stand at a token, the longest first."""
        for length in sorted(self._lengths.get(words[token], ()), reverse=True):
            kind = self._kinds.get(tuple(words[token : token + length]))
            if kind and token + length <= len(words):
                yield length, kind


def propagate_names(story: Story, candidates: Candidates) -> None:
    """Make every further occurrence of a name, in the same capitals, a candidate; countries are always known.

    Whole names come before their parts. A single word counts only where it cannot be a common word.
    """
    known, countries = KnownNames(_names_of(story, candidates)), _countries()
    for token in story.tokens_in(known.first_words | (story.capital_words & countries.first_words)):
        if candidates.at(token) is None:
            for length, kind in (*known.at(story.words, token), *countries.at(story.words, token)):
                is_free = all(candidates.at(at) is None for at in range(token, token + length))
                if is_free and (length > 1 or _is_name_here(story, candidates, token, kind)):
                    candidates.put(token, token + length, kind)
                    break


def _names_of(story: Story, candidates: Candidates) -> Iterator[tuple[tuple[str, ...], Kind]]:
    """The names of a story, then the surnames of its persons and the first words of its bodies."""
    surnames: list[str] = []
    firms: list[str] = []
    for candidate in candidates:
        kind = candidate.kind
        if kind in NAMES:
            words = tuple(story.words[candidate.start : candidate.end])
            yield words, kind
            if kind == "PER" and 2 <= len(words) <= LONGEST_FULL_NAME:
                surnames += [words[-1], words[-1].capitalize(), words[0]]
            elif kind == "ORG" and words[-1] in organisations.HEADS_AFTER_NAMES:
                firms.append(words[0])
    for surname in dict.fromkeys(surnames):
        if surname[0].isupper() and len(surname) >= SHORTEST_SURNAME and (len(surname) > 2 or surname[1].islower()):
            yield (surname,), "PER"
    for firm in firms:
        if len(firm) >= SHORTEST_FIRM and not gazetteer().weight(firm) and not gazetteer().is_demonym(firm):
            yield (firm,), "ORG"


@cache
def _countries() -> KnownNames:
    return KnownNames(
        (tuple(name.split()), "LOC")
        for name, weight in gazetteer().places.items()
        if weight >= COUNTRY and name.split()[0] not in general.FUNCTION_WORDS
    )


def _is_name_here(story: Story, candidates: Candidates, token: int, kind: Kind) -> bool:
    """Whether a single word that is a name elsewhere is one here too."""
    word = story.words[token]
    if not story.is_capital[token] or story.has_in_lower_case(word) or word in COMMON_WORDS:
        return False
    is_noun = story.is_proper_noun(token) or (kind == "PER" and story.tags[token] == "NN")
    if kind != "LOC" and not (is_noun or story.is_opening(token) or word.isupper()):
        return False
    if kind == "LOC":
        return True
    return not (_follows_unknown_name(story, candidates, token) or _precedes_name(story, candidates, token))


def _precedes_name(story: Story, candidates: Candidates, token: int) -> bool:
    """Whether more of a name follows, over a hyphen or a mark too."""
    following = token + 1
    if story.word(following) == "-" and story.touch(token):
        return True
    if story.word(following) in MARKS or story.word(following) in people.LINKING_PARTICLES:
        following += 1
    return following < len(story) and story.is_capital[following]


def _follows_unknown_name(story: Story, candidates: Candidates, token: int) -> bool:
    """Whether the word before is in capitals too, and so perhaps another person's given name."""
    before = token - 1
    return (
        before >= 0
        and story.is_capital[before]
        and story.words[before] not in people.TITLES
        and not story.is_opening(before)
        and candidates.at(before) is None
    )
