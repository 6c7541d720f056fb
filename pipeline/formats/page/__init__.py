"""An article's HTML page to a story: what its markup and metadata say, whoever published it."""

import re
import sys

from lxml import etree, html
from lxml.html import HtmlElement

from pipeline.errors import RejectedInput
from pipeline.formats.dateline import dateline_of
from pipeline.formats.document import Document
from pipeline.formats.feed_xml import NOT_IN_XML
from pipeline.formats.instructions import kind_of
from pipeline.formats.page.body import body_of
from pipeline.formats.page.metadata import metadata_of
from pipeline.formats.tidy import one_line
from pipeline.model import ParsedDocument, Story

NAME = "html_page"
MAX_TEXT, MAX_ELEMENTS, MAX_ATTRIBUTE = 300_000, 10_000, 100_000
HEAD = 1_000_000  # characters in which a page says that it is an article
_REFERENCE = re.compile(r"&#(?:(?P<decimal>\d{1,20})|[xX](?P<hexadecimal>[0-9a-fA-F]{1,20}));?")
_BLANK = re.compile(r"\s{20,}")
_ARTICLE = re.compile(
    r"""<meta\b[^<>]{0,200}\bog:type\b[^<>]{0,200}\barticle\b|"@type"\s{0,9}:\s{0,9}\[?\s{0,9}"\w{0,20}(?:Article|BlogPosting)\"""",
    re.IGNORECASE,
)


def recognises(document: Document) -> bool:
    """Whether this is an HTML page that says of itself that it is an article."""
    return document.root[0].lower() == "html" and _ARTICLE.search(document.html, 0, HEAD) is not None


def read(document: Document) -> ParsedDocument:
    """The one story of a page; its link is the canonical address that the page gives."""
    return ParsedDocument(NAME, (read_page(document),))


def read_page(document: Document, url: str = "") -> Story:
    """The story of a page that came from `url`; raises RejectedInput for a page without the text of an article."""
    markup = _BLANK.sub("\n", NOT_IN_XML.sub("", _REFERENCE.sub(_if_allowed, document.html)))
    try:
        tree = html.document_fromstring(markup.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (ValueError, etree.LxmlError):
        raise RejectedInput(document.name, "is no HTML page that can be read", "Send the page of an article") from None
    _check(tree, document.name)
    found = metadata_of(tree, url)
    body = body_of(tree, url, found)
    headline = one_line(found.headline)
    if not body:
        raise RejectedInput(document.name, "holds no text of an article", "Send the page of one article")
    return Story(
        format=NAME,
        guid=found.link,
        headline=headline,
        summary=one_line(found.summary),
        body=body,
        byline=", ".join(found.authors),
        dateline=dateline_of(body),
        language=found.language,
        keywords=found.keywords,
        genre=found.sections,
        first_created=found.published,
        version_created=found.modified,
        copyright_holder=found.publisher,
        link=found.link,
        authors=found.authors,
        kind=kind_of(headline, body),
        pictures=found.pictures,
        extra=found.extra,
    )


def _if_allowed(reference: re.Match[str]) -> str:
    """The reference, unless it stands for a character that lxml's trees do not take."""
    code = int(reference["decimal"] or reference["hexadecimal"], 10 if reference["decimal"] else 16)
    return "" if code < sys.maxunicode and NOT_IN_XML.match(chr(code)) else reference[0]


def _check(tree: HtmlElement, name: str) -> None:
    """Take out what holds no text for readers; raises RejectedInput for more than a page of news ever has."""
    etree.strip_elements(tree, etree.Comment, "style", "svg", "template", "iframe", with_tail=False)
    for element in tree.iter():
        for attribute, value in element.items():
            if len(value) > MAX_ATTRIBUTE:  # each is looked through many times
                del element.attrib[attribute]
    scripts = sum(len(script.text or "") for script in tree.iter("script"))
    if len(tree.text_content()) - scripts > MAX_TEXT or sum(1 for _ in tree.iter()) > MAX_ELEMENTS:
        problem = f"has more than {MAX_TEXT:,} characters or {MAX_ELEMENTS:,} elements"
        raise RejectedInput(name, problem, "Send the page of one article")
