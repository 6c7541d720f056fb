"""Reported clauses: which words belong to them, and which do not."""

import pytest

from tests.unit.extract.conftest import Quoter


def clauses(quotes_of: Quoter, text: str) -> list[str]:
    return [part.text for quote in quotes_of(text) for part in quote.parts if part.kind == "indirect"]


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("Ines Calder said the dam would hold until spring.", "the dam would hold until spring"),
        ("Ines Calder said that the dam would hold.", "that the dam would hold"),
        ("The dam would hold until spring, Ines Calder said.", "The dam would hold until spring"),
        ("According to Ines Calder, the dam will hold.", "the dam will hold"),
        ("The dam will hold until spring, according to Ines Calder.", "The dam will hold until spring"),
        ("Ines Calder told a news conference that the dam would hold.", "that the dam would hold"),
        ("Ines Calder urged residents to leave the valley.", "to leave the valley"),
        ("Ines Calder promised to inspect the dam every week.", "to inspect the dam every week"),
        ("Ines Calder said too often, nobody measured the dam.", "too often, nobody measured the dam"),
        ("Ines Calder called the dam a ruin.", "the dam a ruin"),
        ("Ines Calder accused the council of hiding the costs.", "the council of hiding the costs"),
        ("Ines Calder's claim that the dam would hold was wrong.", "that the dam would hold"),
        ("Ines Calder issued a warning that the dam would break.", "that the dam would break"),
    ],
)
def test_the_clause_without_its_attribution(quotes_of: Quoter, text: str, clause: str) -> None:
    [quote] = quotes_of(text)
    assert [part.text for part in quote.parts] == [clause]
    assert quote.kind == "indirect"
    assert quote.speaker is not None and quote.speaker.name == "Ines Calder"


def test_a_participle_of_saying_starts_a_statement_of_its_own(quotes_of: Quoter) -> None:
    text = "Ines Calder said the dam was safe, adding that nobody had to leave the valley."
    assert clauses(quotes_of, text) == ["the dam was safe", "that nobody had to leave the valley"]
    assert {quote.speaker and quote.speaker.name for quote in quotes_of(text)} == {"Ines Calder"}


def test_what_stands_between_a_speaker_and_the_cue_is_not_said(quotes_of: Quoter) -> None:
    text = "Council spokesman Tom Okoro, asked whether a meeting would be useful, said the dam was safe."
    assert clauses(quotes_of, text) == ["the dam was safe"]


def test_a_comment_at_the_end_is_the_writers(quotes_of: Quoter) -> None:
    text = "Ines Calder said the council had ordered a new dam, which was the third in ten years."
    assert clauses(quotes_of, text) == ["the council had ordered a new dam"]


def test_another_speaker_takes_over_at_the_conjunction(quotes_of: Quoter) -> None:
    text = "Ines Calder said the dam was safe, while Tom Okoro said it would break in spring."
    found = [(quote.speaker and quote.speaker.name, quote.parts[0].text) for quote in quotes_of(text)]
    assert found == [("Ines Calder", "the dam was safe"), ("Tom Okoro", "it would break in spring")]


def test_a_statement_in_a_letter_is_its_authors(quotes_of: Quoter) -> None:
    [quote] = quotes_of("Ines Calder released a statement saying the dam was safe.")
    assert quote.speaker is not None and quote.speaker.name == "Ines Calder"


def test_according_to_in_mid_sentence_leaves_both_sides(quotes_of: Quoter) -> None:
    text = "On the next day, according to Ines Calder, the dam began to leak."
    assert clauses(quotes_of, text) == ["On the next day", "the dam began to leak"]


def test_a_parenthesis_leaves_two_parts_of_one_statement(quotes_of: Quoter) -> None:
    [quote] = quotes_of("Half of the money, Ines Calder said, will go to the schools of the valley.")
    assert [part.text for part in quote.parts] == ["Half of the money", "will go to the schools of the valley"]


@pytest.mark.parametrize(
    "text",
    [
        "I said the dam was safe.",
        "Ines Calder would not say that the dam was safe.",
        "Ines Calder will say that the dam is safe.",
        "Ines Calder did not say whether the dam was safe.",
        "Ines Calder declined to say whether the dam was safe.",
        "Ines Calder denied the claim that the dam was safe.",
        "Ines Calder was asked whether the dam was safe.",
        "Ines Calder thought the dam was safe.",
    ],
    ids=[
        "first person",
        "not said",
        "not yet said",
        "denied by not",
        "declined",
        "nobody's claim",
        "asked of her",
        "only thought",
    ],
)
def test_what_nobody_said_is_no_quote(quotes_of: Quoter, text: str) -> None:
    assert quotes_of(text) == ()
