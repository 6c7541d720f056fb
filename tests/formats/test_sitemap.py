"""News sitemaps: every entry becomes a story without text or is rejected with its reason."""

from datetime import UTC, datetime

import pytest

from pipeline.errors import RejectedInput
from pipeline.formats import parse
from pipeline.model import ParsedDocument

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">{entries}</urlset>"""
FULL = """<url><loc>https://post.example/1?a=1&amp;b=2</loc><lastmod>2026-03-24T11:00:00Z</lastmod>
<news:news><news:publication><news:name>Harbour Post</news:name><news:language>en</news:language></news:publication>
<news:genres>Blog, Opinion</news:genres><news:publication_date>2026-03-24T10:30:00+01:00</news:publication_date>
<news:title>Ferry &amp; tug
collide &amp;#8211; nobody hurt</news:title><news:keywords>Shipping, Norway,, Shipping</news:keywords></news:news>
<image:image><image:loc>https://post.example/1.jpg</image:loc><image:title>A ferry</image:title></image:image></url>"""


def sitemap(*entries: str) -> ParsedDocument:
    return parse(SITEMAP.format(entries="".join(entries)).encode(), name="news.xml")


def entry(title: str, place: str = "https://post.example/2") -> str:
    return f"<url><loc>{place}</loc><news:news><news:title>{title}</news:title></news:news></url>"


def test_all_that_an_entry_says_is_kept():
    (found,) = sitemap(FULL).stories
    assert (found.format, found.link) == ("sitemap", "https://post.example/1?a=1&b=2")
    assert (found.headline, found.body) == ("Ferry & tug collide – nobody hurt", "")
    assert (found.language, found.keywords, found.genre) == ("en", ("Shipping", "Norway"), ("Blog", "Opinion"))
    assert found.first_created.at == datetime(2026, 3, 24, 9, 30, tzinfo=UTC)
    assert found.first_created.provenance == "sitemap:publication_date"
    assert found.version_created.at == datetime(2026, 3, 24, 11, 0, tzinfo=UTC)


def test_a_prefix_that_is_not_declared_costs_no_entry():
    xml = SITEMAP.format(entries=FULL).replace('xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"', "")
    assert parse(xml.encode(), name="news.xml").stories == sitemap(FULL).stories


def test_an_entry_without_title_or_address_is_rejected_and_the_others_stay():
    bare = "<url><loc>https://post.example/about</loc></url>"
    document = sitemap(entry("One"), bare, entry("Two", "javascript:alert(1)"), "<url/>")
    assert [found.headline for found in document.stories] == ["One"]
    assert [(item.label, item.reason) for item in document.rejected] == [
        ("https://post.example/about", "the entry has no title"),
        ("Two", "the entry has no address"),
        ("entry 4", "the entry has no address"),
    ]


def test_a_quiet_day_is_no_error():
    assert sitemap() == ParsedDocument("sitemap", ())


def test_a_sitemap_that_breaks_off_gives_what_is_whole():
    xml = SITEMAP.format(entries=entry("One") + entry("Two"))
    document = parse(xml[: xml.index("wo</news")].encode(), name="news.xml")
    assert [found.headline for found in document.stories] == ["One"]
    assert len(document.rejected) == 1 and "breaks off" in document.rejected[0].reason


def test_a_sitemap_of_any_pages_is_rejected_as_a_whole():
    with pytest.raises(RejectedInput, match="a sitemap without news"):
        sitemap("<url><loc>https://post.example/about</loc></url>" * 3)


def test_an_index_is_rejected_with_what_it_lists():
    places = ("pages", "videos", "more", "news-today")
    listed = "".join(f"<sitemap><loc>https://post.example/{place}.xml</loc></sitemap>" for place in places)
    index = f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</sitemapindex>'
    with pytest.raises(RejectedInput, match=r"index of sitemaps.*such as https://post\.example/news-today\.xml"):
        parse(index.encode(), name="sitemap.xml")


@pytest.mark.parametrize(
    "declaration",
    [
        "<!DOCTYPE urlset [<!ENTITY x 'ha'><!ENTITY lol '&x;&x;&x;'>]>",
        "<!DOCTYPE urlset [<!ENTITY lol SYSTEM 'file:///etc/passwd'>]>",
    ],
)
def test_declared_entities_are_never_expanded(declaration: str):
    xml = SITEMAP.format(entries=entry("Ferry &lol;delayed")).replace("<urlset", f"{declaration}<urlset", 1)
    (found,) = parse(xml.encode(), name="news.xml").stories
    assert found.headline.startswith("Ferry") and "ha" not in found.headline and "root" not in found.headline


def test_deep_nesting_is_harmless():
    document = sitemap(entry("One"), "<url>" + "<a>" * 100_000)
    assert [found.headline for found in document.stories] == ["One"]
    assert [item.label for item in document.rejected] == ["entry 2"]
