"""Extract: names, quotes and their speakers from news text. `analyse` is the one verb."""

from collections.abc import Iterable, Iterator
from itertools import tee

from pipeline.extract.contract import as_json
from pipeline.extract.detection import detect_language
from pipeline.extract.entities import find_mentions
from pipeline.extract.language import Pipeline, load, read
from pipeline.extract.metonyms import mark_metonyms
from pipeline.extract.quotes import find_quotes
from pipeline.extract.reading import Reading
from pipeline.extract.shadow import shadow
from pipeline.extract.tokens import Tokens
from pipeline.model import Analysis

__all__ = ["CODE_VERSION", "RULED_LANGUAGES", "Pipeline", "analyse", "as_json", "detect_language", "load"]

CODE_VERSION = "5"
"""Version of the rules; another one makes stored extractions outdated."""

RULED_LANGUAGES = frozenset({"en"})
"""ISO 639-1 codes of the languages that have rules."""


def analyse(pipeline: Pipeline, texts: Iterable[str]) -> Iterator[Analysis]:
    """Names and quotes of each text, in order; offsets are characters of the text given.

    The model reads each text once, in batches, as a shadow of the same length (see `shadow`).
    """
    originals, shadows = tee(texts)
    for text, doc in zip(originals, read(pipeline, map(shadow, shadows)), strict=True):
        tokens = Tokens.read(text, doc)
        mentions = find_mentions(tokens, doc)
        quotes = find_quotes(Reading(tokens, doc, tuple(m for m in mentions if m.label != "NAT")))
        yield Analysis(mark_metonyms(mentions, quotes), quotes)
