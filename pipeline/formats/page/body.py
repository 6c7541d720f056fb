"""The text of the article in a page: trafilatura's, after what it takes for text by mistake is out of the page."""

from collections.abc import Iterator
from typing import Any

from lxml.html import HtmlElement

from pipeline.formats.page.headline import words
from pipeline.formats.page.metadata import Metadata
from pipeline.formats.tidy import paragraphs

BLOCKS = frozenset({"p", "head", "quote", "item", "list", "table", "row", "div", "code", "ab", "body"})


def body_of(tree: HtmlElement, url: str, found: Metadata) -> str:
    """The article's text, paragraphs separated by an empty line; empty where the page has none."""
    from trafilatura import bare_extraction

    document: Any = bare_extraction(tree, url=url or None, include_comments=False, include_formatting=False)
    if document is None or document.body is None:
        return ""
    text = paragraphs("".join(_pieces(document.body)))
    first, _, rest = text.partition("\n\n")
    return rest if words(first) == words(found.headline) else text


def _pieces(element: Any) -> Iterator[str]:
    """The text in trafilatura's own elements; as deep as the tree, which the parser has bounded."""
    border = "\n\n" if element.tag in BLOCKS else "\n" if element.tag == "lb" else " " if element.tag == "cell" else ""
    yield border
    if element.text:
        yield element.text
    for child in element:
        yield from _pieces(child)
        if child.tail:
            yield child.tail
    yield border
