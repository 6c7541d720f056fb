"""Confidence is what it says: of the quotes at about .9 about nine of ten are right."""

import pytest

from benchmarks.calibration import by_confidence, judged_quotes
from pipeline import extract
from pipeline.extract.confidence import FORMS, RULES, confidence
from pipeline.model import Speaker

FEWEST = 50  # quotes that tell something about a share
TOLERANCE = 0.1


@pytest.mark.quality
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("ggt_dev", "polnear_dev")]
)
def test_about_as_many_are_right_as_confidence_says(settings, shared_data, name):
    judged = judged_quotes(shared_data / "quotes" / f"{name}.jsonl", extract.load(settings.model))
    table = {key: row for key, row in by_confidence(judged).items() if row[0] >= FEWEST}
    assert 0.9 in table
    too_sure = {key: row for key, row in table.items() if row[1] - row[2] > TOLERANCE}
    assert too_sure == {}
    if any(verdict.person is not None for _, verdict in judged):  # else persons are not counted as wrong
        too_unsure = {key: row for key, row in table.items() if row[2] - row[1] > TOLERANCE}
        assert too_unsure == {}


def test_a_name_is_surer_than_a_description_and_that_than_nobody():
    def said_by(text: str, kind) -> float:
        return confidence("after", Speaker(0, 1, text, "Ines Calder", kind))

    assert said_by("Calder", "PER") > said_by("she", "PER") > said_by("the engineer", "PER") > said_by("she", "unknown")
    assert all(0 <= share <= 1 for share in (*RULES.values(), *FORMS.values()))
