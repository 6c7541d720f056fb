"""The formats that Newswire reads, and by what it knows them. A new format is one module and one line in FORMATS."""

from collections.abc import Callable
from dataclasses import dataclass

from pipeline.errors import RejectedInput
from pipeline.formats import (
    anpa1312,
    ap_json,
    email_message,
    feed,
    house,
    iptc7901,
    json_feed,
    newsml1,
    newsml_g2,
    ninjs,
    nitf,
    page,
    sitemap,
    text,
    wordpress,
)
from pipeline.formats.document import Document
from pipeline.model import ParsedDocument


@dataclass(frozen=True)
class Format:
    """A format: how to know a document of it, and how to read one."""

    name: str
    recognises: Callable[[Document], bool]
    read: Callable[[Document], ParsedDocument]


# The first that recognises a document reads it; plain text, which has no mark of its own, comes last.
FORMATS = (
    Format(feed.NAME, feed.recognises, feed.read),
    Format(newsml_g2.NAME, newsml_g2.recognises, newsml_g2.read),
    Format(newsml1.NAME, newsml1.recognises, newsml1.read),
    Format(nitf.NAME, nitf.recognises, nitf.read),
    Format(house.XML, house.recognises_xml, house.read_xml),
    Format(sitemap.NAME, sitemap.recognises, sitemap.read),
    Format(json_feed.NAME, json_feed.recognises, json_feed.read),
    Format(wordpress.NAME, wordpress.recognises, wordpress.read),
    Format(ap_json.NAME, ap_json.recognises, ap_json.read),
    Format(ninjs.NAME, ninjs.recognises, ninjs.read),
    Format(house.JSON, house.recognises_json, house.read_json),
    Format(anpa1312.NAME, anpa1312.recognises, anpa1312.read),
    Format(iptc7901.NAME, iptc7901.recognises, iptc7901.read),
    Format(page.NAME, page.recognises, page.read),
    Format(email_message.NAME, email_message.recognises, email_message.read),
    Format(house.TAGGED, house.recognises_tagged, house.read_tagged),
    Format(text.NAME, text.recognises, text.read),
)
# Lists of items that an address gives anew each time.
FEEDS = frozenset({feed.NAME, json_feed.NAME, sitemap.NAME, wordpress.NAME})

BINARIES = {
    b"%PDF-": "a PDF file",
    b"PK\x03\x04": "a ZIP archive or an office document",
    b"\x1f\x8b": "a gzip archive",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"RIFF": "a media file",
    b"\x7fELF": "a program",
}
_NAMES = ", ".join(entry.name for entry in FORMATS)


def format_of(document: Document) -> Format:
    """The format of a document; raises RejectedInput that says what the document is instead."""
    if not document.data.strip(b" \t\r\n\0"):
        raise RejectedInput(document.name, "is empty", "Send it again")
    for magic, kind in BINARIES.items():
        if document.data.startswith(magic):
            raise RejectedInput(document.name, f"is {kind}, not a story or a feed", f"Formats read: {_NAMES}")
    for entry in FORMATS:
        if entry.recognises(document):
            return entry
    raise RejectedInput(document.name, *_unknown(document))


def _unknown(document: Document) -> tuple[str, str]:
    root = document.root[0]
    if root.lower() == "html" or "html" in document.media_type:
        return "is an HTML page that does not say that it is one article", "Look for the address of the outlet's feed"
    if document.text.lstrip()[:1] in {"{", "["}:
        return "is JSON of no kind that Newswire knows", f"Formats read: {_NAMES}"
    if root and ("xml" in document.media_type or document.text.lstrip().startswith("<?xml")):
        return f"is XML of no kind that Newswire knows (its first element is <{root}>)", f"Formats read: {_NAMES}"
    return "is markup of no kind that Newswire knows", f"Formats read: {_NAMES}"
