"""IPTC 7901, the text message format of European agencies (https://iptc.org/std/IPTC7901/1.0/specification/7901V5.pdf).

SOH, source and number, priority, category, words, options; slug lines; STX; heads up to a line that ends with `=`, then
the text in wrapped lines; ETX, day and time; EOT.
"""

import re

from pipeline.formats.assembly import Draft, assemble
from pipeline.formats.document import Document
from pipeline.formats.profiles import profile_for
from pipeline.formats.telex import BYLINE, LABEL, NOTE, WIRE_START, unwrapped, without_controls
from pipeline.model import ParsedDocument

NAME = "iptc7901"
HEADING = re.compile(
    "\x01(?P<source>[A-Za-z]{2,6})(?P<number>\\d{2,5})(?P<options>[^\\n]{0,300})\\n(?P<slug>[^\x02\x03]{0,2000})",
    re.DOTALL,
)
OPTIONS = re.compile(
    r"[ \t]+(?P<priority>[1-9])(?:[ \t]+(?P<category>[A-Za-z/,.-]{1,20}))?(?:[ \t]+(?P<words>\d{1,6}))?(?P<rest>.*)"
)
FILED = re.compile(
    r"(?P<day>\d\d)(?P<hour>\d\d)(?P<minute>\d\d)[ \t]*(?P<zone>[A-Z]{1,4})?[ \t]+"
    r"(?P<month>[^\W\d_]{3,9})\.?[ \t]+(?P<year>\d\d(?:\d\d)?)"
)
MAX_HEADS = 12
WRAPPED_HEAD = 45  # characters; a shorter line above the headline is a rubric


def recognises(document: Document) -> bool:
    """Whether a source and a number follow the start of heading."""
    start = WIRE_START.match(document.text[:3000])
    return start is not None and HEADING.match(_lines(document.text[start.end() - 1 : start.end() + 400])) is not None


def read(document: Document) -> ParsedDocument:
    """The one story of a message."""
    start = WIRE_START.match(document.text)
    message = _lines(document.text[start.end() - 1 :] if start else document.text)
    heading = HEADING.match(message)
    draft = Draft()
    if heading is not None:
        _read_heading(heading, draft)
        text, _, trailer = message[heading.end() :].lstrip("\x02").partition("\x03")
        if "\x02" not in message:
            text, draft.slugline = message[heading.start("slug") :].partition("\x03")[0], ""
        _read_text(without_controls(text), draft)
        _read_trailer(without_controls(trailer), draft)
    profile = profile_for(NAME, lambda: [heading["source"] if heading else "", draft.body[:200], draft.body[-200:]])
    return ParsedDocument(NAME, (assemble(draft, NAME, profile),))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _read_heading(heading: re.Match[str], draft: Draft) -> None:
    slugs = [line.strip().rstrip("/").strip() for line in without_controls(heading["slug"]).split("\n")]
    draft.slugline = next(filter(None, slugs), "")
    draft.keep("message", heading["source"] + heading["number"])
    if options := OPTIONS.match(heading["options"]):
        draft.urgency = options["priority"]
        draft.keep("category", options["category"] or "")
        draft.keep("words", options["words"] or "")
        draft.keep("service", without_controls(options["rest"]).strip())


def _read_text(text: str, draft: Draft) -> None:
    lines = text.strip("\n").split("\n")
    ends = (number for number, line in enumerate(lines[:MAX_HEADS], start=1) if line.rstrip().endswith("="))
    end = next(ends, 0) or next((number for number, line in enumerate(lines, start=1) if line.strip()), 0)
    heads = [line.strip().rstrip("= ") for line in lines[:end]]
    heads = [head for head in heads if head]
    if len(heads) > 1 and BYLINE.fullmatch(heads[-1]):
        draft.byline = heads.pop()
    notes = [head for head in heads if NOTE.match(head)]
    draft.editors_note = "\n".join(notes)
    heads = [head for head in heads if head not in notes]
    headline = heads[-1:]
    for above in reversed(heads[:-1]):
        if LABEL.fullmatch(above) or len(above) < WRAPPED_HEAD:
            break
        headline.insert(0, above)
    draft.headline = " ".join(headline)
    labels = heads[: len(heads) - len(headline)]
    draft.signals = [label.strip("()!: ") for label in labels]
    if any(re.match(r"\d{1,2}(?:ST|ND|RD|TH) ", label.upper()) for label in labels):
        draft.signals.append("update")
    draft.keep("labels", ", ".join(labels))
    draft.body = unwrapped("\n".join(lines[end:]))


def _read_trailer(trailer: str, draft: Draft) -> None:
    if filed := FILED.search(trailer):
        parts = filed.groupdict()
        year = parts["year"] if len(parts["year"]) == 4 else f"20{parts['year']}"
        raw = f"{parts['day']} {parts['month']} {year} {parts['hour']}:{parts['minute']} {parts['zone'] or ''}"
        draft.time("version_created", raw.strip(), "time of filing")
