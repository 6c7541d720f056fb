"""What of a story's text is compared: its words, figures and names, and what an agency says of a re-issue."""

import html
import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache, partial

MAX_CHARACTERS = 100_000
MAX_WORDS = 8_000
LEDE_WORDS = 25
REMEMBERED = 20_000  # words with a capital, which come again in text after text

_TAG = re.compile(r"<[^<>]{1,200}>")
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_FIGURE = re.compile(r"\d+(?:[.,/-]\d+)*")
_FIGURE_OR_WORD = re.compile(rf"{_FIGURE.pattern}|[A-Za-z]+")
NUMERALS = frozenset(
    [
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "dozen",
        "dozens",
        "hundred",
        "thousand",
    ]
)
_NUMERAL_ALONE = {numeral: re.compile(rf"{numeral}(?<![a-z]{numeral})(?![a-z])") for numeral in NUMERALS}
_IN_NAME = r"[^\W_]*+(?:[&'’.]++[^\W_]*+)*+"
_WORD_OR_NAME = re.compile(rf"[a-z]{_IN_NAME}|([^\W\d_]{_IN_NAME})")  # the group is empty for most words
_NAME = re.compile(rf"[^\W\d_]{_IN_NAME}")
_LETTER, _BOUNDARY = re.compile(r"[^\W\d_]"), re.compile(r"\b")
_EDITORS_NOTE = re.compile(
    r"\s*\(?(?:corrects?|adds?|updates?|recasts?|refiles?|correction|this .{3,30} story has been corrected)\b"
    r"[^\n)]{0,300}(?:\)[.:]?\s*|\n\s*)",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"\s*by [^.\n]{3,60}\n\s*", re.IGNORECASE)
_DATELINE = re.compile(r"\s*[^\W\d_][\w .,'’/-]{1,60}\([\w .]{2,22}\)\s*[-–—:]+\s*")

_CORRECTED = r"\W*(?:update\s*\d+\W+)?correct(?:ed|ion|s)\b|.*?\bcorrects\b"
_CORRECTION = re.compile(rf"{_CORRECTED}|\W*this .{{3,30}} story has been corrected", re.IGNORECASE)
_UPDATE = re.compile(r"\W*(?:update\s*\d|wrapup\b)", re.IGNORECASE)
_REISSUE = re.compile(rf"{_CORRECTED}|\W*(?:update\s*\d|wrapup\b|rpt\b|refil|resend)", re.IGNORECASE)
_NOTICE_CHARACTERS = 60

# Scripts written without spaces, and how many letters are about as telling as half a word.
_UNSPACED = (
    (
        re.compile(
            "[\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
        ),
        2,
    ),
    (re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]+"), 4),
)
_FUNCTION_WORDS = frozenset(
    (
        "about after all also although and another any are because before both but can did does each even every few "
        "for from had has have her here him his how however its just many may more most much near new not now off "
        "once one only other our out over per she since some still such than that the their them then there these "
        "they this those though three through two under until upon was were what when where which while who whose why "
        "will with within would yet you your monday tuesday wednesday thursday friday saturday sunday january "
        "february march april june july august september october november december"
    ).split()
)
_ITEMS, _HEADING_WORDS, _PARAGRAPH_WORDS = 3, 14, 12
_SENTENCE_ENDS = tuple(".!?:;…。！？؟।\"'”’)")
_APOSTROPHES = "'’‘"


def clean(text: str) -> str:
    """The text without tags, entities and compatibility characters (Unicode NFKC), cut to MAX_CHARACTERS."""
    plain = html.unescape(_TAG.sub(" ", text[:MAX_CHARACTERS]))
    return unicodedata.normalize("NFKC", plain)[:MAX_CHARACTERS]


def without_lead(text: str) -> str:
    """The text without the editor's note, byline and dateline that outlets change or leave out."""
    for lead in (_EDITORS_NOTE, _BYLINE, _DATELINE):
        if found := lead.match(text):
            text = text[found.end() :]
    return text


def fold(text: str) -> str:
    """The text without case, apostrophes and marks (accents, vowel signs), so that spellings of a word agree."""
    text = text.casefold()
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text)
    for sign in filter(_is_left_out, set(text)):
        text = text.replace(sign, "")
    return text


@lru_cache(maxsize=REMEMBERED)
def _is_left_out(character: str) -> bool:
    return character in _APOSTROPHES or unicodedata.category(character).startswith("M")


def words(text: str) -> list[str]:
    """The folded words in text order; overlapping pieces of a few letters in scripts written without spaces."""
    folded = fold(text)
    for script, width in _UNSPACED if not folded.isascii() else ():
        folded = script.sub(partial(_in_pieces, width), folded)
    return _WORD.findall(folded)[:MAX_WORDS]


