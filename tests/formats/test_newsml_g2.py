"""NewsML-G2: items, messages with several, packages; what is no news item says so."""

from datetime import UTC, datetime

import pytest

from pipeline.errors import RejectedInput
from pipeline.formats import parse
from pipeline.model import Link, Picture, Story

ITEM = """<newsItem {xmlns} guid="urn:newsml:halyard.example:20260301:ferry" version="3" standard="NewsML-G2"
  standardversion="2.34" xml:lang="en">
<rightsInfo><copyrightHolder literal="Halyard"/><copyrightNotice xml:lang="no">Enerett</copyrightNotice>
 <copyrightNotice xml:lang="en">(c) Halyard 2026</copyrightNotice><usageTerms>Not for archives</usageTerms></rightsInfo>
<itemMeta>
 <itemClass qcode="ninat:text"/><provider literal="Halyard"/>
 <versionCreated>2026-03-01T10:05:00+01:00</versionCreated><firstCreated>2026-03-01T08:00:00+01:00</firstCreated>
 <embargoed>2026-03-02T06:00:00Z</embargoed><pubStatus qcode="stat:{status}"/>
 <edNote>Updates with rescue</edNote><edNote role="x:closingline">hal mo</edNote>
 <signal qcode="{signal}"/>
 <link rel="irel:previousVersion" residref="urn:newsml:halyard.example:20260301:ferry-flash"/>
 <link rel="irel:seeAlso" residref="urn:newsml:halyard.example:20260228:harbour" version="2"/>
</itemMeta>
<contentMeta>
 <urgency>3</urgency><located><name>Midport</name></located>
 <creator><name>Ada Example</name></creator><language tag="en-GB"/>
 <keyword>ferry</keyword><keyword>fire</keyword>
 <genre qcode="genre:Current"><name>Current</name></genre>
 <subject qcode="medtop:20000139"/><subject qcode="subj:03010000"/>
 <subject qcode="own:7"><name>Ships</name></subject>
 <slugline separator="-">FERRY-FIRE</slugline><headline>Ferry burns off Midport</headline>
 <by>By Ada Example</by><dateline>MIDPORT, March 1</dateline><creditline>Halyard</creditline>
 <description role="drol:summary">A ferry burned.</description>
</contentMeta>
<contentSet>{content}</contentSet></newsItem>"""
XMLNS = 'xmlns="http://iptc.org/std/nar/2006-10-01/"'
XHTML = """<inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head>
<title>no text</title></head><body><header><p>Section: News</p></header><section><p>MIDPORT (Halyard) - The <b>Sula</b>
burned.</p><h2>Rescue</h2><p>All are safe<br/>on land.</p><table><tr><td>Crew</td><td>9</td></tr></table></section>
</body></html></inlineXML>"""
NITF = """<inlineXML contenttype="application/nitf+xml"><nitf xmlns=""><body><body.head><byline>By Bo Sample</byline>
</body.head><body.content><p>The ferry burned.</p><media><media-caption>Smoke</media-caption></media></body.content>
</body></nitf></inlineXML>"""


def item(content: str = XHTML, status: str = "usable", signal: str = "sig:update", xmlns: str = XMLNS) -> str:
    return ITEM.format(content=content, status=status, signal=signal, xmlns=xmlns)


def read(text: str) -> Story:
    (story,) = parse(text.encode(), name="item.xml").stories
    return story


def test_all_fields_of_an_item():
    story = read(item())
    assert (story.format, story.headline, story.slugline) == ("newsml_g2", "Ferry burns off Midport", "FERRY-FIRE")
    assert story.item_id == "urn:newsml:halyard.example:20260301:ferry"
    assert (story.guid, story.version) == (f"{story.item_id}:3", "3")
    assert story.body == ("MIDPORT (Halyard) - The Sula burned.\n\nRescue\n\nAll are safe\non land.\n\nCrew 9")
    assert (story.summary, story.byline, story.authors) == ("A ferry burned.", "By Ada Example", ("Ada Example",))
    assert (story.dateline, story.place) == ("MIDPORT, March 1", "MIDPORT")
    assert story.dateline_date is not None
    assert story.dateline_date.at == datetime(2026, 3, 1, tzinfo=UTC)
    assert (story.language, story.urgency, story.pubstatus) == ("en-GB", "3", "usable")
    assert (story.keywords, story.genre) == (("ferry", "fire"), ("Current",))
    assert [(one.code, one.name, one.sent) for one in story.subjects] == [
        ("medtop:20000139", "accident and emergency incident", ""),
        ("medtop:20000143", "transportation accident and incident", "subj:03010000"),
        ("own:7", "Ships", ""),
    ]
    assert story.editors_note == "Updates with rescue"
    assert story.extra["sign_off"] == "hal mo"
    assert story.first_created is not None and story.version_created is not None and story.embargo is not None
    assert story.first_created.at == datetime(2026, 3, 1, 7, tzinfo=UTC)
    assert story.version_created.at == datetime(2026, 3, 1, 9, 5, tzinfo=UTC)
    assert story.embargo.at == datetime(2026, 3, 2, 6, tzinfo=UTC)
    assert (story.copyright_holder, story.copyright_notice) == ("Halyard", "(c) Halyard 2026")
    assert (story.usage_terms, story.credit, story.kind) == ("Not for archives", "Halyard", "update")
    assert story.links == (
        Link("updates", "urn:newsml:halyard.example:20260301:ferry-flash"),
        Link("related", "urn:newsml:halyard.example:20260228:harbour:2"),
    )


