"""Names found by the lines of a story that follow a form: the dateline, bylines and credits."""

import re
from collections.abc import Iterable, Iterator

from pipeline.extract.entities.story import Candidates, Kind, Story
from pipeline.extract.lexicon import general
from pipeline.model import Position

type Signature = tuple[int, int, Position]
"""Characters from start to end in which a story says where it comes from."""

DATELINE = re.compile(
    r"""^(?P<place>[A-Z][A-Z .'’-]{2,40}[A-Z]|[A-Z]{4,})
    (?P<more>(?:(?:[ ]?/[ ]?|,[ ])[A-Z][\w.'’ -]{2,30}){0,5})
    (?:,[ ][A-Z][a-z]{2,8}\.?[ ]\d{1,2})?\s{0,3}
    (?:\((?P<agency>[A-Za-z /]{2,25})\))?
    \s?[-–—]{1,3}[ ]""",
    re.MULTILINE | re.VERBOSE,
)
FURTHER_PLACE = re.compile(r"[A-Z][\w.' ’-]*[\w.]")
LONGEST_BARE_PLACE = 3
"""Words; a longer line in capitals before a dash is a heading unless a second place or an agency follows."""

WORD = r"[A-ZÀ-Ý][\w.’'-]{1,30}"
PARTICLE = r"(?:de|van|von|bin|al|lo|la|der|el)"
PERSON = rf"{WORD}(?:\ (?:{PARTICLE}\ ){{0,3}}[A-ZÀ-Ý][\w.’'-]{{0,30}}){{1,3}}"
AGENCY = r"(?:REUTERS|AP|AFP|Reuters)"
OTHER_CREDIT = r"(?:Editing|Reporting|Writing|Additional|Compiled)"
AGENCY_BEFORE_PERSON = re.compile(rf"^{AGENCY} ?/ ?(?P<person>{PERSON})", re.MULTILINE)
"""AGENCY/Jane Roe"""
BEHIND_SLASH = re.compile(r"/ ?(?:\w{1,20} ){0,4}(?:REUTERS|AFP|Pool|AP|Handout)")
AGENCY_AFTER_PERSON = re.compile(rf"(?:^|\()(?P<person>{PERSON}) ?{BEHIND_SLASH.pattern}", re.MULTILINE)
"""Jane Roe/Pool via AGENCY; its end is looked for first, since few texts have it."""
CREDIT_OF_DESK = re.compile(
    r" by (?:(?<=[Rr]eporting by )|(?<=[Ee]diting by )|(?<=Writing by )|(?<=[Cc]ompiled by )|(?<=Photo by )"
    r"|(?<=Illustration by ))"
    rf"(?P<person>(?!{OTHER_CREDIT}){WORD}(?: (?!{OTHER_CREDIT}){WORD}){{1,3}})(?=[,.;)\s]|$)",
    re.MULTILINE,
)
"""Reporting by Jane Roe and ...; Editing by ..."""
BYLINE = re.compile(rf"^(?:By|BY) (?P<person>{PERSON})(?=\s*$|,| and | in | \|)", re.MULTILINE)
HEADING = re.compile(
    r"^(?P<office>[A-Z][A-Z ,&'’-]{3,60}): (?P<person>[A-ZÀ-Ý][A-ZÀ-Ý.'’-]+(?: [A-ZÀ-Ý][A-ZÀ-Ý.'’-]*){1,3})$",
    re.MULTILINE,
)
SOURCE_NOTICE = re.compile(
    r"^\W{0,3}(?:(?:Some |Additional )?(?:[Mm]aterial|[Rr]eporting) (?:from|by)"
    r"|With (?:files|reporting|material) (?:from|by)|Sources?:|Photos?:|©|\(c\)|Copyright)[^.\n]{1,200}",
    re.MULTILINE,
)
"""The line in which an outlet says whose material it carries."""
CREDITED_BODY = re.compile(rf"/ ?(?P<body>[A-Z][\w.&’'-]{{1,30}}(?: [A-Z][\w.&’'-]{{1,30}}){{0,4}}) via {AGENCY}\b")
"""Jane Roe/Daily Planet via AGENCY"""


def mark_datelines(story: Story, candidates: Candidates) -> Iterator[Signature]:
    """Places in capitals at the head of a paragraph, before a dash, with the agency in brackets."""
    for line in _lines(DATELINE, story):
        if not line["agency"] and not line["more"] and len(line["place"].split()) > LONGEST_BARE_PLACE:
            continue
        offset = line.start("more")
        further = [(offset + place.start(), offset + place.end()) for place in FURTHER_PLACE.finditer(line["more"])]
        for start, end in (line.span("place"), *further):
            if story.text[start:end].split()[0] not in general.CALENDAR:
                _put(story, candidates, start, end, "LOC")
        if line["agency"]:
            _put(story, candidates, *line.span("agency"), "ORG")
        yield *line.span(), "dateline"


def mark_headings(story: Story, candidates: Candidates) -> None:
    """`HARBOUR MASTER: JANE ROE`: a heading in capitals that gives an office and who holds it, whom the story names."""
    for heading in _lines(HEADING, story):
        surname = heading["person"].rpartition(" ")[2].capitalize()
        if surname in story.words and not story.has_in_lower_case(surname):
            _put(story, candidates, *heading.span("person"), "PER")
            for token in range(*story.tokens_of(*heading.span("office"))):
                if (held := candidates.at(token)) is not None and held.kind == "PER":
                    held.kind = "OTHER"


def mark_bylines(story: Story, candidates: Candidates) -> Iterator[Signature]:
    """The line that names who wrote the story."""
    for byline in _lines(BYLINE, story):
        _put(story, candidates, *byline.span("person"), "PER")
        yield *byline.span(), "byline"


def mark_credits(story: Story, candidates: Candidates) -> Iterator[Signature]:
    """Photo credits and the desk's last line name persons and bodies; a name ends before the next credit."""
    for credit in _credited_persons(story):
        _put(story, candidates, *credit.span("person"), "PER")
        yield *credit.span(), "credit"
    for credit in CREDITED_BODY.finditer(story.text):
        _put(story, candidates, *credit.span("body"), "ORG")
        yield *credit.span(), "credit"
    for notice in _lines(SOURCE_NOTICE, story):
        yield *notice.span(), "credit"


def _credited_persons(story: Story) -> Iterator[re.Match[str]]:
    if "/" in story.text:
        yield from _lines(AGENCY_BEFORE_PERSON, story)
        if BEHIND_SLASH.search(story.text):
            yield from AGENCY_AFTER_PERSON.finditer(story.text)
    yield from CREDIT_OF_DESK.finditer(story.text)


def positions(story: Story, signatures: Iterable[Signature]) -> dict[int, Position]:
    """The position of every token that signs the story; all others stand in its text."""
    found: dict[int, Position] = {}
    for start, end, position in signatures:
        found |= dict.fromkeys(range(*story.tokens_of(start, end)), position)
    return found


def _lines(pattern: re.Pattern[str], story: Story) -> Iterator[re.Match[str]]:
    """The matches of a pattern that begins with a line's start, which a search would look for at every character."""
    end = 0
    for start in story.lines:
        if start >= end and (line := pattern.match(story.text, start)):
            end = line.end()
            yield line


def _put(story: Story, candidates: Candidates, start: int, end: int, kind: Kind) -> None:
    first, last = story.tokens_of(start, end)
    if last > first:
        candidates.put(first, last, kind)
