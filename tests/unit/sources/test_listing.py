"""New entries fit the catalogue that they are for, and it stays as strict as it was."""

from pathlib import Path

import pytest

from pipeline.errors import CatalogueError
from pipeline.sources.catalogue import Catalogue, read_catalogue
from pipeline.sources.listing import Feed, append, new_entries, to_toml

KNOWN = """\
# Ours, kept by hand.
[[outlet]]
id = "post"
name = "Harbour Post"
homepage = "https://www.post.example/"

[[source]]
id = "post-top"
outlet = "post"
kind = "feed"
url = "https://post.example/top.xml"  # the front page"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "sources.toml"
    path.write_text(KNOWN)
    return path


def test_an_outlet_of_the_same_site_is_used_and_nothing_is_listed_twice(path: Path):
    feeds = [Feed("https://post.example/top.xml"), Feed("https://feeds.post.example/sea.xml", "Sea")]
    entries = new_entries(feeds, read_catalogue(path))
    assert entries.outlets == []
    assert [(source.id, source.outlet) for source in entries.sources] == [("post-sea", "post")]
    assert entries.left_out == ["https://post.example/top.xml: is the source 'post-top' already"]


def test_entries_are_appended_and_what_stood_there_stays(path: Path):
    title = 'The “Blatt”\x07 \\ "daily"\n[[source]]'
    feeds = [Feed("https://blatt.example/rss", title, "https://blatt.example/", "de_AT"), Feed("https://b.example/x")]
    append(path, new_entries(feeds, read_catalogue(path)))
    assert path.read_text().startswith(KNOWN + "\n")
    found = read_catalogue(path)
    assert [outlet.name for outlet in found.outlets] == [
        "Harbour Post",
        'The “Blatt” \\ "daily" [[source]]',
        "b.example",
    ]
    assert [source.language for source in found.sources] == [None, "de-at", None]
    assert new_entries(feeds, found).sources == []


def test_a_catalogue_is_made_where_there_is_none(tmp_path: Path):
    path = tmp_path / "conf" / "sources.toml"
    entries = new_entries([Feed("https://post.example/top.xml")], Catalogue())
    append(path, entries)
    assert path.read_text() == to_toml(entries)
    assert [source.url for source in read_catalogue(path).sources] == ["https://post.example/top.xml"]


def test_ids_are_unlike_each_other():
    feeds = [Feed(f"https://post.example/{n}/feed", "Harbour Post") for n in range(3)]
    sources = new_entries(feeds, Catalogue()).sources
    assert len({source.id for source in sources}) == 3


@pytest.mark.parametrize("url", ["ftp://post.example/x", "https://me:secret@post.example/x", "https://[x", "x"])
def test_an_address_that_no_catalogue_takes_is_left_out(url: str):
    entries = new_entries([Feed(url)], Catalogue())
    assert (entries.outlets, entries.sources, len(entries.left_out)) == ([], [], 1)


def test_a_catalogue_with_mistakes_is_not_touched(path: Path):
    entries = new_entries([Feed("https://b.example/x")], Catalogue())
    path.write_text(KNOWN + "\ncolour = 1\n")
    with pytest.raises(CatalogueError, match="line 12: source 'post-top': unknown key 'colour'"):
        append(path, entries)
    assert path.read_text() == KNOWN + "\ncolour = 1\n"
