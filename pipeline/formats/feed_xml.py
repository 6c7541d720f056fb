"""Feeds made safe and well enough formed for the parser, character by character."""

import re
from collections import deque
from collections.abc import Iterator
from html import escape, unescape
from html.entities import html5
from xml.parsers import expat

from pipeline.errors import RejectedInput
from pipeline.formats.document import Document
from pipeline.formats.html_text import html_to_text
from pipeline.formats.tidy import one_line
from pipeline.model import RejectedItem

FEED_ROOTS = frozenset({"rss", "rdf", "feed"})
_FEED_ROOT = re.compile(r"<(?:[A-Za-z][\w.-]{0,30}:)?(?:rss|RDF|feed)[\s>]", re.IGNORECASE)
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, section 2.2
_BLANK = re.compile(r"\s{100,}")  # each newline costs the parser an event
_REFERENCE = re.compile(r"&(?:#(\d{1,10}|[xX][0-9a-fA-F]{1,8});?|([A-Za-z][A-Za-z0-9]{1,31};))")
_XML_ENTITIES = frozenset({"amp;", "lt;", "gt;", "quot;", "apos;"})
_AMPERSAND = re.compile(
    r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|&(?!#\d{1,10};|(?:amp|lt|gt|quot|apos);)", re.DOTALL
)
_UNDECLARED = re.compile(r"(</?)rss:")
_ITEM_TAG = re.compile(
    r"(?P<skipped><!\[CDATA\[|<!--)|<(?P<slash>/?)(?P<name>(?:[A-Za-z][\w.-]{0,30}:)?(?:item|entry))(?=[\s>])",
    re.IGNORECASE,
)
MAX_ITEM, MAX_TAG = 600_000, 100_000  # characters; the longest item of a recorded feed has 175,000
MAX_TAGS = 60_000  # of an item, and of a feed beyond those of its items
TAGS_AN_ITEM = 1000
_LONG_TAG = re.compile(rf"<[A-Za-z/][^<>]{{{MAX_TAG}}}")
_TITLE = re.compile(r"<title[^<>]{0,200}>(?:\s{0,100}<!\[CDATA\[)?([^<\]]{1,500})(?:\]\]>\s{0,100})?</")
_ENDLESS = re.compile(rf"[^<>\[\]]{{{MAX_TAG},}}")
_WRITTEN_OUT = re.compile(r"data:[^\s,<>\"']{1,100};base64,[A-Za-z0-9+/=]{1000}(?:[A-Za-z0-9+/=]{40,}\s*)*")
HEAD = 64 * 1024  # characters in which a feed may begin after something that does not belong to it


def feed_start(document: Document) -> int:
    """Where the feed's first element begins; -1 if the document is no feed. What stands before it is lost."""
    name, at = document.root
    if name.lower() in FEED_ROOTS:
        return at
    if name.lower() == "html" or document.text.lstrip()[:1] != "<":
        return -1
    found = _FEED_ROOT.search(document.text, 0, HEAD)
    return found.start() if found else -1


def repaired(document: Document, start: int | None = None) -> str:
    """The feed from its first element on, or the document from `start` on.

    No document type declaration is left, so nothing can be expanded or fetched. Characters and references that XML
    forbids are gone, HTML's named entities, which feeds use without declaring them, have become characters, and an
    ampersand that begins no reference stands for itself. A prefix "rss:" that means nothing, for want of a
    declaration, is taken off.
    """
    text = NOT_IN_XML.sub("", document.text[feed_start(document) if start is None else start :])
    text = _BLANK.sub("\n\n", text)
    if "xmlns:rss" not in text:
        text = _UNDECLARED.sub(r"\1", text)
    text = _AMPERSAND.sub(lambda found: "&amp;" if found[0] == "&" else found[0], _REFERENCE.sub(_resolve, text))
    return f"<?xml version='1.0' encoding='utf-8'?>\n{text}"


def without_swollen(feed: str) -> tuple[str, list[RejectedItem]]:
    """The feed without its items of a size that no story has, and these items.

    Pictures written out in addresses, which are no text, are cut first. So are endless texts between the items.
    """
    feed = _WRITTEN_OUT.sub("data:,", feed)
    if len(feed) <= MAX_TAG:
        return feed, []
    pieces, swollen, done = [], [], 0
    for number, (start, end) in enumerate(_item_spans(feed), start=1):
        pieces.append(_ENDLESS.sub("", feed[done:start]))
        item = feed[start:end]
        if reason := too_much_of(item):
            title = _TITLE.search(item)
            label = one_line(html_to_text(unescape(title[1]))) if title else ""
            swollen.append(RejectedItem(label or f"item {number}", reason))
        else:
            pieces.append(item)
        done = end
    return "".join([*pieces, _ENDLESS.sub("", feed[done:])]), swollen


def too_much_of(item: str) -> str:
    """What an item has more of than any story, and feedparser takes long over; empty for an item like others."""
    if len(item) > MAX_ITEM:
        return f"the item has more than {MAX_ITEM:,} characters"
    if count_tags(item) > MAX_TAGS:
        return f"the item has more than {MAX_TAGS:,} tags"
    return f"the item has a tag of more than {MAX_TAG:,} characters" if _LONG_TAG.search(item) else ""


def check_size(feed: str, name: str) -> None:
    """Raise RejectedInput for more tags, or a longer one, than a feed without swollen items ever has."""
    if (tags := count_tags(feed)) > MAX_TAGS and tags > MAX_TAGS + TAGS_AN_ITEM * count_items(feed):
        raise RejectedInput(name, f"has {tags:,} tags, more than its items can need", "Ask for it in parts")
    if _LONG_TAG.search(feed):
        raise RejectedInput(name, f"has a tag of more than {MAX_TAG:,} characters", "Ask its sender for another")


def count_tags(feed: str) -> int:
    """How many tags a feed or an item has, those in its texts included."""
    return feed.count("<") + feed.count("&lt;")


def _resolve(reference: re.Match[str]) -> str:
    number, name = reference.groups()
    if name:
        return reference[0] if name in _XML_ENTITIES or name not in html5 else escape(html5[name])
    code = int(number[1:], 16) if number[0] in "xX" else int(number)
    if 0x80 <= code <= 0x9F:  # WHATWG HTML, section 13.2.5.80: these mean Windows-1252
        return bytes([code]).decode("windows-1252", "ignore")
    if code > 0x10FFFF or NOT_IN_XML.match(chr(code)):
        return ""
    return f"&#{code};"


def count_items(feed: str) -> int:
    """How many items a feed opens, those in its CDATA sections and comments aside."""
    return sum(not tag["slash"] for tag in _item_tags(feed))


def breaks_off(feed: str) -> bool:
    """Whether a feed ends inside an item."""
    last = deque(_item_tags(feed), maxlen=1)
    return bool(last) and not last[0]["slash"]


def with_items_closed(feed: str) -> str:
    """The feed with the end tags that items lack before the next one begins, unless it is well-formed as it is."""
    pieces, done, is_open = [], 0, False
    for tag in _item_tags(feed):
        if is_open and not tag["slash"]:
            pieces += [feed[done : tag.start()], f"</{tag['name']}>"]
            done = tag.start()
        is_open = not tag["slash"]
    return "".join([*pieces, feed[done:]]) if pieces and not _is_well_formed(feed) else feed


def _is_well_formed(feed: str) -> bool:
    try:
        expat.ParserCreate(namespace_separator=" ").Parse(feed, True)
    except expat.ExpatError:
        return False
    return True


def _item_spans(feed: str) -> Iterator[tuple[int, int]]:
    """Where each item begins and ends; one without an end tag ends at the next one or at the end of the feed."""
    start = -1
    for tag in _item_tags(feed):
        if start >= 0:
            end = feed.find(">", tag.end()) + 1 or len(feed)
            yield start, end if tag["slash"] else tag.start()
        start = -1 if tag["slash"] else tag.start()
    if start >= 0:
        yield start, len(feed)


def _item_tags(feed: str) -> Iterator[re.Match[str]]:
    """Start and end tags of items, in order, up to a section that never ends."""
    at = 0
    while tag := _ITEM_TAG.search(feed, at):
        at = tag.end()
        if not tag["skipped"]:
            yield tag
        elif (at := feed.find("]]>" if tag["skipped"].startswith("<![") else "-->", at)) < 0:
            return
