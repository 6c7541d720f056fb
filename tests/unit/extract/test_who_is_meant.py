"""Whom pronouns and descriptions mean where a name's gender, a message or a clause could mislead."""

import pytest

from tests.unit.extract.conftest import Quoter


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "Mary Calder left the council in May. He said the roads were bad.", "Mary Calder", id="only a given name"
        ),
        pytest.param(
            "Mary Calder left. Her colleagues and John Roe stayed. She said that the roads were bad.",
            "Mary Calder",
            id="another fits",
        ),
        pytest.param(
            "The plan was published on Monday. It says that the roads are bad.", "plan", id="a plan says what it has"
        ),
        pytest.param(
            "Tom Okoro and John Roe lead the union.\n\nMary Calder has worked at the lock for 35 years and lives "
            "beside it. He said that the roads were bad.",
            "Mary Calder",
            id="the paragraph names nobody else",
        ),
        pytest.param(
            "Norda Motors sold the yard. In May, Norda Motors repeated its claim that the roads were bad.",
            "Norda Motors",
            id="its claim",
        ),
        pytest.param(
            "The Danish press wrote in May that Ines Calder would leave.", "Danish press", id="the press is nobody"
        ),
    ],
)
def test_who_speaks(quotes_of: Quoter, text: str, speaker: str) -> None:
    assert [quote.speaker.name for quote in quotes_of(text) if quote.speaker] == [speaker]


def test_the_pronoun_of_the_main_clause_goes_before_a_name_in_the_other(quotes_of: Quoter) -> None:
    text = (
        "Peter Calder spoke on Monday. He asked whether John Roe would come to the lake.\n\n"
        '"The boats are ready for everybody who wants to come," he said.'
    )
    assert quotes_of(text)[-1].speaker.name == "Peter Calder"  # type: ignore[union-attr]


def test_a_newspaper_that_is_told_something_is_not_the_company_that_speaks(quotes_of: Quoter) -> None:
    text = (
        "Norda Motors closed a factory in May. Ines Calder, a driver, told the Granton Post on Monday that she was sad."
        "\n\nThe company said that it would build another one."
    )
    assert quotes_of(text)[-1].speaker.name == "Norda Motors"  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "text",
    [
        "Let me clarify that the lake is safe.",
        "The songs make me wonder if the summer will come.",
        "This explains why the boats are late.",
    ],
)
def test_nobody_speaks(quotes_of: Quoter, text: str) -> None:
    assert not quotes_of(text)


def test_what_is_answered_is_not_said(quotes_of: Quoter) -> None:
    text = 'The guards responded to an alarm in the "old" wing of the museum on Monday.'
    assert [quote for quote in quotes_of(text) if quote.kind != "direct"] == []


def test_who_claimed_it_stands_behind_the_cue(quotes_of: Quoter) -> None:
    [quote] = quotes_of("The new harbour will save time and money for the sailors, claimed the port authority.")
    assert quote.speaker is not None
    assert quote.speaker.text == "the port authority"