def test_a_message_brings_several_items():
    second = item().replace(":ferry", ":market").replace("Ferry burns", "Market opens")
    header = "<header><sender>halyard.example</sender></header>"
    message = f"<newsMessage {XMLNS}>{header}<itemSet>{item()}{second}</itemSet></newsMessage>"
    assert [story.headline[:5] for story in parse(message.encode(), name="m.xml").stories] == ["Ferry", "Marke"]


def test_text_in_nitf_inside():
    story = read(item(content=NITF))
    assert story.body == "The ferry burned."


def test_text_as_escaped_html():
    escaped = "&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two &amp;amp; three.&lt;/p&gt;"
    content = f'<inlineData contenttype="text/html">{escaped}</inlineData>'
    assert read(item(content=content)).body == "One.\n\nTwo & three."


def test_a_picture_has_its_caption():
    picture = item(content='<remoteContent href="sula.jpg" contenttype="image/jpeg"/>').replace(
        "ninat:text", "ninat:picture"
    )
    story = read(picture)
    assert (story.body, story.summary) == ("", "A ferry burned.")
    assert story.pictures == (Picture("A ferry burned.", "By Ada Example", "sula.jpg"),)


@pytest.mark.parametrize(
    ("status", "signal", "kind"),
    [
        ("usable", "sig:none", "update"),
        ("usable", "sig:correction", "correction"),
        ("canceled", "sig:update", "kill"),
        ("withheld", "sig:update", "withhold"),
    ],
)
def test_kinds(status: str, signal: str, kind: str):
    assert read(item(status=status, signal=signal)).kind == kind


def test_a_kill_kills_what_it_would_replace():
    assert read(item(status="canceled")).links[0] == Link("kills", "urn:newsml:halyard.example:20260301:ferry-flash")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (f'<planningItem {XMLNS} guid="p"/>', "is no story: a NewsML-G2 planningItem"),
        (f'<conceptItem {XMLNS} guid="c"/>', "is no story: a NewsML-G2 conceptItem"),
        (f"<newsMessage {XMLNS}><itemSet/></newsMessage>", "is no story"),
        (f'<packageItem {XMLNS} guid="p"><groupSet/></packageItem>', "neither a headline nor a text"),
        (item()[:-40], "breaks off"),
        (item().replace("2026-03-02T06:00:00Z", "after the match"), "the embargo 'after the match'"),
    ],
)
def test_what_is_no_story_says_so(data: str, reason: str):
    with pytest.raises(RejectedInput) as caught:
        parse(data.encode(), name="item.xml")
    assert reason in caught.value.problem


def test_no_entity_is_ever_expanded():
    bomb = '<!DOCTYPE newsItem [<!ENTITY a "ha"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>'
    story = read(bomb + item().replace("The <b>Sula</b>", "The &b; &c;"))
    assert "haha" not in story.body and "root:" not in story.body


def test_of_translations_in_one_item_only_that_in_its_language_is_the_text():
    other, own = (
        f'<inlineXML xml:lang="{language}"><html xmlns="http://www.w3.org/1999/xhtml"><body><p>{text}</p></body></html></inlineXML>'
        for language, text in (("no", "Ferja brann."), ("en-GB", "The ferry burned."))
    )
    assert read(item(content=other + own)).body == "The ferry burned."
    assert read(item(content=other)).body == "Ferja brann."


def test_paragraphs_of_a_plain_text_and_the_head_of_what_is_inside():
    assert read(item(content="<inlineData>The Sula burned.\n\nAll safe.</inlineData>")).body == (
        "The Sula burned.\n\nAll safe."
    )
    nitf = (
        "<inlineXML><nitf><head><title>Ferry</title></head><body><body.head><dateline><location>OSLO</location></dateline>"
        "</body.head><body.content><p>The Sula burned.</p></body.content></body></nitf></inlineXML>"
    )
    text = item(content=nitf)
    for name in ("headline", "dateline"):
        text = text.replace(f"<{name}>", f"<own.{name}>", 1).replace(f"</{name}>", f"</own.{name}>", 1)
    story = read(text)
    assert (story.headline, story.dateline) == ("Ferry", "OSLO")


def test_a_name_that_is_written_as_a_literal():
    assert read(
        item().replace("<creator><name>Ada Example</name></creator>", '<creator literal="Bo Sample"/>')
    ).authors == ("Bo Sample",)


def test_an_item_that_names_the_standard_and_no_namespace():
    assert read(item(xmlns="")).headline == "Ferry burns off Midport"
