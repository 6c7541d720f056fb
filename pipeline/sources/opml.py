"""OPML 2.0, the list of feeds that readers exchange (http://opml.org/spec2.opml)."""

from collections.abc import Iterator
from datetime import datetime
from email.utils import format_datetime

from lxml import etree

from pipeline.errors import RejectedInput
from pipeline.sources.catalogue import Catalogue
from pipeline.sources.listing import Feed

MAX_BYTES = 8 * 1024 * 1024
MAX_FEEDS = 10_000
REMEDY = "Export it again"


def read_opml(data: bytes, name: str) -> list[Feed]:
    """The feeds of a list, wherever they stand in its folders, each address once.

    Raises RejectedInput when it is no OPML, is larger than 8 MiB or declares entities, which no list of feeds needs.
    """
    if len(data) > MAX_BYTES:
        raise RejectedInput(name, f"is larger than {MAX_BYTES} bytes", "Split it")
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise RejectedInput(name, f"is no well-formed XML ({error.msg})", REMEDY) from None
    declared = root.getroottree().docinfo.internalDTD
    if declared is not None and any(True for _ in declared.iterentities()):
        raise RejectedInput(name, "declares entities, as no list of feeds needs to", "Do not trust it")
    if root.tag != "opml":
        raise RejectedInput(name, f"is no OPML (its first element is <{root.tag}>)", REMEDY)
    feeds: dict[str, Feed] = {}
    for feed in _feeds(root):
        feeds.setdefault(feed.url, feed)
    if len(feeds) > MAX_FEEDS:
        raise RejectedInput(name, f"has more than {MAX_FEEDS} feeds", "Split it")
    return list(feeds.values())


def _feeds(root: etree._Element) -> Iterator[Feed]:
    for outline in root.iter("outline"):
        url = outline.get("xmlUrl", "").strip()
        if url:
            title = outline.get("title") or outline.get("text") or ""
            yield Feed(url, title, outline.get("htmlUrl", "").strip(), outline.get("language", ""))


def write_opml(catalogue: Catalogue, now: datetime) -> bytes:
    """The feeds of a catalogue, those of an outlet in a folder of its name; sources of other kinds have no place."""
    root = etree.Element("opml", version="2.0")
    head = etree.SubElement(root, "head")
    etree.SubElement(head, "title").text = "Sources of Newswire"
    etree.SubElement(head, "dateCreated").text = format_datetime(now, usegmt=True)
    body = etree.SubElement(root, "body")
    for outlet in catalogue.outlets:
        feeds = [source for source in catalogue.sources if source.outlet == outlet.id and source.kind == "feed"]
        folder = etree.SubElement(body, "outline", text=outlet.name) if feeds else None
        for source in feeds:
            stated = {"htmlUrl": outlet.homepage, "language": source.language}
            etree.SubElement(
                folder,
                "outline",
                {
                    "type": "rss",
                    "text": source.id if len(feeds) > 1 else outlet.name,
                    "xmlUrl": source.url or "",
                    **{key: value for key, value in stated.items() if value},
                },
            )
    document: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return document
