"""Whether two texts are the same story, and which cluster a text belongs to. Pure decisions on fingerprints.

The measure is containment, not resemblance: the weight of the shared grams over that of the smaller text, so that an
excerpt counts as what it is. Every other rule guards against texts that share words for another reason: forms filled
in again, footers, background paragraphs, digests.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from pipeline.dedupe.fingerprint import Fingerprint, Hashes
from pipeline.dedupe.frequency import Frequencies
from pipeline.model import Relation, VersionKind

WINDOW = timedelta(days=7)
_HARDLY = 0.10

# Near in time, common text is the same event rewritten; later it is background, or a form filled in again.
_SAME_NEWS, _SAME_DAYS = timedelta(hours=6), timedelta(hours=48)
_NEAR, _LATER, _FAR = 0.45, 0.65, 0.90
_FAR_GRAMS, _FAR_FIGURES = 80, 0.8

_FIGURES, _ENOUGH_FIGURES = 0.40, 3
_CHANGED_FIGURES = 0.20  # where something else says that it is the same story, and figures change as it goes on
_REISSUE_BONUS = 0.10
_OWN_TEXT = 0.80
_LONG_SHARED = 150.0  # weight of shared grams that no form has: forms are short

_FORM = 0.70  # mean weight of the shared grams below which they are a form's
_SUBJECTS, _FORM_SUBJECTS = 2, 1
_NOTICE_WORDS = 30

_MUTUAL, _WHOLE = 0.30, 0.50
_LEDE = 0.20
_DISJOINT = 0.20

_COPY, _CUT, _NEW_TEXT = 0.95, 0.80, 0.10


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A text to compare: `published` is when it came out, `kind` what its source's metadata say of it."""

    id: int
    source: int
    published: datetime
    kind: VersionKind
    fingerprint: Fingerprint

    @property
    def is_reissue(self) -> bool:
        return self.fingerprint.is_reissue or self.kind in ("update", "correction")


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """Two documents that are the same story, and how: `of_new` and `of_old` are the shares of each in the other."""

    old: Document
    of_new: float
    of_old: float
    shared: Hashes
    rule: str

    @property
    def score(self) -> float:
        return max(self.of_new, self.of_old)

    @property
    def is_version(self) -> bool:
        """Each text holds a good part of the other; else one is an excerpt."""
        return min(self.of_new, self.of_old) >= _MUTUAL

    @property
    def is_whole(self) -> bool:
        """Each text holds at least half of the other."""
        return min(self.of_new, self.of_old) >= _WHOLE


@dataclass(frozen=True, slots=True)
class Found:
    """A match and where the matched document is filed."""

    match: Match
    cluster: int
    is_roundup: bool


@dataclass(frozen=True, slots=True)
class Decision:
    """Where a document goes: into the lowest of `clusters`, which become one, or into a new one if there is none."""

    clusters: tuple[int, ...]
    relation: Relation
    matched: int | None
    score: float
    rule: str


def shared_grams(new: Document, old: Document) -> Hashes:
    """The grams that two documents have in common."""
    return np.intersect1d(new.fingerprint.grams, old.fingerprint.grams, assume_unique=True)


def may_match(new: Document, old: Document, shared: Hashes) -> bool:
    """Whether a comparison is worth while: with hardly a gram in common no weights can make a match."""
    a, b = new.fingerprint, old.fingerprint
    is_enough = len(shared) > 0 and len(shared) >= _HARDLY * min(len(a.grams), len(b.grams))
    return is_enough and abs(new.published - old.published) <= WINDOW and not _are_notices(a, b)


def compare(new: Document, old: Document, shared: Hashes, frequencies: Frequencies) -> Match | None:
    """The match of two documents that `may_match`, or None if they are not the same story.

    Either may be the one published first. `frequencies` must know the grams and lede names of both.
    """
    a, b = new.fingerprint, old.fingerprint
    distance = abs(new.published - old.published)
    weight = float(frequencies.weights(shared).sum())
    match = Match(
        old=old,
        of_new=weight / float(frequencies.weights(a.grams).sum()),
        of_old=weight / float(frequencies.weights(b.grams).sum()),
        shared=shared,
        rule=_rule(new, old, distance),
    )
    if not _is_enough(match, new, old, weight):
        return None
    is_form = weight < _FORM * len(shared)
    if match.rule != "reissue" and _is_about_another(a, b, frequencies, _FORM_SUBJECTS if is_form else _SUBJECTS):
        return None
    return None if _is_background(match, a, b) else match


