"""Whatever a document holds, its reader gives stories or an error of ours, in bounded time and memory.

`python -m benchmarks.fuzz_formats` does this with many thousands of documents; here are a few of each format, the ones
that were too much once, and structures of every kind of value where a format has its own.
"""

import json
import time
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.fuzz_formats import mutated
from benchmarks.samples import PAGE, samples
from pipeline import formats
from pipeline.errors import NewswireError, RejectedInput
from pipeline.model import Moment, Story

SAMPLES = dict(samples())
SECONDS = 4  # of computing on a busy machine; what was too slow took minutes in proportion


def read(data: bytes, *, is_page: bool = False) -> list[Story]:
    """The stories, after a look at their fields; none for a document that is refused."""
    started = time.process_time()
    try:
        stories = [formats.parse_page(data, name="x", url="https://post.example/x")] if is_page else []
        stories += formats.parse(data, name="x").stories
    except NewswireError:
        stories = []
    assert time.process_time() - started < SECONDS
    for story in stories:
        assert story.headline or story.body or story.summary
        assert all(isinstance(getattr(story, name), str) for name in ("guid", "headline", "body", "byline", "link"))
        assert all(isinstance(name, str) and name for name in (*story.authors, *story.keywords))
        assert all(moment is None or isinstance(moment, Moment) for moment in (story.first_created, story.embargo))
        json.dumps(formats.to_json(story, "x"), default=str).encode()
    return stories


@pytest.mark.parametrize("name", SAMPLES)
def test_mutated_documents(name: str):
    for number in range(12):
        read(mutated(name, number, heavy=0.0), is_page=name == "html_page")


@pytest.mark.parametrize("piece", [b"<a>", b"<p><b>", b"<table><tr><td>", b"[", b'{"item":', b"&amp;"])
@pytest.mark.parametrize("name", ["newsml_g2", "nitf", "rss", "ninjs", "html_page", "email"])
def test_what_nests_without_end(name: str, piece: bytes):
    data = SAMPLES[name]
    middle = data.find(b">", len(data) // 2) + 1 or len(data) // 2
    read(data[:middle] + piece * 100_000 + data[middle:], is_page=name == "html_page")


def test_a_telex_heading_of_blanks():
    heading = SAMPLES["anpa1312"].partition(b"\x02")[0].rstrip(b"\r\n")
    read(heading + b" " * 700 + b"x\n\x02Frost fell on the orchards.\x03")


@pytest.mark.parametrize("name", ["newsml_g2", "nitf", "rss", "html_page"])
def test_a_huge_attribute(name: str):
    data = SAMPLES[name].replace(b"<p>", b'<p title="' + b"x " * 2_000_000 + b'">', 1)
    read(data, is_page=name == "html_page")


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("blank", [b"\n", b" ", b"\t ", b" \n"])
def test_endless_blanks(name: str, blank: bytes):
    data = SAMPLES[name]
    middle = data.find(b"<p>") + 3 if b"<p>" in data else len(data) // 2
    read(data[:middle] + blank * 500_000 + data[middle:], is_page=name == "html_page")


@pytest.mark.parametrize("line", ["\n", " \n", "###\n", "-30-\n", "By \n", "(Eds: \n", ";&b", "XXX", "\n-", "\n("])
def test_lines_that_look_like_the_end_of_a_text(line: str):
    read(("Harbour bridge closes\n\n" + line * 30_000).encode())


def test_a_page_or_a_feed_of_no_sane_size_says_so():
    with pytest.raises(RejectedInput, match="more than 300,000 characters or 10,000 elements"):
        formats.parse_page(PAGE.replace("<p>", "<p>" + "ferry " * 200_000, 1).encode(), name="x")
    with pytest.raises(RejectedInput, match="more than 300,000 characters or 10,000 elements"):
        formats.parse_page(PAGE.replace("<p>", "<b></b>" * 10_000 + "<p>", 1).encode(), name="x")
    assert formats.parse_page(PAGE.replace("<p>", "<b></b>" * 9_900 + "<p>", 1).encode(), name="x").body
    with pytest.raises(RejectedInput, match="tags, more than its items can need"):
        formats.parse(SAMPLES["rss"].replace(b"<item>", b"<b/>" * 90_000 + b"<item>", 1), name="x")


@pytest.mark.parametrize(
    ("swollen", "reason"),
    [
        ("ÿ" * 3_000_000, "the item has more than 600,000 characters"),
        ("<b/>" * 90_000, "the item has more than 60,000 tags"),
        ("<b title='" + "x " * 60_000 + "'/>", "the item has a tag of more than 100,000 characters"),
    ],
)
@pytest.mark.parametrize("broken", ["", "<b>"])
def test_an_item_of_no_sane_size_goes_to_quarantine_alone(swollen: str, reason: str, broken: str):
    sane = "<item><title>Ferry {}</title><description>" + broken + "It sails.</description></item>"
    items = f"{sane.format(1)}<item><title>Tug &amp;amp; bridge</title><p>{swollen}</p></item>{sane.format(3)}"
    started = time.process_time()
    document = formats.parse(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), name="x")
    assert time.process_time() - started < SECONDS
    assert [story.headline for story in document.stories] == ["Ferry 1", "Ferry 3"]
    assert [(item.label, item.reason) for item in document.rejected] == [("Tug & bridge", reason)]


