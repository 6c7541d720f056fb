"""A wire story as plain text: an optional block of `Key: value` lines, an empty line, then paragraphs.

Above the text may stand what wires print there: a slug line, the headline, a byline, a note to editors in parentheses.
A mark such as `--30--` ends it.
"""

import csv
import re
from dataclasses import dataclass, replace

from pipeline.errors import RejectedInput
from pipeline.formats.dateline import byline_of, dateline_of, names_in, place_and_date
from pipeline.formats.document import Document
from pipeline.formats.instructions import kind_of
from pipeline.formats.tidy import one_line, paragraphs, printable
from pipeline.model import Moment, ParsedDocument, Story
from pipeline.timestamps import read_time

NAME = "text"
KEYS = (
    *("guid", "version", "headline", "byline", "dateline", "slugline", "language", "urgency", "pubstatus", "keywords"),
    *("genre", "editors-note", "published", "updated", "embargo", "copyright", "link", "summary"),
)
ROWS = 6
MAX_HEADLINE, MAX_NOTE, MAX_HEADS = 150, 1500, 4  # characters, lines
_HEADER_LINE = re.compile(r"([A-Za-z][A-Za-z-]{1,29}):(?:[ \t]+(.*)|[ \t]*)")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SLUG = re.compile(
    r"(?=\S*[A-Z]{3})[A-Z0-9][A-Z0-9.'&]*(?:[-/]+[A-Za-z0-9.'&]*)+(?: \([A-Z, ]{2,40}\))?(?:, ?\d{1,2}\w\w \S{1,20})?"
)
_NOTE = re.compile(
    r"[(\[](?:Eds|EDS|Editors|EDITORS|Note to editors|Editor's note)\s?[:—–-]\s?(?P<note>.*?)[)\]]", re.DOTALL
)
_END = re.compile(  # signs that end a message: -30-, ENDS, ###, XXX, NNNN; what follows is no story
    r"(?m:^)[^\S\n]*(?:-{1,3} ?30 ?-{1,3}|\(?-?(?:ENDS|Ends|ends|END)-?\)?|#{3,5}|XXX+|NNNN)[^\S\n]*(?:\n.*)?\Z",
    re.DOTALL,
)
_START = re.compile(r"\A\s{0,100}ZCZC\b[^\n]{0,100}\n")  # start of message (ITU-T Recommendation S.4); NNNN ends it
_ENDS_SENTENCE = (".", "!", "?", ".”", '."', ".’", ".'", ":", ";", ",")


@dataclass(frozen=True)
class Heads:
    """What stands above a text, and the text."""

    slugline: str = ""
    editors_note: str = ""
    byline: str = ""
    body: str = ""


def recognises(document: Document) -> bool:
    """Whether this may be plain text: whatever does not begin with markup or JSON."""
    return document.text.lstrip()[:1] not in {"<", "{", "["}


