"""The text of the article in a page: trafilatura's, repaired before and after by what the page's markup says."""

import re
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipeline.formats.page import linked_data
from pipeline.formats.page.authors import is_byline
from pipeline.formats.page.headline import headings_of, words
from pipeline.formats.page.metadata import Metadata
from pipeline.formats.page.pruning import Sought, prune, title_of
from pipeline.formats.page.standfirst import standfirst_of
from pipeline.formats.tidy import one_line, paragraphs

BLOCKS = frozenset({"p", "head", "quote", "item", "list", "table", "row", "div", "code", "ab", "body"})
_NOTICE = re.compile(
    r"advertise?ment|(?:article|story) continues (?:below|after)[\w ]{0,40}|anzeige|werbung|publicit[eé]|publicidad"
    r"|pubblicità|annonse?|reklame?|advertentie",
    re.IGNORECASE,
)
SAME, LONG = 3, 12  # paragraphs found in containers of a kind; words of a paragraph that was missed
SHORTEST, STATED_SHARE = 150, 0.25  # letters of an article; of the text in JSON-LD
BEGINNING = 40  # letters that tell a paragraph from others


def body_of(tree: HtmlElement, url: str, found: Metadata) -> str:
    """The article's text, paragraphs separated by an empty line; empty where the page has none.

    trafilatura gets the page without what is no part of the article (see `prune`); what it missed in containers of
    the kind in which it found paragraphs comes back, and the standfirst goes first. Where little is left of what the
    page has by JSON-LD, the page is read as it is, or JSON-LD's own text taken.
    """
    pruned = deepcopy(tree)
    title = title_of(pruned, found.headline)
    article = None if title is None else next(title.iterancestors("article", "main"), None)
    standfirst = standfirst_of(tree, found.descriptions)
    sought = Sought(
        headline=found.headline,
        headings=tuple(headings_of(tree)),
        host=urlsplit(url).netloc.lower(),
        classes=linked_data.classes_of_text(found.article),
        is_live="LiveBlogPosting" in linked_data.types_of(found.article),
    )
    prune(pruned, sought)
    blocks = _with_missed(_extracted(pruned, url, precise=True), pruned)
    if article is not None and not sought.is_live and not _are_inside(article, blocks):
        own = _extracted(article, url, precise=True)
        blocks = own if len(own) > 1 and _length(own) >= SHORTEST else blocks
    stated = paragraphs(linked_data.plain(found.article.get("articleBody")))
    enough = max(SHORTEST, STATED_SHARE * _length([stated]))
    if _length(blocks) < enough:
        others = stated.split("\n\n"), _extracted(tree, url, precise=False)
        blocks = max(*others, blocks, key=_length)
    blocks = [block for block in blocks if words(block) != words(found.headline) and not _NOTICE.fullmatch(block)]
    blocks = [block for block in blocks[:2] if not is_byline(block, found.authors)] + blocks[2:]
    if standfirst and words(standfirst) not in words(" ".join(blocks)):
        blocks.insert(0, standfirst)
    return paragraphs("\n\n".join(blocks))


def _are_inside(article: HtmlElement, blocks: list[str]) -> bool:
    """Whether half of the blocks at least stand in the article, and not around it."""
    inside = words(article.text_content()).replace(" ", "")
    return 2 * sum(_beginning(block) in inside for block in blocks) >= len(blocks)


def _extracted(tree: HtmlElement, url: str, *, precise: bool) -> list[str]:
    """The blocks of text that trafilatura finds."""
    from trafilatura import bare_extraction

    document: Any = bare_extraction(tree, url=url or None, favor_precision=precise, include_comments=False)
    text = "" if document is None or document.body is None else paragraphs("".join(_pieces(document.body)))
    return text.split("\n\n") if text else []


def _length(blocks: list[str]) -> int:
    """How many letters and digits there are."""
    return len(words(" ".join(blocks)).replace(" ", ""))


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


def _with_missed(blocks: list[str], tree: HtmlElement) -> list[str]:
    """The blocks with long paragraphs that stand in the same kind of container as found ones, in the page's order."""
    beginnings = {_beginning(block): number for number, block in enumerate(blocks)}
    everything = words(" ".join(blocks)).replace(" ", "")
    kinds: Counter[tuple[str, str]] = Counter()
    page: list[tuple[tuple[str, str], str, str]] = []
    for element in tree.iter("p"):
        parent, text = element.getparent(), element.text_content()
        if parent is not None and (beginning := _beginning(text)):
            kind = (parent.tag, parent.get("class") or "")
            kinds[kind] += beginning in beginnings
            page.append((kind, text, beginning))
    at, missed = 0, []
    for kind, text, beginning in page:
        if beginning in beginnings:
            at = beginnings[beginning] + 1
        elif kind[1] and kinds[kind] >= SAME and text.count(" ") >= LONG and beginning not in everything:
            missed.append((at, one_line(text)))
    for place, text in reversed(missed):
        blocks.insert(place, text)
    return blocks


def _beginning(text: str) -> str:
    """The first letters of a paragraph, by which it is known whatever became of its spaces and marks."""
    return words(text[:200]).replace(" ", "")[:BEGINNING]
