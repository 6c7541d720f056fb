"""JSON Feed: every item becomes a story or is rejected with its reason, whatever the feed does."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.errors import RejectedInput
from pipeline.formats import detect, parse
from pipeline.model import ParsedDocument, Story

VERSION = "https://jsonfeed.org/version/1.1"


def feed(*items: Any, **fields: Any) -> ParsedDocument:
    document = {"version": VERSION, "title": "Harbour Post", "items": list(items), **fields}
    return parse(json.dumps(document).encode(), name="feed.json")


def story(**item: Any) -> Story:
    document = feed(item)
    assert len(document.stories) == 1, document.rejected
    return document.stories[0]


def test_all_that_an_item_says_is_kept():
    found = story(
        id="post-1",
        url="https://post.example/1",
        external_url="https://other.example/",
        title="Ferry & tug  collide",
        summary="Nobody was hurt.",
        content_html="<p>OSLO, Norway &mdash; A ferry and a tug collided.</p><p>“All are well,” said Edna Winter.</p>",
        content_text="A ferry and a tug collided.",
        date_published="2026-03-24T10:30:00+01:00",
        date_modified="2026-03-24T11:00:00Z",
        authors=[{"name": "Edna Winter"}, {"url": "https://post.example/staff"}, {"name": "Paul Marsh"}],
        tags=["Shipping", "Norway", "Shipping"],
        language="en-GB",
    )
    assert (found.format, found.guid, found.link) == ("json_feed", "post-1", "https://post.example/1")
    assert (found.headline, found.summary) == ("Ferry & tug collide", "Nobody was hurt.")
    assert found.body == "OSLO, Norway — A ferry and a tug collided.\n\n“All are well,” said Edna Winter."
    assert found.dateline == "OSLO, Norway"
    assert (found.byline, found.authors) == ("Edna Winter, Paul Marsh", ("Edna Winter", "Paul Marsh"))
    assert (found.keywords, found.language) == (("Shipping", "Norway"), "en-GB")
    assert found.first_created.at == datetime(2026, 3, 24, 9, 30, tzinfo=UTC)
    assert found.version_created.at == datetime(2026, 3, 24, 11, 0, tzinfo=UTC)
    assert found.first_created.provenance == "json_feed:date_published"


def test_version_1_0_has_one_author_and_numbers_as_ids():
    item = {"id": 17, "content_text": "The ferry is late.\n\nIt sails at noon.", "author": {"name": "Edna Winter"}}
    (found,) = feed(item, version="https://jsonfeed.org/version/1").stories
    assert (found.guid, found.authors) == ("17", ("Edna Winter",))
    assert found.body == "The ferry is late.\n\nIt sails at noon."


def test_language_and_authors_of_the_feed_are_those_of_its_items():
    item = {"id": "1", "title": "Ferry delayed"}
    (found,) = feed(item, language="nb", authors=[{"name": "The desk"}]).stories
    assert (found.language, found.byline) == ("nb", "The desk")


def test_a_summary_is_the_body_where_there_is_no_other():
    assert story(id="1", title="Ferry delayed", summary="The ferry is late.").body == "The ferry is late."


def test_an_item_about_another_page_has_its_link():
    assert story(id="1", title="Seen elsewhere", external_url="https://x.example/2").link == "https://x.example/2"
    assert story(id="1", title="Seen elsewhere", url="javascript:alert(1)").link == ""


def test_a_time_that_cannot_be_read_costs_no_item():
    created = story(id="1", title="Ferry delayed", date_published="on Tuesday").first_created
    assert (created.at, created.raw) == (None, "on Tuesday")


def test_a_correction_is_known_by_its_headline():
    assert story(id="1", title="CORRECTED-Ferry delayed").kind == "correction"


def test_an_item_that_is_no_story_is_rejected_and_the_others_stay():
    document = feed({"id": "1"}, "words", None, {"id": "4", "title": "Ferry delayed"})
    assert [found.headline for found in document.stories] == ["Ferry delayed"]
    assert [(item.label, item.reason) for item in document.rejected] == [
        ("1", "the item has neither a headline nor a text"),
        ("item 2", "the item is no JSON object"),
        ("item 3", "the item is no JSON object"),
    ]


@pytest.mark.parametrize("value", [None, 7, True, [], ["x", 7, None], {}, {"name": 7}, [{"name": ["x"]}], "\ud800\0"])
def test_values_of_a_wrong_type_count_as_absent(value: Any):
    names = "id url summary content_html content_text date_published date_modified authors author tags language image"
    found = story(title="Ferry delayed", **dict.fromkeys(names.split(), value))
    assert found.headline == "Ferry delayed"
    assert repr(found).encode()


def test_a_feed_without_items_is_no_error():
    assert feed() == ParsedDocument("json_feed", ())


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ('{"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1"', "broken"),
        ('{"version": "https://jsonfeed.org/version/1.1", "title": "x"}', "no list of items"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": {}}', "no list of items"),
        ('{"version": "https://jsonfeed.org/version/1.1", "items": ' + "[" * 500_000, "broken"),
        ('{"version": "https://jsonfeed.org/version/1.1", "x": ' + "9" * 5000 + ', "items": []}', "broken"),
        ('{"version": 2, "items": []}', "JSON of no kind"),
    ],
)
def test_what_is_no_feed_is_rejected_with_the_reason(document: str, message: str):
    with pytest.raises(RejectedInput, match=message):
        parse(document.encode(), name="feed.json")


def test_slashes_may_be_escaped_and_a_mark_may_come_first():
    document = '\ufeff{ "version" : "https:\\/\\/jsonfeed.org\\/version\\/1.1", "items": []}'
    assert detect(document.encode(), name="feed.json") == "json_feed"
