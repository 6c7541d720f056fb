"""NewsML 1.2: one text, packages of components, rights, and what a revision does."""

from datetime import UTC, datetime

import pytest

from pipeline.formats import parse
from pipeline.model import Link, Picture, Story

ITEM = """<?xml version="1.0" encoding="iso-8859-1"?><!DOCTYPE NewsML SYSTEM "NewsML_1.2.dtd">
<NewsML Version="1.2"><NewsEnvelope><DateAndTime>20260301T081500Z</DateAndTime><Priority FormalName="4"/></NewsEnvelope>
<NewsItem xml:lang="fr"><Identification><NewsIdentifier>
<ProviderId>halyard.example</ProviderId><DateId>20260301</DateId>
<NewsItemId>ferry</NewsItemId><RevisionId PreviousRevision="1" Update="N">2</RevisionId>
<PublicIdentifier>urn:newsml:halyard.example:20260301:ferry:2N</PublicIdentifier></NewsIdentifier>
<NameLabel>ferry-fire</NameLabel></Identification>
<NewsManagement><NewsItemType FormalName="News"/><FirstCreated>20260301T0800Z</FirstCreated>
<ThisRevisionCreated>20260301T0915+0100</ThisRevisionCreated><Status FormalName="{status}"/>{change}
<Urgency FormalName="2"/><AssociatedWith NewsItem="urn:newsml:halyard.example:20260228:harbour"/></NewsManagement>
{component}</NewsItem></NewsML>"""
TEXT = """<NewsComponent><NewsLines><HeadLine>Un bac br\u00fble</HeadLine><ByLine>Ada Example</ByLine>
<DateLine>MIDPORT, 1 mars (Halyard)</DateLine><CopyrightLine>(c) Halyard</CopyrightLine><SlugLine>bac-feu</SlugLine>
<KeywordLine>bac</KeywordLine></NewsLines>
<RightsMetadata><UsageRights><UsageType>Presse</UsageType></UsageRights></RightsMetadata>
<DescriptiveMetadata><Language FormalName="fr"/><Genre FormalName="Current"/>
<SubjectCode><SubjectMatter FormalName="03010000"/></SubjectCode></DescriptiveMetadata>
<ContentItem><DataContent><nitf><body><body.content><p>Le bac a br\u00fbl\u00e9.</p><p>Personne n'est bless\u00e9.</p>
</body.content></body></nitf></DataContent></ContentItem></NewsComponent>"""
PACKAGE = """<NewsComponent EquivalentsList="no"><NewsLines><HeadLine>Tout le bac</HeadLine></NewsLines>
<NewsComponent Duid="a"><NewsLines><HeadLine>Premier</HeadLine></NewsLines>
<ContentItem><DataContent><p>Un.</p></DataContent></ContentItem></NewsComponent>
<NewsComponent Duid="b"><NewsLines><HeadLine>Second</HeadLine></NewsLines>
<ContentItem><DataContent><p>Deux.</p></DataContent></ContentItem></NewsComponent></NewsComponent>"""
WITH_PHOTO = """<NewsComponent><NewsLines><HeadLine>Le bac</HeadLine></NewsLines>
<NewsComponent><Role FormalName="Main"/><ContentItem><DataContent><p>Le texte.</p></DataContent></ContentItem>
</NewsComponent>
<NewsComponent><Role FormalName="Photo"/><NewsLines><HeadLine>Photo</HeadLine><CreditLine>Bo</CreditLine></NewsLines>
<NewsComponent><Role FormalName="Caption"/><ContentItem><DataContent><p>La fum\u00e9e.</p></DataContent></ContentItem>
</NewsComponent><ContentItem Href="bac.jpg"><MediaType FormalName="Photo"/></ContentItem></NewsComponent>
</NewsComponent>"""


def stories(component: str = TEXT, status: str = "Usable", change: str = "") -> tuple[Story, ...]:
    text = ITEM.format(component=component, status=status, change=change)
    return parse(text.encode("iso-8859-1"), name="item.xml").stories


def test_all_fields_of_an_item():
    (story,) = stories()
    assert (story.format, story.headline, story.slugline) == ("newsml1", "Un bac brûle", "bac-feu")
    assert story.guid == "urn:newsml:halyard.example:20260301:ferry:2N"
    assert (story.item_id, story.version) == ("urn:newsml:halyard.example:20260301:ferry", "2")
    assert story.body == "Le bac a brûlé.\n\nPersonne n'est blessé."
    assert (story.byline, story.dateline, story.place) == ("Ada Example", "MIDPORT, 1 mars (Halyard)", "MIDPORT")
    assert (story.language, story.urgency, story.pubstatus) == ("fr", "2", "usable")
    assert (story.keywords, story.genre, story.usage_terms) == (("bac",), ("Current",), "Presse")
    assert story.copyright_notice == "(c) Halyard"
    assert [one.code for one in story.subjects] == ["medtop:20000143"]
    assert story.first_created is not None and story.version_created is not None
    assert story.first_created.at == datetime(2026, 3, 1, 8, tzinfo=UTC)
    assert story.version_created.at == datetime(2026, 3, 1, 8, 15, tzinfo=UTC)
    assert story.links == (Link("related", "urn:newsml:halyard.example:20260228:harbour"),)


def test_components_with_headlines_of_their_own_are_stories():
    found = stories(PACKAGE)
    assert [(story.headline, story.body) for story in found] == [("Premier", "Un."), ("Second", "Deux.")]
    assert len({story.item_id for story in found}) == 2


def test_a_photo_belongs_to_the_text():
    (story,) = stories(WITH_PHOTO)
    assert (story.headline, story.body) == ("Le bac", "Le texte.")
    assert Picture("La fumée.", "", "") in story.pictures or any(one.caption == "La fumée." for one in story.pictures)
    assert any(one.link == "bac.jpg" for one in story.pictures)


CHANGE = """<StatusWillChange><FutureStatus FormalName="Usable"/><DateAndTime>20260302T060000Z</DateAndTime>
</StatusWillChange>"""


@pytest.mark.parametrize(
    ("status", "change", "kind"),
    [
        ("Usable", "", "original"),
        ("Canceled", "", "kill"),
        ("Withheld", "", "withhold"),
        ("Embargoed", "", "withhold"),
        ("Embargoed", CHANGE, "original"),
        ("Usable", '<Instruction FormalName="Correction"/>', "correction"),
    ],
)
def test_kinds(status: str, change: str, kind: str):
    (story,) = stories(status=status, change=change)
    assert story.kind == kind


def test_an_embargo_ends_when_the_status_changes():
    (story,) = stories(status="Embargoed", change=CHANGE)
    assert story.embargo is not None and story.embargo.at == datetime(2026, 3, 2, 6, tzinfo=UTC)
