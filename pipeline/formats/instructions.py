"""What a version tells the newsroom: replace, correct, withhold or kill earlier ones, or that it is no story itself."""

import re
from collections.abc import Collection, Iterable

from pipeline.model import LinkRelation, VersionKind

_DASH = r"\s*[:\-–—/(]"
_KILL = re.compile(
    r"\W*(?:(?:BULLETIN|MANDATORY|STORY|ADVISORY|ATTENTION|EDITORS|URGENT)\b[^\n]{0,60}?\bKILL(?:ED|S)?\b"
    rf"|KILL(?:ED)?(?:{_DASH}|\s+KILL\b|\s*$)|(?:STORY )?(?:WITHDRAWN|WITHDRAWAL|REMOVED|RETRACTED|ELIMINATION){_DASH}"
    r"|(?:ANNULLED|ANNULE|ANNULLIERT|STORNO|ANULADA|ANULADO)\b)"
)
_WITHHOLD = re.compile(
    rf"\W*(?:(?:BULLETIN|MANDATORY|URGENT|EDITORS)\W+)?(?:WITHHOLD|HOLD FOR RELEASE)(?:{_DASH}|\s*$)"
)
_TEST = re.compile(
    rf"\W*(?:(?:THIS IS )?(?:ONLY )?A TEST\b(?=[^\n]{{0,60}}\b(?:IGNORE|DISREGARD|PLEASE|ONLY|MESSAGE)\b)"
    rf"|TEST(?:ING)?\s+(?:MESSAGE|STORY|ITEM|ONLY|TEST|TRANSMISSION|PLEASE IGNORE)\b"
    rf"|TEST{_DASH}\s*(?:PLEASE\s+)?(?:IGNORE|DISREGARD|DO NOT (?:USE|PUBLISH)|NOT FOR (?:USE|PUBLICATION))\b)",
    re.IGNORECASE,
)
_ADVISORY = re.compile(
    rf"\W*(?:(?:(?:NEWS|MEDIA|EDITORS?'?|EDITORIAL|PHOTO|STORY|CLIENT|SERVICE) )?ADVISORY(?:{_DASH}|\s*$)"
    rf"|(?:NOTE|ADVISORY|ATTENTION)(?: TO)? (?:ALL )?EDITORS(?:{_DASH}|\s*$|,)|EDITORS' NOTICE{_DASH})"
)
_REPEAT = re.compile(rf"\W*(?:RPT|REPEAT|REPEATING|REPEATS)(?:{_DASH}|\s*$)")
_LABELS = r"\W*(?:(?:RPT|EXCLUSIVE|UPDATE|WRAPUP|URGENT|FEATURE|ANALYSIS)\s*\d{0,2}\s*[-:–—]\s*){0,3}"
_CORRECTION = re.compile(
    rf"{_LABELS}(?:(?:CORRECTED|CORRECTION|CORRECTS|CORRECTIVE|REFILE|REFILED|Corrected|Correction|Refile){_DASH}"
    r"|CORRECTED\s|\((?i:corrected|correction)\))"
)
_UPDATE = re.compile(rf"\W*(?:RPT-)?(?:UPDATE|UPDATED|Update|Updated|WRAPUP|RECASTS)\s*\d{{0,3}}{_DASH}|\d+\w\w LEAD\b")
_NOTE_LABEL = re.compile(r"\W*(?:Eds|EDS|Editors|EDITORS|Editor's note|EDITOR'S NOTE)\s?[:_–—-]\s?")
_NOTE_CORRECTS = re.compile(
    r"\W*(?:(?:Corrects|Corrected|Correction|CORRECTS|CORRECTED|CORRECTION|Refiles|Corrigendum)\b"
    r"|This (?:[\w.]+ ){0,4}(?:story|article|version|item|report) (?:[\w-]+ ){0,3}correct(?:s|ed)\b)"
)
_NOTE_CORRECTS_INSIDE = re.compile(r"[.;:] (?:Corrects|CORRECTS) ")
_NOTE_UPDATES = re.compile(r"\W*(?:Updates|Adds|Recasts|UPDATES?|ADDS|RECASTS)\b")
_NOTE_KILLS = re.compile(r"\W*(?:Kills|KILLS|Kill|KILL)\b(?! Bill)")
_SLUG = re.compile(
    r",\s*(?:(?P<kill>KILL|Kill|ELIMINATION|Elimination|Withdrawal)|(?P<correction>Correction|CORRECTION|Corrective"
    r"|CORRECTIVE|CORRECTED)|(?P<advisory>Advisory|ADVISORY)"
    r"|(?P<update>\d{1,2}(?:st|nd|rd|th) (?:Ld|LD|Lead|Add|Sub)))\b"
)

