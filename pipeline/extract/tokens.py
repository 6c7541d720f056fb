"""The tokens of a text as plain lists, read once for names and quotes: attributes of spaCy's tokens cost far more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from pipeline.extract.cues import KEYWORDS
from pipeline.extract.lexicon.signals import SIGNALS

if TYPE_CHECKING:
    from spacy.tokens import Doc

_COLUMNS: list[int | str] = ["IDX", "SPACY", "TAG", "DEP", "HEAD", "SENT_START", "ENT_TYPE", "ENT_IOB"]
_NAMES: dict[int, str] = {}
"""Names of tags, dependencies and labels by their ids, which are hashes and so the same in every vocabulary."""
_TELLING = KEYWORDS | SIGNALS
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
    columns: Mapping[int | str, NDArray[np.uint64]]

    @classmethod
    def read(cls, text: str, doc: "Doc") -> "Tokens":
        """The tokens of `doc`, which is the parse of a text of the same length as `text`."""
        columns = dict(zip(_COLUMNS, doc.to_array(_COLUMNS).T, strict=True))
        offsets, is_blank_behind = columns["IDX"].astype(np.int64), columns["SPACY"].astype(np.int64)
        starts, ends = offsets.tolist(), (np.append(offsets[1:], len(text)) - is_blank_behind).tolist()
        words = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        vocabulary = frozenset(words)
        sought = {word for word in vocabulary if not word.islower() or word in _TELLING} - _MARKS
        telling = [token for token, word in enumerate(words) if word in sought]
        tags = named(doc, columns["TAG"].tolist())
        return cls(text, words, starts, ends, tags, vocabulary, telling, columns)

    def __len__(self) -> int:
        return len(self.words)


def named(doc: "Doc", ids: list[int]) -> list[str]:
    """The names of a column of attributes."""
    try:
        return looked_up(_NAMES, ids)
    except KeyError:
        strings = doc.vocab.strings
        _NAMES.update({i: strings[i] for i in set(ids)})
        return looked_up(_NAMES, ids)


def looked_up[K](table: Mapping[K, str], keys: Sequence[K]) -> list[str]:
    """What a table has for each key: an itemgetter is the fastest way, but gives a tuple only for several."""
    return list(itemgetter(*keys)(table)) if len(keys) > 1 else [table[key] for key in keys]
