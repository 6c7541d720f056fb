"""ANPA 1312, the high-speed wire format of North American agencies (ANPA Bulletin 1312, sections B to K).

SOH, service level and number, selectors; priority, category, keyword, version, date, words; STX; lines that begin with
a caret and end with `<` or `=` are heads, an indented line begins a paragraph; ETX, time of filing, EOT.
"""

import re
from datetime import date, timedelta

from pipeline.formats.assembly import Draft, assemble
from pipeline.formats.document import Document
from pipeline.formats.profiles import profile_for
from pipeline.formats.telex import BYLINE, NOTE, WIRE_START, without_controls
from pipeline.model import ParsedDocument

NAME = "anpa1312"
HEADING = re.compile(
    "\x01(?P<service>[A-Za-z])(?P<number>\\d{3,5})(?P<selectors>[^\\n]{0,200})\\n"
    r"(?P<priority>[a-zA-Z])[ \t]+(?P<category>[a-zA-Z])(?P<codes>[\x00-\x20]{0,8})"
    r"(?P<keyword>[^\s]{1,80})[ \t]*+(?P<version>[^\n]{0,60}?)[ \t]*+(?P<date>\d\d-\d\d)?[ \t]*+(?P<words>\d{1,6})?"
    r"[ \t]*+\n"
)
FILED = re.compile(
    r"(?P<month>\d\d)-(?P<day>\d\d)-(?P<year>\d\d) (?P<hour>\d\d)(?P<minute>\d\d)(?P<zone>GMT|[A-Z]{3})\b"
)
SIGN_OFF = re.compile(r"\b[A-Z]{2,4}-[A-Z]{2}-\Z")
CYCLE = re.compile(r"(?:BC|AM|PM|AP)-{1,2}(?=\S)")  # for both cycles, the morning's or the evening's papers
SLUG_WORDS = re.compile(r",\s*\d{1,6}$")
PHOTOS = re.compile(r"(?:AP )?(?:Photo|Graphic|Video|Audio|Interactive)s?\b", re.IGNORECASE)
NOT_HEADLINES = re.compile(r"All [Tt]imes\b|Eastern\b|For (?:use|release)\b", re.IGNORECASE)
URGENCY = {
    "f": "1",
    "b": "2",
    "u": "3",
    "r": "4",
    "d": "5",
    "a": "6",
    "c": "6",
    "q": "6",
    "s": "6",
    "i": "4",
    "n": "5",
    "y": "5",
}
LATE_ORDERS = 3  # days for which a kill may come after the story's date
MAX_HEADS = 40
SENTENCE = 80  # characters; a shorter head is no summary


def recognises(document: Document) -> bool:
    """Whether a heading of this form follows the start of heading."""
    start = WIRE_START.match(document.text[:3000])
    return start is not None and HEADING.match(_lines(document.text[start.end() - 1 : start.end() + 800])) is not None


def read(document: Document) -> ParsedDocument:
    """The one story of a transmission."""
    start = WIRE_START.match(document.text)
    text = _lines(document.text[start.end() - 1 :] if start else document.text)
    heading = HEADING.match(text)
    draft = Draft()
    if heading is not None:
        text, _, trailer = text[heading.end() :].partition("\x03")
        _read_text(without_controls(text.partition("\x02")[2] or text), draft)
        _read_heading(heading, trailer, draft)
    profile = profile_for(NAME, lambda: [document.text[:2000], draft.body[-500:]])
    return ParsedDocument(NAME, (assemble(draft, NAME, profile),))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_heading(heading: re.Match[str], trailer: str, draft: Draft) -> None:
    keyword = CYCLE.sub("", heading["keyword"], count=1)
    draft.slugline = keyword
    draft.urgency = URGENCY.get(heading["priority"].lower(), "")
    draft.keep("priority", heading["priority"])
    draft.keep("category", heading["category"])
    draft.keep("words", heading["words"] or "")
    draft.keep("take", heading["version"].strip())
    filed = FILED.search(trailer) or FILED.search(draft.body[-200:])
    if filed:
        raw = "20{year}-{month}-{day} {hour}:{minute} {zone}".format(**filed.groupdict())
        draft.time("version_created", raw, "time of filing")
        if filed[0] in draft.body[-200:]:
            draft.body = SIGN_OFF.sub("", draft.body[: draft.body.rfind(filed[0])].rstrip()).rstrip()
    day = heading["date"] or (f"{filed['month']}-{filed['day']}" if filed else "")
    draft.item_id = f"{keyword}/{day}"
    draft.guid = f"{heading['service']}{heading['number']}/{day}"
    labels = f", {heading['version']}" if heading["version"] else ""
    draft.editors_note = draft.editors_note.strip()
    if labels and labels not in draft.extra.get("slug", ""):
        draft.keep("slug", draft.extra.get("slug", keyword) + labels)
    draft.signals += _orders(draft.extra.get("slug", ""))
    if "kill" in draft.signals or re.match(r"\W*(?:BULLETIN )?KILL\b", draft.headline):
        draft.links += [("kills", f"{keyword}/{earlier}") for earlier in _days_before(day)]


