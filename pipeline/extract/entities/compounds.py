"""Names that the model cut at a hyphen, a particle, an initial or a nickname."""

import re
from collections.abc import Collection

from pipeline.extract.entities.story import Candidate, Candidates, Kind, Story
from pipeline.extract.gazetteer import Gazetteer
from pipeline.extract.lexicon import general, organisations, people, places

LONGEST_PERSON = 6
NO_PARTS_OF_PERSONS = (
    general.FUNCTION_WORDS
    | people.TITLES
    | general.CALENDAR
    | organisations.HEADS
    | places.HEADS
    | general.COMMON_NOUNS
    | (general.WORKS_AND_EVENTS - general.WORKS_OR_SURNAMES)
)
VOWELS = frozenset("aeiou")
LONGEST_SYLLABLE = 7
"""Letters of a lower-case part of a name after a hyphen; longer words are rather parts of an adjective."""

INITIAL = re.compile(r"(?:[B-HJ-Z]\.?|[AI]\.)\Z")
"""The letters A and I are words as well: they need their full stop."""
QUOTATION_MARKS = frozenset("“”\"'‘’")


def join_hyphenated(story: Story, candidates: Candidates) -> None:
    """Let a name go on over a hyphen (Suk-yeol, PML-N) unless the compound is an adjective (London-based)."""
    for candidate in candidates:
        end = candidate.end
        if "-" not in story.words[end : end + 2] or candidate not in candidates:
            continue
        if candidate.kind == "PER" and len(candidate) == 1 and _is_hyphenated_given_name(story, candidates, end):
            end += 3
        while goes_on := _end_after_hyphen(story, candidates, candidate, end):
            end = goes_on
        if end > candidate.end:
            candidates.stretch(candidate, candidate.start, end)


def _is_hyphenated_given_name(story: Story, candidates: Candidates, token: int) -> bool:
    """Whether the word after a family name is a given name of two syllables: "Suk-yeol"."""
    return (
        _is_compound(story, token + 1)
        and story.is_capital[token]
        and candidates.at(token) is None
        and _is_syllable(story.words[token + 2])
    )


def _end_after_hyphen(story: Story, candidates: Candidates, candidate: Candidate, hyphen: int) -> int | None:
    """Where the name ends that goes on over a hyphen, None if it does not."""
    if not _is_compound(story, hyphen):
        return None
    word, other, is_capital = story.words[hyphen + 1], candidates.at(hyphen + 1), story.is_capital[hyphen + 1]
    if other and (candidate.kind != "PER" or other.kind != "PER"):
        return None
    if word.islower() and _is_compound(story, hyphen + 2) and story.is_capital[hyphen + 3]:
        return hyphen + 4
    if candidate.kind == "PER":
        goes_on = is_capital or _is_syllable(word)
    elif candidate.kind in ("ORG", "LOC"):
        goes_on = word.isupper() or word in places.HYPHENATED_PARTS
    else:
        goes_on = False
    if not goes_on:
        return None
    return other.end if other else hyphen + 2


def _is_compound(story: Story, hyphen: int) -> bool:
    """Whether a token is a hyphen between two words without blanks."""
    return story.word(hyphen) == "-" and story.touch(hyphen - 1) and story.touch(hyphen)


def _is_syllable(word: str) -> bool:
    return word.islower() and len(word) <= LONGEST_SYLLABLE and not _is_adjective(word)


def _is_adjective(word: str) -> bool:
    """Whether the second part of a compound makes it an adjective: "led", "speaking", but not the syllable "ching"."""
    if word in general.ADJECTIVE_PARTS:
        return True
    stem = word.removesuffix("ing") if word.endswith("ing") else word.removesuffix("ed")
    return stem != word and not VOWELS.isdisjoint(stem)


def join_persons(story: Story, candidates: Candidates) -> None:
    """Two persons side by side, or with a particle or a nickname between them, are one: "Maria" and "dos Anjos"."""
    previous: Candidate | None = None
    for candidate in candidates:
        if candidate.kind != "PER":
            continue
        start = _with_prefixes(story, candidate.start)
        if (
            previous
            and (previous.end >= start or _is_nickname(story, previous.end, start))
            and candidate.end - previous.start <= LONGEST_PERSON
        ):
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


