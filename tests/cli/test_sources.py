"""`newswire sources`, against a real server."""

import json
from pathlib import Path

import pytest

from pipeline.sources.catalogue import read_catalogue
from tests.support.http_server import Server
from tests.support.sftp import PASSWORD, USER, sftp_server

CATALOGUE = """\
[[outlet]]
id = "post"
name = "Harbour Post"

"""
SOURCE = '[[source]]\nid = "{0}"\noutlet = "post"\nkind = "feed"\nurl = "{1}"\n\n'
LONG = "The harbour master said the ferry would sail again on Monday morning. " * 15


@pytest.fixture
def server():
    with Server() as running:
        yield running


def feed(*bodies: str, date: str = "Wed, 04 Mar 2026 09:30:00 GMT") -> bytes:
    items = "".join(
        f"<item><guid>{number}</guid><title>Ferry {number}</title><pubDate>{date}</pubDate>"
        f"<description>{body}</description></item>"
        for number, body in enumerate(bodies)
    )
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>T</title>{items}</channel></rss>'.encode()


def page(*links: str) -> bytes:
    named = "".join(f'<link rel="alternate" type="application/rss+xml" href="{link}">' for link in links)
    return f"<!doctype html><html><head><title>Harbour Post</title>{named}</head><body></body></html>".encode()


def catalogue(folder: Path, server: Server, *names: str) -> str:
    path = folder / "sources.toml"
    path.write_text(CATALOGUE + "".join(SOURCE.format(name, server.url(f"/{name}")) for name in names))
    return str(path)


def test_a_good_feed_is_told_from_one_with_summaries_only(newswire, server, tmp_path):
    server.on("/whole", body=feed(LONG, LONG))
    server.on("/short", body=feed("The ferry sails.", "The ferry waits."))
    listed = catalogue(tmp_path, server, "whole", "short")
    result = newswire("sources", "check", "--json", NEWSWIRE_SOURCES=listed)
    whole, short = result.rows
    assert result.code == 0
    assert (whole["format"], whole["items"], whole["text"], short["text"]) == ("feed", 2, "full", "summaries")
    assert whole["newest"] == "2026-03-04T09:30:00+00:00"
    assert not (tmp_path / "home").exists()  # nothing is stored
    only = newswire("sources", "check", "short", NEWSWIRE_SOURCES=listed)
    assert "summaries only" in only.out
    assert "whole" not in only.out


def test_what_is_wrong_is_said_with_the_line_to_change(newswire, server, tmp_path):
    server.on("/gone", status=404)
    server.on("/page", body=page("/feed.xml"))
    server.on("/moved", status=301, location="/whole")
    server.on("/lent", status=302, location="/whole")
    server.on("/whole", body=feed(LONG))
    server.on("/undated", body=feed("The ferry sails.", date="soon"))
    server.on("/holes", body=feed("The ferry sails.").replace(b"<item>", b"<item></item><item>", 1))
    names = ("gone", "page", "moved", "lent", "undated", "holes")
    result = newswire("sources", "check", "--json", NEWSWIRE_SOURCES=catalogue(tmp_path, server, *names))
    gone, html, moved, lent, undated, holes = (" ".join(row["problems"]) for row in result.rows)
    assert result.code == 1
    assert "404" in gone and "line 9" in gone
    assert f'write url = "{server.url("/feed.xml")}"' in html and "line 15" in html
    assert f'moved for good: write url = "{server.url("/whole")}"' in moved and "line 21" in moved
    assert lent == "" and result.rows[3]["redirects"] == ["302 /whole"]
    assert "no item has a date" in undated
    assert "1 items cannot be used" in holes


