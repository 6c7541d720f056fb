"""Which quotes report the same words of one speaker: whole, cut short, or with a few words changed. Pure decisions.

What decides is the text, who spoke, and whether the quotes stand in the same news story; no time and no order of
arrival, so that the outcome is the same whatever came first.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import Literal

from pipeline.dedupe import text as reading

type Likeness = Literal["same", "cut", "overlapping", "reworded"]
type Difference = tuple[str, str]
type Gram = tuple[str, ...]

CODE_VERSION = "1"
MAX_WORDS = 400

_NOBODY = frozenset({"", "group", "unknown"})
_GRAM = 3
_HARDLY = 0.2
# The fewest words that tell something, in one news story and between stories.
_SAME_WORDS = 3
_CUT_WORDS = {True: 4, False: 6}
_REWORDED_WORDS = {True: 6, False: 8}
_OVERLAPPING_WORDS = 12
_REWORDED = {True: 0.7, False: 0.8}
_OTHER_FIGURES = 0.85


@dataclass(frozen=True, eq=False)
class Statement:
    """A quote to compare: its words, whose they are, and the clusters of stories that have it.

    `speaker` is the canonical name over stories, `kind` what the speaker is ("PER", "ORG", ..., "group", "unknown").
    """

    id: int
    text: str
    speaker: str
    kind: str
    clusters: frozenset[int]

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The folded words, at most MAX_WORDS."""
        return _words(self.text)

    @cached_property
    def names(self) -> frozenset[str]:
        """The words of the speaker's name; none for a speaker who is nobody in particular."""
        return frozenset() if self.kind in _NOBODY else frozenset(reading.words(self.speaker))


def speaker_key(name: str, kind: str) -> str:
    """What the names of one speaker have in common: of a person the last name, of others all; empty for groups."""
    plain = name.partition(" (")[0]  # a namesake has a role behind it
    words = [] if kind in _NOBODY else reading.words(plain)
    return " ".join(words[-1:] if kind == "PER" else words)


def is_same(a: Statement, b: Statement) -> bool:
    """Whether two statements are one utterance.

    In one news story the words alone decide, for outlets name a speaker differently, or wrongly, and get figures wrong.
    Elsewhere the speaker must be the same, and so must the figures: many fill in the same form.
    """
    is_one_story = not a.clusters.isdisjoint(b.clusters)
    if not is_one_story and not _is_one_speaker(a, b):
        return False
    shorter, longer = sorted((a.words, b.words), key=len)
    if shorter == longer:
        return len(shorter) >= _SAME_WORDS
    if not is_one_story and _figures(shorter) - _figures(longer):
        return False
    matcher = SequenceMatcher(None, shorter, longer, autojunk=False)
    run = matcher.find_longest_match().size
    if run == len(shorter):
        return run >= _CUT_WORDS[is_one_story]
    return run >= _OVERLAPPING_WORDS or _is_reworded(shorter, longer, matcher, is_one_story=is_one_story)


def _is_reworded(shorter: Gram, longer: Gram, matcher: SequenceMatcher[str], *, is_one_story: bool) -> bool:
    if len(shorter) < _REWORDED_WORDS[is_one_story]:
        return False
    common = [word for block in matcher.get_matching_blocks() for word in shorter[block.a : block.a + block.size]]
    if _figures(shorter) == _figures(longer):
        return len(common) >= _REWORDED[is_one_story] * len(shorter)
    plain = [word for word in shorter if not _is_figure(word)]
    shared = [word for word in common if not _is_figure(word)]
    return is_one_story and len(shared) >= _OTHER_FIGURES * len(plain)


def likeness(full: Statement, other: Statement) -> Likeness:
    """What the words of a statement are to those of the fullest one of its utterance."""
    if full.words == other.words:
        return "same"
    run = SequenceMatcher(None, full.words, other.words, autojunk=False).find_longest_match().size
    if run == len(other.words):
        return "cut"
    return "overlapping" if _OVERLAPPING_WORDS <= run < _REWORDED[True] * len(other.words) else "reworded"


