"""The words at which rules look for a name: a story is gone through once for all of them."""

from pipeline.extract.lexicon import enumerations, organisations, places

TRADES = organisations.COMPANIONS_BEFORE | organisations.TRADES_BEFORE
WORDS_OF_PLACES = places.LOWER_CASE_HEADS | places.LEADS | places.HEADS | places.COMPASS | {"Africa"}

SIGNALS = TRADES | WORDS_OF_PLACES | places.NOUNS_OF_UNITS | enumerations.KINDS.keys()
