"""Which stretches of a text stand in quotation marks."""

import pytest

from pipeline.extract.quotation_marks import content, find_quotations


def contents(text: str) -> list[str]:
    return [text[slice(*content(text, quotation))] for quotation in find_quotations(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Rain," she said. "More rain."', ["Rain,", "More rain."]),
        ("“Rain,” she said.", ["Rain,"]),
        ("„Rain” and 〝snow〞", ["Rain", "snow"]),
        ("``Rain,'' she said. ``Snow.''", ["Rain,", "Snow."]),
        ("''Rain,'' she said. ''Snow.''", ["Rain,", "Snow."]),
        ("“Rain,’’ she said.", ["Rain,"]),
        ("«Rain,» she said.", ["Rain,"]),
        ('“ Rain. ” and "snow"', ["Rain.", "snow"]),
    ],
    ids=["straight", "curly", "low and prime", "typewriter", "apostrophes", "angles", "mixed marks", "blanks inside"],
)
def test_marks_of_every_house(text: str, expected: list[str]) -> None:
    assert contents(text) == expected


def test_inches_open_nothing() -> None:
    assert contents('A 12" pipe and a 14" pipe; "wide," she said.') == ["wide,"]


def test_attributes_of_left_over_markup_open_nothing() -> None:
    assert contents('<img width="12"> and "wide," she said.') == ["wide,"]


def test_an_odd_mark_harms_its_own_paragraph_only() -> None:
    text = 'He left a mark" open.\n\n"All good," she said.'
    assert contents(text) == ["All good,"]


def test_a_quotation_goes_on_where_the_next_paragraph_opens_again() -> None:
    text = "“First we wait.\n\n“Then we leave,” she said."
    assert contents(text) == ["First we wait.", "Then we leave,"]
    assert [quotation.runs_on for quotation in find_quotations(text)] == [True, False]


def test_an_open_mark_in_mid_paragraph_is_forgotten() -> None:
    assert contents("She wrote “ and then nothing.\n\nThe end.") == []
