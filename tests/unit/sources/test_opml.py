"""Lists of feeds: what other readers write is read, what is built to do harm is refused."""

from datetime import UTC, datetime

import pytest

from pipeline.errors import RejectedInput
from pipeline.sources.catalogue import Catalogue, Outlet, Source
from pipeline.sources.opml import read_opml, write_opml

NESTED = b"""<?xml version="1.0" encoding="ISO-8859-1"?>
<opml version="2.0"><head><title>Mine</title></head><body>
  <outline text="Harbours"><outline text="West">
    <outline type="rss" text="Harbour Post" xmlUrl="https://post.example/feed.xml" htmlUrl="https://post.example/"/>
  </outline></outline>
  <outline type="rss" text="F\xe4hrblatt" xmlUrl=" https://blatt.example/rss?a=1&amp;b=2 " language="de"/>
  <outline type="link" text="No feed" url="https://post.example/about"/>
  <outline type="rss" text="Harbour Post again" xmlUrl="https://post.example/feed.xml"/>
</body></opml>"""


def test_feeds_are_found_in_all_folders_each_once():
    post, blatt = read_opml(NESTED, "list.opml")
    assert (post.url, post.title, post.homepage) == (
        "https://post.example/feed.xml",
        "Harbour Post",
        "https://post.example/",
    )
    assert (blatt.url, blatt.title, blatt.language) == ("https://blatt.example/rss?a=1&b=2", "Fährblatt", "de")


LAUGHS = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
OUTLINE = "<opml version='2.0'><body><outline text='{0}' xmlUrl='https://post.example/{0}'/></body></opml>"
HOSTILE = {
    "billion laughs": f"<!DOCTYPE opml [<!ENTITY l0 'ha'>{LAUGHS}]>" + OUTLINE.format("&l9;"),
    "external entity": "<!DOCTYPE opml [<!ENTITY l9 SYSTEM 'file:///etc/passwd'>]>" + OUTLINE.format("&l9;"),
    "parameter entity": "<!DOCTYPE opml [<!ENTITY % x SYSTEM 'http://127.0.0.1:9/x.dtd'> %x;]>" + OUTLINE.format("a"),
    "unused entity": "<!DOCTYPE opml [<!ENTITY l9 'ha'>]>" + OUTLINE.format("a"),
    "nested deeply": "<opml>" + "<outline>" * 100_000,
    "breaks off": OUTLINE.format("a")[:-9],
    "something else": "<rss version='2.0'/>",
    "no XML": "feeds: all of them",
    "nothing": "",
}


@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE.keys())
def test_what_is_no_honest_list_is_refused(document: str):
    with pytest.raises(RejectedInput, match=r"list\.opml"):
        read_opml(document.encode(), "list.opml")


def test_a_catalogue_that_is_written_is_read_again():
    catalogue = Catalogue(
        outlets=(
            Outlet(id="post", name='Post & "Mail" <daily>', homepage="https://post.example/"),
            Outlet(id="desk", name="Desk"),
        ),
        sources=(
            Source(id="post-top", outlet="post", kind="feed", url="https://post.example/top?a=1&b=2", language="en"),
            Source(id="post-sea", outlet="post", kind="feed", url="https://post.example/sea"),
            Source(id="desk", outlet="desk", kind="files", path="/srv/drop"),
        ),
    )
    top, sea = read_opml(write_opml(catalogue, datetime(2026, 3, 2, 12, tzinfo=UTC)), "list.opml")
    assert (top.url, top.title, top.homepage, top.language) == (
        "https://post.example/top?a=1&b=2",
        "post-top",
        "https://post.example/",
        "en",
    )
    assert sea.url == "https://post.example/sea"
