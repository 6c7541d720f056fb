"""Nationalities: a kind of name of their own, never a part of a person's, a place's or a body's name."""

from functools import cache

from pipeline.extract.countries import countries
from pipeline.extract.entities.propagate import KnownNames
from pipeline.extract.entities.story import Candidates, Story


def nationalities(story: Story, candidates: Candidates) -> list[tuple[int, int]]:
    """The tokens, end exclusive, of nationalities ("French", "South Koreans") outside of other names."""
    known = _peoples()
    found = []
    free = 0
    for token in story.capitals_in(known.first_words):
        if token >= free:
            for length, _ in known.at(story.words, token):
                if all(_is_free(candidates, at) for at in range(token, token + length)):
                    free = token + length
                    found.append((token, free))
                    break
    return found


def _is_free(candidates: Candidates, token: int) -> bool:
    candidate = candidates.at(token)
    return candidate is None or candidate.kind in ("MISC", "OTHER")


@cache
def _peoples() -> KnownNames:
    return KnownNames((tuple(name.split()), "MISC") for name in countries().peoples)
