"""Names found by the lines of a story that follow a form: the dateline, bylines and credits."""

import re

from pipeline.extract.entities.lexicon import general
from pipeline.extract.entities.story import Candidates, Kind, Story

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
CREDITS = tuple(
    re.compile(pattern, re.MULTILINE | re.VERBOSE)
    for pattern in (
        # AGENCY/Jane Roe
        rf"^{AGENCY}\ ?/\ ?(?P<person>{PERSON})",
        # Jane Roe/Pool via AGENCY
        rf"(?:^|\()(?P<person>{PERSON})\ ?/\ ?(?:\w{{1,20}}\ ){{0,4}}(?:REUTERS|AFP|Pool|AP|Handout)",
        # Reporting by Jane Roe and ...; Editing by ...
        r"\ by\ (?:(?<=[Rr]eporting\ by\ )|(?<=[Ee]diting\ by\ )|(?<=Writing\ by\ )|(?<=[Cc]ompiled\ by\ )"
        r"|(?<=Photo\ by\ )|(?<=Illustration\ by\ ))"
        rf"(?P<person>(?!{OTHER_CREDIT}){WORD}(?:\ (?!{OTHER_CREDIT}){WORD}){{1,3}})(?=[,.;)\s]|$)",
        # By Jane Roe
        rf"^(?:By|BY)\ (?P<person>{PERSON})(?=\s*$|,|\ and\ |\ in\ |\ \|)",
    )
)
CREDITED_BODY = re.compile(rf"/ ?(?P<body>[A-Z][\w.&’'-]{{1,30}}(?: [A-Z][\w.&’'-]{{1,30}}){{0,4}}) via {AGENCY}\b")
"""Jane Roe/Daily Planet via AGENCY"""


def mark_datelines(story: Story, candidates: Candidates) -> None:
    """Places in capitals at the head of a paragraph, before a dash, with the agency in brackets."""
    for line in DATELINE.finditer(story.text):
        if not line["agency"] and not line["more"] and len(line["place"].split()) > LONGEST_BARE_PLACE:
            continue
        offset = line.start("more")
        further = [(offset + place.start(), offset + place.end()) for place in FURTHER_PLACE.finditer(line["more"])]
        for start, end in (line.span("place"), *further):
            if story.text[start:end].split()[0] not in general.CALENDAR:
                _put(story, candidates, start, end, "LOC")
        if line["agency"]:
            _put(story, candidates, *line.span("agency"), "ORG")


def mark_credits(story: Story, candidates: Candidates) -> None:
    """Bylines and photo credits name persons; a name ends before the next credit."""
    for pattern in CREDITS:
        for credit in pattern.finditer(story.text):
            _put(story, candidates, *credit.span("person"), "PER")
    for credit in CREDITED_BODY.finditer(story.text):
        _put(story, candidates, *credit.span("body"), "ORG")


def _put(story: Story, candidates: Candidates, start: int, end: int, kind: Kind) -> None:
    first, last = story.tokens_of(start, end)
    if last > first:
        candidates.put(first, last, kind)
