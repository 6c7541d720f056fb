"""Which cluster a document belongs to, by its matches. Pure decisions."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from pipeline.dedupe.compare import Document, Match
from pipeline.dedupe.fingerprint import Fingerprint
from pipeline.model import Relation

_DISJOINT = 0.20
_COPY, _CUT, _NEW_TEXT = 0.95, 0.80, 0.10


@dataclass(frozen=True, slots=True)
class Found:
    """A match and where the matched document is filed."""

    match: Match
    cluster: int
    is_roundup: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a document goes: into the lowest of `clusters`, which become one, or into a new one if there is none.

    `of_new` and `of_old` are the shares of it and of the matched document in the other one's text.
    """

    clusters: tuple[int, ...]
    relation: Relation
    matched: int | None
    score: float
    rule: str
    of_new: float = 0.0
    of_old: float = 0.0


def decide(
    new: Document,
    found: Iterable[Found],
    own_clusters: Sequence[int] = (),
    parted: Collection[frozenset[int]] = frozenset(),
) -> Decision:
    """File a document by its matches; `own_clusters` are those of other versions of its story, which become one.

    The best match of each cluster counts. Matches on different parts of the text make a roundup, which has its own
    cluster and never joins others. Further clusters matched as versions on the same part become one with the best, but
    for pairs that are `parted`: somebody has split them.
    """
    found = list(found)
    best: dict[int, Found] = {}
    for candidate in found:
        if candidate.is_roundup and not candidate.match.is_whole:
            continue
        rival = best.get(candidate.cluster)
        if rival is None or candidate.match.score > rival.match.score:
            best[candidate.cluster] = candidate
    ranked = sorted(best.values(), key=_rank)
    if own_clusters:
        return _file_with_own(new, ranked, own_clusters, parted)
    if not ranked:
        return Decision((), "original", None, 0.0, "new")
    first = ranked[0]
    if first.is_roundup:
        return _decision((first.cluster,), "roundup", first.match)
    if not first.match.is_whole and any(_are_apart(first.match, other.match) for other in ranked[1:]):
        return Decision((), "roundup", None, 0.0, "disjoint")
    clusters = _one((first.cluster, *_bridged(first, ranked[1:])), parted)
    in_cluster = [one.match for one in found if one.cluster in clusters]
    relation = _relation(new, first.match, in_cluster)
    return _decision(clusters, relation, first.match)


def _decision(clusters: tuple[int, ...], relation: Relation, match: Match) -> Decision:
    return Decision(clusters, relation, match.old.id, match.score, match.rule, match.of_new, match.of_old)


def _file_with_own(
    new: Document, ranked: list[Found], own_clusters: Sequence[int], parted: Collection[frozenset[int]]
) -> Decision:
    """Versions of one story stay together; what else this one is a version of joins them."""
    wholes = [one.cluster for one in ranked if one.match.is_whole and not one.is_roundup]
    is_correction = new.fingerprint.is_correction or new.kind in ("correction", "kill", "withhold")
    relation: Relation = "correction" if is_correction else "update"
    clusters = _one(dict.fromkeys((*own_clusters, *wholes)), parted)
    match = next((one.match for one in ranked if one.cluster in own_clusters), None)
    if match is None:
        return Decision(clusters, relation, None, 1.0, "same story")
    return Decision(clusters, relation, match.old.id, 1.0, "same story", match.of_new, match.of_old)


def _one(clusters: Iterable[int], parted: Collection[frozenset[int]]) -> tuple[int, ...]:
    """The clusters that become one: the first, and each that is not parted from one before it."""
    one: list[int] = []
    for cluster in clusters:
        if not any(frozenset((cluster, other)) in parted for other in one):
            one.append(cluster)
    return tuple(one)


def _rank(found: Found) -> tuple[float, int]:
    match = found.match
    return -match.score * (1 + min(match.of_new, match.of_old)), found.cluster


def _are_apart(first: Match, second: Match) -> bool:
    common = np.intersect1d(first.shared, second.shared, assume_unique=True)
    return len(common) < _DISJOINT * min(len(first.shared), len(second.shared))


def _bridged(first: Found, others: list[Found]) -> list[int]:
    return [
        other.cluster
        for other in others
        if other.match.is_version and not other.is_roundup and not _are_apart(first.match, other.match)
    ]


def _relation(new: Document, match: Match, in_cluster: Iterable[Match]) -> Relation:
    """What a document says of itself, else what its text is to the best match and to its own source's texts."""
    a, b = new.fingerprint, match.old.fingerprint
    if a.is_correction or new.kind == "correction":
        return "correction"
    if a.is_update or new.kind == "update":
        return "update"
    if a.whole == b.whole:
        return "copy"
    if match.of_new >= match.of_old and (not match.is_version or (match.of_new >= _COPY and match.of_old < _CUT)):
        return "excerpt"
    own = [one for one in in_cluster if one.old.source == new.source]
    if own and all(_says_more(a, one) for one in own):
        return "update"
    return "copy" if min(match.of_new, match.of_old) >= _COPY else "edited_copy"


def _says_more(new: Fingerprint, match: Match) -> bool:
    """Whether a text has words or figures that the matched one has not."""
    has_new_text = len(new.grams) - len(match.shared) >= _NEW_TEXT * len(new.grams)
    return has_new_text or not np.isin(new.figures, match.old.fingerprint.figures).all()
