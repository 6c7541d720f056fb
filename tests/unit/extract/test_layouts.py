"""Speech that layout sets off instead of marks."""

import pytest

from pipeline.extract.layouts import find_speech
from tests.unit.extract.conftest import Quoter

LEAD = "Ines Calder, who has looked after the dam at Marle for thirty years, met Tom Okoro on Tuesday.\n\n"


def said(quotes_of: Quoter, text: str) -> list[tuple[str, str | None]]:
    return [(q.parts[0].text, q.speaker and q.speaker.name) for q in quotes_of(text) if q.kind == "direct"]


def test_answers_are_those_of_the_one_who_is_interviewed(quotes_of: Quoter) -> None:
    text = (
        "Ines Calder has looked after the dam for thirty years.\n\nQ: Will it hold?\n\nA: Until spring.\n\nQ: And then?"
    )
    assert said(quotes_of, text) == [
        ("Will it hold?", None),
        ("Until spring.", "Ines Calder"),
        ("And then?", None),
    ]


def test_an_answer_goes_on_over_paragraphs(quotes_of: Quoter) -> None:
    text = "Ines Calder spoke.\n\nQ. Will it hold?\n\nA. Until spring.\n\nWe measured it.\n\nQ. And then?"
    _, answer, _ = quotes_of(text)
    assert [part.text for part in answer.parts] == ["Until spring.", "We measured it."]


@pytest.mark.parametrize("style", [str.upper, str.title])
def test_names_take_turns(quotes_of: Quoter, style) -> None:
    turns = (
        ("moderator", "Will it hold?"),
        ("Calder", "I think so."),
        ("Okoro", "You said so before."),
        ("Calder", "I did."),
    )
    text = LEAD + "\n\n".join(f"{style(name)}: {words}" for name, words in turns)
    _, *answers = said(quotes_of, text)
    assert answers == [
        ("I think so.", "Ines Calder"),
        ("You said so before.", "Tom Okoro"),
        ("I did.", "Ines Calder"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "ENERGY: Oil fell 2 cents.\n\nCURRENCIES: The dollar rose.\n\nENERGY: Gas was flat.",
        "When: Sunday at ten\n\nWhere: the quay\n\nWhen: Monday at six\n\nWhere: the mill",
        "READ MORE: The dam that held\n\nWATCH: The dam from above\n\nREAD MORE: The quay that fell",
        "Here are the winners:\n\nInes Calder of the Marle Gazette, for her photographs of the dam.",
        "– Nora Feld with files from Marle",
    ],
    ids=["rubrics", "listings", "links", "list", "credit"],
)
def test_other_labels_and_dashes_are_no_speech(text: str) -> None:
    assert not find_speech(text)


def test_a_block_behind_the_one_who_wrote_it(quotes_of: Quoter) -> None:
    text = LEAD + "Calder wrote in a letter to the council:\n\nWe have waited for a new wall for thirty years."
    assert said(quotes_of, text) == [("We have waited for a new wall for thirty years.", "Ines Calder")]


def test_a_block_with_angles_goes_on(quotes_of: Quoter) -> None:
    text = LEAD + "Calder said in a statement:\n\n> The wall is gone and so are we.\n>\n> Nobody asked us."
    [block, *_] = quotes_of(text)
    assert block.speaker is not None and block.speaker.name == "Ines Calder"
    assert block.parts[0].text == "The wall is gone and so are we."


def test_a_post_ends_in_its_credit(quotes_of: Quoter) -> None:
    text = LEAD + "We have a new wall, and it is blue. — Nora Feld (@norafeld) March 3, 2020"
    assert said(quotes_of, text) == [("We have a new wall, and it is blue.", "Nora Feld")]


def test_dialogue_behind_a_dash(quotes_of: Quoter) -> None:
    text = "— The quay is closed, said Nora Feld. We go home."
    assert said(quotes_of, text) == [("The quay is closed,", "Nora Feld"), ("We go home.", "Nora Feld")]


def test_marks_inside_a_turn_are_nested() -> None:
    text = 'Q: Was it "safe"?\n\nA: Yes, "safe" is the word.'
    assert [text[q.start : q.end] for q in find_speech(text)] == ['Was it "safe"?', 'Yes, "safe" is the word.']
