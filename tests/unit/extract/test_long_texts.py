"""Rules take time in proportion to the text, whatever it is made of; the model is not counted."""

import gc
from time import process_time

import pytest

from pipeline.extract import Pipeline
from pipeline.extract.entities import find_mentions
from pipeline.extract.language import read
from pipeline.extract.quotation_marks import find_quotations
from pipeline.extract.quotes import find_quotes
from pipeline.extract.reading import Reading
from pipeline.extract.shadow import shadow
from pipeline.extract.tokens import Tokens

PIECES = {
    "news": '"The bridge is safe," said Ines Calder, the engineer. Mayor Tom Okoro called it "a shame".\n\n',
    "datelines": "MIDPORT, Freedonia — The bridge is safe.\n\n",
    "one sentence": "he said that ",
    "marks": '" ',
    "single marks": "‘the dogs’ house’ ",
    "emoji": "😀 said “👍🏽” 🇫🇷 ",
    "another script": "قال المتحدث إن الجسر آمن. «لا خطر» قال. ",
    "questions and answers": "Q: Will it hold, Ines?\n\nA: I think so.\n\n",
    "one paragraph": "Ines Calder told the port authority in London that it was safe, and it said that she was right. ",
}
SHORT, TIMES = 60_000, 4
MOST_GROWTH = 2.5  # on top of that of the text: the machine may be busy


@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES.keys())
def test_time_grows_with_the_text(language_model: Pipeline, piece: str) -> None:
    unit = piece * max(1, 3_000 // len(piece))
    short, long = (
        min(_seconds(language_model, unit, length // len(unit)) for _ in range(2)) for length in (SHORT, TIMES * SHORT)
    )
    assert long < TIMES * MOST_GROWTH * short + 0.1


def _seconds(pipeline: Pipeline, unit: str, times: int) -> float:
    """Time of the rules on a repeated text, of which the model reads one part; collections go through the model."""
    from spacy.tokens import Doc

    [part] = read(pipeline, [shadow(unit)])
    doc = Doc.from_docs([part] * times, ensure_whitespace=False)
    assert doc is not None
    text = unit * times
    find_quotations.cache_clear()
    gc.disable()
    start = process_time()
    shadow(text)
    mentions = find_mentions(Tokens.read(text, doc), doc)
    quotes = find_quotes(Reading(Tokens.read(text, doc), doc, mentions))
    spent = process_time() - start
    gc.enable()
    assert all(text[part.start : part.end] == part.text for quote in quotes for part in quote.parts)
    return spent
