"""Extract: names, quotes and their speakers from news text. `analyse` is the one verb."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from itertools import tee
from typing import TYPE_CHECKING

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

if TYPE_CHECKING:
    from spacy.tokens import Doc

__all__ = [
    "CODE_VERSION",
    "RULED_LANGUAGES",
    "Pipeline",
    "analyse",
    "analyse_batch",
    "apply_rules",
    "as_json",
    "detect_language",
    "load",
]

log = logging.getLogger(__name__)

CODE_VERSION = "6"
"""Version of the rules; another one makes stored extractions outdated."""

RULED_LANGUAGES = frozenset({"en"})
"""ISO 639-1 codes of the languages that have rules."""


def analyse(pipeline: Pipeline, texts: Iterable[str]) -> Iterator[Analysis]:
    """Names and quotes of each text, in order; offsets are characters of the text given.

    The model reads each text once, in batches, as a shadow of the same length (see `shadow`).
    """
    originals, shadows = tee(texts)
    for text, doc in zip(originals, read(pipeline, map(shadow, shadows)), strict=True):
        yield apply_rules(text, doc)


def apply_rules(text: str, doc: "Doc") -> Analysis:
    """Names and quotes of a text by `doc`, what a model made of its shadow."""
    tokens = Tokens.read(text, doc)
    mentions = find_mentions(tokens, doc)
    quotes = find_quotes(Reading(tokens, doc, tuple(m for m in mentions if m.label != "NAT")))
    return Analysis(mark_metonyms(mentions, quotes), quotes)


def analyse_batch(pipeline: Pipeline, texts: Sequence[str]) -> list[Analysis | None]:
    """Like `analyse`, with None for a text at which model or rules break, which does not concern the others.

    Where something breaks, halves of the batch are read, until what breaks it is alone; the log says how.
    """
    try:
        return list(analyse(pipeline, texts))
    except MemoryError:
        raise
    except Exception:  # model and rules have no errors in common; what breaks at a text alone is logged
        if len(texts) == 1:
            log.exception("a text cannot be read: %.60r", texts[0])
            return [None]
    middle = len(texts) // 2
    return analyse_batch(pipeline, texts[:middle]) + analyse_batch(pipeline, texts[middle:])