def test_files_are_looked_at_too(newswire, tmp_path):
    (tmp_path / "drop").mkdir()
    (tmp_path / "drop" / "story.txt").write_text("Ferry sails again\n\n" + LONG)
    table = '[[source]]\nid = "{0}"\noutlet = "post"\nkind = "files"\npath = "{0}"\n'
    (tmp_path / "sources.toml").write_text(CATALOGUE + table.format("drop") + table.format("nowhere"))
    result = newswire("sources", "check", "--json", NEWSWIRE_SOURCES=str(tmp_path / "sources.toml"))
    drop, nowhere = result.rows
    assert (drop["items"], drop["text"]) == (1, "full")
    assert "no file" in nowhere["problems"][0] and "line 14" in nowhere["problems"][0]


def test_a_drop_folder_elsewhere_is_looked_at_too(newswire, tmp_path):
    (tmp_path / "agency").mkdir()
    (tmp_path / "agency" / "story.txt").write_text("Ferry sails again\n\n" + LONG)
    with sftp_server(tmp_path / "agency") as server:
        login = f'{{ kind = "password", user = "{USER}", secret = "AGENCY", host_key = "{server.fingerprint}" }}'
        table = (
            f'[[source]]\nid = "drop"\noutlet = "post"\nkind = "files"\nurl = "{server.url("/")}"\nlogin = {login}\n'
        )
        (tmp_path / "sources.toml").write_text(CATALOGUE + table)
        sources = str(tmp_path / "sources.toml")
        good = newswire("sources", "check", "--json", NEWSWIRE_SOURCES=sources, AGENCY=PASSWORD).rows[0]
        assert (good["items"], good["text"], len(good["problems"])) == (1, "full", 1)  # it has no date
        refused = newswire("sources", "check", "--json", NEWSWIRE_SOURCES=sources, AGENCY="wrong")
    assert refused.code == 1
    assert "line 9" in refused.rows[0]["problems"][0] and "the variable AGENCY" in refused.rows[0]["problems"][0]


def test_an_id_that_the_catalogue_lacks_is_named(newswire, server, tmp_path):
    result = newswire("sources", "check", "nobody", NEWSWIRE_SOURCES=catalogue(tmp_path, server, "top"))
    assert result.code == 1
    assert "nobody" in result.err and "Ids: top" in result.err


def test_feeds_that_a_page_names_become_sources(newswire, server, tmp_path):
    server.on("/", body=page("/top.xml", "/comments.xml", "/broken.xml"))
    server.on("/top.xml", body=feed(LONG))
    server.on("/comments.xml", body=feed("I like ferries."))
    server.on("/broken.xml", status=500)
    path = tmp_path / "sources.toml"
    shown = newswire("sources", "add", server.url("/"), NEWSWIRE_SOURCES=str(path))
    assert shown.code == 0 and not path.exists()
    assert "/broken.xml" in shown.err
    newswire("sources", "add", server.url("/"), "--write", NEWSWIRE_SOURCES=str(path))
    assert path.read_text() == shown.out
    found = read_catalogue(path)
    assert [source.url for source in found.sources] == [server.url("/top.xml"), server.url("/comments.xml")]
    assert [outlet.name for outlet in found.outlets] == ["Harbour Post"]
    again = newswire("sources", "add", server.url("/top.xml"), "--write", NEWSWIRE_SOURCES=str(path))
    assert again.code == 1 and "already" in again.err
    assert path.read_text() == shown.out
    assert newswire("ingest", path).code == 0


