"""In reports of sports a team goes by the name of its city."""

import re

from pipeline.extract.entities.story import Candidates, Story

RESULT_AFTER = re.compile(
    r"(?: \(\d{1,3}-\d|(?:'s|’s)? (?:lead|quarterback|offense|defense|won|beat|lost|scored|got|took|led|defeated|drive"
    r"|goal|victory|win|loss)\b)"
)
OPPONENT_BEFORE = re.compile(r"(?:against|beat|over|defeated|for) \Z")
SPORTS = re.compile(r"\b(?:scored|quarter|half|goal|touchdown|season|league|innings)\b")
WINDOW = 40


def rename_teams(story: Story, candidates: Candidates) -> None:
    """Make a place an organisation where the story has a team named after it and it stands beside a result."""
    longer = [c for c in candidates if c.kind == "ORG" and len(c) > 1]
    teams = {name.rpartition(" ")[0] for name in (story.name(c.start, c.end) for c in longer) if " " in name}
    if not teams:
        return
    cities = [c for c in candidates if c.kind == "LOC" and story.name(c.start, c.end) in teams]
    winners = [c for c in cities if RESULT_AFTER.match(story.text, end := story.ends[c.end - 1], end + WINDOW)]
    opponents = [c for c in cities if _is_opponent(story, story.starts[c.start])]
    if opponents and not SPORTS.search(story.text):
        opponents = []
    for candidate in (*winners, *opponents):
        candidate.kind = "ORG"


def _is_opponent(story: Story, start: int) -> bool:
    return OPPONENT_BEFORE.search(story.text, max(0, start - len("defeated ")), start) is not None
