"""To whom, where and when something was said."""

import pytest

from tests.unit.extract.conftest import Quoter


@pytest.mark.parametrize(
    ("text", "recipient", "place", "time"),
    [
        ('"The dam holds," Ines Calder told The Associated Press on Tuesday.', "The Associated Press", None, "Tuesday"),
        ('"The dam will hold," said Ines Calder.', None, None, None),
        ("Ines Calder told reporters in London on Friday that the dam was safe.", "reporters", "London", "Friday"),
        ("Ines Calder said in an interview with Reuters that the dam was safe.", "Reuters", None, None),
        ("In Paris, Ines Calder said the dam was safe.", None, "Paris", None),
        ("Ines Calder said the dam broke in London on Tuesday.", None, None, None),
        ("According to Ines Calder, the dam was safe.", None, None, None),
    ],
)
def test_what_the_clause_says(
    quotes_of: Quoter, text: str, recipient: str | None, place: str | None, time: str | None
) -> None:
    [quote] = quotes_of(text)
    found = [span and span.text for span in (quote.recipient, quote.place, quote.time)]
    assert found == [recipient, place, time]
    for span in (quote.recipient, quote.place, quote.time):
        assert span is None or text[span.start : span.end] == span.text
