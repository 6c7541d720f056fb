"""What a page says about its article, in JSON-LD, OpenGraph, meta elements and the markup, each with where it stood."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urljoin

from lxml import etree
from lxml.html import HtmlElement

from pipeline.formats.page import linked_data
from pipeline.formats.page.authors import authors_of
from pipeline.formats.page.headline import headline_of, sites_of
from pipeline.formats.page.linked_data import Fields, listed, text
from pipeline.formats.tidy import one_line
from pipeline.model import Moment, Picture
from pipeline.timestamps import read_time

MAX_META, MAX_VALUE, MAX_LISTED = 1000, 5000, 100
MAX_SEARCHED = 2_000_000  # bytes of markup in which a date is looked for
PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published", "datepublished", "date.available",
    "dc.date.issued", "dcterms.issued", "dc.date", "dcterms.date", "parsely-pub-date", "sailthru.date",
    "cxenseparse:recs:publishtime", "publishdate", "publish-date", "pubdate", "publish_date", "publication_date",
    "date.created", "dc.date.created", "dcterms.created", "datecreated", "date",
)  # fmt: skip
MODIFIED = (
    "article:modified_time", "og:updated_time", "datemodified", "date.modified", "dc.date.modified",
    "dcterms.modified", "last-modified", "lastmod", "date.updated",
)  # fmt: skip


@dataclass
class Metadata:
    """What a page says about its article; texts in one line, empty where it says nothing."""

    article: Fields
    headline: str = ""
    descriptions: tuple[str, ...] = ()
    summary: str = ""
    authors: tuple[str, ...] = ()
    published: Moment | None = None
    modified: Moment | None = None
    language: str = ""
    link: str = ""
    publisher: str = ""
    keywords: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    pictures: tuple[Picture, ...] = ()
    extra: dict[str, str] = field(default_factory=dict)


def metadata_of(tree: HtmlElement, url: str) -> Metadata:
    """The metadata of a page that came from `url`."""
    article, meta = linked_data.article_of(tree), _meta(tree)
    sites = sites_of(article, meta, url)
    headline, headline_from = headline_of(tree, article, meta, sites)
    authors, authors_from = authors_of(tree, article, meta, sites)
    found = Metadata(article, headline=headline, authors=authors)
    found.extra = {"headline_from": headline_from, "authors_from": authors_from}
    described = (_first(meta, name) for name in ("og:description", "description", "twitter:description"))
    found.descriptions = _distinct(iter([text(article.get("description")), *described]))
    found.summary = next(iter(found.descriptions), "")
    found.published = _published(tree, article, meta, url)
    found.modified = _moment(text(article.get("dateModified")), "json-ld:dateModified") or next(
        (moment for name in MODIFIED if (moment := _moment(_first(meta, name), f"meta:{name}"))), None
    )
    found.language = (text(article.get("inLanguage")) or tree.get("lang") or _first(meta, "og:locale")).replace(
        "_", "-"
    )
    found.link = _link(tree, meta, url)
    found.publisher = text(article.get("copyrightHolder") or article.get("publisher")) or _first(meta, "og:site_name")
    found.keywords = _keywords(article, meta)
    found.sections = _distinct(text(one) for one in listed(article.get("articleSection")))
    found.pictures = _pictures(article, meta, found.link or url)
    if article.get("isAccessibleForFree") in (False, "False", "false"):
        found.extra["access"] = "not for free"
    found.extra = {name: value for name, value in found.extra.items() if value}
    return found


def _meta(tree: HtmlElement) -> dict[str, list[str]]:
    """The values of meta elements by their name, property or itemprop, in lower case."""
    found: dict[str, list[str]] = {}
    for number, element in enumerate(tree.iter("meta")):
        if number >= MAX_META:
            break
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        if name and (value := one_line((element.get("content") or "")[:MAX_VALUE])):
            found.setdefault(name.strip().lower(), []).append(value)
    return found


def _first(meta: dict[str, list[str]], *names: str) -> str:
    return next((meta[name][0] for name in names if name in meta), "")


def _moment(raw: str, provenance: str) -> Moment | None:
    """The time, None where nothing is stated or it cannot be read."""
    moment = read_time(raw, provenance) if raw else None
    return moment if moment is not None and moment.at is not None else None


def _published(tree: HtmlElement, article: Fields, meta: dict[str, list[str]], url: str) -> Moment | None:
    for name in ("datePublished", "dateCreated", "uploadDate"):
        if moment := _moment(text(article.get(name)), f"json-ld:{name}"):
            return moment
    for name in PUBLISHED:
        if moment := _moment(_first(meta, name), f"meta:{name}"):
            return moment
    for element in tree.iterfind(".//*[@itemprop='datePublished']"):
        if moment := _moment(
            one_line(element.get("datetime") or element.get("content") or ""), "itemprop:datePublished"
        ):
            return moment
    return _searched(tree, url)


def _searched(tree: HtmlElement, url: str) -> Moment | None:
    """The day that htmldate finds in the page's markup or address."""
    from htmldate import find_date

    if len(etree.tostring(tree)) > MAX_SEARCHED:
        return None
    try:
        raw = find_date(tree, url=url or None, original_date=True, outputformat="%Y-%m-%d")
    except (ValueError, TypeError, AttributeError, RecursionError):
        return None
    return _moment(raw or "", "page:htmldate")


def _link(tree: HtmlElement, meta: dict[str, list[str]], url: str) -> str:
    """The page's own address: the canonical one where it is a page of the same host, else the one that it came from."""
    hrefs = (
        link.get("href") or "" for link in tree.iterfind(".//link[@rel]") if link.get("rel", "").lower() == "canonical"
    )
    for href in (next(hrefs, ""), _first(meta, "og:url"), url):
        try:
            address = urljoin(url, one_line(href))
        except ValueError:
            continue
        if address.lower().startswith(("http://", "https://")) and (not url or _host(address) == _host(url)):
            return address
    return one_line(url)


def _host(address: str) -> str:
    return re.sub(r"^\w+://(?:www\.|m\.|amp\.)?", "", address.lower()).partition("/")[0]


def _keywords(article: Fields, meta: dict[str, list[str]]) -> tuple[str, ...]:
    values = [text(one) for one in listed(article.get("keywords"))]
    if len(values) == 1:
        values = values[0].split(",")
    if not any(values):
        values = meta.get("article:tag", []) or _first(meta, "news_keywords", "keywords").split(",")
    return _distinct(one_line(value) for value in values)


def _distinct(values: Iterator[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values)))[:MAX_LISTED]


def _pictures(article: Fields, meta: dict[str, list[str]], base: str) -> tuple[Picture, ...]:
    found = []
    for one in listed(article.get("image")) or meta.get("og:image", [])[:1]:
        fields = one if isinstance(one, dict) else {"url": one}
        address = text(fields.get("url") or fields.get("contentUrl") or fields.get("@id"))
        try:
            link = urljoin(base, address) if address else ""
        except ValueError:
            continue
        caption, credit = text(fields.get("caption")), text(fields.get("creditText") or fields.get("author"))
        if link or caption:
            found.append(Picture(caption=caption, credit=credit, link=link))
    return tuple(dict.fromkeys(found))[:MAX_LISTED]
