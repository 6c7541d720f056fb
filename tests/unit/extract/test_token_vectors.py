"""Token vectors the fast way are those of spaCy's own layers; what is built otherwise is left alone."""

from collections.abc import Sequence
from typing import Any

import numpy
import pytest

from pipeline.extract import Pipeline
from pipeline.extract.language import EXCLUDED, model_folder, read
from pipeline.extract.token_vectors import hasten
from tests.unit.extract.conftest import MODEL

TEXTS = (
    '"The bridge is safe," said Ines Calder, who has looked after it in Marle since 2009. "It isn\'t new."',
    "",
    "Rain",
    "Tom Okoro, the mayor, told the Port Authority that it can't cost 2.4m euros; the bridge, he said, is old.\n\nRain",
)
HASHES = {"@architectures": "spacy.MultiHashEmbed.v2", "width": 32, "rows": [50, 20], "include_static_vectors": False}
LETTERS = {
    "@architectures": "spacy.CharacterEmbed.v2",
    "width": 32,
    "rows": 50,
    "nM": 8,
    "nC": 2,
    "include_static_vectors": False,
}
CONVOLUTIONS = {"@architectures": "spacy.MaxoutWindowEncoder.v2", "width": 32}
MISH = {"@architectures": "spacy.MishWindowEncoder.v2", "width": 32, "depth": 2, "window_size": 1}


def _vectors(embed: dict[str, Any], encode: dict[str, Any]) -> tuple[Sequence[Any], Sequence[Any]]:
    """Vectors of the texts by a model of spaCy's with weights by chance: as it is, and hastened."""
    import spacy

    nlp = spacy.blank("en")
    model = {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode}
    component = nlp.add_pipe("tok2vec", config={"model": model})
    nlp.initialize()
    for layer in component.model.walk():
        for name in layer.param_names:
            shape = layer.get_param(name).shape
            layer.set_param(name, numpy.random.default_rng(len(name)).normal(size=shape).astype("float32"))
    before = [doc.tensor for doc in nlp.pipe(TEXTS)]
    hasten(nlp)
    return before, [doc.tensor for doc in nlp.pipe(TEXTS)]


@pytest.mark.parametrize("attributes", [["NORM", "SHAPE"], ["LOWER", "SPACY"]])
@pytest.mark.parametrize(("reach", "pieces", "depth"), [(1, 3, 4), (2, 2, 1), (1, 1, 2)])
def test_values_are_those_of_the_layers(attributes: list[str], reach: int, pieces: int, depth: int) -> None:
    encode = CONVOLUTIONS | {"window_size": reach, "maxout_pieces": pieces, "depth": depth}
    before, after = _vectors(HASHES | {"attrs": attributes}, encode)
    for old, new in zip(before, after, strict=True):
        assert old.shape == new.shape
        numpy.testing.assert_allclose(new, old, rtol=1e-3, atol=1e-4)


def test_another_architecture_is_left_alone() -> None:
    before, after = _vectors(LETTERS, MISH)
    for old, new in zip(before, after, strict=True):
        numpy.testing.assert_array_equal(new, old)


def test_a_model_reads_a_text_as_it_does_when_shipped(language_model: Pipeline) -> None:
    from spacy.util import load_model

    folder = model_folder(MODEL)
    assert folder is not None
    shipped = load_model(folder, exclude=EXCLUDED)
    texts = [text for text in TEXTS if "\n" not in text]
    ours, theirs = list(read(language_model, texts)), list(shipped.pipe(texts))
    columns = ["ENT_IOB", "ENT_TYPE", "HEAD", "DEP", "TAG"]
    for one, other in zip(ours, theirs, strict=True):
        assert one.text == other.text
        numpy.testing.assert_array_equal(one.to_array(columns), other.to_array(columns))