def test_a_json_feed_is_known_and_ingested(newswire, server):
    item = {"id": "1", "title": "Ferry sails again", "content_text": "The ferry sails at noon."}
    server.on("/feed.json", body=json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": [item]}).encode())
    assert 'kind = "feed"' in newswire("sources", "add", server.url("/feed.json")).out
    assert newswire("ingest", server.url("/feed.json")).code == 0
    (story,) = newswire("show", "story", "Ferry", "--json").rows
    assert story["versions"][0]["body"] == "The ferry sails at noon."


def test_a_news_sitemap_is_a_feed_and_an_index_names_it(newswire, server):
    entry = "<url><loc>https://post.example/1</loc><n:news><n:title>Ferry sails again</n:title></n:news></url>"
    server.on("/news.xml", body=f"<urlset xmlns:n='sitemap-news'>{entry}</urlset>".encode())
    place = f"<sitemap><loc>{server.url('/news.xml')}</loc></sitemap>"
    server.on("/index.xml", body=f"<sitemapindex>{place}</sitemapindex>".encode())
    index = newswire("sources", "add", server.url("/index.xml"))
    assert index.code == 1 and f"such as {server.url('/news.xml')}" in index.err
    assert newswire("sources", "add", server.url("/news.xml")).code == 0
    assert newswire("ingest", server.url("/news.xml")).code == 0
    (story,) = newswire("show", "story", "Ferry", "--json").rows
    assert story["versions"][0]["headline"] == "Ferry sails again"


def test_an_address_without_feeds_is_named(newswire, server, tmp_path):
    server.on("/", body=page())
    for path, message in (("/", "names none"), ("/nothing", "404")):
        result = newswire("sources", "add", server.url(path), NEWSWIRE_SOURCES=str(tmp_path / "sources.toml"))
        assert result.code == 1 and message in result.err


def test_the_catalogue_of_the_bundled_stories_is_not_changed(newswire, server):
    server.on("/top.xml", body=feed(LONG))
    result = newswire("sources", "add", server.url("/top.xml"), "--write")
    assert result.code == 2 and "NEWSWIRE_SOURCES" in result.err


def test_a_list_of_feeds_goes_out_and_comes_in(newswire, server, tmp_path):
    listed = catalogue(tmp_path, server, "top", "sea")
    assert newswire("sources", "export", tmp_path / "list.opml", NEWSWIRE_SOURCES=listed).code == 0
    path = tmp_path / "other.toml"
    result = newswire("sources", "import", tmp_path / "list.opml", "--write", NEWSWIRE_SOURCES=str(path))
    assert result.code == 0
    urls = [source.url for source in read_catalogue(path).sources]
    assert urls == [server.url("/top"), server.url("/sea")]
    again = newswire("sources", "import", tmp_path / "list.opml", NEWSWIRE_SOURCES=str(path))
    assert again.code == 1 and again.err.count("already") == 2


def test_a_list_that_is_none_is_named(newswire, tmp_path):
    (tmp_path / "list.opml").write_text("<!DOCTYPE opml [<!ENTITY a 'b'>]><opml><body/></opml>")
    result = newswire("sources", "import", tmp_path / "list.opml")
    assert result.code == 1 and "declares entities" in result.err
    assert "does not exist" in newswire("sources", "import", tmp_path / "nowhere.opml").err


def test_the_state_of_the_sources_counts_their_stories(newswire, server, tmp_path):
    server.on("/top", body=feed(LONG, "The ferry waits."))
    newswire("ingest", catalogue(tmp_path, server, "top", "lost"))
    for command in (("sources", "status"), ("show", "sources")):
        rows = {row["source"]: row for row in newswire(*command, "--json").rows}
        assert rows["top"]["stories"] == 2
        assert (rows["lost"]["state"], rows["lost"]["stories"]) == ("broken", 0)
        assert "404" in rows["lost"]["reason"]


def test_each_source_says_what_it_is_for(newswire, server, tmp_path):
    server.on(
        "/index.xml", body=b"<sitemapindex><sitemap><loc>https://post.example/1.xml</loc></sitemap></sitemapindex>"
    )
    rest = '[[source]]\nid = "{0}"\noutlet = "post"\nkind = "{0}"\nurl = "{1}"\n{2}\n'
    path = tmp_path / "sources.toml"
    dated = rest.format("dated_url", server.url("/{year}/{month}/{day}.xml"), "poll = false").replace(
        'id = "dated_url"', 'id = "dated"'
    )
    path.write_text(CATALOGUE + rest.format("sitemap", server.url("/index.xml"), "") + dated)
    result = newswire("sources", "check", "--json", NEWSWIRE_SOURCES=str(path))
    index, archive = result.rows
    assert (index["use"], index["format"], index["problems"]) == ("poll, history", "index of sitemaps", [])
    assert archive["use"] == "history"
    assert "404" in archive["problems"][0]