type Ordered = tuple[VersionKind, ...]
ORDER: Ordered = ("kill", "withhold", "test", "advisory", "correction", "update", "repeat")  # the gravest counts
STATUSES: dict[str, VersionKind] = {
    **dict.fromkeys(("canceled", "cancelled", "killed", "kill", "spiked", "recalled"), "kill"),
    **dict.fromkeys(("withheld", "withhold", "hold"), "withhold"),
}
# Values of the IPTC signal and genre vocabularies, of NewsItemType, and what agencies use in their places.
SIGNALS: dict[str, VersionKind] = {
    **dict.fromkeys(("kill", "killed", "canceled", "cancellation", "withdrawal", "elimination", "takedown"), "kill"),
    **dict.fromkeys(("withhold", "withheld"), "withhold"),
    **dict.fromkeys(("test", "testmessage", "test message"), "test"),
    **dict.fromkeys(("advisory", "advisories", "service message", "editorial advisory"), "advisory"),
    **dict.fromkeys(("correction", "corrected", "corrects", "corrective", "refile"), "correction"),
    **dict.fromkeys(("update", "updated", "writethru", "replace", "newversion"), "update"),
    **dict.fromkeys(("repeat", "rpt", "resend", "retransmission"), "repeat"),
}
RELATIONS: dict[LinkRelation, VersionKind] = {"corrects": "correction", "updates": "update"}


def kind_of(
    headline: str,
    body: str = "",
    *,
    pubstatus: str = "",
    editors_note: str = "",
    slugline: str = "",
    signals: Iterable[str] = (),
    relations: Collection[LinkRelation] = (),
) -> VersionKind:
    """What a version is, by all that it says of itself; the gravest counts, in the order of `ORDER`.

    The publishing status comes first (IPTC pubstatus "canceled" and "withheld"; "usable" says nothing about earlier
    versions), with the `signals` that the format defines (genre, IPTC signal) and the links by which it corrects or
    updates an item. In words, markers count where agencies put them: at the beginning of the headline, of the
    editor's note and of the first line, and at the end of the slug line. There, words that a story may begin with
    ("Adds", "Kill") count only in parentheses or capitals.
    """
    found: set[VersionKind] = {
        kind for signal in signals if (kind := SIGNALS.get(signal.rpartition(":")[2].strip().lower())) is not None
    }
    if (status := STATUSES.get(pubstatus.strip().lower().rpartition(":")[2])) is not None:
        found.add(status)
    found.update(kind for relation, kind in RELATIONS.items() if relation in relations)
    found.update(_in_words(headline[:500], body[:2000].lstrip().partition("\n")[0][:300], editors_note[:2000]))
    if slug := _SLUG.search(slugline[:300]):
        found.update(kind for kind in ORDER if slug.groupdict().get(kind))
    return next((kind for kind in ORDER if kind in found), "original")


def _in_words(headline: str, first_line: str, note: str) -> Iterable[VersionKind]:
    lead_in = first_line if first_line.startswith("(") else ""
    notes = [_NOTE_LABEL.sub("", text, count=1) for text in (note, lead_in) if text]
    if _KILL.match(headline) or _KILL.match(first_line) or (note and _NOTE_KILLS.match(notes[0])):
        yield "kill"
    if _WITHHOLD.match(headline) or _WITHHOLD.match(first_line):
        yield "withhold"
    if _TEST.match(headline) or _TEST.match(first_line):
        yield "test"
    if _ADVISORY.match(headline) or _ADVISORY.match(first_line):
        yield "advisory"
    if _CORRECTION.match(headline) or _CORRECTION.match(first_line) or first_line.startswith("Corrects "):
        yield "correction"
    if any(_NOTE_CORRECTS.match(text) or _NOTE_CORRECTS_INSIDE.search(text) for text in notes):
        yield "correction"
    if _UPDATE.match(headline) or _UPDATE.match(first_line) or any(_NOTE_UPDATES.match(text) for text in notes):
        yield "update"
    if _REPEAT.match(headline):
        yield "repeat"
