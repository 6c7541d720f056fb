"""Who wrote the article, by the page's metadata or its byline."""

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from lxml.html import HtmlElement

from pipeline.formats.page.headline import words
from pipeline.formats.page.linked_data import Fields, listed, text
from pipeline.formats.tidy import one_line

type Meta = dict[str, list[str]]

MAX_AUTHORS, MAX_NAME = 30, 80
AFTER_TITLE = 80  # elements after the heading in which a byline is looked for
META = (
    "author", "article:author", "og:article:author", "og:author", "parsely-author", "sailthru.author",
    "cxenseparse:author", "byl", "mrf:authors", "dc.creator", "dcterms.creator",
)  # fmt: skip
_BY = re.compile(
    r"(?:(?:written|reported|words|text|story|report)\s+)?"
    r"(?:by|von|par|por|di|door|av|af|przez|oleh|autor[ae]?s?|autore|author|text|texto)\b\s*:?\s*",
    re.IGNORECASE,
)
_BORDER = re.compile(r"\s*[;|、・]\s*")
_AND = re.compile(r"\s+(?:and|und|et|y|e|og|och|en|ja|dan|i|&)\s+|\s*,\s+(?!(?:Jr|Sr|MD|PhD|II|III)\b)")
_NO_NAME = re.compile(r"https?:|www\.|@|^\W*$|^\d+$|^\(|^(?:none|null|admin|administrator|editor)$", re.IGNORECASE)
_SIGNED = re.compile(
    r"(?:^|[\s_-])(?:author|authors|byline|by-line|autor|autoren|autore|auteur)(?=$|[\s_-])", re.IGNORECASE
)
_PROFILE = re.compile(
    r"/(?:authors?|autor(?:e|en|es)?|auteurs?|forfatter|profile|people|journalists?|contributors?)/", re.IGNORECASE
)


def authors_of(tree: HtmlElement, article: Fields, meta: Meta, sites: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """The names of the authors, and where they stood; none where nothing names one.

    JSON-LD comes first, then meta elements, then the byline under the heading. The site itself, by one of its names
    in `sites`, counts only where nobody else is named.
    """
    own = set(sites)
    fallback: tuple[tuple[str, ...], str] = ((), "")
    people = listed(article.get("author")) or listed(article.get("creator"))
    stated = [("json-ld:author", [_person(one) for one in people[:MAX_AUTHORS]])]
    stated += [(f"meta:{name}", meta[name]) for name in META if name in meta]
    for where, values in stated:
        if found := _names(values):
            if not all(words(name).replace(" ", "") in own for name in found):
                return found, where
            fallback = fallback if fallback[0] else (found, where)
    if not fallback[0] and (found := _names(_signed(tree))):
        return found, "page:byline"
    return fallback


def _person(one: Any) -> str:
    if isinstance(one, dict) and not one.get("name"):
        return f"{text(one.get('givenName'))} {text(one.get('familyName'))}"
    return text(one)


def _signed(tree: HtmlElement) -> Iterator[str]:
    """The text of the first element that is marked as the author, or that links to an author's page."""
    for path in (".//*[@itemprop='author']", ".//a[@rel='author']"):
        for element in tree.iterfind(path):
            if element.tag not in ("meta", "link", "figcaption") and (name := one_line(element.text_content()[:300])):
                yield name
                return
    title = next(tree.iter("h1"), None)
    for element in islice(title.xpath("following::*") if title is not None else (), AFTER_TITLE):
        is_profile = element.tag == "a" and _PROFILE.search(element.get("href") or "")
        if (is_profile or _SIGNED.search(element.get("class") or "")) and (
            name := one_line(element.text_content()[:200])
        ):
            yield name
            return


def _names(values: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for value in values:
        line = one_line(value)
        for part in _BORDER.split(_BY.sub("", line, count=1) if _BY.match(line) else line):
            for name in _split(part):
                if 1 < len(name) <= MAX_NAME and not _NO_NAME.search(name):
                    found.setdefault(name)
    return tuple(found)[:MAX_AUTHORS]


def _split(value: str) -> list[str]:
    """The names in one value: what "and" or a comma parts are names where most of them have two words."""
    names = [one.strip(" ,") for one in _AND.split(value)]
    return names if 2 * sum(" " in name for name in names) > len(names) else [value]
