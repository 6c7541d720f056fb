"""Who wrote the article, by the page's metadata or its byline."""

import re
from collections.abc import Iterable, Iterator

from lxml.html import HtmlElement

from pipeline.formats.page.linked_data import Fields, listed, text
from pipeline.formats.tidy import one_line

type Meta = dict[str, list[str]]

MAX_AUTHORS, MAX_NAME = 30, 80
META = ("author", "article:author", "og:article:author", "og:author", "parsely-author", "sailthru.author", "dc.creator",
        "dcterms.creator", "cxenseparse:author", "byl", "article:author_name")  # fmt: skip
_BY = re.compile(
    r"(?:(?:(?:written|reported|words|text|story|report)\s+)?by|von|par|por|di|door|av|af|przez|autore?|author|texto?|text|oleh|"
    r"gepubliceerd door|stand)\s*[:\s]\s*",
    re.IGNORECASE,
)
_AND = re.compile(
    r"\s+(?:and|und|et|y|e|og|och|en|ja|dan|i|&)\s+|\s*[;/|、・]\s*|\s*,\s+(?!(?:Jr|Sr|MD|PhD|II|III)\b)|\s&\s"
)
_NO_NAME = re.compile(r"https?:|www\.|@|^\W*$|^\d+$|^\(|^none$|^admin$|^null$", re.IGNORECASE)


def authors_of(tree: HtmlElement, article: Fields, meta: Meta) -> tuple[tuple[str, ...], str]:
    """The names of the authors, and where they stood; none where nothing names one."""
    people = listed(article.get("author")) or listed(article.get("creator"))
    if described := _names(text(one) for one in people[:MAX_AUTHORS]):
        return described, "json-ld:author"
    for name in META:
        if found := _names(meta.get(name, [])):
            return found, f"meta:{name}"
    if found := _names(_signed(tree)):
        return found, "page:byline"
    return (), ""


def _signed(tree: HtmlElement) -> Iterator[str]:
    """The texts of the first element that is marked as the author."""
    for path in (".//*[@itemprop='author']", ".//a[@rel='author']"):
        for element in tree.iterfind(path):
            if element.tag not in ("meta", "link", "figcaption") and (name := one_line(element.text_content()[:300])):
                yield name
                return


def _names(values: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for value in values:
        bare = _BY.sub("", one_line(value), count=1) if _BY.match(one_line(value)) else one_line(value)
        for name in _split(bare):
            if 1 < len(name) <= MAX_NAME and not _NO_NAME.search(name):
                found.setdefault(name)
    return tuple(found)[:MAX_AUTHORS]


def _split(value: str) -> list[str]:
    """The names in one value; what stands before and after "and" are two people where both have two words."""
    names = [one.strip(" ,") for one in _AND.split(value)]
    return names if all(" " in name for name in names) else [value]
