"""Whether the guids of a source can be trusted: a pure decision on one document and on what was known before it."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from pipeline.model import Story
from pipeline.sources.identity import Key, Keys, canonical_link, shared_links

LEAST_RENAMED = 2  # items whose guids are new while their links are known
LEAST_WORDS = 30  # shorter texts look alike by chance
NAMED = 80  # characters of a guid or headline in a reason


class Seen(Protocol):
    """A version that the source sent before."""

    @property
    def headline(self) -> str:
        """Its headline."""

    @property
    def link(self) -> str:
        """Its address."""


type Keyed = tuple[Story, Keys]
type Lookup = Callable[[Key], Sequence[Seen]]
type Bodies = Callable[[Key], Iterable[str]]


def why_unstable(items: Sequence[Keyed], seen: Lookup, bodies: Bodies) -> str:
    """Why the guids of a source cannot be trusted any more, as a document shows; empty if it shows no such thing.

    Either a guid stands for two stories: it comes back with another link, another headline and another text. Or all
    guids are new while links and headlines are those of known stories. `seen` gives the versions of the story that is
    known under a key, `bodies` their texts.
    """
    stated = [(story, keys) for story, keys in items if story.guid and story.link and story.headline]
    return _reused(stated, seen, bodies) or _renamed(stated, seen)


def _reused(items: Sequence[Keyed], seen: Lookup, bodies: Bodies) -> str:
    first: dict[str, Story] = {}
    for story, keys in items:
        twin = first.setdefault(story.guid, story)
        if _differs(story, twin) and not _is_edit(story.body, [twin.body]):
            return _reason(story, twin)
        guid = keys.decisive[0]
        versions = seen(guid)
        if versions and all(_differs(story, known) for known in versions) and not _is_edit(story.body, bodies(guid)):
            return _reason(story, versions[-1])
    return ""


def _differs(story: Story, other: Seen) -> bool:
    """Whether link and headline are both others; what has no link or headline does not tell."""
    if not other.headline or not other.link or story.headline == other.headline or story.link == other.link:
        return False
    is_same_headline = " ".join(story.headline.split()).casefold() == " ".join(other.headline.split()).casefold()
    return not is_same_headline and canonical_link(story.link) != canonical_link(other.link)


def _is_edit(body: str, others: Iterable[str]) -> bool:
    """Whether a text shares half of its runs of three words with an earlier one: the story was rewritten and moved."""
    runs = _runs(body)
    return any(2 * len(runs & known) >= min(len(runs), len(known)) for known in map(_runs, others) if runs and known)


def _runs(body: str) -> set[tuple[str, str, str]]:
    words = re.findall(r"\w+", body.casefold())
    return set(zip(words, words[1:], words[2:], strict=False)) if len(words) >= LEAST_WORDS else set()


def _reason(story: Story, other: Seen) -> str:
    guid, before, now = (text[:NAMED] for text in (story.guid, other.headline, story.headline))
    return f"the guid {guid} has stood for “{before}” and for “{now}”"


def _renamed(items: Sequence[Keyed], seen: Lookup) -> str:
    if any(seen(key) for _, keys in items for key in keys.decisive):
        return ""
    shared = shared_links(story for story, _ in items)
    renamed = sum(
        any(known.headline == story.headline for known in seen((kind, value)))
        for story, keys in items
        for kind, value in keys.supporting
        if kind == "link" and value not in shared
    )
    if renamed < LEAST_RENAMED:
        return ""
    return f"all guids of a document were new, while the links of {renamed} items were known"
