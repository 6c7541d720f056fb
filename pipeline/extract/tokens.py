"""The tokens of a text as plain lists, read once for names and quotes: attributes of spaCy's tokens cost far more."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc


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


def named(doc: "Doc", ids: list[int], name: Callable[[str], str] = str) -> list[str]:
    """The strings of a column of attributes, as `name` writes them."""
    strings = doc.vocab.strings
    names = {i: name(strings[i]) for i in set(ids)}
    return list(map(names.__getitem__, ids))