def take_in_given_names(story: Story, candidates: Candidates, world: Gazetteer) -> None:
    """Let a person's name begin with the given names before it that are no name of their own.

    One that nobody knows counts before a bare surname, since news names a person in full first.
    """
    for candidate in candidates:
        start = candidate.start
        while (
            candidate.kind == "PER"
            and start
            and not story.words[start - 1].islower()
            and candidate.end - start < LONGEST_PERSON
            and (
                story.words[start - 1] in world.given_names
                or (candidate.end - start == 1 and _may_be_given_name(story, start - 1, world))
            )
            and story.words[start - 1].lower() not in people.APPOSITIONS
            and story.starts[start] == story.ends[start - 1] + 1
            and candidates.at(start - 1) is None
        ):
            start -= 1
        if start < candidate.start:
            candidates.stretch(candidate, start, candidate.end)


def _may_be_given_name(story: Story, token: int, world: Gazetteer) -> bool:
    word = story.words[token]
    return (
        story.tags[token] == "NNP"
        and word[1:].islower()
        and word.isalpha()
        and not story.has_in_lower_case(word)
        and word not in NO_PARTS_OF_PERSONS
        and not world.is_demonym(word)
        and not world.weight(word)
    )


def take_in_surnames(story: Story, candidates: Candidates, given_names: Collection[str]) -> None:
    """Let a given name go on to the capitalised word after it that is no name of its own."""
    for candidate in candidates:
        end = candidate.end
        if (
            candidate.kind == "PER"
            and end < len(story)
            and len(candidate) < LONGEST_PERSON
            and story.words[end - 1] in given_names
            and story.is_capital[end]
            and story.tags[end] == "NNP"
            and story.starts[end] == story.ends[end - 1] + 1
            and candidates.at(end) is None
            and story.words[end].isalpha()
            and story.words[end] not in NO_PARTS_OF_PERSONS
        ):
            candidates.stretch(candidate, candidate.start, end + 1)


def split_offices(story: Story, candidates: Candidates, world: Gazetteer) -> None:
    """`spokeswoman for Acme Jane Roe`, `Ambassador to Freedonia Jane Roe`: whose office it is, and who holds it."""
    for candidate in candidates:
        start, end = candidate.start, candidate.end
        if (
            candidate.kind == "PER"
            and len(candidate) > 2
            and story.word(start - 1) in ("at", "for", "of", "to")
            and (story.word(start - 2) in people.APPOSITIONS or story.word(start - 2) in people.TITLES)
            and story.words[start + 1] in world.given_names
        ):
            word = story.words[start]
            kind: Kind = "LOC" if word in world.well_known else "ORG"
            if kind == "LOC" or word not in world.given_names:  # "son of Abdul Karim Rahimi"
                candidates.stretch(candidate, start + 1, end)
                candidates.put(start, start + 1, kind)


def _with_prefixes(story: Story, start: int) -> int:
    """Where a name begins once the particles and initials before it are taken in: "von der", "al-", "J."."""
    while start > 0:
        before = story.words[start - 1]
        if before in people.LINKING_PARTICLES or (
            story.is_capital[start - 1] and len(before) <= 2 and INITIAL.match(before)
        ):
            start -= 1
        elif before == "-" and story.touch(start - 1) and story.word(start - 2).lower() in ("al", "el"):
            start -= 2
        else:
            break
    return start


def split_pairs(story: Story, candidates: Candidates) -> None:
    """Two persons joined by "and" are two mentions; run it on elected labels, since firms have such names too."""
    for candidate in candidates:
        if candidate.kind == "PER" and "and" in story.words[candidate.start : candidate.end]:
            conjunction = story.words.index("and", candidate.start, candidate.end)
            start, end = candidate.start, candidate.end
            candidates.drop(candidate)
            for first, last in ((start, conjunction), (conjunction + 1, end)):
                if first < last and story.is_capital[first]:
                    candidates.put(first, last, "PER")


def _is_nickname(story: Story, start: int, end: int) -> bool:
    """Whether a word in marks stands between two parts of a name."""
    return (
        end - start == 3
        and story.words[start] in QUOTATION_MARKS
        and story.words[end - 1] in QUOTATION_MARKS
        and story.is_capital[start + 1]
    )
