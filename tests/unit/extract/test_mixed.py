"""Mixed statements: the whole complement as one part, the words in marks as its fragments."""

import pytest

from tests.unit.extract.conftest import Quoter


@pytest.mark.parametrize(
    ("text", "whole", "fragments"),
    [
        (
            'Ines Calder said the plan was "a waste of money" and would never work.',
            'the plan was "a waste of money" and would never work',
            ["a waste of money"],
        ),
        ("Ines Calder called the plan “a waste of money.”", "the plan “a waste of money.”", ["a waste of money."]),
        ("Ines Calder warned of a “deep and long” winter.", "a “deep and long” winter", ["deep and long"]),
        (
            "Ines Calder described the plan as “a waste of money.”",
            "the plan as “a waste of money.”",
            ["a waste of money."],
        ),
        ("Ines Calder promised to “drain the lake.”", "to “drain the lake.”", ["drain the lake."]),
        (
            "The farmers have “a long memory for winters,” Ines Calder said.",
            "The farmers have “a long memory for winters,”",
            ["a long memory for winters,"],
        ),
        (
            "Ines Calder said she was “tired. We have worked all night long, and nobody has thanked us.”",
            "she was “tired. We have worked all night long, and nobody has thanked us.”",
            ["tired. We have worked all night long, and nobody has thanked us."],
        ),
    ],
    ids=["clause", "object", "preposition", "as", "infinitive", "sentence before its cue", "several sentences"],
)
def test_the_whole_complement_with_its_fragments(
    quotes_of: Quoter, text: str, whole: str, fragments: list[str]
) -> None:
    [quote] = quotes_of(text)
    [part] = quote.parts
    assert (quote.kind, part.kind, part.text) == ("mixed", "mixed", whole)
    assert [text[start:end] for start, end in part.fragments] == fragments
    assert quote.speaker is not None and quote.speaker.name == "Ines Calder"


def test_a_quotation_behind_an_addressee_stands_alone(quotes_of: Quoter) -> None:
    [quote] = quotes_of("Ines Calder told reporters: “The plan is a waste of money.”")
    assert (quote.kind, quote.parts[0].text) == ("direct", "The plan is a waste of money.")


def test_two_quotations_are_not_joined_over_a_cue(quotes_of: Quoter) -> None:
    text = "Ines Calder said “nobody knows the price of this,” and added: “I will not vote for it.”"
    assert [(quote.kind, quote.parts[0].text) for quote in quotes_of(text)] == [
        ("direct", "nobody knows the price of this,"),
        ("direct", "I will not vote for it."),
    ]
