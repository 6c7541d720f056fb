"""How names are compared: what accents, capitals, transliteration and legal forms change leaves a name the same."""

import re
import unicodedata
from functools import cache
from typing import Literal

type Likeness = Literal["spelling", "transliteration", "middle name", "vowels", "initials", "surname", "abbreviation"]

STRONG: frozenset[Likeness] = frozenset(("spelling", "transliteration", "middle name"))
"""Likenesses that need no company to speak for them."""

WITHOUT_DECOMPOSITION = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe", "ə": "a", "&": " and "}
)
MARKS = re.compile(r"[.'’‘`ʼʻ]")
TRANSLITERATIONS = (
    # German, French and English letters for one sound
    *(("tsch", "ch"), ("tch", "ch"), ("sch", "sh"), ("ph", "f"), ("ck", "k"), ("ou", "u"), ("oo", "u"), ("w", "v")),
    # umlauts written out
    *(("ue", "u"), ("oe", "o"), ("ae", "a")),
    # Cyrillic and Arabic letters that English writes in several ways
    *(("dzh", "j"), ("dj", "j"), ("kh", "h"), ("gh", "g"), ("dh", "d"), ("q", "k"), ("x", "ks"), ("tz", "ts")),
    # the many ends of Slavic names: -sky, -skiy, -skyy, -skij, -ski
    *(("ij", "i"), ("ej", "ei"), ("aj", "ai"), ("y", "i")),
)
DOUBLED = re.compile(r"(.)\1+")
VOWELS = re.compile("[aeiou]")
BRITISH = (("isation", "ization"), ("centre", "center"), ("defence", "defense"), ("labour", "labor"))

GENERATIONS = frozenset("jr sr ii iii iv".split())
ARTICLES = frozenset("al el".split())
LINKS = frozenset("of for the and on in to de la del di des et und".split())
LEGAL_FORMS = frozenset("corporation corp inc ltd limited llc plc ag sa gmbh co company".split())
SHORTEST_CONSONANTS = 3
LONGEST_ABBREVIATION = 6


@cache
def folded(name: str) -> tuple[str, ...]:
    """The words of a name in lower case without accents, full stops and apostrophes; hyphens part words."""
    plain = unicodedata.normalize("NFKD", name.casefold().translate(WITHOUT_DECOMPOSITION))
    plain = MARKS.sub("", "".join(c for c in plain if not unicodedata.combining(c)))
    return tuple(plain.replace("-", " ").split())


@cache
def sound(word: str) -> str:
    """A folded word as any transliteration would have it: `zelensky`, `zelenskiy` and `zelenskyy` are `zelenski`."""
    for written, heard in TRANSLITERATIONS:
        word = word.replace(written, heard)
    return DOUBLED.sub(r"\1", word)


def consonants(word: str) -> str:
    """The consonants of a sound, with a sign for a vowel at its head; transliterations differ in vowels most."""
    return ("-" if VOWELS.match(word) else "") + VOWELS.sub("", word)


@cache
def person_words(name: str) -> tuple[str, ...]:
    """The sounds of a person's name without articles; one that marks a generation stays, at the end."""
    words = [sound(word) if word not in GENERATIONS else word for word in folded(name) if word not in ARTICLES]
    return tuple(words)


@cache
def body_words(name: str) -> tuple[str, ...]:
    """The words of a body's or a place's name without article and legal form, in American spelling."""
    words = list(folded(name))
    while len(words) > 1 and words[-1] in LEGAL_FORMS:
        words.pop()
    if len(words) > 1 and words[0] == "the":
        words = words[1:]
    for british, american in BRITISH:
        words = [word.replace(british, american) for word in words]
    return tuple(words)


def compared(kind: str, name: str) -> tuple[str, ...]:
    """The words by which names of a kind are compared: equal ones are equal in spelling or transliteration."""
    return person_words(name) if kind == "PER" else body_words(name)


def block(kind: str, name: str) -> str:
    """A key that all names share which might be one: names of two blocks never meet by their spelling."""
    if kind == "PER":
        words = [word for word in person_words(name) if word not in GENERATIONS]
        surname = words[-1] if words else name.casefold()
        return f"PER {consonants(surname)}"
    words = list(body_words(name))
    initials = "".join(word[0] for word in words if word not in LINKS)
    key = initials if kind == "ORG" and len(initials) > 1 else "".join(words)
    return f"{kind} {key or name.casefold()}"


def is_abbreviation(name: str) -> bool:
    """Whether a name may be the initials of another."""
    letters = name.replace(".", "")
    return letters.isalpha() and letters.isupper() and 1 < len(letters) <= LONGEST_ABBREVIATION


def likeness(kind: str, one: str, other: str) -> Likeness | None:
    """In what two names of a kind are alike; None where they are names of two things.

    An abbreviation is like the name whose initials it is; whether a story ever said so, the caller knows.
    """
    if kind == "PER":
        return _likeness_of_persons(one, other)
    if body_words(one) == body_words(other):
        return "spelling"
    if kind == "ORG" and is_abbreviation(one) != is_abbreviation(other) and block(kind, one) == block(kind, other):
        return "abbreviation"
    return None


def _likeness_of_persons(one: str, other: str) -> Likeness | None:
    if folded(one) == folded(other):
        return "spelling"
    shorter, longer = sorted((person_words(one), person_words(other)), key=len)
    if shorter == longer:
        return "transliteration"
    if not shorter or GENERATIONS.intersection(shorter) != GENERATIONS.intersection(longer):
        return None
    if len(shorter) == len(longer) > 1 and all(map(_differ_in_vowels, shorter, longer)):
        return "vowels"
    if shorter[-1] != longer[-1]:
        return None
    if len(shorter) == 1:
        return "surname"
    if _abbreviates(shorter, longer) or (len(shorter) == len(longer) and _abbreviates(longer, shorter)):
        return "initials"
    if shorter[0] == longer[0] and len(shorter[0]) > 1 and _is_subsequence(shorter, longer):
        return "middle name"
    return None


def _differ_in_vowels(one: str, other: str) -> bool:
    if one == other:
        return True
    key = consonants(one)
    return key == consonants(other) and len(key) >= SHORTEST_CONSONANTS


def _abbreviates(initials: tuple[str, ...], name: tuple[str, ...]) -> bool:
    """Whether the words before the surname are the first letters of those of the other name: `j smith`, `jr smith`."""
    given, letters = name[:-1], "".join(initials[:-1])
    is_initials = all(len(word) == 1 for word in initials[:-1]) or (
        len(initials) == 2 and 1 < len(letters) <= len(given)
    )
    return is_initials and "".join(word[0] for word in given).startswith(letters) and given != initials[:-1]


def _is_subsequence(shorter: tuple[str, ...], longer: tuple[str, ...]) -> bool:
    """Whether the words of one name are found in the other in order, an initial standing for a name."""
    rest = iter(longer)
    return all(any(word == other or (len(word) == 1 and other.startswith(word)) for other in rest) for word in shorter)
