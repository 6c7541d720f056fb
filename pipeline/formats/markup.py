"""The text of a story that an XML document carries in itself: NITF, XHTML, or an agency's own markup."""

import html
import re
from collections.abc import Iterator

from pipeline.formats.html_text import html_to_text
from pipeline.formats.tidy import paragraphs
from pipeline.formats.xml_tree import Element, texts

BLOCKS = frozenset(
    "p block hl1 hl2 h1 h2 h3 h4 h5 h6 div section article header blockquote bq ul ol li dl dt dd table tr tbody thead "
    "tfoot caption hr note fn pre body body.head body.content body.end hedline byline dateline abstract tagline title "
    "rubrik ingress brodtext citat mellis text bodytext para paragraph heading lead".split()
)
CELLS = frozenset({"td", "th"})
BREAKS = frozenset({"br", "lf"})
DROPPED = frozenset(
    {"media", "script", "style", "figure", "figcaption", "head", "video", "audio", "iframe", "nitf-table-metadata"}
)
_HAS_TAG = re.compile(r"<[a-zA-Z/!]|&[a-zA-Z]{2,8};|&#")
_SPACES = re.compile(r"\s+")


def text_in(element: Element, *, dropped: frozenset[str] = DROPPED) -> str:
    """The text below an element, paragraphs separated by an empty line; a `pre` keeps its lines.

    Media with their captions, and what `dropped` names besides, are left out.
    """
    pieces: list[str] = []
    _gather(element, pieces, dropped, keeps_lines=False)
    return paragraphs("".join(pieces))


def _gather(element: Element, pieces: list[str], dropped: frozenset[str], *, keeps_lines: bool) -> None:
    """As deep as the tree, which the parser has bounded."""
    tag = element.tag.lower()
    keeps_lines = keeps_lines or tag == "pre"
    if element.text:
        pieces.append(element.text if keeps_lines else _SPACES.sub(" ", element.text))
    for child in element:
        name = child.tag.lower() if isinstance(child.tag, str) else ""
        if name in BREAKS:
            pieces.append("\n")
        elif name and name not in dropped:
            border = "\n\n" if name in BLOCKS else " " if name in CELLS else ""
            pieces.append(border)
            _gather(child, pieces, dropped, keeps_lines=keeps_lines)
            pieces.append(border)
        if child.tail:
            pieces.append(child.tail if keeps_lines else _SPACES.sub(" ", child.tail))


def values(element: Element, place: str) -> Iterator[str]:
    """The texts at a place of a profile, none empty: see `texts`; after `|markup` paragraphs are kept."""
    path, _, kind = place.partition("|")
    if kind != "markup":
        yield from texts(element, path)
        return
    for found in element.iterfind(path):
        if text := text_in(found) if len(found) else plain(found.text or ""):
            yield text


def plain(text: str) -> str:
    """The text of a fragment of HTML, also where its markup was escaped twice; any other text as it is."""
    if "<" not in text and "&lt;" in text:
        text = html.unescape(text)
    return html_to_text(text) if _HAS_TAG.search(text) else text
