"""Posts of WordPress's REST API (https://developer.wordpress.org/rest-api/reference/posts/): one story a post."""

import json
import re
from collections.abc import Mapping
from typing import Any

from pipeline.errors import RejectedInput
from pipeline.formats.dateline import dateline_of
from pipeline.formats.document import Document
from pipeline.formats.html_text import html_to_text
from pipeline.formats.instructions import kind_of
from pipeline.formats.tidy import one_line
from pipeline.model import Moment, ParsedDocument, RejectedItem, Story
from pipeline.timestamps import read_time

NAME = "wordpress"
HEAD = 4096  # characters in which the first post's own fields begin
_BEGINNING = re.compile(r"\s*\[\s*(?:\{|\]\s*\Z)")
_FIELD = re.compile(r'"(id|date_gmt|modified_gmt|guid|link)"\s{0,9}:')

type Fields = Mapping[str, Any]


def recognises(document: Document) -> bool:
    """Whether this is a list of posts, or an empty list, as the API answers for a time without posts."""
    text = document.text
    if not _BEGINNING.match(text):
        return False
    return text.strip("[] \t\r\n") == "" or len(set(_FIELD.findall(text, 0, HEAD))) >= 3


def read(document: Document) -> ParsedDocument:
    """The posts of a list; raises RejectedInput when it is broken JSON.

    Values of a wrong type count as absent. A post without a text, or one that needs a password, is rejected.
    """
    try:
        posts = json.loads(document.text)
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", None) or "nested too deeply"
        raise RejectedInput(document.name, f"the JSON of these posts is broken ({reason})", "Fetch it again") from None
    stories, rejected = [], []
    for number, post in enumerate(posts, start=1):
        if not isinstance(post, dict):
            rejected.append(RejectedItem(f"post {number}", "the post is no JSON object"))
            continue
        story = _story(post)
        label = story.headline or story.link or f"post {number}"
        if _is_protected(post):
            rejected.append(RejectedItem(label, "the post needs a password"))
        elif not story.headline and not story.body:
            rejected.append(RejectedItem(label, "the post has neither a headline nor a text"))
        else:
            stories.append(story)
    return ParsedDocument(NAME, tuple(stories), tuple(rejected))


def _story(post: Fields) -> Story:
    headline = one_line(html_to_text(_rendered(post, "title")))
    summary = html_to_text(_rendered(post, "excerpt"))
    body = html_to_text(_rendered(post, "content")) or summary
    updated = _moment(post, "modified")
    link = one_line(_text(post, "link"))
    return Story(
        format=NAME,
        guid=one_line(_rendered(post, "guid")),
        headline=headline,
        summary=summary,
        body=body,
        dateline=dateline_of(body),
        first_created=_moment(post, "date") or updated,
        version_created=updated,
        link=link if link.lower().startswith(("http://", "https://")) else "",
        kind=kind_of(headline, body),
    )


def _text(fields: Fields, name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _rendered(post: Fields, name: str) -> str:
    """The HTML of a field, which stands in an object beside the unrendered text that editors see."""
    value = post.get(name)
    return _text(value, "rendered") if isinstance(value, dict) else ""


def _is_protected(post: Fields) -> bool:
    content = post.get("content")
    return isinstance(content, dict) and content.get("protected") is True


def _moment(post: Fields, name: str) -> Moment | None:
    """A time that the API gives in UTC without saying so, or in the site's own zone where that is all there is."""
    if raw := one_line(_text(post, f"{name}_gmt")):
        provenance = f"wordpress:{name}_gmt"
        return Moment(read_time(raw, provenance).at, raw, provenance)
    raw = one_line(_text(post, name))
    return read_time(raw, f"wordpress:{name}") if raw else None
