"""Further occurrences of names that the story has elsewhere."""

from collections import defaultdict

from pipeline.extract.entities.lexicon import general, people
from pipeline.extract.entities.story import NAMES, Candidates, Kind, Story
from pipeline.extract.gazetteer import countries_by_first_word

LONGEST_FULL_NAME = 4


class KnownNames:
    """Names by their words, found at a token in time that does not grow with their number."""

    def __init__(self) -> None:
        self._kinds: dict[tuple[str, ...], Kind] = {}
        self._lengths: defaultdict[str, set[int]] = defaultdict(set)

    def add(self, words: tuple[str, ...], kind: Kind) -> None:
        """Add a name; one that is known already keeps its kind."""
        self._kinds.setdefault(words, kind)
        self._lengths[words[0]].add(len(words))

    def longest_first(self, words: list[str], token: int) -> list[tuple[int, Kind]]:
        """The length and kind of the names that stand at a token."""
        found = []
        for length in sorted(self._lengths.get(words[token], ()), reverse=True):
            kind = self._kinds.get(tuple(words[token : token + length]))
            if kind:
                found.append((length, kind))
        return found


def propagate_names(story: Story, candidates: Candidates) -> None:
    """Make every further occurrence of a name, in the same capitals, a candidate; countries are always known.

    Whole names come before their parts. A single word counts only where it cannot be a common word.
    """
    names = _names_of(story, candidates)
    for token in range(len(story)):
        if candidates.at(token):
            continue
        for length, kind in names.longest_first(story.words, token):
            is_free = all(candidates.at(at) is None for at in range(token, token + length))
            if is_free and (length > 1 or _is_name_here(story, candidates, token, kind)):
                candidates.put(token, token + length, kind)
                break


def _names_of(story: Story, candidates: Candidates) -> KnownNames:
    names = KnownNames()
    surnames = []
    for candidate in candidates:
        if candidate.kind in NAMES:
            words = tuple(story.words[candidate.start : candidate.end])
            names.add(words, candidate.kind)
            if candidate.kind == "PER" and 2 <= len(words) <= LONGEST_FULL_NAME:
                surnames.append(words[-1])
    for surname in surnames:
        if surname[0].isupper() and len(surname) > 2:
            names.add((surname,), "PER")
    for countries in countries_by_first_word().values():
        for country in countries:
            names.add(country, "LOC")
    return names


def _is_name_here(story: Story, candidates: Candidates, token: int, kind: Kind) -> bool:
    """Whether a single word that is a name elsewhere is one here too."""
    word = story.words[token]
    if not story.is_capital[token] or word.lower() in story.lower_case_words:
        return False
    if any(
        word in common for common in (general.COMMON_NOUNS, general.FUNCTION_WORDS, general.CALENDAR, people.TITLES)
    ):
        return False
    if kind != "LOC" and not (story.is_proper_noun(token) or story.is_opening[token] or word.isupper()):
        return False
    return kind != "PER" or not _follows_unknown_name(story, candidates, token)


def _follows_unknown_name(story: Story, candidates: Candidates, token: int) -> bool:
    """Whether the word before is in capitals too, and so perhaps another person's given name."""
    before = token - 1
    return (
        before >= 0
        and story.is_capital[before]
        and story.words[before] not in people.TITLES
        and not story.is_opening[before]
        and candidates.at(before) is None
    )