def decide(new: Document, found: Iterable[Found], own_cluster: int | None = None) -> Decision:
    """File a document by its matches; `own_cluster` is that of earlier versions of the same story, if there are any.

    The best match of each cluster counts. Matches on different parts of the text make a roundup, which has its own
    cluster and never joins others. Further clusters matched as versions on the same part become one with the best.
    """
    best: dict[int, Found] = {}
    for candidate in found:
        if candidate.is_roundup and not candidate.match.is_whole:
            continue
        rival = best.get(candidate.cluster)
        if rival is None or candidate.match.score > rival.match.score:
            best[candidate.cluster] = candidate
    ranked = sorted(best.values(), key=_rank)
    if own_cluster is not None:
        return _file_with_own(new, ranked, own_cluster)
    if not ranked:
        return Decision((), "original", None, 0.0, "new")
    first = ranked[0]
    if first.is_roundup:
        return Decision((first.cluster,), "roundup", first.match.old.id, first.match.score, first.match.rule)
    if not first.match.is_whole and any(_are_apart(first.match, other.match) for other in ranked[1:]):
        return Decision((), "roundup", None, 0.0, "disjoint")
    clusters = (first.cluster, *_bridged(first, ranked[1:]))
    return Decision(clusters, _relation(new, first.match), first.match.old.id, first.match.score, first.match.rule)


def _file_with_own(new: Document, ranked: list[Found], own_cluster: int) -> Decision:
    """Versions of one story stay together; what else this one is a version of joins them."""
    wholes = [one.cluster for one in ranked if one.match.is_whole and not one.is_roundup and one.cluster != own_cluster]
    relation: Relation = (
        "correction" if new.fingerprint.is_correction or new.kind in ("correction", "kill") else "update"
    )
    return Decision((own_cluster, *wholes), relation, None, 1.0, "same story")


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


def _relation(new: Document, match: Match) -> Relation:
    a, b = new.fingerprint, match.old.fingerprint
    if a.is_correction or new.kind == "correction":
        return "correction"
    if a.is_update or new.kind == "update":
        return "update"
    if a.whole == b.whole:
        return "copy"
    if match.of_new >= match.of_old and (not match.is_version or (match.of_new >= _COPY and match.of_old < _CUT)):
        return "excerpt"
    has_new_text = len(a.grams) - len(match.shared) >= _NEW_TEXT * len(a.grams)
    if new.source == match.old.source and (has_new_text or not np.isin(a.figures, b.figures).all()):
        return "update"
    return "copy" if min(match.of_new, match.of_old) >= _COPY else "edited_copy"


def _rule(new: Document, old: Document, distance: timedelta) -> str:
    if new.fingerprint.whole == old.fingerprint.whole:
        return "identical"
    newer = old if old.published > new.published else new
    if newer.is_reissue and distance <= _SAME_DAYS:
        return "reissue"
    if distance <= _SAME_NEWS:
        return "near"
    return "later" if distance <= _SAME_DAYS else "far"


def _is_enough(match: Match, new: Document, old: Document, weight: float) -> bool:
    """Whether enough text is shared, and enough of the figures, which tell the fillings of one form apart."""
    a, b = new.fingerprint, old.fingerprint
    distance = abs(new.published - old.published)
    needed = _NEAR if distance <= _SAME_NEWS else _LATER if distance <= _SAME_DAYS else _FAR
    if match.rule == "reissue":
        needed -= _REISSUE_BONUS
    if match.score < needed:
        return False
    is_judged = min(len(a.figures), len(b.figures)) >= _ENOUGH_FIGURES
    figures = _overlap(a.figures, b.figures) if is_judged else 1.0
    if distance > _SAME_DAYS:
        return figures >= _FAR_FIGURES and min(len(a.grams), len(b.grams)) >= _FAR_GRAMS
    goes_on = (
        match.rule == "reissue"
        or (new.source == old.source and match.score >= _OWN_TEXT)
        or (weight >= _LONG_SHARED and match.score >= _LATER)
    )
    return figures >= (_CHANGED_FIGURES if goes_on else _FIGURES)


def _is_about_another(a: Fingerprint, b: Fingerprint, frequencies: Frequencies, subjects: int) -> bool:
    """Whether what each lede is about, by its rarest names, occurs nowhere in the other text."""
    of_a, of_b = (frequencies.rarest(one.lede_names, subjects) for one in (a, b))
    if not len(of_a) or not len(of_b):
        return False
    return not np.isin(of_a, b.names).any() and not np.isin(of_b, a.names).any()


def _is_background(match: Match, a: Fingerprint, b: Fingerprint) -> bool:
    """Whether one text merely has the other in it, as background paragraph or as an item of a digest."""
    if a.is_digest != b.is_digest and not match.is_whole:
        return True
    longer, shorter = (a, b) if len(a.grams) >= len(b.grams) else (b, a)
    opening = np.intersect1d(longer.lede, shorter.grams, assume_unique=True)
    return not match.is_version and len(opening) < _LEDE * len(longer.lede)


def _are_notices(a: Fingerprint, b: Fingerprint) -> bool:
    """Whether both are a few words under headlines without a common word: "more follows", "subscribe to read"."""
    if max(a.words, b.words) >= _NOTICE_WORDS or not len(a.headline) or not len(b.headline):
        return False
    return not np.isin(a.headline, b.headline).any()


def _overlap(a: Hashes, b: Hashes) -> float:
    return len(np.intersect1d(a, b, assume_unique=True)) / min(len(a), len(b))
