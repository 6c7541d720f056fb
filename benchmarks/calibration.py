"""Is the confidence of quotes what it says? python -m benchmarks.calibration [FOLDER OF DEVELOPMENT DATA]

For each set with gold quotes: how many of the quotes at about .9, .8 … are right (words, speaker's mention and, where
the set resolves speakers, the person), then the shares by rule and by form of mention that `extract.confidence` holds.
"""

import sys
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from pathlib import Path
from typing import Any

from benchmarks.quality import HERE, analysed
from benchmarks.scoring import Verdict, judge_quotes
from pipeline import extract
from pipeline.extract.confidence import form
from pipeline.model import Quote
from pipeline.settings import Settings

type Judged = tuple[Quote, Verdict]


def judged_quotes(path: Path, pipeline: extract.Pipeline) -> list[Judged]:
    """Each quote found in the texts of a file, with what the gold says of it."""
    judged: list[Judged] = []
    for row, analysis in zip(*analysed(path, pipeline), strict=True):
        rows = extract.as_json(analysis)["quotes"]
        judged += [(analysis.quotes[v.row["statement"]], v) for v in judge_quotes(row, rows)]
    return judged


def is_right(judged: Judged) -> bool:
    """Words, mention and, where it is known, person; of one without a speaker the words."""
    quote, verdict = judged
    return verdict.words and (quote.speaker is None or (verdict.mention and verdict.person is not False))


def shares[Key: Hashable](
    judged: Iterable[Judged], key: Callable[[Judged], Key], right: Callable[[Judged], bool]
) -> dict[Key, tuple[int, float, float]]:
    """By key: how many, their mean confidence, the share that is right."""
    groups: dict[Key, list[Judged]] = defaultdict(list)
    for one in judged:
        groups[key(one)].append(one)
    return {
        key: (len(group), sum(q.confidence for q, _ in group) / len(group), sum(map(right, group)) / len(group))
        for key, group in groups.items()
    }


def by_confidence(judged: Sequence[Judged]) -> dict[float, tuple[int, float, float]]:
    """Quotes by their confidence to one place, the surest first."""
    found = shares(judged, lambda one: round(one[0].confidence, 1), is_right)
    return dict(sorted(found.items(), reverse=True))


def main() -> None:
    """Print the tables."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "shared" / "data"
    pipeline = extract.load(Settings.read({}).model)
    sets = {path.stem: judged_quotes(path, pipeline) for path in sorted(data.glob("quotes/*.jsonl"))}
    for name, judged in sets.items():
        _print(f"{name}: right by confidence", by_confidence(judged))
    every = [one for judged in sets.values() for one in judged]
    _print("right words and mention by rule", shares(every, lambda one: one[0].rule, _is_attributed))
    resolved = [one for one in every if one[1].mention and one[1].person is not None and one[0].speaker is not None]
    _print("right person by form", shares(resolved, _form, lambda one: bool(one[1].person)))


def _is_attributed(judged: Judged) -> bool:
    return judged[1].words if judged[0].speaker is None else judged[1].mention


def _form(judged: Judged) -> str:
    assert judged[0].speaker is not None
    return form(judged[0].speaker)


def _print(title: str, table: dict[Any, tuple[int, float, float]]) -> None:
    print(f"{title}\n{'':24}{'quotes':>8}{'confidence':>12}{'right':>8}")
    for key, (count, confidence, right) in table.items():
        print(f"{key!s:24}{count:>8}{confidence:>12.2f}{right:>8.2f}")


if __name__ == "__main__":
    main()
