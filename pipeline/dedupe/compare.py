"""Whether two texts are the same story.

The measure is containment, not resemblance: the weight of the shared grams over that of the smaller text, so that an
excerpt counts as what it is. Every other rule guards against texts that share words for another reason: forms filled
in again, footers, background paragraphs, digests.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from pipeline.dedupe.fingerprint import Fingerprint, Hashes
from pipeline.dedupe.frequency import Frequencies
from pipeline.model import VersionKind

WINDOW = timedelta(days=7)
_HARDLY = 0.10

# Near in time, common text is the same event rewritten; later it is background, or a form filled in again.
_SAME_NEWS, _SAME_DAYS = timedelta(hours=6), timedelta(hours=48)
_NEAR, _LATER, _FAR = 0.45, 0.65, 0.90
_FAR_GRAMS, _FAR_FIGURES = 80, 0.8

_FIGURES, _ENOUGH_FIGURES = 0.40, 3
_CHANGED_FIGURES = 0.20  # where something else says that it is the same story, and figures change as it goes on
_REISSUE_BONUS = 0.10
_OWN_TEXT, _TAKEN_UP = 0.80, 0.95
_LONG_SHARED = 150.0  # weight of shared grams that no form has: forms are short

_FORM = 0.70  # mean weight of the shared grams below which they are a form's
_SUBJECTS, _FORM_SUBJECTS = 2, 1
_NOTICE_WORDS, _HEADLINE_WORDS = 30, 4

_MUTUAL, _WHOLE = 0.30, 0.50
_LEDE = 0.20


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
        of_new=weight / frequencies.total(a.grams),
        of_old=weight / frequencies.total(b.grams),
        shared=shared,
        rule=_rule(new, old, distance),
    )
    if not _is_enough(match, new, old, weight):
        return None
    is_form = weight < _FORM * len(shared)
    is_sure = match.rule == "reissue" or (match.is_whole and weight >= _LONG_SHARED)
    if not is_sure and _is_about_another(a, b, frequencies, _FORM_SUBJECTS if is_form else _SUBJECTS):
        return None
    return None if _is_background(match, a, b, is_own=new.source == old.source) else match


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


def _is_background(match: Match, a: Fingerprint, b: Fingerprint, *, is_own: bool) -> bool:
    """Whether one text merely has the other in it, as background paragraph or as an item of a digest.

    What a source sends in a few words it takes up whole, on the same subject or under the same headline, in the story
    that it writes hours later.
    """
    if a.is_digest != b.is_digest and not match.is_whole:
        return True
    longer, shorter = (a, b) if len(a.grams) >= len(b.grams) else (b, a)
    is_taken_up = is_own and match.rule == "near" and match.score >= _TAKEN_UP
    if is_taken_up and (np.isin(longer.lede_names, shorter.names).any() or _has_headline(a, b)):
        return False
    opening = np.intersect1d(longer.lede, shorter.grams, assume_unique=True)
    return not match.is_version and len(opening) < _LEDE * len(longer.lede)


def _has_headline(a: Fingerprint, b: Fingerprint) -> bool:
    """Whether two texts have the same headline, of words enough to tell a story by."""
    return len(a.headline) >= _HEADLINE_WORDS and np.array_equal(a.headline, b.headline)


def _are_notices(a: Fingerprint, b: Fingerprint) -> bool:
    """Whether both are a few words under headlines without a common word: "more follows", "subscribe to read"."""
    if max(a.words, b.words) >= _NOTICE_WORDS or not len(a.headline) or not len(b.headline):
        return False
    return not np.isin(a.headline, b.headline).any()


def _overlap(a: Hashes, b: Hashes) -> float:
    return len(np.intersect1d(a, b, assume_unique=True)) / min(len(a), len(b))
