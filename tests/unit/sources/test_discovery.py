"""The feeds that a page names are found as a browser would find them."""

import pytest

from pipeline.sources.discovery import AT_MOST, read_page

PAGE = """<!doctype html><html><head><title>Harbour Post
 &ndash; News</title><base href="/start/">
<link rel="stylesheet" href="/style.css">
<LINK REL="Alternate" TYPE="application/rss+xml; charset=utf-8" TITLE="Top stories" HREF="top.xml">
<link rel="alternate" type="application/atom+xml" href="https://feeds.example/post.atom">
<link rel="alternate" type="application/feed+json" href="//post.example/feed.json">
<link rel="alternate" type="application/rss+xml" href="top.xml" title="the same again">
<link rel="alternate" hreflang="de" href="/de/">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/2">
<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">
<link rel="alternate" type="application/rss+xml" href="http://[broken">
<link rel="alternate" type="application/rss+xml">
</head><body><svg><title>Icon</title></svg></body></html>"""


def test_feeds_of_a_page():
    page = read_page(PAGE.encode(), "https://post.example/news/today.html")
    assert [(feed.url, feed.title) for feed in page.feeds] == [
        ("https://post.example/start/top.xml", "Top stories"),
        ("https://feeds.example/post.atom", ""),
        ("https://post.example/feed.json", ""),
    ]
    assert page.title == "Harbour Post – News"


@pytest.mark.parametrize("data", [b"", b"\0\0", b"plain words", b"%PDF-1.7", b"<div>" * 100_000, b"\xff\xfe<"])
def test_what_is_no_page_names_no_feed(data: bytes):
    assert read_page(data, "https://post.example/").feeds == []


def test_a_page_that_names_thousands_of_feeds_is_taken_for_what_it_is():
    links = "".join(f'<link rel="alternate" type="application/rss+xml" href="/{n}.xml">' for n in range(5000))
    assert len(read_page(links.encode(), "https://post.example/").feeds) == AT_MOST
