"""What comes with status 200 in place of a feed is told apart: a wall against programs, a page, a feed."""

import pytest

from pipeline.sources.page import is_feed, page_in_place

URL = "https://post.example/news/feed"
PAGE = b"<!DOCTYPE html>\n<html><head><title>The Post</title>%s</head><body>Hello</body></html>"
RSS = b"<link rel='alternate' type='application/rss+xml' href='../rss.xml?a=1&amp;b=2'>"
ATOM = b'<LINK href="https://feeds.example/atom" type="application/atom+xml" rel="home alternate" />'


def test_a_page_names_the_feeds_that_it_offers():
    page = page_in_place(PAGE % (RSS + ATOM), URL, {})
    assert page is not None
    assert page.kind == "page"
    assert "https://post.example/rss.xml?a=1&b=2 and https://feeds.example/atom" in page.problem


@pytest.mark.parametrize(
    "link",
    [
        b"<link rel='stylesheet' type='application/rss+xml' href='/a'>",
        b"<link rel='alternate' type='text/html' href='/a'>",
        b"<link rel='alternate' type='application/rss+xml' href='javascript:alert(1)'>",
        b"<link rel='alternate' type='application/rss+xml' href='http://[broken'>",
        b"",
    ],
)
def test_a_page_without_feeds_is_a_page(link):
    page = page_in_place(PAGE % link, URL, {})
    assert page is not None
    assert page.problem.endswith("in place of the feed")


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        (PAGE % b"<script>window._cf_chl_opt={}</script>", {}),
        (b"\xef\xbb\xbf <html><title>Just a moment...</title></html>", {}),
        (PAGE % b"", {"cf-mitigated": "challenge"}),
    ],
)
def test_a_wall_against_programs_is_known(body, headers):
    page = page_in_place(body, URL, headers)
    assert page is not None
    assert page.kind == "blocked"


@pytest.mark.parametrize(
    "body",
    [
        b"<rss version='2.0'><channel><description>verify you are human, said Ada Finch</description></channel></rss>",
        b"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'/>",
        b"<rdf:RDF xmlns:rdf='x'/>",
    ],
)
def test_a_feed_is_a_feed_whatever_it_writes_about(body):
    assert page_in_place(body, URL, {}) is None
    assert is_feed(body)


def test_a_plain_text_is_neither():
    assert page_in_place(b"Ferry runs again", URL, {}) is None
    assert not is_feed(b"Ferry runs again")
