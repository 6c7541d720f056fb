"""Pages that come with status 200 in place of a feed: a wall against programs, or an ordinary HTML page."""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urljoin

HEAD = 64 * 1024  # bytes of a page that are looked at
MAX_LINKS = 3
MAX_LINK = 300  # characters

_HTML = re.compile(
    rb"(?:\xef\xbb\xbf)?\s{0,200}(?:<!--(?:(?!-->).){0,2000}-->\s{0,200})?<(?:!doctype\s+html|html)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
_FEED = re.compile(rb"<(?:rss|feed|(?:[A-Za-z][\w.-]{0,30}:)?RDF)[\s>]", re.IGNORECASE)
_LINK = re.compile(r"<link\s([^<>]{1,1000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""([a-z]{1,20})\s{0,9}=\s{0,9}(?:"([^"]{0,500})"|'([^']{0,500})'|([^\s"'>]{1,500}))""", re.IGNORECASE
)
_FEED_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/rdf+xml"})
_CHALLENGES = (
    b"/cdn-cgi/challenge-platform/", b"cf-browser-verification", b"_cf_chl_opt", b"<title>just a moment",
    b"captcha-delivery.com", b"_incapsula_resource", b"px-captcha", b"ddos-guard", b"sucuri_cloudproxy",
    b"awswafintegration", b"<title>attention required", b"verify you are human", b"are you a robot",
    b"enable javascript and cookies to continue", b"checking your browser before accessing",
)  # fmt: skip


@dataclass(frozen=True)
class Page:
    """What came in place of a feed, and what is wrong with it, for people."""

    kind: Literal["blocked", "page"]
    problem: str
    remedy: str


def page_in_place(body: bytes, url: str, headers: Mapping[str, str]) -> Page | None:
    """The HTML page that a body is, with the feeds that it names for itself (RSS autodiscovery); None if it is none."""
    head = body[:HEAD]
    if not _HTML.match(head):
        return None
    lowered = head.lower()
    if headers.get("cf-mitigated") == "challenge" or any(mark in lowered for mark in _CHALLENGES):
        return Page(
            "blocked", "answered with a page against robots in place of the feed", "Ask its publisher for access"
        )
    links = list(_feed_links(head.decode("utf-8", "replace"), url))[:MAX_LINKS]
    problem = "answered with an HTML page in place of the feed"
    if links:
        return Page("page", f"{problem}, which names {' and '.join(links)}", "Put the right address into the catalogue")
    return Page("page", problem, "Look for its new address")


def what_is_no_article(body: bytes, url: str, headers: Mapping[str, str]) -> str:
    """What is wrong with the answer that should be the page of a story; empty if it is an HTML page."""
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    page = page_in_place(body, url, headers)
    if page is not None and page.kind == "blocked":
        return f"{url}: answered with a page against robots. {page.remedy}"
    is_html = "html" in media_type if media_type else page is not None
    return "" if is_html else f"{url}: is no HTML page but {media_type or 'of no stated type'}"


def is_feed(body: bytes) -> bool:
    """Whether a body has the first element of a feed near its beginning."""
    return _FEED.search(body, 0, HEAD) is not None


def _feed_links(page: str, base: str) -> Iterator[str]:
    for link in _LINK.finditer(page):
        found = {name.lower(): a or b or c for name, a, b, c in _ATTRIBUTE.findall(link[1])}
        is_feed = found.get("type", "").strip().lower() in _FEED_TYPES
        if not is_feed or "alternate" not in found.get("rel", "").lower().split() or not found.get("href"):
            continue
        try:
            address = urljoin(base, html.unescape(found["href"]).strip())
        except ValueError:
            continue
        if address.startswith(("http://", "https://")) and address.isprintable():
            yield address[:MAX_LINK]
