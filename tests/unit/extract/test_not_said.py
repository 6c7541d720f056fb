"""What was not said is no statement; what was said in an unusual order is one."""

import pytest

from tests.unit.extract.conftest import Quoter


@pytest.mark.parametrize(
    "text",
    [
        "If Ines Calder said that the dam was safe, nobody heard it.",
        "Unless Ines Calder says that the dam is safe, we will stay.",
        "Did Ines Calder say that the dam was safe?",
        "No one said that the dam was safe.",
        "Neither Ines Calder nor Tom Okoro said the dam was safe.",
        "Ines Calder is expected to announce that the dam is safe.",
        "Ines Calder wants to tell the council that the dam is safe.",
        "Ines Calder has yet to say that the dam was safe.",
        "Ines Calder denied saying that the dam was safe.",
        "WATCH: Ines Calder says the dam is safe",
        "Ines Calder said the dam was safe. (Nora Feld/Marle Press)",
    ],
)
def test_no_statement(quotes_of: Quoter, text: str) -> None:
    assert quotes_of(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Ines Calder did say that the dam was safe.",
        "Ines Calder went on to say that the dam was safe.",
        "Ines Calder said that the dam was not safe.",
    ],
)
def test_emphasis_and_denials_inside_the_clause_are_statements(quotes_of: Quoter, text: str) -> None:
    [quote] = quotes_of(text)
    assert quote.speaker is not None and quote.speaker.name == "Ines Calder"


def test_a_short_answer_behind_its_cue(quotes_of: Quoter) -> None:
    [quote] = quotes_of('Ines Calder said in Marle, "No."')
    assert (quote.kind, quote.parts[0].text) == ("direct", "No.")


def test_a_clause_goes_on_behind_its_attribution(quotes_of: Quoter) -> None:
    text = "The effects are hard to predict, Ines Calder said, because nobody has measured them so far."
    parts = [part.text for quote in quotes_of(text) for part in quote.parts]
    assert parts == ["The effects are hard to predict", "because nobody has measured them so far"]


def test_they_are_the_last_subject_in_the_plural(quotes_of: Quoter) -> None:
    text = "The engineers lost the vote on Tuesday. They say the dam is not safe."
    [quote] = quotes_of(text)
    assert quote.speaker is not None and (quote.speaker.text, quote.speaker.name) == ("They", "engineers")


@pytest.mark.parametrize(
    "text",
    [
        "It is fair to say that the dam leaks.",
        "However, it's important to note that this one is not friendly to cats.",
        "Her account does seem to suggest that she goes by another name.",
    ],
)
def test_what_nobody_says(quotes_of: Quoter, text: str) -> None:
    assert quotes_of(text) == ()


def test_a_sentence_before_the_colon_of_the_cues_own_is_not_said(quotes_of: Quoter) -> None:
    text = "But the dam also had its problems: Ines Calder recalled the terror of “rowing” in the first month."
    assert [part.text for quote in quotes_of(text) for part in quote.parts] == [
        "the terror of “rowing” in the first month"
    ]
