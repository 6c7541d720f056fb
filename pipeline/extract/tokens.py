"""The tokens of a text as plain lists, read once for names and quotes: attributes of spaCy's tokens cost far more."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

_NAMES: dict[int, str] = {}
"""Names of tags, dependencies and labels by their ids, which are hashes and so the same in every vocabulary."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """One item a token in all lists: its word, its characters [start, end) of `text`, its Penn Treebank tag."""

    text: str
    words: list[str]
    starts: list[int]
    ends: list[int]
    tags: list[str]

    @classmethod
    def read(cls, text: str, doc: "Doc") -> "Tokens":
        """The tokens of `doc`, which is the parse of a text of the same length as `text`."""
        offsets, lengths, tags = doc.to_array(["IDX", "LENGTH", "TAG"]).T
        starts, ends = offsets.tolist(), (offsets + lengths).tolist()
        words = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        return cls(text, words, starts, ends, named(doc, tags.tolist()))

    def __len__(self) -> int:
        return len(self.words)


def named(doc: "Doc", ids: list[int]) -> list[str]:
    """The names of a column of attributes."""
    try:
        return list(map(_NAMES.__getitem__, ids))
    except KeyError:
        strings = doc.vocab.strings
        _NAMES.update({i: strings[i] for i in set(ids)})
        return list(map(_NAMES.__getitem__, ids))
