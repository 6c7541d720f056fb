"""Quality of extraction and clustering, one table: python -m benchmarks.quality [FOLDER OF DEVELOPMENT DATA]

The paragraphs of tests/data are always scored; the development sets are where they are at hand.
"""

import json
import sys
import tempfile
from pathlib import Path

from benchmarks.scoring import score_clusters, score_entities, score_quotes
from pipeline import extract
from pipeline.settings import Settings
from pipeline.stages.cluster_stream import cluster_stream

HERE = Path(__file__).resolve().parents[1]
PARAGRAPHS = HERE / "tests" / "data" / "annotated_paragraphs.jsonl"


def rows_of(path: Path) -> list[dict]:
    """The objects in a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def extraction_figures(path: Path, pipeline: extract.Pipeline) -> dict[str, float]:
    """F1 in per cent of what a file has gold for: quotes, entities, or both."""
    gold = rows_of(path)
    analyses = extract.analyse(pipeline, (row["text"] for row in gold))
    found = {row["id"]: extract.as_json(analysis) for row, analysis in zip(gold, analyses, strict=True)}
    figures: dict[str, float] = {}
    if "quotes" in gold[0]:
        tallies = score_quotes(gold, {key: row["quotes"] for key, row in found.items()})
        for name, tally in tallies.items():
            figures |= {name: tally.span.f1, f"{name} with speaker": tally.with_speaker.f1}
            if any(quote.get("reference") for row in gold for quote in row["quotes"]):
                figures[f"{name} with person"] = tally.with_person.f1
    if "entities" in gold[0]:
        scored = score_entities(gold, {key: row["entities"] for key, row in found.items()})
        figures |= {label: tally.f1 for label, tally in scored.items()}
    return {name: round(100 * value, 1) for name, value in figures.items()}


def cluster_figures(path: Path) -> dict[str, float]:
    """Pairwise and B-cubed F1 in per cent, the stories in the order of their publication."""
    rows = sorted(rows_of(path), key=lambda row: row["published_at"])
    with tempfile.TemporaryDirectory() as folder:
        found = {row["id"]: row["cluster"] for row in cluster_stream(iter(rows), Path(folder))}
    scores = score_clusters({row["id"]: row["cluster"] for row in rows}, found)
    return {name: round(100 * value, 1) for name, value in scores.items()}


def main() -> None:
    """Print every figure that can be measured here."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "shared" / "data"
    pipeline = extract.load(Settings.read({}).model)
    for path in (PARAGRAPHS, *sorted(data.glob("quotes/*.jsonl")), *sorted(data.glob("entities/*.jsonl"))):
        print(path.stem, json.dumps(extraction_figures(path, pipeline)), flush=True)
    for path in sorted(data.glob("duplicates/*.jsonl")):
        print(path.stem, json.dumps(cluster_figures(path)), flush=True)


if __name__ == "__main__":
    main()
