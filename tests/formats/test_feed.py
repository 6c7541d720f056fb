"""Feeds: every item becomes a story or is rejected with its reason, whatever the feed does."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.errors import RejectedInput
from pipeline.formats import parse
from pipeline.model import ParsedDocument, Story

RSS = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
     xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>Harbour Post</title><link>https://post.example/</link><language>en-GB</language>
<copyright>Harbour Post 2026</copyright>{items}</channel></rss>"""

FULL_ITEM = """<item><title>Ferry &amp; tug collide</title><link>https://post.example/1?utm_source=rss</link>
<guid isPermaLink="false">post-1</guid><pubDate>Tue, 24 Mar 2026 09:30 PM CET</pubDate>
<dc:creator>Edna Winter and Paul Marsh</dc:creator><category>Shipping</category><category>Norway</category>
<description>&lt;p&gt;Nobody was hurt.&lt;/p&gt;</description>
<content:encoded><![CDATA[<p>OSLO, Norway &mdash; A ferry and a tug collided.</p><p>&ldquo;Nobody was hurt,&rdquo; said
Edna Winter.</p>]]></content:encoded></item>"""


def feed(items: str, **kinds: str) -> ParsedDocument:
    return parse(RSS.format(items=items).encode(), name="feed.xml", **kinds)


def story(items: str) -> Story:
    document = feed(items)
    assert len(document.stories) == 1, document.rejected
    return document.stories[0]


def item(**fields: str) -> str:
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in fields.items()) + "</item>"


def test_all_that_an_item_says_is_kept():
    found = story(FULL_ITEM)
    assert found.format == "feed"
    assert found.guid == "post-1"
    assert found.link == "https://post.example/1?utm_source=rss"
    assert found.headline == "Ferry & tug collide"
    assert found.summary == "Nobody was hurt."
    assert found.body == "OSLO, Norway — A ferry and a tug collided.\n\n“Nobody was hurt,” said Edna Winter."
    assert found.dateline == "OSLO, Norway"
    assert found.byline == "Edna Winter, Paul Marsh"
    assert found.authors == ("Edna Winter", "Paul Marsh")
    assert found.keywords == ("Shipping", "Norway")
    assert found.language == "en-GB"
    assert found.copyright_notice == "Harbour Post 2026"
    assert found.kind == "original"


def test_times_are_read_from_what_the_feed_wrote():
    created = story(FULL_ITEM).first_created
    assert created.at == datetime(2026, 3, 24, 20, 30, tzinfo=UTC)  # nine in the evening, in Oslo
    assert created.raw == "Tue, 24 Mar 2026 09:30 PM CET"
    assert created.provenance == "feed:published; 12-hour clock; CET taken as +01:00"


def test_a_time_that_cannot_be_read_costs_no_item():
    created = story(item(title="Ferry delayed", pubDate="sometime on Tuesday")).first_created
    assert (created.at, created.raw) == (None, "sometime on Tuesday")


def test_a_summary_is_the_body_where_there_is_no_other():
    found = story(item(title="Ferry delayed", description="The ferry is late."))
    assert (found.summary, found.body) == ("The ferry is late.", "The ferry is late.")


def test_an_item_without_guid_has_none():
    assert story(item(title="Ferry delayed")).guid == ""


def test_an_empty_item_is_rejected_and_the_others_stay():
    document = feed(item(title="One") + item(link="https://post.example/2") + item(description="Three."))
    assert [found.headline or found.body for found in document.stories] == ["One", "Three."]
    assert [(item.label, "neither a headline nor a text" in item.reason) for item in document.rejected] == [
        ("https://post.example/2", True)
    ]


def test_a_feed_without_items_is_no_error():
    assert feed("") == ParsedDocument("feed", ())


ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>Harbour Post</title>
<rights>All rights reserved</rights>
<entry><id>tag:post.example,2026:7</id><title type="text">Rates &lt;b&gt; 3 &amp; rising</title>
<link rel="alternate" href="https://post.example/7"/><updated>2026-03-24T10:00:00+01:00</updated>
<published>2026-03-24T09:00:00Z</published><author><name>Edna Winter</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One <em>word</em>.</p><p>Two.</p></div></content>
</entry></feed>"""


def test_atom_with_xhtml_and_a_literal_title():
    (found,) = parse(ATOM.encode(), name="feed.atom").stories
    assert found.headline == "Rates <b> 3 & rising"
    assert found.body == "One word.\n\nTwo."
    assert (found.guid, found.link) == ("tag:post.example,2026:7", "https://post.example/7")
    assert found.first_created.at == found.version_created.at == datetime(2026, 3, 24, 9, 0, tzinfo=UTC)
    assert (found.language, found.copyright_notice) == ("en", "All rights reserved")


RDF = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://post.example/"><title>Harbour Post</title></channel>
<item rdf:about="https://post.example/9"><title>Ferry delayed</title><link>https://post.example/9</link>
<dc:date>2026-03-24</dc:date></item></rdf:RDF>"""


