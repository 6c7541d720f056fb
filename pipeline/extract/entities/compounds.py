"""Persons' names that the model cut at a hyphen or a particle."""

from pipeline.extract.entities.lexicon import general, people, places
from pipeline.extract.entities.story import Candidate, Candidates, Story

LONGEST_PERSON = 6
VOWELS = frozenset("aeiou")
LONGEST_NAME_PART = 7
"""Letters of a lower-case syllable after a hyphen; longer words are rather parts of an adjective."""


def join_hyphenated(story: Story, candidates: Candidates) -> None:
    """Let a name go on over a hyphen (Suk-yeol, PML-N) unless the compound is an adjective (London-based)."""
    for candidate in candidates:
        end = candidate.end
        while _goes_on_over_hyphen(story, candidates, candidate, end):
            other = candidates.at(end + 1)
            end = other.end if other else end + 2
        if end > candidate.end:
            candidates.stretch(candidate, candidate.start, end)


def _goes_on_over_hyphen(story: Story, candidates: Candidates, candidate: Candidate, hyphen: int) -> bool:
    if story.word(hyphen) != "-" or hyphen + 1 >= len(story) or not (story.touch(hyphen - 1) and story.touch(hyphen)):
        return False
    word, other = story.words[hyphen + 1], candidates.at(hyphen + 1)
    if candidate.kind == "PER":
        if story.is_capital[hyphen + 1]:
            return other is None or other.kind == "PER"
        return word.islower() and len(word) <= LONGEST_NAME_PART and not _is_adjective(word)
    if candidate.kind in ("ORG", "LOC") and other is None:
        return word.isupper() or word in places.HYPHENATED_PARTS
    return False


def _is_adjective(word: str) -> bool:
    """Whether the second part of a compound makes it an adjective: "led", "speaking", but not the syllable "ching"."""
    if word in general.ADJECTIVE_PARTS:
        return True
    stem = word.removesuffix("ing") if word.endswith("ing") else word.removesuffix("ed")
    return stem != word and not VOWELS.isdisjoint(stem)


def join_persons(story: Story, candidates: Candidates) -> None:
    """Two persons side by side, or with a particle between them, are one: "Maria" and "dos Anjos"."""
    previous: Candidate | None = None
    for candidate in candidates:
        if candidate.kind != "PER":
            previous = None
            continue
        start = _with_particles(story, candidate.start)
        if previous and previous.end >= start and candidate.end - previous.start <= LONGEST_PERSON:
            candidates.drop(candidate)
            candidates.stretch(previous, previous.start, candidate.end)
            continue
        if (
            start < candidate.start
            and story.words[start] not in people.PLACE_PARTICLES
            and candidates.at(start) is None
        ):
            candidates.stretch(candidate, start, candidate.end)
        previous = candidate


def _with_particles(story: Story, start: int) -> int:
    """Where a name begins once the particles before it are taken in: "von der", "al-"."""
    while start > 0:
        if story.words[start - 1] in people.LINKING_PARTICLES:
            start -= 1
        elif story.words[start - 1] == "-" and story.touch(start - 1) and story.word(start - 2).lower() in ("al", "el"):
            start -= 2
        else:
            break
    return start
