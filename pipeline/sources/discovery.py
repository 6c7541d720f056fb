"""Feeds that an HTML page names: `link rel="alternate"` with a feed's media type (HTML Standard, section 4.6.7.1)."""

from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from lxml import etree

FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json", "application/json"})
AT_MOST = 20
_TITLE = 200  # characters of a title that are kept


@dataclass(frozen=True)
class FeedLink:
    """A feed that a page names, its address made absolute."""

    url: str
    title: str


@dataclass
class Page:
    """What a page says of itself: its title, and its feeds in their order, each once."""

    title: str = ""
    feeds: list[FeedLink] = field(default_factory=list)


def read_page(markup: bytes, url: str) -> Page:
    """The title and the feeds of a page that came from `url`; a page that is none has neither."""
    parser = etree.HTMLParser(target=_Head(url))
    try:
        parser.feed(markup)
        page: Page = parser.close()
    except etree.XMLSyntaxError:
        return Page()
    return page


class _Head:
    """Gathers from the parser's events; no tree is built, however deep the page nests."""

    def __init__(self, url: str) -> None:
        self._base, self._page, self._title = url, Page(), ""
        self._is_in_title = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "base" and attributes.get("href"):
            self._base = _join(self._base, attributes["href"]) or self._base
        elif tag == "title":
            self._is_in_title = not self._title
        elif tag == "link":
            self._take(attributes)

    def _take(self, attributes: dict[str, str]) -> None:
        relations = attributes.get("rel", "").lower().split()
        media_type = attributes.get("type", "").partition(";")[0].strip().lower()
        url = _join(self._base, attributes.get("href", "").strip())
        is_feed = "alternate" in relations and media_type in FEED_TYPES and not _is_api(url, media_type)
        if is_feed and url and len(self._page.feeds) < AT_MOST and url not in [feed.url for feed in self._page.feeds]:
            self._page.feeds.append(FeedLink(url, _line(attributes.get("title", ""))))

    def end(self, tag: str) -> None:
        if tag == "title":
            self._is_in_title = False

    def data(self, text: str) -> None:
        if self._is_in_title and len(self._title) < _TITLE:
            self._title += text

    def comment(self, text: str) -> None:
        pass

    def close(self) -> Page:
        self._page.title = _line(self._title)
        return self._page


def _is_api(url: str, media_type: str) -> bool:
    """WordPress offers its programming interface and its oEmbed as alternates in JSON."""
    return media_type == "application/json" and "/wp-json/" in url


def _join(base: str, address: str) -> str:
    try:
        url = urljoin(base, address)
        return url if address and urlsplit(url).scheme in {"http", "https"} else ""
    except ValueError:
        return ""


def _line(text: str) -> str:
    return " ".join("".join(mark if mark.isprintable() else " " for mark in text).split())[:_TITLE]
