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


def test_attributes_of_markup_open_nothing() -> None:
    text = '<post author="@calder" date="March 9, 2026\n">Stands empty. "Rain," she wrote.'
    assert contents(text) == ["Rain,"]


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


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"Wait. "Then leave." She added: "Now."', ["Wait.", "Then leave.", "Now."]),
        ("''Wait. ''Then leave,'' she said.", ["Wait.", "Then leave,"]),
        ('Wait." She left. "Go," she said.', ["Go,"]),
        ('She said," Wait." He left.', ["Wait."]),
        ('"We stay. "Calder said so. "We win," she added.', ["We stay.", "We win,"]),
    ],
    ids=["opens again", "apostrophes open again", "closes what nothing opened", "opens late", "closes late"],
)
def test_a_mark_that_somebody_left_out_turns_no_others_round(text: str, expected: list[str]) -> None:
    assert contents(text) == expected


def test_an_open_mark_in_mid_paragraph_is_forgotten() -> None:
    assert contents("She wrote “ and then nothing.\n\nThe end.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("‘The rain is back,’ she said. ‘More rain.’", ["The rain is back,", "More rain."]),
        ("'The rain is back,' she said. 'It's ours.'", ["The rain is back,", "It's ours."]),
        ("‘The dogs’ kennel has not moved,’ she said.", ["The dogs’ kennel has not moved,"]),
        ("‘We told ’em in the ’90s and ’twas true,’ she said.", ["We told ’em in the ’90s and ’twas true,"]),
        ("‘I was goin’ home,’ he said, ‘by the sea.’", ["I was goin’ home,", "by the sea."]),
        ("'Only rock 'n' roll, then,' she said.", ["Only rock 'n' roll, then,"]),
        ("‘He said “no” to all of us,’ she said.", ["He said “no” to all of us,"]),
        ("‘First we wait for it.\n\n‘Then we leave,’ she said.", ["First we wait for it.", "Then we leave,"]),
        ("She called it ‘a waste of money’ and left.", ["a waste of money"]),
    ],
    ids=["curly", "straight", "possessive", "elisions", "dropped letter", "and", "nested", "paragraphs", "fragment"],
)
def test_single_marks_are_outer_marks_in_british_style(text: str, expected: list[str]) -> None:
    assert contents(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The workers' rights and the firms' profits rose in the '90s.",
        "Rock 'n' roll isn't dead; it's the dogs' breakfast.",
        "The town's people said it'd be the mayors' fault, not theirs'.",
    ],
)
def test_apostrophes_open_nothing(text: str) -> None:
    assert contents(text) == []


def test_single_marks_are_nested_where_double_ones_are_the_rule() -> None:
    text = "‘Dam’ of dreams\n\n“We call it ‘the big one’ here,” she said. “It is ‘big’.”"
    assert contents(text) == ["We call it ‘the big one’ here,", "It is ‘big’."]


@pytest.mark.parametrize(
    "text", ["»Rain,« she said. »Snow.«", "»Rain,» she said. »Snow.»", "„Rain,“ she said. „Snow.“"]
)
def test_marks_that_face_the_other_way(text: str) -> None:
    assert contents(text) == ["Rain,", "Snow."]


def test_inches_inside_a_quotation_close_nothing() -> None:
    text = '"He is 6\'4" tall and strong," she said.'
    assert contents(text) == ["He is 6'4\" tall and strong,"]
