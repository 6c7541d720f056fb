"""Direct quotes: the words inside the marks, and who says them by which cue."""

import pytest

from tests.unit.extract.conftest import Quoter


def only(quotes_of: Quoter, text: str) -> tuple[str, str, str, str | None]:
    [quote] = quotes_of(text)
    assert quote.speaker is not None
    return quote.kind, quote.parts[0].text, quote.speaker.name, quote.cue and quote.cue.text


@pytest.mark.parametrize(
    ("text", "speaker", "cue"),
    [
        ('"The dam will hold until spring," Ines Calder said.', "Ines Calder", "said"),
        ('"The dam will hold until spring," said Ines Calder.', "Ines Calder", "said"),
        ('"The dam will hold until spring," said the engineer, Ines Calder.', "Ines Calder", "said"),
        ('"The dam will hold until spring," Ines Calder, the engineer, told reporters.', "Ines Calder", "told"),
        ('Ines Calder said: "The dam will hold until spring."', "Ines Calder", "said"),
        ('Ines Calder looked tired but replied, "The dam will hold until spring."', "Ines Calder", "replied"),
        ('"The dam will hold until spring," according to Ines Calder.', "Ines Calder", "according"),
        ('Ines Calder spoke to Tom Okoro, telling Okoro, "The dam will hold until spring."', "Ines Calder", "telling"),
        ('"The dam will hold until spring," Calder shot back.', "Calder", "shot"),
        ('Ines Calder was more blunt: "The dam will not hold until spring."', "Ines Calder", None),
        ('"The dam will hold until spring," wrote Ines Calder in a letter.', "Ines Calder", "wrote"),
    ],
)
def test_cue_and_speaker(quotes_of: Quoter, text: str, speaker: str, cue: str | None) -> None:
    kind, words, name, found_cue = only(quotes_of, text)
    assert (kind, name, found_cue) == ("direct", speaker, cue)
    assert words.startswith("The dam will")


def test_the_cue_right_before_the_mark_counts_more_than_one_behind_it(quotes_of: Quoter) -> None:
    text = "Ines Calder declared “What a dam!” and said Tom Okoro would continue to pay."
    first, *_ = quotes_of(text)
    assert (first.parts[0].text, first.cue and first.cue.text) == ("What a dam!", "declared")


def test_a_later_quotation_without_a_cue_goes_on(quotes_of: Quoter) -> None:
    first, second = quotes_of('"The dam will hold," said Ines Calder, who keeps a diary. "We measured it twice."')
    assert first.speaker == second.speaker
    assert second.rule == "continued"


def test_a_quotation_around_its_attribution_is_one_statement(quotes_of: Quoter) -> None:
    [quote] = quotes_of('"The dam," Ines Calder said, "will hold until spring."')
    assert [part.text for part in quote.parts] == ["The dam,", "will hold until spring."]


def test_a_quotation_over_paragraphs_is_one_statement(quotes_of: Quoter) -> None:
    text = "“We measured the dam twice this year.\n\n“It will hold until the spring,” said Ines Calder."
    [quote] = quotes_of(text)
    assert quote.speaker is not None and quote.speaker.name == "Ines Calder"
    assert [part.text for part in quote.parts] == [
        "We measured the dam twice this year.",
        "It will hold until the spring,",
    ]


def test_a_paragraph_that_names_nobody_takes_the_speaker_above(quotes_of: Quoter) -> None:
    text = "Ines Calder said the dam was safe.\n\n“We measured it twice, and it has not moved.”"
    *_, quote = quotes_of(text)
    assert quote.speaker is not None and quote.speaker.name == "Ines Calder"
    assert (quote.rule, quote.cue) == ("floating", None)


@pytest.mark.parametrize(
    "text",
    [
        'The so-called "dam of dreams" was never built.',
        'The film "The Long Way Home" opens on Friday.',
        'On Sunday she was a guest on "Morning With Marle."',
        'On Channel 2\'s "Morning With Marle," Ines Calder waved.',
        'They met for "one more dance before the lights".',
        'Bruno "Baker" Lind retired in May.',
        'The sign is 12" wide and 14" high.',
        'Ines Calder said "" and left.',
    ],
    ids=[
        "scare quotes",
        "title",
        "programme",
        "programme before a comma",
        "fragment that nobody says",
        "nickname",
        "inches",
        "nothing",
    ],
)
def test_not_all_that_stands_in_marks_is_speech(quotes_of: Quoter, text: str) -> None:
    assert quotes_of(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        'The man yelled "Stay there!"',
        'Asked whether he would go, Tom Okoro said, "No."',
        'Ines Calder warned of "deep cuts".',
    ],
)
def test_short_quotations_beside_a_cue_are_speech(quotes_of: Quoter, text: str) -> None:
    [quote] = quotes_of(text)
    assert quote.kind == "direct"


@pytest.mark.parametrize(
    "text",
    [
        'The guards have been urged to "stay well away from the water at night".',
        'The guards were told "stay well away from the water at night".',
        'The guards were told: "Stay well away from the water at night."',
        '"You will have to leave the old town," the guards were told on Tuesday.',
        'The plan was called "a disgrace" by many.',
    ],
)
def test_who_is_spoken_of_says_nothing(quotes_of: Quoter, text: str) -> None:
    assert all(quote.speaker is None for quote in quotes_of(text))


def test_in_the_passive_the_agent_says_it(quotes_of: Quoter) -> None:
    [quote] = quotes_of('The plan has been criticized by Ines Calder as "a disgrace to the whole town".')
    assert quote.speaker is not None and quote.speaker.name == "Ines Calder"


def test_what_ends_before_a_mark_that_was_left_out_is_a_quote_of_its_own(quotes_of: Quoter) -> None:
    question, answer = quotes_of('"Are you going to stay? "No," said Ines Calder on Tuesday. She left.')
    assert question.confidence < answer.confidence


def test_labels_and_titles_in_the_passive_are_no_speech(quotes_of: Quoter) -> None:
    assert quotes_of('The parcel was clearly labeled as "fragile".') == ()
    assert quotes_of('Ines Calder was dismissed as "head of school" in June.') == ()


def test_a_description_by_somebody_unnamed_is_speech(quotes_of: Quoter) -> None:
    [quote] = quotes_of('The dam was also described as "a disgrace" last week.')
    assert (quote.kind, quote.speaker) == ("direct", None)


def test_the_writer_is_no_source(quotes_of: Quoter) -> None:
    assert quotes_of('"It is not a story that I like to tell," I said.') == ()
