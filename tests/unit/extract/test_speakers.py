"""Who speakers are within the story: the person behind a pronoun or a description, the body behind `it`."""

import pytest

from tests.unit.extract.conftest import Quoter


def speakers(quotes_of: Quoter, text: str) -> list[tuple[str, str]]:
    return [(quote.speaker.name, quote.speaker.kind) for quote in quotes_of(text) if quote.speaker is not None]


LEAD = "Ines Calder, the chief engineer, met Tom Okoro, the mayor of Marle, on Monday.\n\n"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Calder said the dam was safe.", ("Ines Calder", "PER")),
        ("She said the dam was safe.", ("Ines Calder", "PER")),
        ("He said the dam was safe.", ("Tom Okoro", "PER")),
        ("The mayor said the dam was safe.", ("Tom Okoro", "PER")),
        ("The engineer said the dam was safe.", ("Ines Calder", "PER")),
        ("Mr. Okoro said the dam was safe.", ("Tom Okoro", "PER")),
        ("Officials said the dam was safe.", ("officials", "group")),
        ("The police said the dam was safe.", ("police", "group")),
        ("The Swedish agreement said the dam was safe.", ("Swedish agreement", "group")),
        ("The plan pleased engineers and Anna Brandt, who said the dam was safe.", ("Anna Brandt", "PER")),
    ],
)
def test_within_the_story(quotes_of: Quoter, sentence: str, expected: tuple[str, str]) -> None:
    assert speakers(quotes_of, LEAD + sentence) == [expected]


def test_the_subject_of_the_sentence_before_is_meant(quotes_of: Quoter) -> None:
    text = (
        "Karin Holm praised the new dam on Monday. “It is a fine dam,” Holm said.\n\n"
        "Anna Brandt walked out of the meeting. “Nobody has asked the farmers,” she said."
    )
    assert speakers(quotes_of, text)[-1] == ("Anna Brandt", "PER")


def test_an_age_stands_for_the_person_the_story_is_about(quotes_of: Quoter) -> None:
    text = "Daniel Osei won the last mile without shoes. The 19-year-old said they had filled with water."
    assert speakers(quotes_of, text) == [("Daniel Osei", "PER")]


def test_of_two_namesakes_the_one_who_speaks_is_meant(quotes_of: Quoter) -> None:
    text = (
        "Peter Lind died in the river on Monday. His father, Erik Lind, said nobody had warned the boy.\n\n"
        "“Peter loved that river,” Lind said."
    )
    assert speakers(quotes_of, text)[-1] == ("Erik Lind", "PER")


def test_a_name_beside_a_description_is_the_speaker(quotes_of: Quoter) -> None:
    [quote] = quotes_of("The council's chief engineer, Ines Calder, said the dam was safe.")
    assert quote.speaker is not None
    assert (quote.speaker.text, quote.speaker.name) == ("Ines Calder", "Ines Calder")
    assert "engineer" in quote.speaker.role


def test_a_relative_pronoun_stands_for_its_antecedent(quotes_of: Quoter) -> None:
    [quote] = quotes_of("The letter went to Ines Calder, who said the dam was safe.")
    assert quote.speaker is not None
    assert (quote.speaker.text, quote.speaker.name) == ("who", "Ines Calder")


def test_a_lead_may_describe_first_and_name_later(quotes_of: Quoter) -> None:
    text = (
        "Norway's prime minister told parliament that the dam was safe.\n\n"
        "“Nobody has to leave the valley,” Karin Holm said on Monday."
    )
    assert speakers(quotes_of, text) == [("Karin Holm", "PER"), ("Karin Holm", "PER")]


def test_it_and_the_company_stand_for_the_body_that_acts(quotes_of: Quoter) -> None:
    text = "Brisling Energy Corp. said the dam was safe. The company said nobody had to leave. It said so twice."
    names = {name for name, _ in speakers(quotes_of, text)}
    assert len(names) == 1 and "Brisling" in names.pop()


def test_a_council_is_not_the_company_before_it(quotes_of: Quoter) -> None:
    text = "Brisling Energy Corp. said the dam was safe. The council said nobody had to leave the valley."
    assert speakers(quotes_of, text)[-1] == ("council", "group")


def test_a_speaker_known_by_inference_keeps_a_place_only_where_it_has_one(quotes_of: Quoter) -> None:
    for quote in quotes_of(LEAD + "“The dam is safe and has been for years.”"):
        assert quote.speaker is None or (quote.speaker.start is None) == (quote.speaker.end is None)


def test_the_attribution_behind_the_last_paragraph_is_that_of_all(quotes_of: Quoter) -> None:
    text = (
        "Ines Calder asked the council for help on Monday.\n\n“The harbour wall is older than the town.\n\n"
        "“Nobody asked who would pay when it falls,” said Tom Okoro."
    )
    assert speakers(quotes_of, text)[-1] == ("Tom Okoro", "PER")


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        pytest.param(
            "Of Okoro, Ines Calder, who keeps the lock, said, “He is wrong about it.”", "Ines Calder", id="of whom"
        ),
        pytest.param(
            'Ines Calder sent a letter to members saying, "We will not pay for the dam any more."',
            "Ines Calder",
            id="who writes, not who is written to",
        ),
        pytest.param(
            'The outburst came after Ines Calder, asked about the leak, had said, "I think our side leaks plenty too."',
            "Ines Calder",
            id="who was asked and then spoke",
        ),
        pytest.param(
            "That kind of talk led Ines Calder to suggest, in a quiet moment on Monday evening, “The dam is going to "
            "leak, and you and I both know it.”",
            "Ines Calder",
            id="whom something led to speak",
        ),
        pytest.param(
            "Norda Economics director and senior economist Ines Calder said the rate beat the forecast.",
            "Ines Calder",
            id="the second half of a description",
        ),
        pytest.param(
            "According to one of the guards, “Ray took the boat out, and nobody saw him. We were all upset.”",
            "one of the guards",
            id="one of several",
        ),
        pytest.param(
            "According to a study by Norda Research, the dam leaks in three places.", "Norda Research", id="whose study"
        ),
        pytest.param(
            "According to a memo obtained by Norda Media, the dam leaks in three places.", "memo", id="who found it"
        ),
        pytest.param(
            'Tom Okoro was friendly, but Ines Calder was blunt:  "The dam leaks. Nobody has measured it."',
            "Ines Calder",
            id="the nearest to the colon, with two blanks",
        ),
    ],
)
def test_beside_somebody_or_something_else(quotes_of: Quoter, text: str, speaker: str) -> None:
    assert [name for name, _ in speakers(quotes_of, text)] == [speaker]


@pytest.mark.parametrize(
    "credit",
    ["\n\n-Ines Calder, Marle.", "\n\n— President Ines Calder, speaking after the vote", " — Ines Calder, teacher"],
    ids=["below", "below with an office", "behind"],
)
def test_the_name_that_a_dash_sets_behind_a_quotation(quotes_of: Quoter, credit: str) -> None:
    text = 'Tom Okoro came on Monday. "I hope it holds," Okoro said.\n\n"The dam leaks, and it needs to stop."' + credit
    assert speakers(quotes_of, text) == [("Tom Okoro", "PER"), ("Ines Calder", "PER")]


def test_said_a_thing_and_said_another(quotes_of: Quoter) -> None:
    text = (
        "Ines Calder said her talks with Marle had helped the union and said that the dam did not stand for its past."
    )
    assert {name for name, _ in speakers(quotes_of, text)} == {"Ines Calder"}