def test_pictures_written_out_in_a_text_do_not_count():
    picture = "<img alt='The ferry' src='data:image/png;base64," + "iVBORw0KGgo" * 100_000 + "'/>"
    item = (
        f"<item><title>Ferry</title><description><![CDATA[<p>It sails.</p>{picture}<p>Soon.</p>]]></description></item>"
    )
    document = formats.parse(f"<rss version='2.0'><channel>{item}</channel></rss>".encode(), name="x")
    assert [story.body for story in document.stories] == ["It sails.\n\nSoon."]
    assert not document.rejected


def test_a_sitemaps_entry_of_very_many_elements_costs_no_more_than_others():
    swollen = "".join(f"<p a{number}=''/>" for number in range(200_000))
    entry = f"<loc>https://post.example/1</loc><n:news><n:title>Bridge</n:title>{swollen}</n:news>"
    spaces = (
        "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'"
    )
    stories = read(f"<urlset {spaces}><url>{entry}</url></urlset>".encode())
    assert [story.headline for story in stories] == ["Bridge"]


def test_a_mail_with_an_endless_boundary_or_endless_empty_lines():
    data = SAMPLES["email"]
    assert read(data.replace(b'boundary="b"', b'boundary="' + b"&#1;" * 700_000 + b'"')) == []
    assert [story.headline for story in read(data.replace(b"\r\n\r\n--b", b"\n" * 3_000_000 + b"--b"))]


@pytest.mark.parametrize(
    "character", ["\0", "\x01", "\x1f", "\ufffe", "&#1;", "&#x1F", "&#xfffe;", "&#xd800;", "&#99999999999;"]
)
def test_a_page_with_characters_that_markup_does_not_allow(character: str):
    (page, _) = read(
        PAGE.replace("<nav>", f"{character}<nav>").replace("</nav>", f"</nav>{character}").encode(), is_page=True
    )
    assert page.body


def test_entities_of_the_sender_are_not_expanded():
    bomb = b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/passwd">]>'
    for name in ("newsml_g2", "nitf", "rss", "newsml1"):
        data = SAMPLES[name]
        start = data.find(b"?>") + 2 if data.startswith(b"<?xml") else 0
        stories = read(data[:start] + bomb + data[start:].replace(b"<p>", b"<p>&b;&f;", 1))
        assert not any("aaaa" in story.body or "root:" in story.body for story in stories)


