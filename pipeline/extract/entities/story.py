"""A story as lists of tokens, and the candidate names over them: what every rule reads and edits."""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, Literal

from pipeline.extract.tokens import Tokens
from pipeline.model import NameLabel

if TYPE_CHECKING:
    from spacy.tokens import Doc

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

    `capitals` are the tokens that begin like a name, in order, `addresses` those that are a web or mail address.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    tags: list[str]
    is_capital: list[bool]
    is_opening: list[bool]
    capitals: list[int]
    addresses: frozenset[int]
    lower_case_words: frozenset[str]

    @classmethod
    def read(cls, tokens: Tokens, doc: "Doc") -> "Story":
        """The story of a text whose shadow a pipeline made `doc` of."""
        words = tokens.words
        vocabulary = frozenset(words)
        capitals = {
            word
            for word in vocabulary
            if word[:1].isupper() or (len(word) > 2 and word[1].isupper() and word[0].isalpha())  # iPhone, eBay
        }
        sentence_ends = frozenset(word for word in vocabulary if word in SENTENCE_ENDS or "\n" in word)
        is_capital = [word in capitals for word in words]
        is_address = doc.to_array(["LIKE_URL", "LIKE_EMAIL"]).any(axis=1)
        return cls(
            text=tokens.text,
            words=words,
            starts=tokens.starts,
            ends=tokens.ends,
            tags=tokens.tags,
            is_capital=is_capital,
            is_opening=[True, *(word in sentence_ends for word in words[:-1])],
            capitals=list(compress(range(len(words)), is_capital)),
            addresses=frozenset(is_address.nonzero()[0].tolist()),
            lower_case_words=frozenset(filter(str.islower, vocabulary)),
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

    def touch(self, token: int) -> bool:
        """Whether nothing stands between a token and the next."""
        return token + 1 < len(self.words) and self.starts[token + 1] == self.ends[token]

    def is_proper_noun(self, token: int) -> bool:
        """Whether the tagger takes a token for a proper noun, or there is no tagger."""
        return self.tags[token] in PROPER_NOUN_TAGS


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
        """The candidates in text order, as they are when the iteration begins; those dropped meanwhile are left out."""
        if not self._is_sorted:
            self._all = dict.fromkeys(sorted(self._all, key=_start))
            self._is_sorted = True
        return (candidate for candidate in tuple(self._all) if candidate in self._all)

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
        for token in range(candidate.start, candidate.end):
            self._at[token] = None
        candidate.start, candidate.end = start, end
        self._occupy(candidate)

    def drop(self, candidate: Candidate) -> None:
        """Take a candidate away."""
        del self._all[candidate]
        for token in range(candidate.start, candidate.end):
            self._at[token] = None

    def _occupy(self, candidate: Candidate) -> None:
        for token in range(candidate.start, candidate.end):
            other = self._at[token]
            if other is not None and other is not candidate:
                self.drop(other)
            self._at[token] = candidate


def _start(candidate: Candidate) -> int:
    return candidate.start