def test_rdf_with_dublin_core():
    (found,) = parse(RDF.encode(), name="feed.rdf").stories
    assert (found.headline, found.link) == ("Ferry delayed", "https://post.example/9")
    assert found.first_created.provenance == "feed:updated; date only"


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("AT&amp;amp;T buys a ferry", "AT&T buys a ferry"),
        ("&lt;b&gt;Ferry&lt;/b&gt; delayed", "Ferry delayed"),
        ("Caf&eacute; reopens", "Café reopens"),
        ("Ferry&#146;s captain", "Ferry’s captain"),
        ("Ferry &#x110000;&#xD800;&#0;&#8;delayed", "Ferry delayed"),
        ("Ferry &nosuch; delayed", "Ferry &nosuch; delayed"),
        ("Ferry & tug &copy tow", "Ferry & tug © tow"),
        ("1 &LT; 2 &AMP; 3", "1 < 2 & 3"),
        ("Ferry \x01\x0bdelayed", "Ferry delayed"),
        ("<![CDATA[Ferry &#8217;delayed&#8217;]]>", "Ferry ’delayed’"),
    ],
)
def test_references_and_characters_that_xml_forbids(markup: str, text: str):
    assert story(item(title=markup, description="x")).headline == text


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [
        ("utf-8", "utf-8"),
        ("utf-8", "iso-8859-1"),
        ("windows-1252", "iso-8859-1"),
        ("windows-1252", "utf-8"),
        ("iso-8859-2", "iso-8859-2"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16"),
        ("utf-8-sig", "utf-8"),
        ("utf-32", "utf-32"),
        ("utf-32-le", "utf-32"),
        ("utf-32-be", "utf-32"),
    ],
)
def test_encodings_as_declared_or_as_they_are(encoding: str, declared: str):
    xml = RSS.format(items=item(title="Fähre verspätet")).replace("UTF-8", declared)
    (found,) = parse(xml.encode(encoding), name="feed.xml").stories
    assert found.headline == "Fähre verspätet"


def test_the_sender_may_state_the_encoding():
    xml = RSS.format(items=item(title="Паром опоздал")).replace(' encoding="UTF-8"', "")
    (found,) = parse(xml.encode("koi8-r"), name="feed.xml", media_type="text/xml; charset=koi8-r").stories
    assert found.headline == "Паром опоздал"


def test_stray_bytes_do_not_spoil_the_rest():
    xml = RSS.format(items=item(title="Fähre – verspätet", description="„Ja“ sagt er")).encode()
    (found,) = parse(xml.replace("–".encode(), b"\x96"), name="feed.xml").stories
    assert (found.headline, found.summary) == ("Fähre – verspätet", "„Ja“ sagt er")


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://post.example/1?a=1&b=2&copy=3", "https://post.example/1?a=1&b=2&copy=3"),
        ("https://post.example/1?a=1&amp;copy=3", "https://post.example/1?a=1&copy=3"),
        ("<![CDATA[ https://post.example/1?a=1&copy=3 ]]>", "https://post.example/1?a=1&copy=3"),
        ("/news/1", "https://post.example/news/1"),
        ("//post.example/1", "https://post.example/1"),
        ("mailto:desk@post.example", ""),
    ],
)
def test_links_as_feeds_write_them(link: str, address: str):
    assert story(item(title="Ferry delayed", link=link)).link == address


def test_a_path_in_a_feed_whose_own_page_is_no_address_is_no_link():
    xml = RSS.format(items=item(title="Ferry delayed", link="/1")).replace("https://post.example/", "http://[post")
    assert parse(xml.encode(), name="feed.xml").stories[0].link == ""


