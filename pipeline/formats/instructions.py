"""What a version tells the newsroom to do with the versions before it: replace, correct, or kill them."""

import re

from pipeline.model import VersionKind

_DASH = r"\s*[:\-–—/(]"
_KILL = re.compile(
    r"\W*(?:(?:BULLETIN|MANDATORY|STORY|ADVISORY|ATTENTION|EDITORS|URGENT)\b[^\n]{0,60}?\bKILL(?:ED|S)?\b"
    rf"|KILL(?:ED)?(?:{_DASH}|\s+KILL\b|\s*$)|(?:STORY )?(?:WITHDRAWN|WITHDRAWAL|REMOVED|RETRACTED){_DASH})"
)
_LABELS = r"\W*(?:(?:RPT|EXCLUSIVE|UPDATE|WRAPUP|URGENT|FEATURE|ANALYSIS)\s*\d{0,2}\s*[-:–—]\s*){0,3}"
_CORRECTION = re.compile(
    rf"{_LABELS}(?:(?:CORRECTED|CORRECTION|CORRECTS|REFILE|REFILED|Corrected|Correction|Refile){_DASH}"
    r"|CORRECTED\s|\((?i:corrected|correction)\))"
)
_UPDATE = re.compile(rf"\W*(?:RPT-)?(?:UPDATE|UPDATED|Update|Updated|WRAPUP|RECASTS)\s*\d{{0,3}}{_DASH}|\d+\w\w LEAD\b")
_NOTE_CORRECTS = re.compile(
    r"\W*(?:(?:Corrects|Corrected|Correction|CORRECTS|CORRECTED|CORRECTION|Refiles|Corrigendum)\b"
    r"|This (?:[\w.]+ ){0,4}(?:story|article|version|item|report) (?:[\w-]+ ){0,3}correct(?:s|ed)\b)"
)
_NOTE_UPDATES = re.compile(r"\W*(?:Updates|Adds|Recasts|UPDATES|ADDS|RECASTS)\b")
_NOTE_KILLS = re.compile(r"\W*(?:Kills|KILLS|Kill|KILL)\b(?! Bill)")
KILLED = frozenset({"canceled", "cancelled", "killed", "kill"})


def kind_of(headline: str, body: str = "", *, pubstatus: str = "", editors_note: str = "") -> VersionKind:
    """Whether a version kills, corrects, updates, or is the first of its kind.

    The publishing status decides (IPTC pubstatus "canceled"; its "usable" and "withheld" say nothing about earlier
    versions). Else markers count where agencies put them: at the beginning of the headline, of the editor's note,
    and of the first line, in which words that a story may begin with ("Adds", "Kill") count only in parentheses or
    capitals. When several apply, kill goes before correction, correction before update.
    """
    first_line = body.lstrip().partition("\n")[0][:300]
    lead_in = first_line if first_line.startswith("(") else ""
    if pubstatus.strip().lower().removeprefix("stat:") in KILLED:
        return "kill"
    if _KILL.match(headline) or _KILL.match(first_line) or _NOTE_KILLS.match(editors_note):
        return "kill"
    if _CORRECTION.match(headline) or _CORRECTION.match(first_line):
        return "correction"
    if any(_NOTE_CORRECTS.match(note) for note in (editors_note, lead_in)) or first_line.startswith("Corrects "):
        return "correction"
    if _UPDATE.match(headline) or _UPDATE.match(first_line):
        return "update"
    if any(_NOTE_UPDATES.match(note) for note in (editors_note, lead_in)):
        return "update"
    return "original"
