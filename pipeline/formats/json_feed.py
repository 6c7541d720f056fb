"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/): one story an item."""

import json
import re
from collections.abc import Mapping
from typing import Any

from pipeline.errors import RejectedInput
from pipeline.formats.dateline import dateline_of
from pipeline.formats.document import Document
from pipeline.formats.html_text import html_to_text
from pipeline.formats.instructions import kind_of
from pipeline.formats.tidy import one_line, paragraphs
from pipeline.model import Moment, ParsedDocument, RejectedItem, Story
from pipeline.timestamps import read_time

NAME = "json_feed"
_VERSION = re.compile(r'"version"\s{0,20}:\s{0,20}"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version\\?/1')

type Fields = Mapping[str, Any]


def recognises(document: Document) -> bool:
    """Whether this is JSON that says it is such a feed."""
    return document.text.lstrip().startswith("{") and _VERSION.search(document.text) is not None


def read(document: Document) -> ParsedDocument:
    """The items of a feed; raises RejectedInput when it is broken JSON or has no list of items.

    Values of a wrong type count as absent; an item without text is rejected, the others stay.
    """
    try:
        feed = json.loads(document.text)
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", None) or "nested too deeply"
        raise RejectedInput(document.name, f"the JSON of this feed is broken ({reason})", "Fetch it again") from None
    items = feed.get("items")
    if not isinstance(items, list):
        raise RejectedInput(document.name, "this feed has no list of items", "Tell its publisher")
    stories, rejected = [], []
    for number, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            rejected.append(RejectedItem(f"item {number}", "the item is no JSON object"))
            continue
        story = _story(item, feed)
        if story.headline or story.body:
            stories.append(story)
        else:
            label = story.link or story.guid or f"item {number}"
            rejected.append(RejectedItem(label, "the item has neither a headline nor a text"))
    return ParsedDocument(NAME, tuple(stories), tuple(rejected))


def _story(item: Fields, feed: Fields) -> Story:
    headline = one_line(_text(item, "title"))
    summary = paragraphs(_text(item, "summary"))
    markup, plain = html_to_text(_text(item, "content_html")), paragraphs(_text(item, "content_text"))
    body = (markup if len(markup) >= len(plain) else plain) or summary
    authors = _authors(item) or _authors(feed)
    updated = _moment(item, "date_modified")
    return Story(
        format=NAME,
        guid=_identifier(item),
        headline=headline,
        summary=summary,
        body=body,
        byline=", ".join(authors),
        dateline=dateline_of(body),
        language=one_line(_text(item, "language") or _text(feed, "language")),
        keywords=tuple(dict.fromkeys(filter(None, map(one_line, _texts(item.get("tags")))))),
        first_created=_moment(item, "date_published") or updated,
        version_created=updated,
        link=_link(item),
        authors=authors,
        kind=kind_of(headline, body),
    )


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    return [entry for entry in value if isinstance(entry, str)] if isinstance(value, list) else []


def _identifier(item: Fields) -> str:
    """The id, which version 1.0 lets be a number."""
    value = item.get("id")
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return one_line(json.dumps(value) if is_number else _text(item, "id"))


def _authors(fields: Fields) -> tuple[str, ...]:
    """Names in the list `authors` of version 1.1 or the object `author` of version 1.0."""
    listed = fields.get("authors") or [fields.get("author")]
    entries = [author for author in listed if isinstance(author, dict)] if isinstance(listed, list) else []
    return tuple(dict.fromkeys(filter(None, (one_line(_text(author, "name")) for author in entries))))


def _moment(item: Fields, name: str) -> Moment | None:
    raw = one_line(_text(item, name))
    return read_time(raw, f"json_feed:{name}") if raw else None


def _link(item: Fields) -> str:
    """The item's page; for an item about another page that page, where it has none of its own."""
    link = one_line(_text(item, "url") or _text(item, "external_url"))
    return link if link.lower().startswith(("http://", "https://")) else ""
