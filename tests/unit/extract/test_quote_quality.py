"""The rules stay as good as they were on the development data; a floor is lowered on purpose only."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.extract import Pipeline, analyse, as_json

# F1 in per cent, by set and class of quotes: words alone, with the speaker's mention, with the resolved speaker.
FLOORS = {
    "ggt_dev": {
        "direct": {"F1": 95.5, "joint_F1": 93.4, "joint_ref_F1": 87.0},
        "quoted": {"F1": 91.9, "joint_F1": 90.1, "joint_ref_F1": 83.3},
        "all": {"F1": 84.1, "joint_F1": 82.8, "joint_ref_F1": 76.5},
    },
    "polnear_dev": {
        "direct": {"F1": 93.9, "joint_F1": 90.0},
        "quoted": {"F1": 86.1, "joint_F1": 82.7},
    },
}


@pytest.mark.parametrize("name", FLOORS)
def test_floors(language_model: Pipeline, shared_data: Path, tmp_path: Path, name: str) -> None:
    gold = shared_data / "quotes" / f"{name}.jsonl"
    stories = [json.loads(line) for line in gold.read_text(encoding="utf-8").splitlines()]
    found = analyse(language_model, (story["text"] for story in stories))
    predicted = tmp_path / "predicted.jsonl"
    lines = (json.dumps({"id": story["id"], **as_json(one)}) for story, one in zip(stories, found, strict=True))
    predicted.write_text("\n".join(lines), encoding="utf-8")

    scorer = shared_data.parent / "eval" / "score_quotes.py"
    command = [sys.executable, str(scorer), str(gold), str(predicted), "--json"]
    scores = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    measured = {
        kind: {figure: 100 * scores[kind][figure] for figure in floors} for kind, floors in FLOORS[name].items()
    }
    assert all(measured[kind][f] >= floor for kind, floors in FLOORS[name].items() for f, floor in floors.items()), (
        measured
    )
