"""Which country a place or a people belongs to, and which places speak for a government."""

import pytest

from pipeline.extract.countries import countries
from pipeline.extract.metonyms import mark_metonyms
from pipeline.model import Mention, Quote, QuotePart, Speaker


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Germany", "DE"), ("Russia", "RU"), ("UK", "GB"), ("Scotland", "GB"), ("Georgia", "GE"), ("Ivory Coast", "CI"),
        ("Nairobi", "KE"), ("Texas", "US"), ("Karachi", "PK"), ("Birmingham", "GB"), ("Zork", None),
    ],
)  # fmt: skip
def test_places(name, code):
    assert countries().places.get(name) == code


@pytest.mark.parametrize(
    ("name", "code", "usual"),
    [("Kenyans", "KE", "Kenyan"), ("French", "FR", "French"), ("Chinese", "CN", "Chinese"), ("Arabs", "", "Arab")],
)
def test_peoples(name, code, usual):
    assert countries().peoples[name] == code
    assert countries().people(name) == usual


@pytest.mark.parametrize(
    ("name", "code"),
    [("Beijing", "CN"), ("Washington", "US"), ("France", "FR"), ("Lagos", ""), ("Texas", ""), ("Brussels", "")],
)
def test_a_place_that_speaks_means_its_government(name, code):
    at = Mention(0, len(name), name, "LOC", name)
    silent = Mention(40, 40 + len(name), name, "LOC", name)
    speaker = Speaker(0, len(name), name, name, "LOC")
    quote = Quote("direct", (QuotePart(20, 30, "words", "direct"),), None, speaker, 0.9, "test")
    first, second = mark_metonyms((at, silent), (quote,))
    assert (first.metonym, first.label) == (code, "LOC")
    assert second.metonym == ""
