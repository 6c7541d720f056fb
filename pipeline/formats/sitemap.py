"""News sitemaps: one story without text an entry, known by its address.

Sources: https://www.sitemaps.org/protocol.html and Google's extension for news, sitemap-news/0.9.
"""

import html
import io
import re
from collections.abc import Iterator, Mapping
from itertools import islice

from lxml import etree

from pipeline.errors import RejectedInput
from pipeline.formats.document import Document
from pipeline.formats.feed_xml import repaired
from pipeline.formats.instructions import kind_of
from pipeline.formats.tidy import one_line
from pipeline.model import Moment, ParsedDocument, RejectedItem, Story
from pipeline.timestamps import read_time

NAME = "sitemap"
ROOTS = frozenset({"urlset", "sitemapindex"})
_URL_TAG = re.compile(r"<(?P<slash>/?)(?:[A-Za-z][\w.-]{0,30}:)?url(?:\s[^<>]{0,500}?)?(?P<closed>/?)>")

MAX_PARTS = 50_000  # as many as the protocol admits
MAX_INSIDE = 3000  # elements in an entry; to clear more takes lxml quadratic time

type Fields = Mapping[str, str]
type Part = tuple[str, Moment | None]


def recognises(document: Document) -> bool:
    """Whether this is a sitemap or an index of sitemaps."""
    return document.root[0] in ROOTS


def read(document: Document) -> ParsedDocument:
    """The entries of a news sitemap; those without a title are rejected.

    Raises RejectedInput for a sitemap without news, whose entries may be any pages, and for an index of sitemaps,
    with the sitemaps that it lists.
    """
    xml = repaired(document, document.root[1])
    if document.root[0] == "sitemapindex":
        raise RejectedInput(document.name, "is an index of sitemaps", _listed(xml))
    entries = list(_entries(xml, "url"))
    if entries and not any("title" in entry for entry in entries):
        raise RejectedInput(document.name, "is a sitemap without news", "Look for the outlet's news sitemap or feed")
    tags = list(_URL_TAG.finditer(xml))
    opened = sum(not tag["slash"] for tag in tags)
    is_cut = bool(tags) and not tags[-1]["slash"] and not tags[-1]["closed"]
    stories, rejected = [], []
    for number, entry in enumerate(entries, start=1):
        story = _story(entry)
        label = story.headline or story.link or f"entry {number}"
        if is_cut and number == opened:
            rejected.append(RejectedItem(label, "the XML breaks off inside this entry"))
        elif not story.headline or not story.link:
            rejected.append(RejectedItem(label, "the entry has no title" if story.link else "the entry has no address"))
        else:
            stories.append(story)
    rejected += [
        RejectedItem(f"entry {number}", "the XML is too broken to read this entry")
        for number in range(len(entries) + 1, opened + 1)
    ]
    return ParsedDocument(NAME, tuple(stories), tuple(rejected))


def listing(document: Document) -> list[Part] | None:
    """The parts that an index of sitemaps lists, with the time of their last change; none for a sitemap of any pages.

    None for every other document: its entries are stories.
    """
    if document.root[0] not in ROOTS:
        return None
    xml = repaired(document, document.root[1])
    if document.root[0] == "urlset":
        return None if any("title" in entry for entry in _entries(xml, "url")) else []
    entries = islice(_entries(xml, "sitemap"), MAX_PARTS)
    return [(one_line(entry["loc"]), _moment(entry, "lastmod")) for entry in entries if "loc" in entry]


def _entries(xml: str, name: str) -> Iterator[Fields]:
    """For each element of this name the texts in it and in its `news`, by local names; a namespace may be undeclared.

    There is no document type declaration any more, so nothing can be expanded or fetched.
    """
    options = {"resolve_entities": False, "no_network": True, "huge_tree": False, "recover": True}
    for _, element in etree.iterparse(io.BytesIO(xml.encode()), events=("end",), **options):
        if _local_name(element) == name:
            children = list(islice(element, MAX_INSIDE))
            news = (part for child in children if _local_name(child) == "news" for part in child.iterdescendants())
            yield {_local_name(part): part.text for part in (*islice(news, MAX_INSIDE), *children) if part.text}
            if sum(1 for _ in islice(element.iterdescendants(), MAX_INSIDE)) < MAX_INSIDE:
                element.clear(keep_tail=False)


def _local_name(element: etree._Element) -> str:
    return element.tag.rpartition("}")[2].rpartition(":")[2] if isinstance(element.tag, str) else ""


def _story(entry: Fields) -> Story:
    headline = one_line(html.unescape(entry.get("title", "")))
    link = one_line(entry.get("loc", ""))
    updated = _moment(entry, "lastmod")
    return Story(
        format=NAME,
        headline=headline,
        language=one_line(entry.get("language", "")),
        keywords=_terms(entry, "keywords"),
        genre=_terms(entry, "genres"),
        first_created=_moment(entry, "publication_date") or updated,
        version_created=updated,
        link=link if link.lower().startswith(("http://", "https://")) else "",
        kind=kind_of(headline, ""),
    )


def _terms(entry: Fields, name: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(term for part in entry.get(name, "").split(",") if (term := one_line(part))))


def _moment(entry: Fields, name: str) -> Moment | None:
    raw = one_line(entry.get(name, ""))
    return read_time(raw, f"sitemap:{name}") if raw else None


def _listed(xml: str) -> str:
    places = [one_line(entry["loc"]) for entry in _entries(xml, "sitemap") if "loc" in entry]
    news = sorted(places, key=lambda place: "news" not in place.lower())[:3]
    return f"Name the news sitemap that it lists, such as {', '.join(news)}" if news else "It lists none"
