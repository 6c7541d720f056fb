"""Scores of extraction and clustering against gold annotations; pure functions.

Spans of quotes match when the Jaccard index of their sets of words is at least 0.8 (as in the evaluation of the Gender
Gap Tracker, Asr et al. 2021); both sides are cut at the ends of paragraphs. Entities match by exact span and class.
Clusters are scored by pairs and by B-cubed (Bagga & Baldwin 1998).
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import comb
from typing import Any

type Row = Mapping[str, Any]
Span = tuple[int, int]

WORD = re.compile(r"\w+(?:['’]\w+)*")
PARAGRAPH = re.compile(r"[^\n]+")
ADDRESS = frozenset(
    (
        "mr mrs ms miss dr sir dame prof professor rev senator sen governor gov rep representative president prime "
        "minister judge justice chief lord lady mayor secretary general col capt sgt detective captain premier "
        "coach attorney chancellor king queen prince princess the a an"
    ).split()
)
MATCH = 0.8


@dataclass
class Tally:
    """Counts of right, predicted and wanted; a score of none wanted and none predicted is perfect."""

    right: int = 0
    predicted: int = 0
    wanted: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / (self.predicted + self.wanted) if self.predicted + self.wanted else 1.0


@dataclass
class QuoteTally:
    """Tallies of one class of quotes: the span; the span and its speaker's mention; the span and the right person."""

    span: Tally = field(default_factory=Tally)
    with_speaker: Tally = field(default_factory=Tally)
    with_person: Tally = field(default_factory=Tally)


class Text:
    """A text's words and the stretches of it that stand in quotation marks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [match.start() for match in WORD.finditer(text)]
        self.ends = [match.end() for match in WORD.finditer(text)]
        self.marked = _marked(text)

    def words(self, span: Span) -> frozenset[int]:
        """Numbers of the words that lie in or reach into a span."""
        first = bisect_left(self.starts, span[0])
        if first and self.ends[first - 1] > span[0]:
            first -= 1
        return frozenset(range(first, bisect_left(self.starts, span[1])))

    def kind(self, words: frozenset[int]) -> str:
        """direct: nine words of ten stand in marks; indirect: none; else mixed."""
        share = sum(self.marked[self.starts[word]] for word in words) / len(words)
        return "direct" if share >= 0.9 else "mixed" if share else "indirect"

    def paragraphs(self, span: Span) -> list[Span]:
        """The span cut at the ends of paragraphs."""
        found = PARAGRAPH.finditer(self.text, *span)
        return [(match.start(), match.end()) for match in found if match.group().strip()]


def _marked(text: str) -> bytearray:
    """For each character whether it stands in double marks; a mark left open counts at a paragraph's start, or where
    the next paragraph opens again."""
    plain = text.replace("``", "“ ").replace("''", "” " if "``" in text else '" ')
    marked = bytearray(len(plain))
    for paragraph in PARAGRAPH.finditer(plain):
        opened = None
        for place in range(*paragraph.span()):
            mark = plain[place]
            if opened is None and mark in '“„〝"':
                opened = place
            elif opened is not None and mark in '”〞"':
                marked[opened : place + 1] = b"\1" * (place + 1 - opened)
                opened = None
        if opened is not None:
            following = plain[paragraph.end() :].lstrip()[:1]
            if not plain[paragraph.start() : opened].strip() or following in tuple('“„〝"'):
                marked[opened : paragraph.end()] = b"\1" * (paragraph.end() - opened)
    return marked


@dataclass(frozen=True)
class _Quote:
    words: frozenset[int]
    kind: str
    row: Row


def score_quotes(gold: Iterable[Row], predicted: Mapping[Hashable, Sequence[Row]]) -> dict[str, QuoteTally]:
    """Tallies for direct quotes, quoted ones (direct and mixed) and all; a prediction that lies in a gold quote of
    another class is not held against the class at hand."""
    classes = {"direct": {"direct"}, "quoted": {"direct", "mixed"}, "all": {"direct", "mixed", "indirect"}}
    tallies = {name: QuoteTally() for name in classes}
    for row in gold:
        text = Text(row["text"])
        wanted = [_Quote(text.words((q["start"], q["end"])), q["type"], q) for q in row["quotes"]]
        found = _predictions(text, predicted.get(row["id"], ()))
        for name, kinds in classes.items():
            own = [quote for quote in wanted if quote.kind in kinds]
            others = [quote for quote in wanted if quote.kind not in kinds]
            _tally(tallies[name], row["text"], own, others, [quote for quote in found if quote.kind in kinds])
    return tallies


def _predictions(text: Text, rows: Sequence[Row]) -> list[_Quote]:
    found: dict[frozenset[int], _Quote] = {}
    for row in rows:
        for span in text.paragraphs((row["start"], row["end"])):
            words = text.words(span)
            if words and words not in found:
                found[words] = _Quote(words, text.kind(words), row)
    return list(found.values())


def _tally(tally: QuoteTally, text: str, wanted: list[_Quote], others: list[_Quote], found: list[_Quote]) -> None:
    pairs = _match(wanted, found)
    used = set(pairs.values())
    excused = sum(
        1
        for number, quote in enumerate(found)
        if number not in used and any(2 * len(quote.words & other.words) >= len(quote.words) for other in others)
    )
    for part in (tally.span, tally.with_speaker, tally.with_person):
        part.wanted += len(wanted)
        part.predicted += len(found) - excused
    for one, other in pairs.items():
        goal, guess = wanted[one].row, found[other].row
        tally.span.right += 1
        tally.with_speaker.right += not goal["speaker"] or _same_mention(text, goal, guess.get("speaker") or {})
        if goal.get("reference"):
            speaker = guess.get("speaker") or {}
            tally.with_person.right += same_name(speaker.get("name") or speaker.get("text") or "", goal["reference"])


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the words of a found quote are right, with them its speaker's mention, and the person (None: unknown)."""

    row: Row
    words: bool
    mention: bool
    person: bool | None


