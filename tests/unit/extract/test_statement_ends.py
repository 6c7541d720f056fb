"""Where a statement starts and ends when marks, further cues or the occasion stand in between."""

import pytest

from tests.unit.extract.conftest import Quoter


def statements(quotes_of: Quoter, text: str) -> list[tuple[str, str]]:
    """Speaker's name and words of each part."""
    return [
        (quote.speaker.name if quote.speaker else "", part.text) for quote in quotes_of(text) for part in quote.parts
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            'Ines Calder said the plan was "a waste," because the lake had no outlet.',
            'the plan was "a waste," because the lake had no outlet',
        ),
        (
            'Ines Calder said that the dam was "a danger," and that nobody had measured it.',
            'that the dam was "a danger," and that nobody had measured it',
        ),
        ('Ines Calder called the plan "a waste" in an interview with the station.', 'the plan "a waste"'),
        (
            'Ines Calder called the plan "a waste" for the whole of the valley.',
            'the plan "a waste" for the whole of the valley',
        ),
        ("Ines Calder wrote that the plan was a “waste“ of money.", "that the plan was a “waste“ of money"),
    ],
    ids=["reason", "second clause", "occasion", "object goes on", "mark turned the wrong way"],
)
def test_the_end_behind_marks(quotes_of: Quoter, text: str, words: str) -> None:
    assert statements(quotes_of, text) == [("Ines Calder", words)]


def test_words_between_the_marks_and_the_attribution_are_said_too(quotes_of: Quoter) -> None:
    text = '"The villages have no choice" but to leave the valley, said Ines Calder.'
    assert statements(quotes_of, text) == [
        ("Ines Calder", '"The villages have no choice" but to leave the valley'),
    ]


def test_quotations_with_a_conjunction_between_them_are_one(quotes_of: Quoter) -> None:
    [(_, words)] = statements(quotes_of, 'The farmers chanted "give us back our lake" and "no more dams here."')
    assert words == '"give us back our lake" and "no more dams here."'


def test_a_further_predicate_of_the_speaker_is_another_statement(quotes_of: Quoter) -> None:
    text = 'Ines Calder said she found the plan "very good" and called its cost "a scandal."'
    assert statements(quotes_of, text) == [
        ("Ines Calder", 'she found the plan "very good"'),
        ("Ines Calder", 'its cost "a scandal."'),
    ]


def test_a_sentence_before_a_colon_or_semicolon_is_not_said(quotes_of: Quoter) -> None:
    colon = "The second spring was no better: Ines Calder said the dam had lost half of its water."
    semicolon = "The council met at noon; Ines Calder said the dam would hold until spring."
    assert statements(quotes_of, colon) == [("Ines Calder", "the dam had lost half of its water")]
    assert statements(quotes_of, semicolon) == [("Ines Calder", "the dam would hold until spring")]


def test_what_hangs_on_the_front_goes_on_behind_the_attribution(quotes_of: Quoter) -> None:
    text = "It is the council's job, Ines Calder said, to look after the dam."
    assert [words for _, words in statements(quotes_of, text)] == [
        "It is the council's job",
        "to look after the dam",
    ]


def test_others_figures_are_no_part_of_the_statement(quotes_of: Quoter) -> None:
    text = "Sixty percent of the farmers said they wanted a new dam, compared with 41 percent of the villagers."
    assert [words for _, words in statements(quotes_of, text)] == ["they wanted a new dam"]


def test_idioms_of_saying(quotes_of: Quoter) -> None:
    text = "Ines Calder made it clear that the dam would not be sold."
    assert statements(quotes_of, text) == [("Ines Calder", "that the dam would not be sold")]


@pytest.mark.parametrize(
    "text",
    ["The fair, called Harbour Days, opened on Friday.", "If all goes according to plan, the dam will be full by May."],
)
def test_names_and_plans_are_no_statements(quotes_of: Quoter, text: str) -> None:
    assert statements(quotes_of, text) == []


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ('Ines Calder answered the farmers by saying, "The dam will hold for years."', "Ines Calder"),
        ('Ines Calder wrote the engineers knew of the cracks, adding, "They told nobody."', "Ines Calder"),
        ('Holding candles, the farmers chanted, "Give us back our lake."', "farmers"),
        ('Continued Ines Calder: "The dam will hold for years."', "Ines Calder"),
        ('"Give us back our lake," read one. The farmers marched on.', "one"),
        ('The farmers were more blunt: "Give us back our lake."', "farmers"),
        ('Ines Calder\'s message is a simple one: "Leave the lake alone."', "Ines Calder"),
    ],
    ids=["by saying", "participle", "nearest subject", "inverted", "pronoun", "announced", "possessor"],
)
def test_who_says_a_quotation(quotes_of: Quoter, text: str, speaker: str) -> None:
    last = quotes_of(text)[-1]
    assert last.kind == "direct"
    assert last.speaker is not None and last.speaker.name == speaker


def test_a_quotation_that_goes_on_belongs_to_the_person_that_who_stands_for(quotes_of: Quoter) -> None:
    text = '"The dam is old," said Ines Calder, who noted that its price had "cratered" since May. "We need a new one."'
    assert quotes_of(text)[-1].speaker is not None
    assert {quote.speaker and quote.speaker.name for quote in quotes_of(text)} == {"Ines Calder"}
    assert quotes_of(text)[-1].speaker.text == "Ines Calder"  # type: ignore[union-attr]


def test_he_and_she_mean_the_subject_of_the_main_clause(quotes_of: Quoter) -> None:
    text = "Tom Okoro said that Peter Holm had sold the dam.\n\n“He did it for the money,” he said."
    assert quotes_of(text)[-1].speaker is not None
    assert quotes_of(text)[-1].speaker.name == "Tom Okoro"  # type: ignore[union-attr]


def test_a_title_tells_two_persons_of_one_surname_apart(quotes_of: Quoter) -> None:
    text = (
        "John Calder and Mary Calder own the mill. John Calder built it. Mr. Calder said the mill was safe. "
        "Mrs. Calder said it was old."
    )
    assert [name for name, _ in statements(quotes_of, text)] == ["John Calder", "Mary Calder"]


def test_a_description_and_a_name_between_commas(quotes_of: Quoter) -> None:
    text = "The minister for roads and public works, Ines Calder, said the bridge would open in May."
    assert statements(quotes_of, text) == [("Ines Calder", "the bridge would open in May")]
