"""Quality does not fall: figures of extraction and clustering stay above the floors of benchmarks/floors.toml."""

import tomllib
from pathlib import Path

import pytest

from benchmarks import quality
from pipeline import extract

FLOORS = tomllib.loads((Path(__file__).parents[2] / "benchmarks" / "floors.toml").read_text(encoding="utf-8"))
SETS = {
    "ggt_dev": "quotes",
    "polnear_dev": "quotes",
    "reuters2020_dev": "entities",
    "worldwide_dev": "entities",
    "wire_edits_dev": "duplicates",
}


@pytest.fixture(scope="module")
def pipeline(settings) -> extract.Pipeline:
    return extract.load(settings.model)


def fallen(name: str, figures: dict[str, float]) -> dict[str, tuple[float, float]]:
    return {key: (figures[key], floor) for key, floor in FLOORS[name].items() if figures[key] < floor}


def test_paragraphs(pipeline):
    assert fallen("annotated_paragraphs", quality.extraction_figures(quality.PARAGRAPHS, pipeline)) == {}


@pytest.mark.quality
@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in SETS])
def test_development_sets(pipeline, shared_data, name):
    path = shared_data / SETS[name] / f"{name}.jsonl"
    is_clusters = SETS[name] == "duplicates"
    figures = quality.cluster_figures(path) if is_clusters else quality.extraction_figures(path, pipeline)
    assert fallen(name, figures) == {}


@pytest.mark.quality
def test_utterances(pipeline, shared_data):
    path = shared_data / "duplicates" / "wire_edits_dev.jsonl"
    assert fallen("utterances", quality.utterance_figures(path, pipeline)) == {}


def test_every_set_has_floors():
    assert FLOORS.keys() == {"annotated_paragraphs", "utterances", *SETS}