def _orders(slug: str) -> list[str]:
    """What the end of a slug line orders, as a signal: Kill, Correction, Advisory, 1st Ld ..."""
    end = slug.lower()
    words = {
        "kill": "kill",
        "eliminat": "kill",
        "withhold": "withhold",
        "correct": "correction",
        "advisory": "advisory",
        "writethru": "update",
    }
    found = [signal for word, signal in words.items() if re.search(rf",[^,]{{0,30}}\b{word}", end)]
    return [*found, "update"] if re.search(r",\s*\d{1,2}(?:st|nd|rd|th) ?(?:ld|lead|add|sub)", end) else found


def _days_before(day: str) -> list[str]:
    try:
        at = date.fromisoformat(f"2000-{day}")
    except ValueError:
        return []
    return [f"{at - timedelta(days=shift):%m-%d}" for shift in range(1, LATE_ORDERS + 1)]


def _read_text(text: str, draft: Draft) -> None:
    """Head lines, then the body; a head that is not ended goes on in the next line."""
    lines = text.lstrip().split("\n")
    heads: list[str] = []
    number, current = 0, ""
    while number < len(lines) and len(heads) < MAX_HEADS:
        line = lines[number].strip()
        if not current and not lines[number].startswith("^"):
            break
        current = f"{current} {line}".strip()
        if current.endswith(("<", "=")) or not lines[number].strip():
            heads.append(current.strip("^<= "))
            current = ""
        number += 1
    above = _read_heads([head for head in heads if head], draft)
    draft.body = _body("\n".join([*above, *lines[number:]]))


def _read_heads(heads: list[str], draft: Draft) -> list[str]:
    """Sort the heads: slug line, headline, note, photos, byline, summary; returns those that belong to the text."""
    above: list[str] = []
    if heads:
        draft.keep("slug", SLUG_WORDS.sub("", CYCLE.sub("", heads[0], count=1)))
    is_after_byline = False
    for head in heads[1:]:
        if NOTE.match(head):
            if draft.editors_note:
                draft.keep("earlier_note", draft.editors_note)
            draft.editors_note = _note(head)
            draft.signals += _note_signals(head)
        elif PHOTOS.match(head) and len(head) < 200 and not draft.byline:
            draft.keep("media", head)
        elif not draft.byline and BYLINE.fullmatch(head):
            draft.byline = head
            is_after_byline = True
        elif is_after_byline:
            is_after_byline = False
            if head.isupper():
                above.append(f"^{head}")
            else:
                draft.keep("byline_title", head)
        elif not draft.headline and not NOT_HEADLINES.match(head):
            draft.headline = head
        elif len(head) >= SENTENCE and not draft.byline and not draft.summary:
            draft.summary = head
        else:
            above.append(f"^{head}")
    return above


def _note(head: str) -> str:
    """The note without its label; parentheses around it stay as printed."""
    return re.sub(NOTE.pattern + r"\s?", lambda found: "(" if found[0].startswith("(") else "", head, count=1)


def _note_signals(head: str) -> list[str]:
    found = re.search(r"\b(?:CORRECTS|Corrects) ", head)
    return ["correction"] if found else []


def _body(text: str) -> str:
    """Paragraphs begin with an indent; carets and end signs of other lines are typesetting."""
    paragraphs: list[str] = []
    for raw in text.split("\n"):
        is_new = raw[:1] in "\t^" or raw.startswith("   ")
        line = raw.replace("^", " ").strip().rstrip("<=").strip()
        if not line:
            continue
        if is_new or not paragraphs:
            paragraphs.append(line)
        else:
            paragraphs[-1] += f" {line}" if len(paragraphs[-1].rpartition("\n")[2]) >= 40 else f"\n{line}"
    return "\n\n".join(paragraphs).replace("{", "").replace("}", "")
