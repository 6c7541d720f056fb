"""JSON-LD in a page (https://schema.org): the object that describes the article."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from pipeline.formats.html_text import html_to_text
from pipeline.formats.tidy import one_line

type Fields = dict[str, Any]

MAX_OBJECTS, MAX_LENGTH = 2000, 2_000_000  # of one page, characters of one script
NESTED = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "hasPart", "author", "publisher")
REFERRING = ("author", "creator", "publisher", "copyrightHolder")
_ARTICLE = re.compile(r"\w*Article|\w*BlogPosting|Report|\w*Review")
_WRAPPING = re.compile(r"^\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?)|(?:-->|(?://|/\*)?\s*\]\]>\s*(?:\*/)?)\s*$")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


def article_of(tree: HtmlElement) -> Fields:
    """The object of the page's article, else the first one with a headline; empty where there is none.

    Where it refers to people and organisations by their ids, it holds them.
    """
    objects = list(_objects(tree))
    with_headline = [one for one in objects if one.get("headline")]
    articles = [one for one in objects if any(_ARTICLE.fullmatch(name) for name in types_of(one))]
    article = next((one for one in articles if one.get("headline")), None) or next(iter(articles + with_headline), {})
    known = {one["@id"]: one for one in objects if isinstance(one.get("@id"), str) and one.get("name")}
    return article | {name: _resolved(article.get(name), known) for name in REFERRING}


def types_of(one: Fields) -> list[str]:
    """The names of an object's types."""
    return [name.rpartition("/")[2] for name in listed(one.get("@type")) if isinstance(name, str)]


def text(value: Any) -> str:
    """A value as one line: a text, or the name of an object; markup and entities in it decoded."""
    return one_line(plain(value))


def plain(value: Any) -> str:
    """A value as `text` has it, its lines kept."""
    if isinstance(value, list):
        value = next(iter(value), "")
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or ""
    if not isinstance(value, str):
        return ""
    value = html.unescape(html.unescape(value))
    return html_to_text(value) if "<" in value else value


def listed(value: Any) -> list[Any]:
    """A value that may stand alone or in a list, as a list."""
    return value if isinstance(value, list) else [] if value is None else [value]


def _resolved(value: Any, known: dict[str, Fields]) -> Any:
    if isinstance(value, list):
        return [_resolved(one, known) for one in value if not isinstance(one, list)]
    if isinstance(value, dict) and not value.get("name") and isinstance(value.get("@id"), str):
        return known.get(value["@id"], value)
    return value


def _objects(tree: HtmlElement) -> Iterator[Fields]:
    """The objects of all scripts, each script's breadth first."""
    left = MAX_OBJECTS
    for script in tree.iterfind(".//script[@type]"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        waiting = [_value(script.text or "")]
        for one in waiting:
            if isinstance(one, dict):
                yield one
                waiting += [one[name] for name in NESTED if isinstance(one.get(name), dict | list)]
            elif isinstance(one, list):
                waiting += one[:left]
            left -= 1
            if left <= 0:
                return


def _value(script: str) -> Any:
    if len(script) > MAX_LENGTH:
        return None
    cleaned = _WRAPPING.sub("", _WRAPPING.sub("", script)).strip().rstrip(";")
    for candidate in (cleaned, _TRAILING_COMMA.sub(r"\1", cleaned)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None
