"""JSON-LD in a page (https://schema.org): the object that describes the article."""

import html
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from pipeline.formats.html_text import html_to_text
from pipeline.formats.tidy import one_line

type Fields = dict[str, Any]

MAX_OBJECTS, MAX_LENGTH, MAX_TEXT = 2000, 2_000_000, 5000  # of one page, characters of one script, of one line
NESTED = ("@graph", "mainEntity", "mainEntityOfPage", "item", "author", "publisher")
LISTING = ("itemListElement", "hasPart")  # of other articles, mostly
REFERRING = ("author", "creator", "publisher", "copyrightHolder")
_ARTICLE = re.compile(r"\w*Article|\w*BlogPosting|Report|\w*Review")
_CLASS = re.compile(r"\.([\w-]+)")
_LETTERS = re.compile(r"[^\W_]+")
_WRAPPING = re.compile(r"^\s*(?:<!--|(?://|/\*)?\s*<!\[CDATA\[\s*(?:\*/)?)|(?:-->|(?://|/\*)?\s*\]\]>\s*(?:\*/)?)\s*$")
_NO_ESCAPE = re.compile(r"\\(?![\"\\/bfnrtu])")
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


def article_of(tree: HtmlElement) -> Fields:
    """The object of the page's article, else the first one with a headline, else of a page that has a date.

    Of several articles it is the one whose headline the page's titles show. Where it refers to people and
    organisations by their ids, it holds them.
    """
    objects = list(_objects(tree))
    with_headline = [one for one in objects if one.get("headline")]
    articles = [one for one in objects if any(_ARTICLE.fullmatch(name) for name in types_of(one))]
    dated = [one for one in objects if "WebPage" in types_of(one) and one.get("datePublished")]
    named = [one for one in articles if one.get("headline")]
    if len(named) > 1:
        shown = _letters(" ".join(_titles(tree)))
        named = [one for one in named if _letters(text(one["headline"])) in shown] or named
    article = next(iter(named + articles + with_headline + dated), {})
    known = {one["@id"]: one for one in objects if isinstance(one.get("@id"), str) and one.get("name")}
    return article | {name: _resolved(article.get(name), known) for name in REFERRING}


def _titles(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter("title", "h1", "meta"):
        if element.tag != "meta":
            yield element.text_content()[:1000]
        elif "title" in (element.get("property") or element.get("name") or ""):
            yield (element.get("content") or "")[:1000]


def _letters(title: str) -> str:
    return "".join(_LETTERS.findall(title.lower()))


def types_of(one: Fields) -> list[str]:
    """The names of an object's types."""
    return [name.rpartition("/")[2] for name in listed(one.get("@type")) if isinstance(name, str)]


def classes_of_text(article: Fields) -> frozenset[str]:
    """The classes of what holds the text of an article that is not free: publishers must name them in JSON-LD."""
    parts = [one for one in listed(article.get("hasPart")) if isinstance(one, dict)]
    selectors = (name for one in parts for name in listed(one.get("cssSelector")) if isinstance(name, str))
    return frozenset(name for selector in selectors for name in _CLASS.findall(selector))


def text(value: Any) -> str:
    """A value as one line: a text, or the name of an object; markup and entities in it decoded."""
    return one_line(plain(value)[:MAX_TEXT])


def plain(value: Any) -> str:
    """A value as `text` has it, its lines kept."""
    if isinstance(value, list):
        value = next(iter(value), "")
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value") or ""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
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
    """The objects of all scripts, breadth first, and then what they list."""
    scripts = (one for one in tree.iterfind(".//script[@type]") if "ld+json" in (one.get("type") or "").lower())
    lists: list[Any] = []
    yield from _walked([value for script in scripts for value in _values(script.text or "")], lists)
    yield from _walked(lists, lists)


def _walked(waiting: list[Any], lists: list[Any]) -> Iterator[Fields]:
    """The objects among the values and in them; what they list is only added to `lists`."""
    for one in islice(waiting, MAX_OBJECTS):
        if isinstance(one, dict):
            yield one
            waiting += [one[name] for name in NESTED if isinstance(one.get(name), dict | list)]
            lists += [one[name] for name in LISTING if isinstance(one.get(name), dict | list)]
        elif isinstance(one, list):
            waiting += one[:MAX_OBJECTS]


def _values(script: str) -> list[Any]:
    """The values in a script: one, or several in a row; none where it is broken."""
    if len(script) > MAX_LENGTH:
        return []
    cleaned = _WRAPPING.sub("", _WRAPPING.sub("", script)).strip().rstrip(";")
    if "&quot;" in cleaned and '"' not in cleaned:
        cleaned = html.unescape(cleaned)
    for candidate in (cleaned, _TRAILING_COMMA.sub(r"\1", cleaned), _NO_ESCAPE.sub("", cleaned)):
        try:
            return list(_decoded(candidate))
        except (ValueError, RecursionError):
            continue
    return []


def _decoded(script: str) -> Iterator[Any]:
    at, decoder = 0, json.JSONDecoder(strict=False)
    while at < len(script):
        value, at = decoder.raw_decode(script, at)
        yield value
        while at < len(script) and (script[at].isspace() or script[at] in ",;"):
            at += 1