def _is_one_speaker(a: Statement, b: Statement) -> bool:
    return bool(a.names and b.names) and (a.names <= b.names or b.names <= a.names)


def _figures(words: Iterable[str]) -> frozenset[str]:
    return frozenset(filter(_is_figure, words))


def _is_figure(word: str) -> bool:
    return word[0].isdigit() or word in reading.NUMERALS


def gather(statements: Sequence[Statement], known: Mapping[int, int]) -> list[list[Statement]]:
    """The statements in groups that are one utterance each, every pair linked by others that are alike.

    `known` maps statements that have been gathered before to their utterance: these are not compared with each other
    again, which is what makes a late statement cheap.
    """
    parents = {one.id: one.id for one in statements}
    first_of: dict[int, int] = {}
    for one in statements:
        if one.id in known:
            _join(parents, one.id, first_of.setdefault(known[one.id], one.id))
    by_id = {one.id: one for one in statements}
    for new, other in _candidates(statements, known):
        if _root(parents, new) != _root(parents, other) and is_same(by_id[new], by_id[other]):
            _join(parents, new, other)
    groups: dict[int, list[Statement]] = defaultdict(list)
    for one in statements:
        groups[_root(parents, one.id)].append(one)
    return list(groups.values())


class Near:
    """Tells which of some statements a text may be one utterance with: those that share some words in a row with it."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._sizes: dict[int, int] = {}
        self._holders: dict[Gram, list[int]] = defaultdict(list)
        for one in statements:
            grams = _grams(one.words)
            self._sizes[one.id] = len(grams)
            for gram in grams:
                self._holders[gram].append(one.id)

    def is_near(self, text: str) -> bool:
        """Whether a text may be one utterance with any of the statements."""
        return any(True for _ in self.find(_words(text)))

    def find(self, words: Gram) -> Iterator[int]:
        """The statements that may be one utterance with these words, those that share most first."""
        grams = _grams(words)
        shared = Counter(other for gram in grams for other in self._holders.get(gram, ()))
        for other, number in shared.most_common():
            if number >= _HARDLY * min(len(grams), self._sizes[other]):
                yield other


def _candidates(statements: Sequence[Statement], known: Collection[int]) -> Iterator[tuple[int, int]]:
    """Pairs that may be one utterance, at least one of them not known, those that share most first."""
    near = Near(statements)
    for one in statements:
        if one.id not in known:
            for other in near.find(one.words):
                if other in known or other > one.id:
                    yield one.id, other


def _words(text: str) -> Gram:
    return tuple(reading.words(reading.clean(text))[:MAX_WORDS])


def _grams(words: Gram) -> set[Gram]:
    return {words[first : first + _GRAM] for first in range(max(1, len(words) - _GRAM + 1))}


def _root(parents: dict[int, int], one: int) -> int:
    while parents[one] != one:
        parents[one] = parents[parents[one]]
        one = parents[one]
    return one


def _join(parents: dict[int, int], one: int, other: int) -> None:
    one, other = _root(parents, one), _root(parents, other)
    parents[max(one, other)] = min(one, other)


def fullest(statements: Collection[Statement]) -> Statement:
    """The statement with most words, against which the others are told apart; of several the first in the alphabet."""
    return min(statements, key=lambda one: (-len(one.words), one.words, one.text, one.id))


def differences(full: Statement, other: Statement) -> list[Difference]:
    """Where the words of another wording differ: (words of the full one, words that stand for them), in text order.

    The pieces before and after a wording that is cut short are differences too: their second part is empty.
    """
    ours, theirs = full.text.split(), other.text.split()
    matcher = SequenceMatcher(None, [_bare(word) for word in ours], [_bare(word) for word in theirs], autojunk=False)
    return [
        (" ".join(ours[a:b]), " ".join(theirs[c:d]))
        for tag, a, b, c, d in matcher.get_opcodes()
        if tag != "equal" and any(_bare(word) for word in (*ours[a:b], *theirs[c:d]))
    ]


def _bare(word: str) -> str:
    return " ".join(reading.words(word))
