"""Quality of extraction and clustering, one table: python -m benchmarks.quality [FOLDER OF DEVELOPMENT DATA]

The paragraphs of tests/data are always scored; the development sets are where they are at hand.
"""

import json
import sys
import tempfile
from functools import cache
from pathlib import Path

from benchmarks.scoring import Tally, score_clusters, score_entities, score_quotes
from pipeline import extract
from pipeline.dedupe.utterances import Statement, gather
from pipeline.model import Analysis
from pipeline.settings import Settings
from pipeline.stages.cluster_stream import cluster_stream

HERE = Path(__file__).resolve().parents[1]
UTTERANCE_PAIRS = HERE / "benchmarks" / "utterance_pairs.jsonl"
PARAGRAPHS = HERE / "tests" / "data" / "annotated_paragraphs.jsonl"


def rows_of(path: Path) -> list[dict]:
    """The objects in a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


@cache
def analysed(path: Path, pipeline: extract.Pipeline) -> tuple[list[dict], list[Analysis]]:
    """The rows of a file with gold, and what extraction finds in the text of each; each file is read once a process."""
    gold = rows_of(path)
    return gold, list(extract.analyse(pipeline, (row["text"] for row in gold)))


def extraction_figures(path: Path, pipeline: extract.Pipeline) -> dict[str, float]:
    """F1 in per cent of what a file has gold for: quotes, entities, or both."""
    gold, analyses = analysed(path, pipeline)
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


def utterance_figures(path: Path, pipeline: extract.Pipeline) -> dict[str, float]:
    """F1 in per cent on the pairs of quotes labelled by hand; the whole way from texts to clusters, quotes, utterances.

    A label names two quotes by their offsets in texts of `path`; what extraction found at about these offsets counts.
    """
    pairs = rows_of(UTTERANCE_PAIRS)
    wanted = {pair[side] for pair in pairs for side in "ab"}
    rows = sorted((row for row in rows_of(path) if row["id"] in wanted), key=lambda row: row["published_at"])
    with tempfile.TemporaryDirectory() as folder:
        clusters = {row["id"]: int(row["cluster"][1:]) for row in cluster_stream(iter(rows), Path(folder))}
    statements: list[Statement] = []
    places: dict[str, list[tuple[int, int, int]]] = {row["id"]: [] for row in rows}
    for row, analysis in zip(rows, extract.analyse(pipeline, (row["text"] for row in rows)), strict=True):
        for quote in analysis.quotes:
            text, speaker = " ".join(part.text for part in quote.parts), quote.speaker
            who = (speaker.name, speaker.kind) if speaker else ("", "")
            places[row["id"]].append((quote.parts[0].start, quote.parts[-1].end, len(statements)))
            statements.append(Statement(len(statements), text, *who, frozenset({clusters[row["id"]]})))
    utterance = {one.id: number for number, group in enumerate(gather(statements, {})) for one in group}

    def found(pair: dict, side: str) -> int | None:
        start, end = pair[f"{side}_start"], pair[f"{side}_end"]
        nearest = min(places[pair[side]], key=lambda place: abs(place[0] - start) + abs(place[1] - end), default=None)
        return utterance[nearest[2]] if nearest and nearest[0] < end and start < nearest[1] else None

    tally = Tally(wanted=sum(pair["same"] for pair in pairs))
    for pair in pairs:
        a, b = found(pair, "a"), found(pair, "b")
        is_joined = a is not None and a == b
        tally.predicted += is_joined
        tally.right += is_joined and pair["same"]
    return {"pairs": round(100 * tally.f1, 1)}


def main() -> None:
    """Print every figure that can be measured here."""
    data = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE.parent / "shared" / "data"
    pipeline = extract.load(Settings.read({}).model)
    for path in (PARAGRAPHS, *sorted(data.glob("quotes/*.jsonl")), *sorted(data.glob("entities/*.jsonl"))):
        print(path.stem, json.dumps(extraction_figures(path, pipeline)), flush=True)
    for path in sorted(data.glob("duplicates/*.jsonl")):
        print(path.stem, json.dumps(cluster_figures(path)), flush=True)
        print("utterances", json.dumps(utterance_figures(path, pipeline)), flush=True)


if __name__ == "__main__":
    main()
