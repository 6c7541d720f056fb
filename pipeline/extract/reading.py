"""A parsed text as plain lists, with its paragraphs, names and quotations: what every rule looks at."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

from pipeline.extract.cues import LEMMA
from pipeline.extract.layouts import find_speech
from pipeline.extract.quotation_marks import Quotation
from pipeline.extract.tokens import Tokens, named
from pipeline.model import Mention

if TYPE_CHECKING:
    from spacy.tokens import Doc

VERB_TAGS = frozenset({"VB", "VBD", "VBG", "VBN", "VBP", "VBZ"})

# Coarse part of speech of a Penn Treebank tag, as far as the rules tell them apart (Universal Dependencies, UPOS).
COARSE = {
    **dict.fromkeys(VERB_TAGS, "VERB"),
    **dict.fromkeys(("NN", "NNS"), "NOUN"),
    **dict.fromkeys(("NNP", "NNPS"), "PROPN"),
    **dict.fromkeys(("PRP", "PRP$", "WP", "WDT", "EX"), "PRON"),
    **dict.fromkeys(("RB", "RBR", "RBS"), "ADV"),
    **dict.fromkeys(("TO", "POS", "RP"), "PART"),
    **dict.fromkeys(("JJ", "JJR", "JJS"), "ADJ"),
    **dict.fromkeys((".", ",", ":", "``", "''", "-LRB-", "-RRB-", "HYPH", "NFP"), "PUNCT"),
    **dict.fromkeys(("DT", "PDT"), "DET"),
    "MD": "AUX",
    "CD": "NUM",
    "_SP": "SPACE",
}
MOST_CUES = 16  # in a sentence
_ENTITY_LABELS = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC"})


class Stretch(NamedTuple):
    """Tokens [start, end)."""

    start: int
    end: int


class Phrase(NamedTuple):
    """A noun phrase: tokens [start, end) and its head."""

    start: int
    end: int
    head: int


class Reading:
    """Token by token: words, tags, dependencies; `labels` are those of the names, else the model's own (NORP, DATE)."""

    def __init__(self, tokens: Tokens, doc: "Doc", mentions: Sequence[Mention]) -> None:
        """`doc` is the parse of a text of the same length as that of the tokens, to which all offsets refer."""
        columns = doc.to_array(["DEP", "ENT_TYPE", "HEAD", "SENT_START"]).T
        offsets, sentence_starts = columns[2:].astype("int64")
        self.text = tokens.text
        self.mentions = tuple(mentions)
        self.words, self.starts, self.ends, self.tags = tokens.words, tokens.starts, tokens.ends, tokens.tags
        self.lowers = list(map(str.lower, self.words))
        self.deps = named(doc, columns[0].tolist())
        coarse = {tag: COARSE.get(tag, "X") for tag in set(self.tags)}
        self.coarse = [coarse[tag] for tag in self.tags]
        self.heads: list[int] = (offsets + range(len(offsets))).tolist()
        self.children = _children(self.heads)
        self.sentence_starts: list[int] = (sentence_starts == 1).nonzero()[0].tolist() or [0]
        self.paragraphs = self._paragraphs()
        self._paragraph_starts = [paragraph.start for paragraph in self.paragraphs]
        self.quotations: tuple[Quotation, ...] = find_speech(self.text)
        self.quoted = tuple(Stretch(self.token_at(q.start), self.token_at(q.end - 1) + 1) for q in self.quotations)
        self.in_marks = bytearray(len(self.words) + 1)
        for start, end in self.quoted:
            self.in_marks[start:end] = b"\1" * (end - start)
        self.names = tuple(Stretch(self.token_at(m.start), self.token_at(m.end - 1) + 1) for m in self.mentions)
        self.mention_at = [-1] * len(self.words)
        self.labels = named(doc, columns[1].tolist(), lambda label: "" if label in _ENTITY_LABELS else label)
        for number, (start, end) in enumerate(self.names):
            self.mention_at[start:end] = [number] * (end - start)
            self.labels[start:end] = [self.mentions[number].label] * (end - start)

    def __len__(self) -> int:
        return len(self.words)

    def token_at(self, character: int) -> int:
        """The token that holds this character, or the one before it."""
        return max(0, bisect_right(self.starts, character) - 1)

    def starts_sentence(self, token: int) -> bool:
        """Whether a sentence starts at a token."""
        return self.sentence_of(token).start == token

    def paragraph_of(self, token: int) -> int:
        """Number of the paragraph of a token."""
        return max(0, bisect_right(self._paragraph_starts, token) - 1)

    def sentence_of(self, token: int) -> Stretch:
        """The sentence of a token."""
        place = bisect_right(self.sentence_starts, token)
        end = self.sentence_starts[place] if place < len(self.sentence_starts) else len(self)
        return Stretch(self.sentence_starts[place - 1], end)

    def sentences(self) -> Iterator[Stretch]:
        """The sentences in order."""
        for start, end in pairwise([*self.sentence_starts, len(self)]):
            yield Stretch(start, end)

    def lemma(self, token: int) -> str:
        """The reporting verb that a token is a form of, "" for any other word."""
        return LEMMA.get(self.lowers[token], "") if self.coarse[token] == "VERB" else ""

    def span_text(self, start: int, end: int) -> str:
        """Text of the tokens [start, end)."""
        return self.text[self.starts[start] : self.ends[end - 1]]

    @cached_property
    def told(self) -> list[int]:
        """For each token the number of tokens before it that stand outside of quotations."""
        return list(accumulate((not marked for marked in self.in_marks), initial=0))

    @cached_property
    def organisations(self) -> list[int]:
        """Numbers of the mentions of organisations outside of quotations."""
        return [
            number
            for number, (mention, name) in enumerate(zip(self.mentions, self.names, strict=True))
            if mention.label == "ORG" and not self.in_marks[name.start]
        ]

    @cached_property
    def cues(self) -> list[int]:
        """Tokens that are forms of quoting verbs."""
        return [i for i, word in enumerate(self.lowers) if word in LEMMA and self.coarse[i] == "VERB"]

    def is_prose(self, token: int) -> bool:
        """Whether the sentence of a token has no more forms of quoting verbs than somebody would write."""
        start, end = self.sentence_of(token)
        return bisect_left(self.cues, end) - bisect_left(self.cues, start) <= MOST_CUES

    def cues_between(self, start: int, end: int) -> list[int]:
        """The cues in tokens [start, end)."""
        return self.cues[bisect_left(self.cues, start) : bisect_left(self.cues, end)]

    def _paragraphs(self) -> list[Stretch]:
        """Token stretches between line ends, without those line ends."""
        ends = [token for token, word in enumerate(self.words) if "\n" in word]
        borders = zip([-1, *ends], [*ends, len(self.words)], strict=True)
        return [Stretch(before + 1, end) for before, end in borders if before + 1 < end]


def _children(heads: Sequence[int]) -> list[list[int]]:
    """The dependents of each token in order; the many without any share one list, which saves half of the time."""
    none: list[int] = []
    children = [none] * len(heads)
    for token, head in enumerate(heads):
        if head != token:
            if children[head] is none:
                children[head] = [token]
            else:
                children[head].append(token)
    return children