def read(document: Document) -> ParsedDocument:
    """The one story of a text; raises RejectedInput for what is no text and for a header that cannot be trusted."""
    text = document.text
    controls = len(_CONTROLS.findall(text))
    if "\0" in text or controls > max(4, len(text) // 100):
        raise RejectedInput(document.name, "is not text but binary data", "Send the story as UTF-8 text")
    if not any(character.isalpha() for character in text):
        raise RejectedInput(document.name, "has no letters in it", "Send the story as UTF-8 text")
    if _is_table(text):
        raise RejectedInput(document.name, "is a table of values, not a story", "Send the story as text")
    header, rest = _split(_START.sub("", printable(text), count=1), document.name)
    story = _story(header, rest)
    if story.embargo is not None and story.embargo.at is None:
        problem = f"the embargo {story.embargo.raw!r} is not a time that can be read, so it cannot be kept"
        raise RejectedInput(document.name, problem, "Write it as 2026-03-24T06:10:00+00:00")
    if not story.headline and not story.body:
        raise RejectedInput(document.name, "has neither a headline nor a text", "Send the story below its header")
    return ParsedDocument(NAME, (story,))


def _is_table(text: str) -> bool:
    """Whether the first lines are rows of at least four values parted by commas or semicolons."""
    lines = [line for line in text[:20_000].splitlines()[:ROWS] if line.strip()]
    for separator in ",;":
        try:
            widths = {len(row) for row in csv.reader(lines, delimiter=separator)}
        except csv.Error:
            continue
        if len(lines) >= 3 and len(widths) == 1 and min(widths) >= 4:
            return True
    return False


def heads_of(text: str) -> Heads:
    """Slug line, byline and note to editors, as far as a text begins with them, and the rest up to its end mark."""
    body = paragraphs(_END.sub("", text.rstrip() + "\n"))
    slugline = editors_note = byline = ""
    for _ in range(MAX_HEADS):
        first, _, rest = body.partition("\n")
        if not slugline and _SLUG.fullmatch(first):
            slugline = first.rstrip("/")
        elif (note := _NOTE.match(body[:MAX_NOTE])) and not editors_note:
            editors_note, rest = one_line(note["note"]), body[note.end() :]
        elif not byline and byline_of(first):
            byline = byline_of(first)
        else:
            break
        body = rest.lstrip("\n")
    return Heads(slugline, editors_note, byline, body)


def _story(header: dict[str, str], rest: str) -> Story:
    heads = heads_of(rest)
    headline, body = header.get("headline", ""), heads.body
    if not header:
        body = _single_lines(body)
        headline, body = _headline(body)
        below = heads_of(body)
        body = below.body
        heads = replace(
            heads, byline=heads.byline or below.byline, editors_note=heads.editors_note or below.editors_note
        )
    byline, slugline = header.get("byline") or heads.byline, header.get("slugline") or heads.slugline
    editors_note, pubstatus = header.get("editors-note") or heads.editors_note, header.get("pubstatus", "").lower()
    dateline, created = header.get("dateline") or dateline_of(body), _moment(header, "published")
    place, date = place_and_date(dateline, created)
    return Story(
        format=NAME,
        guid=header.get("guid", ""),
        version=header.get("version", ""),
        headline=headline,
        summary=header.get("summary", ""),
        body=body,
        byline=byline,
        dateline=dateline,
        slugline=slugline,
        language=header.get("language", ""),
        urgency=header.get("urgency", ""),
        pubstatus=pubstatus,
        keywords=_listed(header.get("keywords", "")),
        genre=_listed(header.get("genre", "")),
        editors_note=editors_note,
        first_created=created,
        version_created=_moment(header, "updated"),
        embargo=_moment(header, "embargo"),
        copyright_notice=header.get("copyright", ""),
        link=header.get("link", ""),
        authors=names_in(byline),
        kind=kind_of(headline, body, pubstatus=pubstatus, editors_note=editors_note, slugline=slugline),
        place=place,
        dateline_date=date,
    )


def _split(text: str, name: str) -> tuple[dict[str, str], str]:
    """Header block and text. A block is one only if all its lines have the form and one of its keys is known.

    A line that begins with a blank goes on with the value before it (RFC 5322, section 2.2.3).
    """
    lines = text.lstrip("\n").split("\n")
    length = next((number for number, line in enumerate(lines) if not line.strip()), len(lines))
    pairs: list[tuple[str, list[str]]] = []
    for line in lines[:length]:
        if line[0] in " \t" and pairs:
            pairs[-1][1].append(line)
        elif found := _HEADER_LINE.fullmatch(line.rstrip()):
            pairs.append((found[1].lower(), [found[2] or ""]))
        else:
            return {}, text
    keys = [key for key, _ in pairs]
    if not set(keys) & set(KEYS):
        return {}, text
    for number, key in enumerate(keys, start=1):
        if key not in KEYS:
            raise RejectedInput(name, f"header line {number}: {key!r} is not a known key", "Known: " + ", ".join(KEYS))
        if key in keys[: number - 1]:
            raise RejectedInput(name, f"header line {number}: {key!r} is given twice", "Keep one of the two lines")
    return {key: one_line(" ".join(value)) for key, value in pairs}, "\n".join(lines[length:])


def _single_lines(body: str) -> str:
    """Paragraphs that were sent one a line, without empty lines between them, set apart."""
    has_gaps = "\n\n" in body.partition("\n\n")[2] or body.count("\n\n") > 1
    lines = body.split("\n")
    is_wrapped = sum(len(line) > MAX_HEADLINE for line in lines) * 2 < len(lines)
    return body if has_gaps or is_wrapped else "\n\n".join(line for line in lines if line)


def _headline(body: str) -> tuple[str, str]:
    """The headline of a text, a short line that ends no sentence above a longer text, and the rest."""
    first, _, rest = body.partition("\n")
    is_short = len(first) <= MAX_HEADLINE and not first.endswith(_ENDS_SENTENCE)
    if is_short and (rest.startswith("\n") or len(rest) > len(first)) and not dateline_of(first):
        return first, rest.lstrip("\n")
    return "", body


def _listed(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in re.split("[,;]", value) if part.strip()))


def _moment(header: dict[str, str], key: str) -> Moment | None:
    raw = header.get(key, "")
    return read_time(raw, f"header:{key}") if raw else None