@pytest.mark.parametrize("name", ["newsml_g2", "newsml1", "nitf"])
@pytest.mark.parametrize("tag", [b"x:1", b"x:", b"it:27T11:30", b":p", b"a:b:c"])
def test_names_that_xml_does_not_allow(name: str, tag: bytes):
    read(SAMPLES[name].replace(b"<p>", b"<" + tag + b">").replace(b"</p>", b"</" + tag + b">"))


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def objects(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(st.sampled_from(names), values, max_size=len(names))


@few
@given(objects(*json.loads(SAMPLES["ninjs"]), "body_text", "associations", "embargoed", "headlines", "bodies", "rev"))
def test_ninjs_with_values_of_any_kind(fields: dict[str, Any]):
    read(json.dumps(json.loads(SAMPLES["ninjs"]) | fields).encode())


@few
@given(objects("headline", "bylines", "altids", "editorialtypes", "body_nitf", "subject", "embargoed", "associations"))
def test_ap_json_with_values_of_any_kind(fields: dict[str, Any]):
    whole = json.loads(SAMPLES["ap_json"])
    whole["data"]["item"] |= fields
    read(json.dumps(whole).encode())


@few
@given(
    objects("@type", "headline", "author", "publisher", "datePublished", "image", "keywords", "articleBody", "@graph"),
    st.lists(st.tuples(st.sampled_from(["author", "og:title", "og:url", "date", "article:tag"]), st.text(max_size=60))),
)
def test_pages_with_metadata_of_any_kind(fields: dict[str, Any], metas: list[tuple[str, str]]):
    linked = json.dumps({"@type": "NewsArticle"} | fields)
    head = f'<script type="application/ld+json">{linked}</script>'
    head += "".join(f"<meta property={quoteattr(name)} content={quoteattr(value)}>" for name, value in metas)
    read(PAGE.replace("<meta charset", head + "<meta charset").encode("utf-8", "replace"), is_page=True)


ATTRIBUTES = "guid version qcode literal role rel residref href id-string norm ed-urg info".split()
G2 = (
    "itemMeta contentMeta contentSet rightsInfo inlineXML inlineData headline pubStatus embargoed edNote signal link "
    "creator name subject sameAs description located by body p br"
).split()
NITF = (
    "head body docdata doc-id date.issue date.release urgency correction series body.head body.content hedline hl1 "
    "byline byttl dateline abstract media media-caption p pre"
).split()
words = st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=30)


def element(name: str, attributes: dict[str, str], parts: list[str]) -> str:
    written = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items())
    return f"<{name}{written}>{''.join(parts)}</{name}>"


def elements(names: list[str]) -> st.SearchStrategy[str]:
    """XML of these elements in any order and depth."""
    attributes = st.dictionaries(st.sampled_from(ATTRIBUTES), words, max_size=3)
    return st.recursive(
        words.map(escape),
        lambda inner: st.builds(element, st.sampled_from(names), attributes, st.lists(inner, max_size=4)),
        max_leaves=25,
    )


@few
@given(st.lists(elements(G2), max_size=6))
def test_newsml_g2_of_any_structure(parts: list[str]):
    head = '<newsItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="a" version="1">'
    read(f"{head}{''.join(parts)}</newsItem>".encode())


@few
@given(st.lists(elements(NITF), max_size=6))
def test_nitf_of_any_structure(parts: list[str]):
    read(f"<nitf>{''.join(parts)}</nitf>".encode())


@pytest.mark.parametrize("field", ["author", "headline", "keywords"])
@pytest.mark.parametrize("piece", ["&amp;", ", ", "@"])
def test_a_huge_value_in_json_ld(field: str, piece: str):
    linked = json.dumps({"@type": "NewsArticle", "headline": "Bridge"} | {field: piece * (500_000 // len(piece))})
    head = f'<script type="application/ld+json">{linked}</script>'
    read(PAGE.replace("<meta charset", head + "<meta charset").encode(), is_page=True)


def test_newsml1_with_components_inside_components_without_end():
    data = SAMPLES["newsml1"]
    start, end = data.find(b"<NewsComponent>"), data.find(b"</DataContent>")
    with pytest.raises(RejectedInput, match="nests more than 40 components"):
        formats.parse(data[:start] + data[start:end] * 60 + data[end:], name="x")
