"""A story as lists of tokens, and the candidate names over them: what every rule reads and edits."""

from bisect import bisect_left
from collections.abc import Collection, Container, Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import filterfalse
from operator import attrgetter
from typing import Literal

from pipeline.extract.lexicon.signals import SIGNALS
from pipeline.extract.tokens import Tokens
from pipeline.model import NameLabel

type Kind = Literal["PER", "LOC", "ORG", "MISC", "OTHER"]
"""What a candidate is taken for: a label of the product, a people or the like (MISC), or a name of another sort."""

NAMES: tuple[NameLabel, ...] = ("PER", "LOC", "ORG")

LONGEST_NAME = 24
"""Tokens; a bound on every search to the left and right, so that a page of capitals costs linear time."""

SHORTEST_IN_CAPITALS = 4
"""Letters of a name that may be in capitals for its line's sake; a shorter one is rather an abbreviation."""

SENTENCE_ENDS = frozenset((".", "?", "!", "”", "“", '"', ":", "•"))
PROPER_NOUN_TAGS = frozenset(("NNP", "NNPS", ""))
"""Penn Treebank; a pipeline without a tagger leaves tags empty."""


@dataclass(frozen=True, slots=True)
class Story:
    """The tokens of one text; lists have one item a token, offsets are characters into `text`.

    `vocabulary` has every word of the text once, `capital_words` those that begin like a name; `capitals` are the
    tokens that do, in order, `signals` those that are one of `SIGNALS`. `lines` are the characters at which lines begin
    that are not empty.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    tags: list[str]
    vocabulary: frozenset[str]
    capital_words: frozenset[str]
    is_capital: list[bool]
    capitals: list[int]
    signals: list[int]
    lines: list[int]

    @classmethod
    def read(cls, tokens: Tokens) -> "Story":
        """The story that the tokens are of."""
        words, vocabulary = tokens.words, tokens.vocabulary
        capital_words = frozenset(
            [
                word
                for word in filterfalse(str.islower, vocabulary)
                if word[:1].isupper() or (len(word) > 2 and word[1].isupper() and word[0].isalpha())  # iPhone, eBay
            ]
        )
        capitals = [token for token in tokens.telling if words[token] in capital_words]
        is_capital = [False] * len(words)
        for token in capitals:
            is_capital[token] = True
        return cls(
            text=tokens.text,
            words=words,
            starts=tokens.starts,
            ends=tokens.ends,
            tags=tokens.tags,
            vocabulary=vocabulary,
            capital_words=capital_words,
            is_capital=is_capital,
            capitals=capitals,
            signals=[token for token in tokens.telling if words[token] in SIGNALS],
            lines=_lines(tokens.text),
        )

    def __len__(self) -> int:
        return len(self.words)

    def word(self, token: int) -> str:
        """The word at a place, empty outside of the text."""
        return self.words[token] if 0 <= token < len(self.words) else ""

    def name(self, start: int, end: int) -> str:
        """The tokens from start to end as a name: one blank between words, straight apostrophes."""
        if end - start == 1:
            return self.words[start].replace("’", "'")
        return " ".join(self.text[self.starts[start] : self.ends[end - 1]].split()).replace("’", "'")

    def token_at(self, offset: int) -> int | None:
        """The token that begins at a character, if one does."""
        token = bisect_left(self.starts, offset)
        return token if token < len(self.starts) and self.starts[token] == offset else None

    def tokens_of(self, start: int, end: int) -> tuple[int, int]:
        """The tokens, end exclusive, that a stretch of characters touches."""
        first = bisect_left(self.starts, start)
        if first and self.ends[first - 1] > start:
            first -= 1
        return first, bisect_left(self.starts, end)

    def capitals_in(self, words: Set[str]) -> list[int]:
        """The tokens that begin like a name and are one of these words, in order."""
        found, own = self.capital_words & words, self.words
        return [token for token in self.capitals if own[token] in found] if found else []

    def tokens_in(self, words: Collection[str]) -> list[int]:
        """The tokens whose word is one of these, in order; the text is gone through only if it has one."""
        found = self.vocabulary.intersection(words)
        return self.capitals_in(found) if found <= self.capital_words else _tokens(self.words, found)

    def signals_in(self, words: Container[str]) -> list[int]:
        """The tokens that are one of these words, all of which must be in `SIGNALS`, in order."""
        return [token for token in self.signals if self.words[token] in words]

    def has_in_lower_case(self, word: str) -> bool:
        """Whether the story has a word in lower case too, and so perhaps as a common one."""
        lower = word.lower()
        return lower in self.vocabulary and lower.islower()

    def is_opening(self, token: int) -> bool:
        """Whether a token opens a sentence."""
        return token == 0 or (before := self.words[token - 1]) in SENTENCE_ENDS or "\n" in before

    def touch(self, token: int) -> bool:
        """Whether nothing stands between a token and the next."""
        return token + 1 < len(self.words) and self.starts[token + 1] == self.ends[token]

    def is_proper_noun(self, token: int) -> bool:
        """Whether the tagger takes a token for a proper noun, or there is no tagger."""
        return self.tags[token] in PROPER_NOUN_TAGS


def _tokens(words: list[str], sought: frozenset[str]) -> list[int]:
    return [token for token, word in enumerate(words) if word in sought] if sought else []


def _lines(text: str) -> list[int]:
    starts, start = [], 0
    for line in text.split("\n"):
        if line:
            starts.append(start)
        start += len(line) + 1
    return starts


@dataclass(slots=True, eq=False)
class Candidate:
    """A possible name: tokens from start to end (exclusive)."""

    start: int
    end: int
    kind: Kind

    def __len__(self) -> int:
        return self.end - self.start


class Candidates:
    """The candidates of a story. No two overlap: what a new one overlaps gives way."""

    def __init__(self, story: Story, candidates: Iterable[Candidate] = ()) -> None:
        self._at: list[Candidate | None] = [None] * len(story)
        self._all: dict[Candidate, None] = {}
        self._is_sorted = True
        for candidate in candidates:
            self.put(candidate.start, candidate.end, candidate.kind)

    def __iter__(self) -> Iterator[Candidate]:
        """The candidates in text order, as they are when the iteration begins, also those that give way meanwhile."""
        if not self._is_sorted:
            self._all = dict.fromkeys(sorted(self._all, key=attrgetter("start")))
            self._is_sorted = True
        return iter(tuple(self._all))

    def __contains__(self, candidate: Candidate) -> bool:
        """Whether a candidate has not given way."""
        return candidate in self._all

    def at(self, token: int) -> Candidate | None:
        """The candidate that holds a token."""
        return self._at[token] if 0 <= token < len(self._at) else None

    def put(self, start: int, end: int, kind: Kind) -> Candidate:
        """Add a candidate in place of all that it overlaps."""
        candidate = Candidate(start, end, kind)
        self._occupy(candidate)
        self._all[candidate] = None
        self._is_sorted = False
        return candidate

    def stretch(self, candidate: Candidate, start: int, end: int) -> None:
        """Give a candidate new bounds; others that it now overlaps give way."""
        self._free(candidate)
        candidate.start, candidate.end = start, end
        self._occupy(candidate)

    def drop(self, candidate: Candidate) -> None:
        """Take a candidate away."""
        del self._all[candidate]
        self._free(candidate)

    def _occupy(self, candidate: Candidate) -> None:
        start, end = candidate.start, candidate.end
        for other in self._at[start:end]:
            if other is not None and other in self._all:
                self.drop(other)
        self._at[start:end] = [candidate] * (end - start)

    def _free(self, candidate: Candidate) -> None:
        start, end = candidate.start, candidate.end
        self._at[start:end] = [None] * (end - start)
