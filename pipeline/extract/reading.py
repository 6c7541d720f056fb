"""A parsed text as plain lists, with its paragraphs, names and quotations: what every rule looks at."""

from bisect import bisect_left, bisect_right
from collections.abc import Container, Iterable, Sequence
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pipeline.extract.cues import KEYWORDS, LEMMA
from pipeline.extract.layouts import find_speech
from pipeline.extract.quotation_marks import Quotation
from pipeline.extract.tokens import NAMES, Names, Tokens
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
_COARSE_NAMES = Names(lambda tag: COARSE.get(tag, "X"))
_OUTSIDE_OF_MARKS = b"\1" + bytes(255)  # of `in_marks` the opposite, by bytes.translate
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
    """Token by token: words, tags, dependencies; `labels` are those of the names, else the model's own (NORP, DATE).

    `cues` are the forms of reporting verbs, `lemmas` those verbs ("" for other words), `keywords` the words that any
    rule starts from. `paragraph_at` and `sentence_at` hold for the end of the text as well. `told` counts the tokens
    before each that stand outside of quotations, `organisations` are the numbers of their mentions that do.
    """

    def __init__(self, tokens: Tokens, doc: "Doc", mentions: Sequence[Mention]) -> None:
        """`doc` is the parse of a text of the same length as that of the tokens, to which all offsets refer."""
        columns = tokens.columns
        self.text = tokens.text
        self.mentions = tuple(mentions)
        self.words, self.starts, self.ends, self.tags = tokens.words, tokens.starts, tokens.ends, tokens.tags
        self.lowers = self.words.copy()
        for token in tokens.telling:
            self.lowers[token] = self.lowers[token].lower()
        self.deps = NAMES.of(doc, columns["DEP"])
        self.coarse = _COARSE_NAMES.of(doc, columns["TAG"])
        self.heads: list[int] = (columns["HEAD"] + np.arange(len(self.words))).tolist()
        self.children = _children(self.heads)

        self.keywords = [i for i in tokens.telling if self.lowers[i] in KEYWORDS]
        self.cues = [i for i in self.keywords if self.coarse[i] == "VERB" and self.lowers[i] in LEMMA]
        self.lemmas = [""] * len(self.words)
        for cue in self.cues:
            self.lemmas[cue] = LEMMA[self.lowers[cue]]

        borders = [0, *((columns["SENT_START"][1:] == 1).nonzero()[0] + 1).tolist()]
        self.sentences = list(map(Stretch._make, pairwise([*borders, len(self.words)])))
        self.sentence_at = _spread(self.sentences, [*borders, len(self.words) + 1])
        line_ends = [i for i in tokens.telling if "\n" in self.words[i]]
        lines = pairwise([-1, *line_ends, len(self.words)])
        self.paragraphs = [Stretch(before + 1, end) for before, end in lines if before + 1 < end]
        borders = [0, *(paragraph.start for paragraph in self.paragraphs[1:]), len(self.words) + 1]
        self.paragraph_at = _spread(range(len(borders) - 1), borders)

        speech = find_speech(self.text)
        self.quotations, self.contents = tuple(speech), list(speech.values())
        self.quoted = self._stretches(self.quotations)
        self.in_marks = bytearray(len(self.words) + 1)
        for start, end in self.quoted:
            self.in_marks[start:end] = b"\1" * (end - start)
        self.told = list(accumulate(self.in_marks.translate(_OUTSIDE_OF_MARKS), initial=0))

        self.names = self._stretches(self.mentions)
        self.organisations: list[int] = []
        self.mention_at = [-1] * len(self.words)
        self.labels = [""] * len(self.words)
        entities = columns["ENT_TYPE"].nonzero()[0]
        labels = NAMES.of(doc, columns["ENT_TYPE"][entities])
        for token, label in zip(entities.tolist(), labels, strict=True):
            if label not in _ENTITY_LABELS:
                self.labels[token] = label
        for number, ((start, end), mention) in enumerate(zip(self.names, self.mentions, strict=True)):
            self.mention_at[start:end] = [number] * (end - start)
            self.labels[start:end] = [mention.label] * (end - start)
            if mention.label == "ORG" and not self.in_marks[start]:
                self.organisations.append(number)

    def __len__(self) -> int:
        return len(self.words)

    def token_at(self, character: int) -> int:
        """The token that holds this character, or the one before it."""
        return bisect_right(self.starts, character) - 1

    def places_of(self, words: Container[str]) -> list[int]:
        """The tokens that are one of some keywords."""
        lowers = self.lowers
        return [i for i in self.keywords if lowers[i] in words]

    def span_text(self, start: int, end: int) -> str:
        """Text of the tokens [start, end)."""
        return self.text[self.starts[start] : self.ends[end - 1]]

    def first_word(self, start: int, end: int) -> int | None:
        """The first of the tokens [start, end) that is neither punctuation nor blank."""
        for token in range(start, end):
            if self.coarse[token] not in ("PUNCT", "SPACE"):
                return token
        return None

    def is_prose(self, token: int) -> bool:
        """Whether the sentence of a token has no more forms of quoting verbs than somebody would write."""
        start, end = self.sentence_at[token]
        return bisect_left(self.cues, end) - bisect_left(self.cues, start) <= MOST_CUES

    def cues_between(self, start: int, end: int) -> list[int]:
        """The cues in tokens [start, end)."""
        return self.cues[bisect_left(self.cues, start) : bisect_left(self.cues, end)]

    def _stretches(self, spans: Iterable[Mention | Quotation]) -> list[Stretch]:
        """Their tokens."""
        starts = self.starts
        return [Stretch(bisect_right(starts, span.start) - 1, bisect_right(starts, span.end - 1)) for span in spans]


def _children(heads: Sequence[int]) -> list[list[int]]:
    """The dependents of each token in order; the many without any share one list, which saves half of the time."""
    none: list[int] = []
    children = [none] * len(heads)
    for token, head in enumerate(heads):
        if head != token:
            if (siblings := children[head]) is none:
                children[head] = [token]
            else:
                siblings.append(token)
    return children


def _spread[T](items: Iterable[T], borders: Sequence[int]) -> list[T]:
    """For each token the item whose stretch, between two of the borders, it stands in."""
    spread: list[T] = []
    for item, (start, end) in zip(items, pairwise(borders), strict=True):
        spread += [item] * (end - start)
    return spread
