"""What two texts have in common and what not, in words that a person can check. Pure."""

from difflib import SequenceMatcher
from typing import TypedDict

from pipeline.dedupe import text as reading

_GRAM = 3
_PASSAGE = 200  # characters that are kept of the longest passage in common


class Evidence(TypedDict):
    """`shared_words` of the newer text's `words` stand in runs of three or more that the older one has too."""

    words: int
    shared_words: int
    passage: str
    figures_added: list[str]
    figures_missing: list[str]


def evidence(old: str, new: str) -> Evidence:
    """The evidence on a newer text that was found to be the same story as an older one; tags count as spaces."""
    bodies = [reading.without_lead(reading.clean(text)) for text in (old, new)]
    had, has = (reading.figures_in_order(body) for body in bodies)
    before, after = (_grams(reading.words(body)) for body in bodies)
    shared = set(before)
    in_common = {place + step for place, gram in enumerate(after) if gram in shared for step in range(_GRAM)}
    longest = SequenceMatcher(None, before, after, autojunk=False).find_longest_match()
    words = [word for gram in after[longest.b : longest.b + longest.size] for word in gram[:1]]
    if longest.size:
        words += after[longest.b + longest.size - 1][1:]
    return {
        "words": len(after) + _GRAM - 1 if after else 0,
        "shared_words": len(in_common),
        "passage": " ".join(words)[:_PASSAGE],
        "figures_added": _only(has, had),
        "figures_missing": _only(had, has),
    }


def _grams(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[first : first + _GRAM]) for first in range(len(words) - _GRAM + 1)]


def _only(ours: list[str], theirs: list[str]) -> list[str]:
    return [figure for figure in dict.fromkeys(ours) if figure not in theirs]