def figures(text: str) -> set[str]:
    """The numbers of a text: figures without thousands separators, and numerals such as "two" or "dozen"."""
    lowered = text.replace("İ", " ").lower()  # this one is two characters in lower case
    numerals = {numeral for numeral, alone in _NUMERAL_ALONE.items() if numeral in lowered and alone.search(lowered)}
    return numerals.union(figure.replace(",", "") for figure in _FIGURE.findall(text))


def figures_in_order(text: str) -> list[str]:
    """The numbers of a text as they come, with repetitions."""
    lowered = map(str.lower, _FIGURE_OR_WORD.findall(text))
    return [figure.replace(",", "") for figure in lowered if figure[0].isdigit() or figure in NUMERALS]


def names(text: str) -> list[str]:
    """The words with a capital that can name what a story is about, folded; none in scripts without capitals."""
    return _folded_names(word for word in _WORD_OR_NAME.findall(text) if word[:1].isupper())


def lede_names(text: str) -> list[str]:
    """The names in the first LEDE_WORDS words of a text, in text order.

    A capital at the start of a sentence shows a name only if another name follows, or if the word has a capital inside
    a sentence too. Where that leaves none, such words are taken for names.
    """
    lede = " ".join(text.split(maxsplit=LEDE_WORDS)[:LEDE_WORDS])
    capitalised = [found for found in _NAME.finditer(lede) if found[0][0].isupper()]
    is_inside = cache(partial(_is_inside, text))
    sure = [
        found[0]
        for found in capitalised
        if not _starts_sentence(lede, found) or _goes_on(lede, found) or is_inside(found[0])
    ]
    return _folded_names(sure) or _folded_names(found[0] for found in capitalised)


def _folded_names(capitalised: Iterable[str]) -> list[str]:
    found = dict.fromkeys(map(_folded_name, dict.fromkeys(capitalised)))
    return [name for name in found if len(name) > 2 and name not in _FUNCTION_WORDS]


@lru_cache(maxsize=REMEMBERED)
def _folded_name(word: str) -> str:
    return fold(word.removesuffix("'s").removesuffix("’s")).replace(".", "")


def _starts_sentence(text: str, word: re.Match[str]) -> bool:
    before = text[: word.start()].rstrip(" \"'“‘(")
    return not before or before.endswith((".", "!", "?", ":"))


def _goes_on(text: str, word: re.Match[str]) -> bool:
    return text[word.end() :].lstrip(" &-")[:1].isupper()


def _is_inside(text: str, name: str) -> bool:
    """Whether a name stands behind a letter, or behind a letter and a comma, somewhere in a text."""
    place = text.find(f" {name}")
    while place >= 0:
        end = place + 1 + len(name)
        letter = text[max(0, place - 2) : place].removesuffix(",")[-1:]
        if _LETTER.match(letter) and _BOUNDARY.match(text, end):
            return True
        place = text.find(f" {name}", place + 1)
    return False


def is_digest(text: str) -> bool:
    """Whether the text is a row of items, each a heading on its own line and a paragraph."""
    lines = [line.split() for line in text.splitlines() if line.strip()]
    before = [[""] * _PARAGRAPH_WORDS, *lines]
    items = sum(
        len(heading) <= _HEADING_WORDS
        and not heading[-1].endswith(_SENTENCE_ENDS)
        and min(len(previous), len(paragraph)) >= _PARAGRAPH_WORDS
        for previous, heading, paragraph in zip(before, lines, lines[1:], strict=False)
    )
    return items >= _ITEMS


def is_reissue(headline: str, text: str) -> bool:
    """Whether the agency says that this replaces or repeats an earlier text (CORRECTED, UPDATE 2, RPT, REFILE ...)."""
    return _says(_REISSUE, headline, text[:40])


def is_correction(headline: str, text: str) -> bool:
    """Whether the agency says that this corrects an earlier text."""
    return _says(_CORRECTION, headline, text[:_NOTICE_CHARACTERS])


def is_update(headline: str) -> bool:
    """Whether the headline says that this is an update ("UPDATE 2-", "WRAPUP 1-")."""
    return bool(_UPDATE.match(headline))


def _says(notice: re.Pattern[str], headline: str, opening: str) -> bool:
    return bool(notice.match(headline) or notice.match(opening))


def _in_pieces(width: int, run: re.Match[str]) -> str:
    letters = run[0]
    pieces = (letters[first : first + width] for first in range(max(1, len(letters) - width + 1)))
    return f" {' '.join(pieces)} "
