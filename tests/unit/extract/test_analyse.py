"""The face of the wing: any text goes in, in order, and what comes out is the text's own words."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.extract import CODE_VERSION, RULED_LANGUAGES, Pipeline, analyse, as_json
from pipeline.model import Analysis

STORY = (
    '"The bridge is safe," said Ines Calder, the chief engineer. She said the last bolt was changed in May.\n\n'
    'Mayor Tom Okoro called the delay "a shame for the whole town" and promised a party.\n\n'
)

ODD_TEXTS = {
    "nothing": "",
    "blanks": " \n\n \t ",
    "one mark": '"',
    "thousands of marks": '"' * 10_000,
    "marks that never close": "“ said she " * 2_000,
    "emoji": "😀 said “👍🏽” 🇫🇷" * 50,
    "another script": "قال المتحدث إن الجسر آمن. «لا خطر» قال.",
    "a sentence of 50,000 words": "he said that " * 16_700,
    "one long word": "x" * 100_000,
    "lone surrogate": 'He said "\ud800 it is fine," she said.',
    "control characters": 'A\x00B\x0b said "C\x1f".',
    "no letters": "1234 5678 !!! ??? " * 100,
}


PIECES = (
    *"\"“”‘’«»'\n.,:;—>()😀",
    *("''", "``", "\n\nQ: ", "\n\nA: ", "\n\nCALDER: ", " (@ines)", "قال ", "e\u0301 ", "\ud83d", "\x00", '6"'),
    *("said ", "told ", "Ines Calder ", "she ", "it ", "that ", "rain ", "on Friday ", "in London ", "claim "),
)


def assert_own_words(text: str, analysis: Analysis) -> None:
    for mention in analysis.mentions:
        assert text[mention.start : mention.end] == mention.text
    for quote in analysis.quotes:
        assert 0 <= quote.confidence <= 1
        for span in (quote.cue, quote.recipient, quote.place, quote.time):
            assert span is None or text[span.start : span.end] == span.text
        if quote.speaker is not None and quote.speaker.start is not None:
            assert text[quote.speaker.start : quote.speaker.end] == quote.speaker.text
        for part in quote.parts:
            assert part.start < part.end
            assert text[part.start : part.end] == part.text
            assert all(part.start <= start < end <= part.end for start, end in part.fragments)


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS.keys())
def test_any_text_is_read(language_model: Pipeline, text: str) -> None:
    [analysis] = analyse(language_model, [text])
    assert_own_words(text, analysis)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from(PIECES)))
def test_marks_and_words_in_any_order(language_model: Pipeline, pieces: list[str]) -> None:
    text = "".join(pieces)
    [analysis] = analyse(language_model, [text])
    assert_own_words(text, analysis)


def test_texts_come_back_in_order(language_model: Pipeline) -> None:
    texts = ["", STORY, "Nothing happened.", STORY * 3, ""]
    counts = [len(analysis.quotes) for analysis in analyse(language_model, iter(texts))]
    assert counts[0] == counts[2] == counts[4] == 0
    assert counts[3] == 3 * counts[1] > 0


def test_a_text_reads_the_same_alone_and_in_company(language_model: Pipeline) -> None:
    alone = [next(analyse(language_model, [text])) for text in (STORY, STORY + STORY)]
    assert list(analyse(language_model, [STORY, STORY + STORY])) == alone


def test_a_long_text_keeps_its_offsets(language_model: Pipeline) -> None:
    text = STORY * 300
    [analysis] = analyse(language_model, [text])
    assert_own_words(text, analysis)
    first, last = analysis.quotes[0], analysis.quotes[-1]
    assert last.parts[0].start > len(text) - len(STORY)
    assert first.speaker is not None and first.speaker.name == "Ines Calder"


def test_the_contract_form_is_plain_json(language_model: Pipeline) -> None:
    [analysis] = analyse(language_model, [STORY])
    form = json.loads(json.dumps(as_json(analysis)))
    assert set(form) == {"entities", "quotes"}
    assert set(form["entities"][0]) == {"start", "end", "text", "label", "name"}
    keys = {"start", "end", "text", "kind", "statement", "fragments", "cue", "speaker", "confidence"}
    assert all(set(quote) == keys for quote in form["quotes"])
    speaker = form["quotes"][0]["speaker"]
    assert (speaker["text"], speaker["name"], speaker["role"]) == ("Ines Calder", "Ines Calder", "chief engineer")
    assert set(speaker) == {"start", "end", "text", "name", "role"}


def test_the_contract_form_has_what_the_clause_says_of_the_saying(language_model: Pipeline) -> None:
    [analysis] = analyse(language_model, ['"The bridge is safe," Ines Calder told reporters in London on Friday.'])
    [quote] = as_json(analysis)["quotes"]
    assert [quote[key]["text"] for key in ("recipient", "place", "time")] == ["reporters", "London", "Friday"]


def test_parts_of_one_statement_share_its_number(language_model: Pipeline) -> None:
    [analysis] = analyse(language_model, ['"The lift," said Ines Calder, "has not moved since March." It rained.'])
    form = as_json(analysis)
    assert [quote["statement"] for quote in form["quotes"]] == [0, 0]
    assert [quote["text"] for quote in form["quotes"]] == ["The lift,", "has not moved since March."]


def test_rules_have_a_version_and_languages() -> None:
    assert CODE_VERSION
    assert "en" in RULED_LANGUAGES
