"""Who wrote the article, by the page's metadata or its byline."""

import re
from collections.abc import Collection, Iterable, Iterator
from itertools import chain, islice, takewhile
from typing import Any

from lxml.html import HtmlElement

from pipeline.formats.page.headline import words
from pipeline.formats.page.linked_data import Fields, listed, text
from pipeline.formats.tidy import one_line

type Meta = dict[str, list[str]]

MAX_AUTHORS, MAX_NAME, MAX_BYLINE, MAX_PIECES = 30, 80, 200, 30
AFTER_TITLE = 80  # elements after the heading in which a byline is looked for
META = (
    "author", "article:author", "og:article:author", "og:author", "parsely-author", "sailthru.author",
    "cxenseparse:author", "byl", "mrf:authors", "dc.creator", "dc:creator", "dcterms.creator", "citation_author",
    "authors",
)  # fmt: skip
_BY = re.compile(
    r"(?:(?:written|reported|words|text|story|report)\s+)?"
    r"(?:by|von|par|por|di|door|av|af|przez|oleh|autor[ae]?s?|autore|author|text|texto)\b\s*:?\s*",
    re.IGNORECASE,
)
_BORDER = re.compile(r"\s*[;|、・]\s*|\s+[/•·]\s+")
_AND = re.compile(
    r"\s*,?\s+(?:and|und|et|y|e|og|och|en|ja|dan|i|with|mit|avec|&)\s+|\s*,\s+(?!(?:Jr|Sr|MD|PhD|II|III)\b)"
)
_ADDITION = re.compile(
    r"\s*(?:\([^()]*\)|[^\s@]{1,80}@[^\s@]{1,80}|\s(?:for|für|pour)\s+[A-Z].*)"
)  # to a name: whom for, where
_ROLE = re.compile(
    r"\b(?:editor|reporter|correspondent|writer|columnist|contributor|producer|journalist\w*|redakt\w+|korrespondent\w*"
    r"|r[ée]dact\w+|redac\w+|correspons\w+|corrispondent\w+|periodista|giornalista)\b",
    re.IGNORECASE,
)
_LETTERS = re.compile(r"(?:[^\W\d_]|[.’'-])+")
_PARTICLES = frozenset("af al bin da de del della den der di dos du el la le of ten ter van von y zu".split())
_NO_NAME = re.compile(
    r"https?:|www\.|@|^\W*$|^\d+$|^\(|^(?:none|null|admin|administrator|editor)$|\b(?:19|20)\d\d\b|\d[:.]\d\d",
    re.IGNORECASE,
)
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
    stated = [("json-ld:author", list(_people(article.get("author") or article.get("creator"))))]
    stated += [(f"meta:{name}", meta[name]) for name in META if name in meta]
    for where, values in stated:
        if found := _names(values):
            if not all(words(name).replace(" ", "") in own for name in found):
                return found, where
            fallback = fallback if fallback[0] else (found, where)
    found = _names(_signed(tree))
    if fallback[0] and not (found and all(map(_is_name, found))):
        return fallback
    return found, "page:byline" if found else ""


def _people(value: Any) -> Iterator[str]:
    """The names in JSON-LD's value of an author: a text, an object, or a list of them."""
    for one in listed(value)[:MAX_AUTHORS]:
        if isinstance(one, dict) and isinstance(one.get("name"), list):
            yield from map(text, one["name"])
        elif isinstance(one, dict) and not one.get("name"):
            yield f"{text(one.get('givenName'))} {text(one.get('familyName'))}"
        else:
            yield text(one)


def _signed(tree: HtmlElement) -> Iterator[str]:
    """What names the author: marked so near the headline, or written as a byline there, or marked so anywhere."""
    around = list(_around_title(tree))
    near = (one for one in around if _links_author(one) or _SIGNED.search(one.get("class") or ""))
    lines = (one for one in around if _is_line_of_names(one))
    anywhere = (one for path in (".//*[@itemprop='author']", ".//a[@rel]") for one in tree.iterfind(path))
    for element in chain(near, lines, filter(_is_author, anywhere)):
        if element.tag not in ("link", "figcaption") and (names := list(_named_in(element))):
            yield from names
            for other in filter(_links_author, element.itersiblings(element.tag)):
                yield from _named_in(other)
            return


def _is_author(element: HtmlElement) -> bool:
    return element.get("itemprop") == "author" or "author" in (element.get("rel") or "").split()


def _links_author(element: HtmlElement) -> bool:
    """Whether an element is marked as the author, or leads to an author's page."""
    return _is_author(element) or (element.tag == "a" and _PROFILE.search(element.get("href") or "") is not None)


def _is_line_of_names(element: HtmlElement) -> bool:
    line = one_line(element.text_content()[:MAX_BYLINE])
    return _BY.match(line) is not None and _are_names(line)


def _around_title(tree: HtmlElement) -> Iterator[HtmlElement]:
    """The elements after the headline, then those before it in the same article."""
    title = next(tree.iter("h1"), None)
    if title is None:
        return
    yield from islice(title.xpath("following::*"), AFTER_TITLE)
    whole = next(title.iterancestors("article", "header", "main"), title)
    yield from islice(takewhile(lambda one: one is not title, whole.iterdescendants()), AFTER_TITLE)


def _named_in(element: HtmlElement) -> Iterator[str]:
    """What an element names: its own names in microdata, else its pieces of text."""
    names = element.xpath(".//*[@itemprop='name']") or [element]
    for one in names[:MAX_AUTHORS]:
        if content := one.get("content"):
            yield one_line(content[:MAX_NAME])
        else:
            pieces = [piece for text in islice(one.itertext(), MAX_PIECES) if (piece := one_line(text))]
            whole = one_line(one.text_content()[:MAX_BYLINE])
            yield from filter(None, [piece for piece in pieces if _are_names(piece)] or [whole])


def _names(values: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for value in values:
        parts = _BORDER.split(_without_by(one_line(_ADDITION.sub("", value))))
        names = [
            name for part in parts for name in _split(part) if 1 < len(name) <= MAX_NAME and not _NO_NAME.search(name)
        ]
        people = [name for name in names if not _ROLE.search(name)]
        found |= dict.fromkeys(people or names)
    return tuple(found)[:MAX_AUTHORS]


def is_byline(line: str, authors: Collection[str]) -> bool:
    """Whether a line says by whom the article is, and nothing else."""
    return _BY.match(line) is not None and bool(found := _names([line[:MAX_BYLINE]])) and set(found) <= set(authors)


def _without_by(line: str) -> str:
    by = _BY.match(line)
    return line[by.end() :] if by else line


def _are_names(line: str) -> bool:
    return all(map(_is_name, _split(_without_by(line))))


def _is_name(text: str) -> bool:
    """Whether this is written like a person's name: two to five words, in capitals but for particles."""
    parts = text.split()
    return 2 <= len(parts) <= 5 and all(
        _LETTERS.fullmatch(part) and (not part[0].islower() or part in _PARTICLES) for part in parts
    )


def _split(value: str) -> list[str]:
    """The names in one value: what "and" or a comma parts are names where half of them have two words."""
    names = [one.strip(" ,") for one in _AND.split(value)]
    return names if 2 * sum(" " in name for name in names) >= len(names) else [value]
