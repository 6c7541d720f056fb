"""Which of the titles that a page gives is the article's headline."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from lxml.html import HtmlElement

from pipeline.formats.page.linked_data import Fields, text, types_of
from pipeline.formats.tidy import one_line, printable

type Meta = dict[str, list[str]]

MAX_HEADINGS, MAX_PARTS = 60, 20
SECTION = 2  # words of a section's name between the headline and the site's
LONGER = 4  # times a site's name; what is longer says more than where the page stands
ENDINGS = frozenset({"co", "com", "org", "net", "gov", "ac"})  # of a domain, before the country
_HOST = re.compile(r"^\w+://(?:www\.|m\.|amp\.)?")
_WORDS = re.compile(r"\w+")
_BREADCRUMB = re.compile(r"bread-?crumb|\bcrumbs?\b", re.IGNORECASE)
_SEPARATOR = re.compile(r"\s+[|–—·•«»‹›<>/:~-]+\s+|\s*[|：｜]\s*|,\s+(?=[^,]*$)|\s+\((?=[^()]*\)$)")
_IN_SENTENCES = frozenset({",", "("})  # what they part is the site only where it has just its name
_TRUNCATED = re.compile(r"\s*(?:\.\.\.|…)$")


@dataclass(frozen=True)
class Heading:
    """A heading of the page, and the texts of the elements in it: a line above the headline, the headline."""

    whole: str
    parts: tuple[str, ...]

    def shows(self, title: str) -> bool:
        """Whether the heading or one element in it has just these words."""
        wanted = words(title)
        return any(words(text) == wanted for text in (self.whole, *self.parts))


def headline_of(tree: HtmlElement, article: Fields, meta: Meta, sites: list[str]) -> tuple[str, str]:
    """The headline, and where it stood.

    JSON-LD gives a title for search engines, OpenGraph one for sharing; both mostly are the headline, with a line
    above it or the site's name added. Where they differ, JSON-LD's counts, unless the page shows that the other one
    is the headline without such additions.
    """
    headings = list(headings_of(tree))
    described = _bare(text(article.get("headline")) or text(article.get("name")), headings, sites)
    shared = _bare(next(iter(meta.get("og:title", [])), ""), headings, sites)
    described, shared = ("" if _squashed(title) in sites else title for title in (described, shared))
    if shared and _TRUNCATED.search(described) and _begins(shared, _TRUNCATED.sub("", described)):
        described = shared
    agreed = bool(shared) and any(_begins(one, shared) for one in meta.get("twitter:title", []))
    if shared and (not described or _is_better(shared, described, article, headings, agreed=agreed)):
        return _below_kicker(shared, headings), "meta:og:title"
    if described:
        return described, "json-ld:headline"
    for name in ("twitter:title", "dc.title", "title"):
        if name in meta:
            return _bare(meta[name][0], headings, sites), f"meta:{name}"
    title = _bare(one_line(tree.findtext(".//title") or ""), headings, sites)
    first = next((heading.whole for heading in headings if not title or words(heading.whole) in words(title)), "")
    return (first, "heading") if first else (title, "title")


def words(title: str) -> str:
    """The words of a title, without case and punctuation."""
    return " ".join(_WORDS.findall(printable(title).lower()))


def _is_better(shared: str, described: str, article: Fields, headings: list[Heading], *, agreed: bool) -> bool:
    """Whether the title for sharing is the headline rather than another one that JSON-LD gives.

    It is where it is JSON-LD's without a line above or a tail, and a heading shows it or both titles for sharing have
    it (`agreed`); and where a heading shows it alone and JSON-LD has it as the other title.
    """
    if words(shared) == words(described):
        return False
    if "LiveBlogPosting" in types_of(article):  # its title may be that of the newest entry
        return True
    is_part = f" {words(shared)} " in f" {words(described)} "
    if not any(heading.shows(shared) for heading in headings):
        return is_part and agreed
    other = text(article.get("alternativeHeadline")).rstrip(" .…")
    named = bool(other) and words(shared).startswith(words(other))
    shows_described = any(heading.shows(described) for heading in headings)
    return is_part or (named and not shows_described)


def headings_of(tree: HtmlElement) -> Iterator[Heading]:
    """The headings of the first three levels, but for those that repeat the headline in a breadcrumb trail."""
    found = 0
    for element in tree.iter("h1", "h2", "h3"):
        if any(_is_trail(one) for one in element.iterancestors()):
            continue
        whole = one_line(element.text_content()[:1000])
        if whole:
            inner = islice(element.iterdescendants("span", "strong", "a", "em", "div"), MAX_PARTS)
            yield Heading(whole, tuple(filter(None, (one_line(one.text_content()[:1000]) for one in inner))))
            found += 1
        if found == MAX_HEADINGS:
            return


def _is_trail(element: HtmlElement) -> bool:
    marks = (element.get("class") or "", element.get("id") or "", element.get("itemtype") or "")
    return element.tag == "nav" or any(_BREADCRUMB.search(mark) for mark in marks)


def sites_of(article: Fields, meta: Meta, url: str) -> list[str]:
    """The names of the site, as letters and digits only; its host is one, and the host's part that is its own."""
    host = _HOST.sub("", url.lower()).partition("/")[0]
    own = [part for part in host.split(".")[:-1] if part not in ENDINGS]
    names = [
        text(article.get("publisher")),
        *(meta.get(name, [""])[0] for name in ("og:site_name", "application-name")),
        *(host, *own[-1:]),
    ]
    return [squashed for name in names if (squashed := _squashed(name))]


def _squashed(title: str) -> str:
    return words(title).replace(" ", "")


def _begins(title: str, beginning: str) -> bool:
    return words(title).startswith(words(beginning))


def _bare(title: str, headings: list[Heading], sites: list[str]) -> str:
    """The title without the site's name at its end, or before it, and without the section's between the two."""
    title = one_line(title)
    ends = list(_SEPARATOR.finditer(title))
    shown = {words(heading.whole) for heading in headings}
    for end in ends:
        if words(title[: end.start()]) in shown:
            return title[: end.start()]
    if ends and _squashed(title[: ends[0].start()]) in sites:
        return title[ends[0].end() :]
    whole = title
    for end in reversed(ends):
        tail, separator = title[end.end() :], end[0].strip()
        is_section = title != whole and separator == "|" and len(tail.split()) <= SECTION < len(title.split()) // 2
        if not is_section and not _is_site(tail, separator, sites):
            break
        title = title[: end.start()]
    return title


def _is_site(tail: str, separator: str, sites: list[str]) -> bool:
    name = _squashed(tail)
    if separator in _IN_SENTENCES:
        return name in sites
    return any(name and (name in site or (site in name and len(name) < LONGER * len(site))) for site in sites)


def _below_kicker(title: str, headings: list[Heading]) -> str:
    """The title without the line above the headline, where a heading has the headline in an element of its own."""
    for heading in headings:
        for part in heading.parts:
            ends = words(title).endswith(" " + words(part)) and 2 * len(words(part)) > len(words(title))
            if ends and heading.whole != part and not heading.shows(title):
                return part
    return title
