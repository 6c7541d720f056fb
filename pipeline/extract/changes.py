"""What a newer reading of a text changes: decided by values, so that a dry run and a real one count alike."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Self

from pipeline.model import Analysis, Quote

type Spans = tuple[tuple[int, int], ...]
type Name = tuple[int, int, str, str]


@dataclass(frozen=True, slots=True)
class Statement:
    """A quote as far as a change of it counts: where its parts stand, and the speaker's kind and canonical name.

    The name is empty where the speaker is not known.
    """

    spans: Spans
    kind: str
    name: str

    @classmethod
    def of(cls, quote: Quote) -> Self:
        """That of a quote that was just found."""
        speaker = quote.speaker
        is_known = speaker is not None and speaker.kind != "unknown"
        spans = tuple((part.start, part.end) for part in quote.parts)
        return cls(spans, speaker.kind if speaker and is_known else "", speaker.name if speaker and is_known else "")

    @property
    def speaker(self) -> tuple[str, str]:
        """Who said it."""
        return self.kind, self.name


@dataclass(frozen=True, slots=True)
class Finds:
    """What a reading found in a text; a name is (start, end, label, canonical name)."""

    statements: tuple[Statement, ...] = ()
    names: frozenset[Name] = frozenset()

    @classmethod
    def of(cls, analysis: Analysis | None) -> Self:
        """Those of a reading that was just made; None, of a language without rules, found nothing."""
        if analysis is None:
            return cls()
        names = frozenset((m.start, m.end, m.label, m.name) for m in analysis.mentions)
        return cls(tuple(map(Statement.of, analysis.quotes)), names)


def compare(old: Finds, new: Finds) -> Counter[str]:
    """Count what is gained and lost, and which quotes have another speaker or other borders.

    Quotes with the same parts are the same; else each new one is taken for the old one that it overlaps most. Of such
    a pair another speaker counts as reattributed, with the same one it counts as recut.
    """
    counts: Counter[str] = Counter()
    before = {statement.spans: statement for statement in old.statements}
    unmatched = []
    for statement in new.statements:
        same = before.pop(statement.spans, None)
        if same is None:
            unmatched.append(statement)
        elif same.speaker != statement.speaker:
            counts["quotes reattributed"] += 1
    for statement in unmatched:
        near = _nearest(statement, before.values())
        if near is None:
            counts["quotes gained"] += 1
            continue
        del before[near.spans]
        counts["quotes recut" if near.speaker == statement.speaker else "quotes reattributed"] += 1
    counts["quotes lost"] = len(before)
    counts["names gained"] = len(new.names - old.names)
    counts["names lost"] = len(old.names - new.names)
    return counts


def _nearest(statement: Statement, others: Collection[Statement]) -> Statement | None:
    best = max(others, key=lambda other: _overlap(statement.spans, other.spans), default=None)
    return best if best is not None and _overlap(statement.spans, best.spans) else None


def _overlap(first: Spans, second: Spans) -> int:
    """Characters that both have."""
    return sum(max(0, min(end, other_end) - max(start, other)) for start, end in first for other, other_end in second)
