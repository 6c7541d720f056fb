"""RSS 0.9x to 2.0, RDF and Atom: one story an item."""

import html
import io
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin

from pipeline.errors import RejectedInput
from pipeline.formats.dateline import dateline_of, names_in
from pipeline.formats.document import Document
from pipeline.formats.feed_extensions import with_extensions
from pipeline.formats.feed_xml import (
    breaks_off,
    check_size,
    count_items,
    feed_start,
    repaired,
    with_items_closed,
    without_swollen,
)
from pipeline.formats.html_text import html_to_text
from pipeline.formats.instructions import kind_of
from pipeline.formats.tidy import one_line, paragraphs
from pipeline.model import Moment, ParsedDocument, RejectedItem, Story
from pipeline.timestamps import read_time

NAME = "feed"
PUBLISHED, UPDATED = ("published", "created"), ("updated",)
_EMAIL = re.compile(r"[^\s@()]{1,80}@[^\s@()]{1,80}")

# feedparser's dictionaries warn about old names and stand in one key for another; plain lookups do neither.
type Fields = Mapping[str, Any]


def recognises(document: Document) -> bool:
    """Whether this is a feed."""
    return feed_start(document) >= 0


def read(document: Document) -> ParsedDocument:
    """The items of a feed; raises RejectedInput when its XML is so broken that none can be read.

    feedparser gets bytes without declarations, so it has nothing to fetch or to expand; it only sorts the elements,
    markup becomes text here, and times are read from the raw strings, since its own reading takes named zones for
    UTC and 12-hour clocks for 24-hour ones.
    """
    xml, swollen = without_swollen(repaired(document))
    check_size(xml, document.name)
    parsed, expected = _parse(with_items_closed(xml)), count_items(xml)
    entries = [dict(entry) for entry in parsed.entries]
    is_cut = bool(parsed.bozo) and breaks_off(xml)
    if parsed.bozo and len(entries) <= is_cut and not swollen:
        where = "breaks off inside its first item" if entries else f"is broken ({parsed.bozo_exception})"
        raise RejectedInput(document.name, f"the XML of this feed {where}", "Fetch it again or tell its publisher")
    feed = dict(parsed.feed)
    is_atom = parsed.version.startswith("atom")
    stories, rejected = [], swollen
    for number, entry in enumerate(entries, start=1):
        story = with_extensions(_story(entry, feed, is_atom=is_atom), entry)
        label = story.headline or story.link or story.guid or f"item {number}"
        if is_cut and number == len(entries):
            rejected.append(RejectedItem(label, "the XML breaks off inside this item"))
        elif not story.headline and not story.body:
            rejected.append(RejectedItem(label, "the item has neither a headline nor a text"))
        else:
            stories.append(story)
    rejected += [
        RejectedItem(f"item {number} or one before it", "the XML is too broken to tell the items apart")
        for number in range(len(entries) + 1, expected + 1)
    ]
    return ParsedDocument(NAME, tuple(stories), tuple(rejected))


def _parse(xml: str) -> Any:
    import feedparser

    return feedparser.parse(io.BytesIO(xml.encode()), sanitize_html=False, resolve_relative_uris=False)


def _story(entry: Fields, feed: Fields, *, is_atom: bool) -> Story:
    headline = one_line(_text(entry.get("title"), entry.get("title_detail"), is_atom=is_atom))
    summary = _text(entry.get("summary"), entry.get("summary_detail"), is_atom=is_atom)
    full = max(
        (_text(part.get("value"), part, is_atom=is_atom) for part in entry.get("content", ())), key=len, default=""
    )
    body = full or summary
    authors = _authors(entry)
    updated = _moment(entry, UPDATED)
    return Story(
        format=NAME,
        guid=one_line(entry.get("id") or ""),
        headline=headline,
        summary=summary,
        body=body,
        byline=", ".join(authors),
        dateline=dateline_of(body),
        language=_language(entry, feed),
        keywords=_keywords(entry),
        first_created=_moment(entry, PUBLISHED) or updated,
        version_created=updated,
        copyright_notice=one_line(entry.get("rights") or feed.get("rights") or ""),
        link=_link(entry, feed),
        authors=authors,
        kind=kind_of(headline, body),
    )


def _text(value: str | None, detail: Fields | None, *, is_atom: bool) -> str:
    """Plain text of a construct; RSS does not say which of its texts are HTML, so all of them may be."""
    media_type = str((detail or {}).get("type") or "")
    if not value:
        return ""
    if "html" in media_type:
        return html_to_text(value)
    return paragraphs(value if is_atom else html.unescape(value))


def _moment(entry: Fields, names: Iterable[str]) -> Moment | None:
    for name in names:
        if raw := str(entry.get(name) or "").strip():
            return read_time(raw, f"feed:{name}")
    return None


def _authors(entry: Fields) -> tuple[str, ...]:
    listed = [author.get("name") or "" for author in entry.get("authors", ()) if author]
    names = [name for text in listed or [entry.get("author") or ""] for name in names_in(one_line(html.unescape(text)))]
    return tuple(dict.fromkeys(name for name in names if not _EMAIL.fullmatch(name)))


def _keywords(entry: Fields) -> tuple[str, ...]:
    terms = (one_line(html.unescape(tag.get("label") or tag.get("term") or "")) for tag in entry.get("tags", ()))
    return tuple(dict.fromkeys(term for term in terms if term))


def _language(entry: Fields, feed: Fields) -> str:
    details = (entry.get(f"{name}_detail") or {} for name in ("summary", "title"))
    stated = (entry.get("language"), *(detail.get("language") for detail in details), feed.get("language"))
    return one_line(next((language for language in stated if language), ""))


def _link(entry: Fields, feed: Fields) -> str:
    """The item's page; behind a counting service the address that it leads to, where the feed gives it.

    A path is taken from the feed's own page, since what was asked for the feed is not known here.
    """
    link = one_line(entry.get("feedburner_origlink") or entry.get("link") or "")
    if link.startswith("/"):
        with suppress(ValueError):
            link = urljoin(one_line(feed.get("link") or ""), link)
    return link if link.lower().startswith(("http://", "https://")) else ""
