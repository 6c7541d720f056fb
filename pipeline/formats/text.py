"""A wire story as plain text: an optional block of `Key: value` lines, an empty line, then paragraphs."""

import re
from dataclasses import dataclass

from pipeline.errors import RejectedInput
from pipeline.formats.dateline import byline_of, dateline_of, names_in
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
MAX_HEADLINE = 150  # characters
_HEADER_LINE = re.compile(r"([A-Za-z][A-Za-z-]{1,29}):(?:[ \t]+(.*)|[ \t]*)")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_ENDS_SENTENCE = (".", "!", "?", ".”", '."', ".’", ".'", ":", ";", ",")


@dataclass(frozen=True)
class Content:
    """The text of a story below its header block."""

    headline: str
    byline: str
    body: str


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
    header, rest = _split(printable(text), document.name)
    story = _story(header, rest)
    if story.embargo is not None and story.embargo.at is None:
        problem = f"the embargo {story.embargo.raw!r} is not a time that can be read, so it cannot be kept"
        raise RejectedInput(document.name, problem, "Write it as 2026-03-24T06:10:00+00:00")
    if not story.headline and not story.body:
        raise RejectedInput(document.name, "has neither a headline nor a text", "Send the story below its header")
    return ParsedDocument(NAME, (story,))


def _story(header: dict[str, str], rest: str) -> Story:
    if header:
        content = Content(header.get("headline", ""), header.get("byline", ""), paragraphs(rest))
    else:
        content = _content(_single_lines(paragraphs(rest)))
    editors_note, pubstatus = header.get("editors-note", ""), header.get("pubstatus", "").lower()
    return Story(
        format=NAME,
        guid=header.get("guid", ""),
        version=header.get("version", ""),
        headline=content.headline,
        summary=header.get("summary", ""),
        body=content.body,
        byline=content.byline,
        dateline=header.get("dateline") or dateline_of(content.body),
        slugline=header.get("slugline", ""),
        language=header.get("language", ""),
        urgency=header.get("urgency", ""),
        pubstatus=pubstatus,
        keywords=_listed(header.get("keywords", "")),
        genre=_listed(header.get("genre", "")),
        editors_note=editors_note,
        first_created=_moment(header, "published"),
        version_created=_moment(header, "updated"),
        embargo=_moment(header, "embargo"),
        copyright_notice=header.get("copyright", ""),
        link=header.get("link", ""),
        authors=names_in(content.byline),
        kind=kind_of(content.headline, content.body, pubstatus=pubstatus, editors_note=editors_note),
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


def _content(body: str) -> Content:
    """Headline and byline where the text begins with them: short lines that end no sentence, above a longer text."""
    first, _, rest = body.partition("\n")
    headline = ""
    is_short = len(first) <= MAX_HEADLINE and not first.endswith(_ENDS_SENTENCE)
    if is_short and (rest.startswith("\n") or len(rest) > len(first)) and not dateline_of(first):
        headline, body = first, rest.lstrip("\n")
    first, _, rest = body.partition("\n")
    if byline := byline_of(first):
        body = rest.lstrip("\n")
    return Content(headline, byline, body)


def _listed(value: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in re.split("[,;]", value) if part.strip()))


def _moment(header: dict[str, str], key: str) -> Moment | None:
    raw = header.get(key, "")
    return read_time(raw, f"header:{key}") if raw else None