def judge_quotes(gold: Row, predicted: Sequence[Row]) -> list[Verdict]:
    """Each found quote of a text against the gold quotes of all classes."""
    text = Text(gold["text"])
    wanted = [_Quote(text.words((q["start"], q["end"])), q["type"], q) for q in gold["quotes"]]
    found = _predictions(text, predicted)
    goals = {other: wanted[one].row for one, other in _match(wanted, found).items()}
    verdicts = []
    for number, quote in enumerate(found):
        goal, speaker = goals.get(number), quote.row.get("speaker") or {}
        if goal is None:
            verdicts.append(Verdict(quote.row, False, False, None))
            continue
        person = None
        if goal.get("reference"):
            person = same_name(speaker.get("name") or speaker.get("text") or "", goal["reference"])
        mention = not goal["speaker"] or _same_mention(gold["text"], goal, speaker)
        verdicts.append(Verdict(quote.row, True, mention, person))
    return verdicts


def _match(wanted: list[_Quote], found: list[_Quote]) -> dict[int, int]:
    candidates = sorted(
        (-len(a.words & b.words) / len(a.words | b.words), i, j)
        for i, a in enumerate(wanted)
        for j, b in enumerate(found)
        if a.words & b.words
    )
    pairs: dict[int, int] = {}
    for similarity, i, j in candidates:
        if -similarity >= MATCH - 1e-9 and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _same_mention(text: str, goal: Row, speaker: Row) -> bool:
    start, end = goal["speaker"][0][0], goal["speaker"][-1][1]
    if speaker.get("start") is not None and min(end, speaker["end"]) > max(start, speaker["start"]):
        return True
    a, b = _name_words(text[start:end]), _name_words(speaker.get("text") or "")
    return bool(a and b and a[-1] == b[-1])


def _name_words(name: str) -> list[str]:
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).lower()
    return re.findall(r"[a-z0-9]+(?:[-'][a-z0-9]+)*", re.sub(r"'s\b", "", plain.replace("’", "'")))


def same_name(found: str, wanted: str) -> bool:
    """Whether two names mean the same person: the same words, or one a part of the other with a last word shared."""
    a = [w for w in _name_words(found) if w not in ADDRESS] or _name_words(found)
    b = [w for w in _name_words(wanted) if w not in ADDRESS] or _name_words(wanted)
    if not a or not b or (len(a) == 1 and a[0] in {"he", "she", "they", "it", "who", "i", "we"}):
        return False
    if set(a) <= set(b) or set(b) <= set(a):
        return a[-1] in b or b[-1] in a
    return b[-1] in a and (len(b) == 1 or b[0] in a)


def score_entities(gold: Iterable[Row], predicted: Mapping[Hashable, Sequence[Row]]) -> dict[str, Tally]:
    """Tallies for PER, LOC, ORG and all of them (`micro`); a leading "the" and a closing 's do not count.

    Nationalities (NAT) are left out: the gold has none.
    """
    tallies = {label: Tally() for label in ("PER", "LOC", "ORG", "micro")}
    for row in gold:
        text = row["text"]
        wanted = {(*_trimmed(text, start, end), label) for start, end, label in row["entities"]}
        rows = (entity for entity in predicted.get(row["id"], ()) if entity["label"] in tallies)
        found = {(*_trimmed(text, e["start"], e["end"]), e["label"]) for e in rows}
        for label, tally in tallies.items():
            a, b = ({span for span in spans if label in (span[2], "micro")} for spans in (wanted, found))
            tally.right += len(a & b)
            tally.wanted += len(a)
            tally.predicted += len(b)
    return tallies


def _trimmed(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if text[start:end].lower().startswith("the "):
        start += 4
    if text[start:end].endswith(("'s", "’s")):
        end -= 2
    return start, end


def score_clusters(gold: Mapping[Hashable, Hashable], predicted: Mapping[Hashable, Hashable]) -> dict[str, float]:
    """F1 over pairs and B-cubed F1 of two clusterings, each from item to cluster."""
    found = {item: predicted.get(item, ("alone", item)) for item in gold}
    in_gold, in_found = Counter(gold.values()), Counter(found.values())
    in_both = Counter((gold[item], found[item]) for item in gold)

    def pairs(sizes: Counter[Any]) -> int:
        return sum(comb(size, 2) for size in sizes.values())

    precision = sum(in_both[gold[i], found[i]] / in_found[found[i]] for i in gold) / len(gold)
    recall = sum(in_both[gold[i], found[i]] / in_gold[gold[i]] for i in gold) / len(gold)
    pairwise = Tally(pairs(in_both), pairs(in_found), pairs(in_gold))
    return {"pairwise": pairwise.f1, "bcubed": 2 * precision * recall / (precision + recall)}
