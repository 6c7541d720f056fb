"""Abbreviations that a story introduces: "Long Form (LF)"."""

import re
from dataclasses import dataclass

from pipeline.extract.entities.clean import POSSESSIVES
from pipeline.extract.entities.story import Candidate, Candidates, Kind, Story
from pipeline.extract.gazetteer import COUNTRY, gazetteer
from pipeline.extract.lexicon import general, organisations, people

BRACKETED = re.compile(r"\(([A-Z][A-Za-z&-]{1,9}s?)\)")
BEHIND_COMMA = re.compile(r", or ([A-Z]{2,8})(?=[,.;])")
"""`the Granton Harbour Trust, or GHT, said`."""
WORD = re.compile(r"[^\W\d_][\w'’]*")
REACH = 140
"""Characters before the bracket in which the long form is looked for."""
SHORTEST_SYLLABIC = 4
"""Letters of an abbreviation in lower case, which is a word made of syllables ("Ofgas")."""


@dataclass(frozen=True, slots=True)
class Abbreviation:
    """What a short form stands for; the kind OTHER is for what is no name, the long form may be empty."""

    kind: Kind
    long_form: str = ""


def introduce_abbreviations(story: Story, candidates: Candidates) -> dict[str, Abbreviation]:
    """The abbreviations of a story by short form; long forms and all occurrences become candidates.

    The initials must be found, in their order, in the words before the bracket. What abbreviates common words
    ("initial public offering") or a law or scheme is no name anywhere in the story.
    """
    found: dict[str, Abbreviation] = {}
    for match in (*BRACKETED.finditer(story.text), *BEHIND_COMMA.finditer(story.text)):
        bracket = story.token_at(match.start())
        if bracket:
            abbreviation = _expand(story, candidates, match[1], bracket)
            if abbreviation:
                found[match[1]] = abbreviation
    for token in story.tokens_in(found):
        _mark(candidates, token, found[story.words[token]].kind)
    return found


def _mark(candidates: Candidates, token: int, kind: Kind) -> None:
    candidate = candidates.at(token)
    if candidate is None:
        if kind != "OTHER":
            candidates.put(token, token + 1, kind)
    elif len(candidate) == 1:
        candidate.kind = kind


def _expand(story: Story, candidates: Candidates, short: str, bracket: int) -> Abbreviation | None:
    letters = [letter.lower() for letter in short.rstrip("s") if letter.isalpha()]
    before = candidates.at(bracket - 1)
    body = before if before and before.kind == "ORG" and before.end == bracket else None
    if sum(letter.isupper() for letter in short) < 2:
        return _syllabic(story, body, short) if body and len(short) >= SHORTEST_SYLLABIC else None
    offset = _start_of_long_form(story, letters, story.starts[bracket])
    if offset is None and story.words[bracket] == ",":
        return None
    if offset is None:
        return Abbreviation("ORG", story.name(body.start, body.end)) if body else None
    long_form = story.text[offset : story.starts[bracket]].rstrip()
    if short in general.COMMON_NOUNS or not _is_name(long_form):
        return Abbreviation("OTHER", long_form)
    first = story.token_at(offset)
    if first is None:
        return None
    model = candidates.at(first) or before
    is_place = _names_places(long_form) or (
        model is not None and model.kind == "LOC" and model.start <= first and model.end >= bracket
    )
    if model and model.start < first and model.end == bracket:
        first = model.start
    kind: Kind = "LOC" if is_place else "ORG"
    end = bracket
    while first < end and (not story.is_capital[first] or story.words[first] == "The"):
        first += 1
    while first < end and (story.words[end - 1] in POSSESSIVES or story.words[end - 1].isspace()):
        end -= 1
    if first == end:
        return None
    candidates.put(first, end, kind)
    return Abbreviation(kind, story.name(first, end))


def _syllabic(story: Story, body: Candidate, short: str) -> Abbreviation | None:
    """A short form that is said as a word ("Ofgas"): it begins like a word of the long form, and is no place."""
    name = story.name(body.start, body.end)
    initials = {word[0].lower() for word in name.split()}
    if len(body) < 2 or short[0].lower() not in initials or gazetteer().weight(short):
        return None
    return Abbreviation("ORG", name)


def _start_of_long_form(story: Story, letters: list[str], end: int) -> int | None:
    """The character at which the words begin whose initials, read backwards from `end`, are the letters."""
    start = max(0, end - REACH)
    words = list(WORD.finditer(story.text, start, end))
    missing = len(letters)
    for word in reversed(words[-2 * len(letters) - 2 :]):
        if word[0][0].lower() == letters[missing - 1]:
            missing -= 1
            if not missing:
                return word.start()
    return None


def _names_places(long_form: str) -> bool:
    """Whether all that a long form joins are places: "Middle East and North Africa"."""
    return all(gazetteer().weight(part) >= COUNTRY for part in long_form.split(" and "))


def _is_name(long_form: str) -> bool:
    words = re.findall(r"[\w-]+", long_form)
    common = sum(word[0].islower() and word not in organisations.LINKING_WORDS for word in words)
    capitals = sum(word[0].isupper() for word in words)
    is_other = words[-1].capitalize() in general.WORKS_AND_EVENTS or words[-1] in people.HOLDERS
    return common < capitals and not is_other
