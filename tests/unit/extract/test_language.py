"""Models and their loading; long texts in chunks; languages of texts; the gender of names."""

from pathlib import Path

import pytest

from pipeline.errors import ModelMissing
from pipeline.extract import Pipeline, detect_language, load
from pipeline.extract.given_names import gender_of
from pipeline.extract.language import chunked, model_folder, read
from pipeline.extract.matrix_products import use
from tests.unit.extract.conftest import MODEL


def test_a_missing_model_is_named_with_the_way_to_get_it() -> None:
    with pytest.raises(ModelMissing, match=r"xx_no_such_model.*xx-no-such-model"):
        load("xx_no_such_model")


def test_a_folder_is_as_good_as_a_package(language_model: Pipeline) -> None:
    folder = model_folder(MODEL)
    assert folder is not None
    assert load(str(folder)).version == language_model.version
    assert load(str(folder)).version == "en_core_web_md 3.8.0"


def test_a_folder_without_a_model_is_none(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing):
        load(str(tmp_path))


def test_both_libraries_give_the_same_parse(language_model: Pipeline) -> None:
    text = "Ines Calder told the council in Marle on Monday that the dam would hold until spring."
    parses = []
    for library in ("blis", "numpy", language_model.matrix_products):
        use(library, language_model.nlp)
        [doc] = read(language_model, [text])
        parses.append([(token.head.i, token.tag_, token.ent_type_) for token in doc])
    assert parses[0] == parses[1] == parses[2]


@pytest.mark.parametrize(
    "text", ["", "word " * 900, "One. Two. " * 300, "Line\n" * 700, "x" * 5000, "a\n\n" + "y" * 2500]
)
def test_chunks_are_short_and_join_to_the_text(text: str) -> None:
    chunks = list(chunked(text, size=1000))
    assert "".join(chunks) == text
    assert all(0 < len(chunk) <= 1000 for chunk in chunks)


def test_chunks_end_with_paragraphs_where_they_can() -> None:
    text = ("A sentence of a paragraph. " * 10 + "\n\n") * 10
    assert all(chunk.endswith("\n") for chunk in chunked(text, size=1000))


def test_a_long_text_is_one_document_with_its_offsets(language_model: Pipeline) -> None:
    text = "Ines Calder said the dam was safe.\n\n" * 1500
    [doc] = read(language_model, [text])
    assert doc.text == text


@pytest.mark.parametrize(
    ("text", "hint", "expected"),
    [
        ("The council said on Monday that the dam would hold until the spring.", "", "en"),
        ("Der Rat teilte am Montag mit, dass der Damm bis zum Frühjahr halten werde.", "en-US", "de"),
        ("Rain", "en_GB", "en"),
        ("Rain", "", ""),
        ("", "en", "en"),
        ("12 34 56", "", ""),
        ("🌧 🌧 🌧", "EN-us", "en"),
        ("Rain", "english", ""),
    ],
)
def test_language_of_a_text(text: str, hint: str, expected: str) -> None:
    assert detect_language(text, hint) == expected


def test_gender_of_given_names() -> None:
    assert gender_of("Mary") == "female"
    assert gender_of("john") == "male"
    assert gender_of("Zzyzx") is None