LAUGHS = "".join(f"<!ENTITY lol{n} '{f'&lol{n - 1};' * 10}'>" for n in range(1, 10))
DECLARATIONS = {
    "billion laughs": f"<!DOCTYPE rss [<!ENTITY lol0 'ha'>{LAUGHS}]>",
    "quadratic": f"<!DOCTYPE rss [<!ENTITY lol9 '{'ha' * 50_000}'>]>",
    "external": "<!DOCTYPE rss [<!ENTITY lol9 SYSTEM 'file:///etc/passwd'>]>",
    "parameter": "<!DOCTYPE rss [<!ENTITY % x SYSTEM 'http://127.0.0.1:9/x.dtd'> %x; <!ENTITY lol9 'ha'>]>",
    "backslash": r"<!DOCTYPE rss [<!ENTITY lol9 '\x41\1\g<0>'>]>",
    "brackets in a value": "<!DOCTYPE rss [<!ENTITY a ']><rss>'><!ENTITY lol9 'ha'>]>",
    "never ended": "<!DOCTYPE rss [<!ENTITY lol9 'ha'>",
}


@pytest.mark.parametrize("declaration", DECLARATIONS.values(), ids=DECLARATIONS.keys())
def test_declared_entities_are_never_expanded(declaration: str):
    xml = RSS.format(items=item(title="Ferry delayed", description="x &lol9; y"))
    xml = xml.replace("<rss ", f"{declaration}<rss ", 1)
    document = parse(xml.encode(), name="feed.xml")
    assert [found.headline for found in document.stories] == ["Ferry delayed"]
    assert document.stories[0].body == "x &lol9; y"


def test_a_feed_that_breaks_off_gives_what_is_whole():
    xml = RSS.format(items=item(title="One") + item(title="Two", description="The second story goes on"))
    document = parse(xml[: xml.index("goes on")].encode(), name="feed.xml")
    assert [found.headline for found in document.stories] == ["One"]
    assert [(item.label, item.reason) for item in document.rejected] == [("Two", "the XML breaks off inside this item")]


def test_a_feed_that_breaks_off_in_its_first_item_is_rejected():
    xml = RSS.format(items=item(guid="post-1"))
    with pytest.raises(RejectedInput, match=r"feed\.xml: the XML of this feed breaks off inside its first item"):
        parse(xml[: xml.index("st-1")].encode(), name="feed.xml")


def test_tags_that_do_not_match_cost_no_item():
    document = feed("<item><title>One</item><item><b><title>Two</title></item>" + item(title="Three"))
    assert len(document.stories) + len(document.rejected) == 3


def test_broken_xml_without_an_item_is_rejected():
    with pytest.raises(RejectedInput, match="the XML of this feed is broken"):
        parse(b"<rss><channel><title>Harbour <</channel", name="feed.xml")


@pytest.mark.parametrize(
    "before", ["\n\n  ", "\ufeff\n", "<!-- made by hand -->\n", "<br />\n<b>Warning</b>: unknown in line 3<br />\n"]
)
def test_what_stands_before_a_feed_is_skipped(before: str):
    xml = before + RSS.format(items=item(title="Ferry delayed"))
    assert parse(xml.encode(), name="feed.xml").stories[0].headline == "Ferry delayed"


def test_deep_nesting_is_harmless():
    markup = "&lt;div&gt;" * 50_000 + "Ferry delayed"
    assert story(item(title="x", description=markup)).body == "Ferry delayed"
    document = feed(item(title="Ferry delayed") + "<a>" * 50_000)
    assert len(document.stories) + len(document.rejected) == 1


def test_a_correction_is_known_by_its_headline():
    assert story(item(title="CORRECTED-Ferry delayed")).kind == "correction"


def test_every_item_of_the_recorded_feeds_is_accounted_for(shared_data: Path):
    paths = sorted((shared_data / "feeds").glob("*.xml"))
    assert paths
    total = 0
    for path in paths:
        data = path.read_bytes()
        bare = re.sub(rb"<!\[CDATA\[.*?\]\]>|<!--.*?-->", b"", data, flags=re.DOTALL)
        items = len(re.findall(rb"<(?:rss:)?(?:item|entry)[\s>]", bare))
        document = parse(data, name=path.name)
        assert len(document.stories) + len(document.rejected) == items, path.name
        times = [moment for found in document.stories if (moment := found.first_created)]
        assert all(moment.at or "0001" in moment.raw for moment in times), path.name
        total += items
    assert total > 500
