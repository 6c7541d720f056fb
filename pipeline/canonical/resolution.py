"""The names of a block brought together: who is one, who is two, and why."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import combinations
from typing import Any, Literal

from pipeline.canonical.company import Appearance, differ, in_order, pooled, shared
from pipeline.canonical.namesakes import Namesake, nearest, tell_apart
from pipeline.canonical.spelling import STRONG, Likeness, compared, folded, is_abbreviation, likeness

MOST_TEXTS = 30
"""Texts of a name that decide, the first published; later ones are compared with these."""
MOST_NAMES = 60
"""Names in a block; in a larger one (a surname as common as Smith) only spelling brings names together."""
NAMED_IN_EVIDENCE = 5

BY_SPELLING: tuple[Likeness, ...] = ("spelling", "transliteration")
BY_CANDIDATE: tuple[Likeness, ...] = ("middle name", "abbreviation", "vowels", "initials", "surname")
"""Likenesses of a shorter form, which may be that of several names; the surest first."""

type Rule = Likeness | Literal["operator", "namesake"]


@dataclass(frozen=True, slots=True)
class Known:
    """A name of a kind and where it appears; `forms` are the words under which stories mention it."""

    kind: str
    name: str
    appearances: tuple[Appearance, ...]
    forms: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Verdict:
    """An operator's decision. With `text` it says of whom `name` speaks in that text: of `other`."""

    kind: str
    name: str
    other: str
    is_same: bool
    decided_at: datetime
    text: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name belongs: `root` is the name that it is one with (itself, where it stands alone), and why.

    `base` is the plain name of a namesake, else the name itself.
    """

    name: str
    base: str
    root: str
    rule: Rule | None = None
    evidence: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Resolution:
    """The places of all names, and the appearances that are another person's than the plain name's: (name, text)."""

    places: tuple[Place, ...]
    persons: Mapping[tuple[str, str], str]


@dataclass(slots=True, eq=False)
class _Node:
    """A name, or one of the persons who share it."""

    name: str
    base: str
    known: Appearance | None
    rule: Rule | None
    evidence: Mapping[str, Any]
    forms: frozenset[str]


def resolve(kind: str, names: Iterable[Known], verdicts: Sequence[Verdict] = ()) -> Resolution:
    """Bring the names of a block together; the same set of names gives the same result in whatever order.

    Verdicts come before rules, later ones before earlier ones. Likeness of spelling is enough where nothing speaks
    against it; initials, bare surnames and other vowels need company in common, with one candidate only; an
    abbreviation has to be the form of one long name only.
    """
    nodes: dict[str, _Node] = {}
    persons: dict[tuple[str, str], str] = {}
    for known in sorted(names, key=lambda n: n.name):
        for person in _persons(kind, known, verdicts):
            is_plain = person.name == known.name
            nodes[person.name] = _Node(
                person.name,
                known.name,
                pooled(person.appearances) if person.appearances else None,
                None if is_plain else "namesake",
                person.evidence,
                known.forms if is_plain else frozenset(),
            )
            if not is_plain:
                persons |= {(known.name, a.text): person.name for a in person.appearances}
    groups = _Groups(kind, nodes, verdicts)
    groups.obey()
    groups.join_alike()
    return Resolution(tuple(groups.places()), persons)


def _persons(kind: str, known: Known, verdicts: Sequence[Verdict]) -> list[Namesake]:
    """The persons of a name: those that operators pointed out, then those that their company tells apart."""
    told = {v.text: v for v in sorted(verdicts, key=lambda v: v.decided_at) if v.text and v.name == known.name}
    pointed: dict[str, list[Appearance]] = {}
    free: list[Appearance] = []
    for appearance in in_order(known.appearances):
        verdict = told.get(appearance.text)
        if verdict is not None and verdict.other != known.name:
            pointed.setdefault(verdict.other, []).append(appearance)
        else:
            free.append(appearance)
    persons = [Namesake(known.name, tuple(free), {})]
    if kind == "PER":
        persons = tell_apart(known.name, free[:MOST_TEXTS])
        if len(persons) > 1:
            places = [list(person.appearances) for person in persons]
            for appearance in free[MOST_TEXTS:]:
                places[persons.index(nearest(persons, appearance))].append(appearance)
            persons = [Namesake(p.name, tuple(a), p.evidence) for p, a in zip(persons, places, strict=True)]
        else:
            persons = [Namesake(known.name, tuple(free), {})]
    return [*persons, *(Namesake(name, tuple(a), {"operator": [name]}) for name, a in sorted(pointed.items()))]


class _Groups:
    """Nodes in groups that are one person, place or body."""

    def __init__(self, kind: str, nodes: dict[str, _Node], verdicts: Sequence[Verdict]) -> None:
        self._kind, self._nodes = kind, nodes
        latest = {frozenset((v.name, v.other)): v for v in sorted(verdicts, key=_decided) if not v.text}
        self._verdicts = sorted(latest.values(), key=_decided, reverse=True)
        self._group = {name: frozenset((name,)) for name in nodes}
        self._apart: set[frozenset[str]] = set()
        self._why: dict[str, tuple[Rule, Mapping[str, Any]]] = {}

    def obey(self) -> None:
        """Do as operators decided, the latest first: what an older decision says against it is over."""
        for verdict in self._verdicts:
            pair = verdict.name, verdict.other
            if verdict.is_same and all(name in self._nodes for name in pair):
                self._join(*pair, "operator", {"decided": verdict.decided_at.isoformat()})
            elif not verdict.is_same and self._group.get(pair[0]) != self._group.get(pair[1], ()):
                self._apart.add(frozenset(pair))

    def join_alike(self) -> None:
        """Join the names that rules call one: the surest likeness first, whole groups at a time."""
        alike: dict[Likeness, list[tuple[str, str]]] = {}
        for one, other in self._pairs():
            if self._nodes[one].base != self._nodes[other].base:
                found = likeness(self._kind, self._nodes[one].base, self._nodes[other].base)
                if found:
                    alike.setdefault(found, []).append((one, other))
        for rule in BY_SPELLING:
            for one, other in alike.get(rule, ()):
                if not self._are_different(one, other):
                    evidence = {"alike": " ".join(folded(self._nodes[one].base))} if rule == "spelling" else {}
                    self._join(one, other, rule, evidence)
        for rule in BY_CANDIDATE:
            if rule in STRONG or len(self._nodes) <= MOST_NAMES:
                self._join_with_only_candidate(rule, alike.get(rule, ()))

    def _pairs(self) -> Iterator[tuple[str, str]]:
        """The pairs of names to compare: all, in a large block those that sound the same."""
        if len(self._nodes) <= MOST_NAMES:
            yield from combinations(sorted(self._nodes), 2)
            return
        buckets: dict[tuple[str, ...], list[str]] = {}
        for name, node in sorted(self._nodes.items()):
            buckets.setdefault(compared(self._kind, node.base), []).append(name)
        for names in buckets.values():
            yield from combinations(names, 2)

    def _join_with_only_candidate(self, rule: Likeness, pairs: Sequence[tuple[str, str]]) -> None:
        """Join each group with the one other group that its names may be short for; with two it stays alone."""
        candidates: dict[frozenset[str], dict[frozenset[str], tuple[str, str, Mapping[str, Any]]]] = {}
        for pair in pairs:
            short, long = sorted(
                pair, key=lambda name: (*self._fullness(name), len(self._nodes[name].base.split()), name)
            )
            evidence = self._evidence(rule, short, long)
            if evidence is not None and self._group[short] != self._group[long]:
                candidates.setdefault(self._group[short], {})[self._group[long]] = (short, long, evidence)
        for found in candidates.values():
            if len(found) == 1 or (rule == "middle name" and self._are_compatible(found)):
                for short, long, evidence in found.values():
                    self._join(short, long, rule, evidence)

    def _are_compatible(self, groups: Iterable[frozenset[str]]) -> bool:
        """Whether longer names may all be one person's: not John A. and John B."""
        return all(
            any(likeness("PER", self._nodes[a].base, self._nodes[b].base) for a in one for b in other)
            for one, other in combinations(groups, 2)
        )

    def _evidence(self, rule: Likeness, short: str, long: str) -> Mapping[str, Any] | None:
        """What speaks for a likeness, None where it is not enough."""
        if rule == "abbreviation":
            return {"introduced as": short} if short in self._nodes[long].forms else None
        if self._are_different(short, long):
            return None
        one, other = self._nodes[short].known, self._nodes[long].known
        company = shared(one, other) if one and other else []
        if not company and rule not in STRONG:
            return None
        return {"in company of": [name for _, name in company[:NAMED_IN_EVIDENCE]]} if company else {}

    def _are_different(self, one: str, other: str) -> bool:
        """Whether the company of two groups says that they are two persons."""
        if self._kind != "PER":
            return False
        first, second = self._pool(one), self._pool(other)
        return first is not None and second is not None and differ(first, second)

    def _pool(self, name: str) -> Appearance | None:
        known = [k for member in self._group[name] if (k := self._nodes[member].known) is not None]
        return pooled(known) if known else None

    def _join(self, one: str, other: str, rule: Rule, evidence: Mapping[str, Any]) -> None:
        """Make two groups one, unless an operator or their common name keeps two of their members apart."""
        first, second = self._group[one], self._group[other]
        if first == second:
            return
        for a in first:
            for b in second:
                is_told_apart = self._nodes[a].base == self._nodes[b].base and rule != "operator"
                if is_told_apart or frozenset((a, b)) in self._apart:
                    return
        joined = first | second
        for name in joined:
            self._group[name] = joined
            self._why.setdefault(name, (rule, evidence))

    def places(self) -> Iterable[Place]:
        """Each name with the root of its group: as operators chose, else the fullest form, else the first published."""
        chosen = {v.other: v.decided_at for v in reversed(self._verdicts) if v.is_same and v.name in self._nodes}
        for name, node in sorted(self._nodes.items()):
            group = self._group[name]
            picked = max(((chosen[n], n) for n in group if n in chosen), default=None)
            root = picked[1] if picked else min(group, key=self._order)
            if root == name:
                yield Place(name, node.base, name, node.rule, node.evidence)
            else:
                rule, evidence = self._why[name]
                yield Place(name, node.base, root, rule, evidence)

    def _order(self, name: str) -> tuple[int, int, bool, str, str]:
        words, letters = self._fullness(name)
        return -words, -letters, *self._age(name), name

    def _age(self, name: str) -> tuple[bool, str]:
        known = self._nodes[name].known
        return known is None, known.at.isoformat() if known else ""

    def _fullness(self, name: str) -> tuple[int, int]:
        """How full a form is: a bare surname or an abbreviation is less than a name, initials are less than words."""
        base = self._nodes[name].base
        if self._kind != "PER":
            return int(not is_abbreviation(base)), 0
        words = folded(base)
        return min(len(words), 2), int(len(words[0]) > 1)


def _decided(verdict: Verdict) -> tuple[datetime, str, str]:
    return verdict.decided_at, verdict.name, verdict.other
