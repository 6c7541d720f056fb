"""NITF 3.x: head, document data, text, media."""

from datetime import UTC, datetime

import pytest

from pipeline.formats import parse
from pipeline.model import Link, Picture, Story

NITF = """<nitf version="-//IPTC//DTD NITF 3.4//EN" baselang="en"><head><title>1 FERRY Fire</title>
<meta name="category" content="HHH"/>
<tobject tobject.type="Feature"><tobject.subject tobject.subject.refnum="03010000" tobject.subject.matter="Transport"/>
</tobject>
<docdata management-status="{status}"><doc-id id-string="H-1" regsrc="Halyard"/><urgency ed-urg="2"/>
<date.issue norm="20260301T080000Z"/><date.release norm="{release}"/>{more}
<key-list><keyword key="ferry"/></key-list><ed-msg info="{note}"/><doc.copyright holder="Halyard" year="2026"/>
</docdata>
</head><body><body.head><hedline><hl1>Ferry burns</hl1><hl2>All safe</hl2></hedline>
<byline>By Ada Example<byttl>Shipping Writer</byttl></byline><dateline><location>MIDPORT</location></dateline>
<abstract><p>A ferry burned.</p></abstract></body.head>
<body.content><media media-type="image"><media-reference source="sula.jpg"/><media-caption>Smoke.</media-caption>
<media-producer>Bo</media-producer></media><block><p>The <org>Sula</org> <person>Line</person>'s ferry burned.</p>
<hl2>Rescue</hl2><p>All safe.</p></block><pre>Crew   9
Guests 40</pre></body.content><body.end><tagline>Ends</tagline></body.end></body></nitf>"""


def read(status: str = "usable", release: str = "20260301T080000Z", more: str = "", note: str = "With photos") -> Story:
    text = NITF.format(status=status, release=release, more=more, note=note)
    (story,) = parse(text.encode(), name="story.xml").stories
    return story


def test_all_fields():
    story = read()
    assert (story.format, story.guid, story.headline) == ("nitf", "H-1", "Ferry burns")
    assert story.body == "The Sula Line's ferry burned.\n\nRescue\n\nAll safe.\n\nCrew 9\nGuests 40"
    assert (story.byline, story.authors) == ("By Ada Example", ("Ada Example",))
    assert (story.dateline, story.place, story.summary) == ("MIDPORT", "MIDPORT", "A ferry burned.")
    assert (story.language, story.urgency, story.pubstatus) == ("en", "2", "usable")
    assert (story.keywords, story.genre, story.editors_note) == (("ferry",), ("Feature",), "With photos")
    assert story.copyright_holder == "Halyard"
    assert [(one.code, one.sent) for one in story.subjects] == [("medtop:20000143", "subj:03010000")]
    assert story.first_created is not None and story.first_created.at == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert story.pictures == (Picture("Smoke.", "Bo", "sula.jpg"),)
    assert story.extra["meta category"] == "HHH"
    assert (story.embargo, story.kind) == (None, "original")


def test_a_later_release_is_an_embargo():
    story = read(release="20260302T060000Z")
    assert story.embargo is not None and story.embargo.at == datetime(2026, 3, 2, 6, tzinfo=UTC)


@pytest.mark.parametrize(("status", "kind"), [("canceled", "kill"), ("withheld", "withhold"), ("usable", "original")])
def test_kinds(status: str, kind: str):
    assert read(status=status).kind == kind


def test_a_correction_names_what_it_corrects():
    story = read(more='<correction info="Corrects the name" id-string="H-0" regsrc="Halyard"/>', note="")
    assert (story.kind, story.links, story.editors_note) == (
        "correction",
        (Link("corrects", "H-0"),),
        "Corrects the name",
    )


def test_without_a_headline_the_title_stands_for_it():
    text = (
        NITF.format(status="usable", release="", more="", note="")
        .replace("<hl1>Ferry burns</hl1>", "")
        .replace("<hl2>All safe</hl2></hedline>", "</hedline>")
    )
    (story,) = parse(text.encode(), name="story.xml").stories
    assert story.headline == "1 FERRY Fire"


def test_a_slug_line_in_a_meta_element():
    text = NITF.format(status="usable", release="", more="", note="").replace('name="category"', 'name="slug"')
    assert parse(text.encode(), name="x").stories[0].slugline == "HHH"
