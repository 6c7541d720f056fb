"""A text as hashes: enough to find its near-duplicates and to judge them, and nothing that can be read back.

Words are taken three at a time, which survives copy-editing and still carries order. The sketch that goes into an
index is a sample of these grams by value (every document keeps or drops the same gram), so that it shows containment
and not only resemblance: Manber, "Finding similar files in a large file system" (USENIX 1994); Broder, "On the
resemblance and containment of documents" (1997).
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import xxhash

from pipeline.dedupe import text as reading

type Hashes = npt.NDArray[np.int64]

CODE_VERSION = "2"

SAMPLE = 16
OPENING_GRAMS, OPENING_SAMPLE = 60, 4
SHORT_WORDS, SHORT_SAMPLE = 60, 2
LEDE_GRAMS = 35
REMEMBERED = 50_000  # words whose hashes are kept, since most come again in text after text

_MULTIPLIERS = tuple(np.uint64(odd) for odd in (0x9E3779B97F4A7C15, 0xD1B54A32D192ED03, 0x8CB92BA72F3D8DD7))
_ARRAYS = ("grams", "lede", "sketch", "figures", "names", "lede_names", "headline")
_FLAGS = ("is_digest", "is_reissue", "is_correction", "is_update")
_HEADER = struct.Struct(f"<BqI{len(_ARRAYS)}I")


@dataclass(frozen=True, slots=True, eq=False)
class Fingerprint:
    """What is kept of a text. Hashes have 63 bits, so that a signed SQL bigint holds them.

    All arrays are sorted and distinct but for `lede_names`, which is in text order. `whole` is the hash of all words
    in their order: equal in two texts that differ in case, punctuation and layout only.
    """

    whole: int
    words: int
    grams: Hashes
    lede: Hashes
    sketch: Hashes
    figures: Hashes
    names: Hashes
    lede_names: Hashes
    headline: Hashes
    is_digest: bool
    is_reissue: bool
    is_correction: bool
    is_update: bool


def fingerprint(headline: str, text: str) -> Fingerprint:
    """The fingerprint of a story; the headline counts only as evidence about a re-issue or a very short text."""
    headline, text = reading.clean(headline), reading.clean(text)
    body = reading.without_lead(text)
    words = reading.words(body)
    grams = _grams(words)
    whole = _hash(" ".join(words))
    return Fingerprint(
        whole=whole,
        words=len(words),
        grams=_distinct(grams),
        lede=_distinct(grams[:LEDE_GRAMS]),
        sketch=_sketch(grams, whole, len(words)),
        figures=_distinct(_hashes(reading.figures(body))),
        names=_distinct(_hashes(reading.names(body))),
        lede_names=_hashes(reading.lede_names(body)),
        headline=_distinct(_hashes(word for word in reading.words(headline) if len(word) > 3)),
        is_digest=reading.is_digest(body),
        is_reissue=reading.is_reissue(headline, text),
        is_correction=reading.is_correction(headline, text),
        is_update=reading.is_update(headline),
    )


def encode(fingerprint: Fingerprint) -> bytes:
    """The fingerprint as bytes, little-endian; `decode` reads those that the same CODE_VERSION wrote."""
    flags = sum(1 << bit for bit, flag in enumerate(_FLAGS) if getattr(fingerprint, flag))
    arrays = [getattr(fingerprint, name).astype("<i8") for name in _ARRAYS]
    header = _HEADER.pack(flags, fingerprint.whole, fingerprint.words, *map(len, arrays))
    return header + b"".join(array.tobytes() for array in arrays)


def decode(content: bytes) -> Fingerprint:
    """The fingerprint that `encode` wrote."""
    flags, whole, words, *lengths = _HEADER.unpack_from(content)
    hashes = np.frombuffer(content, dtype="<i8", offset=_HEADER.size).astype(np.int64, copy=False)
    arrays = np.split(hashes, np.cumsum(lengths)[:-1])
    fields: dict[str, Any] = dict(zip(_ARRAYS, arrays, strict=True))
    fields |= {flag: bool(flags >> bit & 1) for bit, flag in enumerate(_FLAGS)}
    return Fingerprint(whole=whole, words=words, **fields)


def _hash(text: str) -> int:
    return xxhash.xxh64_intdigest(text.encode()) >> 1


_hash_of_word = lru_cache(maxsize=REMEMBERED)(_hash)


def _hashes(words: Iterable[str]) -> Hashes:
    return np.array(list(map(_hash_of_word, words)), dtype=np.int64)


def _distinct(hashes: Hashes) -> Hashes:
    """What `np.unique` returns, which takes several times as long for some hundreds."""
    ordered = np.sort(hashes)
    is_first = np.ones(len(ordered), dtype=np.bool_)
    np.not_equal(ordered[1:], ordered[:-1], out=is_first[1:])
    return ordered[is_first]


def _grams(words: list[str]) -> Hashes:
    """The hashes of all runs of three words, in text order; a shorter text gives its words."""
    single = _hashes(words)
    if len(single) < len(_MULTIPLIERS):
        return single
    runs = len(single) - len(_MULTIPLIERS) + 1
    mixed = np.zeros(runs, dtype=np.uint64)
    for place, multiplier in enumerate(_MULTIPLIERS):
        mixed += single[place : place + runs].astype(np.uint64) * multiplier
    for shift, multiplier in zip((30, 27, 31), (*_MULTIPLIERS[1:], np.uint64(1)), strict=True):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * multiplier
    return (mixed >> np.uint64(1)).astype(np.int64)


def _sketch(grams: Hashes, whole: int, words: int) -> Hashes:
    """A sample of the grams, denser in the opening, and the hash of the whole text, by which short copies are found."""
    keep = grams % SAMPLE == 0
    opening = grams[:OPENING_GRAMS]
    keep[:OPENING_GRAMS] |= opening % (SHORT_SAMPLE if words < SHORT_WORDS else OPENING_SAMPLE) == 0
    return _distinct(np.append(grams[keep], whole)) if words else grams
