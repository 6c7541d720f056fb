"""Markup to plain text: what a reader of the story reads, and nothing that the page does around it."""

import re
import threading

from lxml import etree

from pipeline.formats.tidy import paragraphs, printable

BLOCKS = frozenset(
    "address article blockquote body center dd details div dl dt fieldset figure footer h1 h2 h3 h4 h5 h6 header hr "
    "html li main ol p pre section summary table tbody tfoot thead tr ul".split()
)
CELLS = frozenset({"td", "th"})
DROPPED = frozenset(
    "aside audio button canvas figcaption form head iframe math nav noscript object option script select style "
    "svg template textarea title video".split()
)
# XHTML closes these in place; HTML does not know that, and would swallow all that follows.
_CLOSED_IN_PLACE = re.compile(
    r"<(?:iframe|script|style|textarea|title|noscript|video|audio|svg|canvas|object)\b[^<>]*/>", re.IGNORECASE
)
_own = threading.local()  # a parser for each thread: to make one takes longer than to read a summary
_SPACES = re.compile(r"[ \t\r\n\f]+")


def html_to_text(markup: str) -> str:
    """The text of a fragment or page of HTML, paragraphs separated by an empty line.

    Block elements break paragraphs, `br` is a newline, inline elements break nothing; scripts, styles, captions,
    forms and navigation are dropped with their content; entities are decoded. The parser reports events and builds
    no tree, so that memory and time stay in proportion to the markup, however deep it nests.
    """
    markup = printable(markup)
    if "<" not in markup and "&" not in markup:
        return paragraphs(markup.replace("\n", " "))
    parser = getattr(_own, "parser", None) or etree.HTMLParser(target=_Words(), encoding="utf-8")
    _own.parser = None  # should this document break it off, nobody else gets it
    parser.feed(_CLOSED_IN_PLACE.sub("", markup).encode())
    text: str = parser.close()
    _own.parser = parser
    return text


class _Words:
    """Gathers text from the events of the parser."""

    def __init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        self._pieces: list[str] = []
        self._dropping: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in DROPPED:
            self._dropping.append(tag)
        elif not self._dropping:
            self._separate(tag)

    def end(self, tag: str) -> None:
        if self._dropping:
            if tag == self._dropping[-1]:
                self._dropping.pop()
        elif tag != "br":
            self._separate(tag)

    def data(self, data: str) -> None:
        if not self._dropping:
            self._pieces.append(_SPACES.sub(" ", data))

    def comment(self, text: str) -> None:
        pass

    def close(self) -> str:
        text = "".join(self._pieces)
        self._begin()
        return paragraphs(text)

    def _separate(self, tag: str) -> None:
        if tag in BLOCKS:
            self._pieces.append("\n\n")
        elif tag == "br":
            self._pieces.append("\n")
        elif tag in CELLS:
            self._pieces.append(" ")
