"""The copy of a text that the model reads: the same length, in the typography that it was trained on."""

import re
from functools import lru_cache
from itertools import islice

from pipeline.extract.quotation_marks import find_quotations, is_single

STRAIGHT_MARKS = {"’": "'", "‘": "'", "`": "'", "“": '"', "”": '"'}
COMMA_WITHOUT_BLANK = re.compile(r",(?=“\w)")
WRAPPED_LINE = re.compile(r"\n(?<=[^\n.!?:]\n)(?=[a-z])")  # the sought sign first, for speed
DANGLING_HYPHEN = re.compile(r"-(?:(?<=\w-)(?=\s)|(?<=\s-)(?=\w))")
CAPITALISED = re.compile(r"\b[A-Z][a-zà-ÿ]+\b")
WORD = re.compile(r"[^\W\d_]{2,}")
TWO_CAPITALS = re.compile(r"[A-Z\u0080-\U0010ffff]{2}")
OTHER_WORD = re.compile(r"[a-z][a-z][^\W\d_]*")
LONG_WORD = re.compile(r"[^\W\d_]{4,}")
DATELINE_PLACE = re.compile(r"[A-Z][A-Z .'/-]{3,60}(?=,| \(| [-–—]|[-–—] )")
CAPITALS = re.compile(r"[A-Z][A-Z]{2,}")  # a single sign first, for speed
LONGEST_ABBREVIATION = 4


def shadow(text: str) -> str:
    """A copy of the same length for the model, so that its offsets hold for the original.

    Quotation marks are straight, outer ones double, a line that goes on in lower case is joined to the one before, a
    hyphen that hangs on one word is a comma, and headlines and datelines in capitals are written as a sentence would
    have them. A blank takes the place of a comma that lacks one before an opening mark, so that a token ends there.
    """
    copy = COMMA_WITHOUT_BLANK.sub(" ", text) if ",“" in text else text
    for mark, straight in STRAIGHT_MARKS.items():
        copy = copy.replace(mark, straight)
    copy = DANGLING_HYPHEN.sub(",", WRAPPED_LINE.sub(" ", copy))
    copy = _with_double_outer_marks(text, copy)
    return _without_capitals(copy)


def _with_double_outer_marks(text: str, copy: str) -> str:
    """Single outer marks as double ones, and the double marks nested in them as single ones."""
    single = [q for q in find_quotations(text) if is_single(text, q)]
    if not single:
        return copy
    pieces, place = [], 0
    for start, end, runs_on, *_ in single:
        last = end if runs_on else end - 1
        pieces += [copy[place:start], '"', copy[start + 1 : last].replace('"', "'"), '"'[: end - last]]
        place = end
    return "".join((*pieces, copy[place:]))


def _without_capitals(copy: str) -> str:
    """The text without the capitals of headlines and datelines."""
    pieces, place = [], 0
    while (capitals := CAPITALS.search(copy, place)) is not None:
        start, end = copy.rfind("\n", place, capitals.start()) + 1 or place, copy.find("\n", capitals.end())
        end = len(copy) if end < 0 else end
        pieces += [copy[place:start], _line_without_capitals(copy[start:end], copy)]
        place = end
    return "".join((*pieces, copy[place:]))


def _line_without_capitals(line: str, text: str) -> str:
    """The line of a text without the capitals of a headline or of a dateline."""
    if _is_headline(line):
        return LONG_WORD.sub(lambda word: _capitalised(word[0]), line)
    place = DATELINE_PLACE.match(line)
    if place is None:
        return line
    return CAPITALS.sub(lambda word: _as_name(word[0], text), place[0]) + line[place.end() :]


def _is_headline(line: str) -> bool:
    """Whether four in five words are in capitals; most lines have too many others long before their end."""
    most_capitals = len(TWO_CAPITALS.findall(line))
    if any(islice(OTHER_WORD.finditer(line), most_capitals // 4, None)):
        return False
    words = WORD.findall(line)
    capitals = [word for word in words if word.isupper()]
    return len(words) >= 2 and len(capitals) >= 0.8 * len(words) and sum(map(len, capitals)) > 8


def _as_name(word: str, text: str) -> str:
    """The word as a name; a short one may be an abbreviation: it stays unless the text has it as a name elsewhere."""
    name = _capitalised(word)
    return name if len(word) > LONGEST_ABBREVIATION or name in _names(text) else word


@lru_cache(maxsize=1)  # asked for word after word of one text
def _names(text: str) -> frozenset[str]:
    return frozenset(CAPITALISED.findall(text))


def _capitalised(word: str) -> str:
    """The word with only its first letter a capital; as it is where that would change its length (Turkish dotted I)."""
    name = word.capitalize()
    return name if len(name) == len(word) else word
