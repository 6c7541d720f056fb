"""How common a gram or a name is: common ones tell little about whether two texts are the same story."""

from collections.abc import Iterable
from itertools import repeat

import numpy as np
import numpy.typing as npt

from pipeline.dedupe.fingerprint import Hashes

RARE = 2


class Frequencies:
    """In how many stories (clusters, not copies: a story that everyone carries stays rare) a hash was met.

    Holds what has been loaded and what was counted since; a hash that is in neither counts as new.
    """

    def __init__(self) -> None:
        self._stories: dict[int, int] = {}
        self._added: dict[int, int] = {}
        self._totals: dict[int, tuple[Hashes, float]] = {}

    def load(self, stored: Iterable[tuple[int, int]]) -> None:
        """Take stored (hash, stories) pairs of further texts; what is known of a hash is newer and stays."""
        for gram, stories in stored:
            self._stories.setdefault(gram, stories)

    def count(self, grams: Hashes, first: int = 1) -> None:
        """One more story has each of these; `first` is the number to begin with for those not met before."""
        self._totals.clear()
        for gram in grams.tolist():
            before = self._stories.get(gram, 0)
            added = 1 if before else first
            self._stories[gram] = before + added
            self._added[gram] = self._added.get(gram, 0) + added

    def take_added(self) -> list[tuple[int, int]]:
        """The (hash, more stories) pairs to store: all that `count` has added since it was asked last."""
        added, self._added = sorted(self._added.items()), {}
        return added

    def take_back(self) -> None:
        """Undo what `count` has added since it was asked last."""
        self._totals.clear()
        for gram, added in self._added.items():
            self._stories[gram] -= added
        self._added = {}

    def weights(self, grams: Hashes) -> npt.NDArray[np.float64]:
        """1 for a gram of up to RARE stories, then 1 / (1 + ln(stories / RARE))."""
        stories = self._of(grams)
        return 1.0 / (1.0 + np.log(np.maximum(stories, RARE) / RARE))

    def total(self, grams: Hashes) -> float:
        """The weight of all these grams together; kept, for a text that is compared with many, until one is counted."""
        known = self._totals.get(id(grams))
        if known is None or known[0] is not grams:
            known = self._totals[id(grams)] = grams, float(self.weights(grams).sum())
        return known[1]

    def rarest(self, names: Hashes, number: int) -> Hashes:
        """The `number` rarest, of equally rare ones those that come first."""
        return names[np.argsort(self._of(names), kind="stable")[:number]]

    def _of(self, grams: Hashes) -> npt.NDArray[np.int64]:
        stories = map(self._stories.get, grams.tolist(), repeat(0))
        return np.fromiter(stories, dtype=np.int64, count=len(grams))
