"""The tokens of a text as plain lists, read once for names and quotes: attributes of spaCy's tokens cost far more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.cues import KEYWORDS
from pipeline.extract.lexicon.signals import SIGNALS

if TYPE_CHECKING:
    from spacy.tokens import Doc

_COLUMNS: list[int | str] = ["IDX", "SPACY", "TAG", "DEP", "HEAD", "SENT_START", "ENT_TYPE", "ENT_IOB"]
_TELLING = KEYWORDS | SIGNALS
_NO_ID = np.iinfo(np.int64).max  # above all others, so that every search ends at an id
_MARKS = frozenset(",.:;?!()-'\"“”’")


@dataclass(frozen=True, slots=True)
class Tokens:
    """One item a token in most lists: its word, its characters [start, end) of `text`, its Penn Treebank tag.

    `vocabulary` has every word of the text once. `telling` are the tokens, in order, at which any rule may start: all
    that are not in lower case but for the usual marks, and those of the words that rules look for. `columns` are what
    the model makes of each, by spaCy's name of the attribute and in its numbers.
    """

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    tags: list[str]
    vocabulary: frozenset[str]
    telling: list[int]
    columns: Mapping[int | str, NDArray[np.int64]]

    @classmethod
    def read(cls, text: str, doc: "Doc") -> "Tokens":
        """The tokens of `doc`, which is the parse of a text of the same length as `text`."""
        columns = dict(zip(_COLUMNS, doc.to_array(_COLUMNS).view(np.int64).T, strict=True))
        starts = columns["IDX"].tolist()
        # of the column LENGTH spaCy asks its lexicon, which takes as long as all others
        ends = (np.append(columns["IDX"][1:], len(text)) - columns["SPACY"]).tolist()
        words = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        vocabulary = frozenset(words)
        sought = {word for word in vocabulary if not word.islower() or word in _TELLING} - _MARKS
        telling = [token for token, word in enumerate(words) if word in sought]
        tags = NAMES.of(doc, columns["TAG"])
        return cls(text, words, starts, ends, tags, vocabulary, telling, columns)

    def __len__(self) -> int:
        return len(self.words)


class Names:
    """What tags, dependencies and labels are called, by their ids: hashes, and so the same in every vocabulary.

    The ids are sorted: a search for those of a whole column takes half of the time that a dictionary takes.
    """

    def __init__(self, name: Callable[[str], str] = str) -> None:
        """`name` makes of what spaCy calls it what it is called here."""
        self._name = name
        self._known = np.array([_NO_ID]), np.array([""], dtype=object)

    def of(self, doc: "Doc", column: NDArray[np.int64]) -> list[str]:
        """The name of each id in a column."""
        ids, names = self._known
        places = ids.searchsorted(column)
        if (ids[places] != column).any():
            self._learn(doc, column)
            return self.of(doc, column)
        found: list[str] = names[places].tolist()
        return found

    def _learn(self, doc: "Doc", column: NDArray[np.int64]) -> None:
        ids, names = self._known
        new = np.setdiff1d(column, ids)
        places, strings = ids.searchsorted(new), doc.vocab.strings
        called = [self._name(strings[i]) for i in new.view(np.uint64).tolist()]
        self._known = np.insert(ids, places, new), np.insert(names, places, called)


NAMES = Names()
