"""The quality of names on agency stories annotated by hand: floors that only a better result moves."""

import json
from collections import Counter
from pathlib import Path

from pipeline.extract import Pipeline, analyse

FLOORS = {"PER": 0.92, "LOC": 0.90, "ORG": 0.85}
"""F1 of exact span and label, a little below what was measured when the floor was set."""


def test_names_of_agency_stories(language_model: Pipeline, shared_data: Path) -> None:
    lines = (shared_data / "entities" / "reuters2020_dev.jsonl").read_text(encoding="utf8").splitlines()
    stories = [json.loads(line) for line in lines]
    found = analyse(language_model, (story["text"] for story in stories))
    correct, gold, predicted = Counter[str](), Counter[str](), Counter[str]()
    for story, analysis in zip(stories, found, strict=True):
        expected = {(start, end, label) for start, end, label in story["entities"]}
        mentions = {(mention.start, mention.end, mention.label) for mention in analysis.mentions}
        correct.update(label for *_, label in expected & mentions)
        gold.update(label for *_, label in expected)
        predicted.update(label for *_, label in mentions)
    scores = {label: 2 * correct[label] / (gold[label] + predicted[label]) for label in FLOORS}
    assert all(scores[label] >= floor for label, floor in FLOORS.items()), scores
