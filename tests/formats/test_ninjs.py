"""ninjs in its three generations, in lists and envelopes, and its relative, the AP Media API."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.errors import RejectedInput
from pipeline.formats import detect, parse
from pipeline.model import Link, Picture, Story

ONE: dict[str, Any] = {
    "uri": "urn:halyard:1",
    "version": 2,
    "type": "text",
    "versioncreated": "2026-03-01T09:00:00Z",
    "firstcreated": "2026-03-01T08:00:00Z",
    "embargoed": "2026-03-02T06:00:00Z",
    "pubstatus": "usable",
    "urgency": 3,
    "language": "en",
    "headline": "Ferry burns",
    "slugline": "ferry-fire",
    "byline": "By Ada Example and Bo Sample",
    "located": "Midport",
    "ednote": "With photos",
    "copyrightholder": "Halyard",
    "usageterms": "Press only",
    "description_text": "A ferry burned.",
    "body_html": "<p>The <b>Sula</b> burned.</p><p>All safe.</p>",
    "keywords": ["ferry", "fire"],
    "genre": [{"name": "Current", "code": "Current"}],
    "subject": [
        {"code": "20000139", "scheme": "http://cv.iptc.org/newscodes/mediatopic/"},
        {"name": "Ships", "code": "own:7"},
    ],
    "associations": {
        "main": {
            "uri": "urn:halyard:p",
            "type": "picture",
            "description_text": "Smoke",
            "byline": "Cy",
            "renditions": {"original": {"href": "https://halyard.example/s.jpg"}},
        },
        "rel": {"uri": "urn:halyard:0", "type": "text"},
    },
    "trustindicator": "x",
}
THREE: dict[str, Any] = {
    "uri": "urn:halyard:1",
    "type": "text",
    "versionCreated": "2026-03-01T09:00:00Z",
    "pubStatus": "withheld",
    "headlines": [{"role": "short", "value": "Fire"}, {"role": "main", "value": "Ferry burns"}],
    "descriptions": [{"role": "summary", "value": "A ferry burned."}],
    "bodies": [{"role": "main", "contentType": "text/html", "value": "<p>The Sula burned.</p>"}],
    "subjects": [{"uri": "http://cv.iptc.org/newscodes/mediatopic/20000139", "name": "Unfall"}],
    "copyrightHolder": "Halyard",
    "edNote": "Hold",
    "by": "Ada Example",
}


def stories(value: Any) -> tuple[Story, ...]:
    return parse(json.dumps(value).encode(), name="item.json").stories


def test_all_fields_of_the_first_generation():
    (story,) = stories(ONE)
    assert (story.format, story.guid, story.version, story.headline) == ("ninjs", "urn:halyard:1", "2", "Ferry burns")
    assert (story.body, story.summary) == ("The Sula burned.\n\nAll safe.", "A ferry burned.")
    assert (story.authors, story.place) == (("Ada Example", "Bo Sample"), "Midport")
    assert (story.slugline, story.language, story.urgency) == ("ferry-fire", "en", "3")
    assert (story.keywords, story.genre) == (("ferry", "fire"), ("Current",))
    assert [(one.code, one.name) for one in story.subjects] == [
        ("medtop:20000139", "accident and emergency incident"),
        ("own:7", "Ships"),
    ]
    assert (story.editors_note, story.copyright_holder, story.usage_terms) == ("With photos", "Halyard", "Press only")
    assert story.embargo is not None and story.embargo.at == datetime(2026, 3, 2, 6, tzinfo=UTC)
    assert story.pictures == (Picture("Smoke", "Cy", "https://halyard.example/s.jpg"),)
    assert story.links == (Link("related", "urn:halyard:0"),)
    assert story.extra == {"trustindicator": "x"}


def test_the_third_generation():
    (story,) = stories(THREE)
    assert (story.headline, story.body, story.summary) == ("Ferry burns", "The Sula burned.", "A ferry burned.")
    assert (story.kind, story.copyright_holder, story.byline) == ("withhold", "Halyard", "Ada Example")
    assert [one.code for one in story.subjects] == ["medtop:20000139"]


@pytest.mark.parametrize("wrapped", [[ONE, THREE], {"item": [ONE, THREE]}, {"data": {"items": [ONE, THREE]}}])
def test_several_items(wrapped: Any):
    assert [story.headline for story in stories(wrapped)] == ["Ferry burns", "Ferry burns"]


def test_values_of_wrong_types_count_as_absent():
    odd = {
        "uri": "urn:halyard:1",
        "headline": "Ferry burns",
        "subject": {"a": 1},
        "byline": ["x"],
        "bodies": [1, None],
        "associations": [None, 3],
        "urgency": {"n": 1},
        "keywords": 7,
        "versioncreated": [],
    }
    (story,) = stories(odd)
    assert (story.headline, story.byline, story.body) == ("Ferry burns", "", "")


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        ({"pubstatus": "canceled"}, "kill"),
        ({"signals": [{"code": "sig:correction"}]}, "correction"),
        ({"evolvedfrom": "urn:halyard:0"}, "update"),
        ({"headline": "ADVISORY: Plans for Monday"}, "advisory"),
        ({"headline": "TEST MESSAGE: please ignore"}, "test"),
        ({"headline": "RPT-Ferry burns"}, "repeat"),
    ],
)
def test_kinds(change: dict[str, Any], kind: str):
    (story,) = stories(ONE | change)
    assert story.kind == kind


AP = {
    "data": {
        "item": {
            "uri": "https://api.example/content/abc?q=1",
            "altids": {"itemid": "abc", "referenceid": "EU--Ferry Fire"},
            "version": 4,
            "type": "text",
            "headline": "Ferry burns",
            "title": "EU--Ferry Fire",
            "slugline": "BC-EU--Ferry Fire, 2nd Ld-Writethru",
            "ednote": "Eds: UPDATES: Adds rescue. CORRECTS spelling of captain's name.",
            "bylines": [{"by": "By ADA EXAMPLE", "title": "Shipping Writer"}],
            "datelinelocation": {"city": "Midport"},
            "provider": "AP",
            "description_summary": "A ferry burned.",
            "subject": [{"name": "Accidents", "code": "x1"}],
        }
    }
}


def test_an_item_of_the_ap_media_api():
    (story,) = stories(AP)
    assert (story.format, story.item_id, story.guid) == ("ap_json", "abc", "abc:4")
    assert (story.byline, story.authors, story.place) == ("By ADA EXAMPLE", ("ADA EXAMPLE",), "Midport")
    assert (story.slugline, story.summary) == ("EU-Ferry-Fire", "A ferry burned.")
    assert story.kind == "correction"


@pytest.mark.parametrize("value", [{"a": 1}, [{"headline": "Ferry"}], [1, 2], {"uri": "x"}])
def test_other_json_is_refused_with_what_was_tried(value: Any):
    with pytest.raises(RejectedInput) as caught:
        detect(json.dumps(value).encode(), name="other.json")
    assert "ninjs" in caught.value.remedy


def test_items_in_the_answer_of_a_search():
    for answer in ({"hits": {"total": 1, "hits": [{"_source": ONE}]}}, {"articles": [ONE]}):
        assert [story.headline for story in parse(json.dumps(answer).encode(), name="x").stories] == ["Ferry burns"]
