"""Posts of WordPress's REST API: every post becomes a story or is rejected with its reason."""

import json
from datetime import UTC, datetime

import pytest

from pipeline.errors import RejectedInput
from pipeline.formats import FEEDS, detect, parse
from pipeline.model import ParsedDocument

POST = {
    "id": 41,
    "date_gmt": "2026-03-04T09:30:00",
    "guid": {"rendered": "https://post.example/?p=41"},
    "modified_gmt": "2026-03-04T11:00:00",
    "link": "https://post.example/2026/03/ferry/",
    "title": {"rendered": "Ferry &#8211; at last &amp; again"},
    "excerpt": {"rendered": "<p>The ferry sails.</p>\n", "protected": False},
    "content": {"rendered": "<p>LINDHOLM &#8212; The ferry sails.</p><p>It is full.</p>", "protected": False},
}


def posts(*changes: dict) -> ParsedDocument:
    return parse(json.dumps([POST | change for change in changes]).encode(), name="posts")


def test_all_that_a_post_says_is_kept():
    (found,) = posts({}).stories
    assert (found.format, found.guid) == ("wordpress", "https://post.example/?p=41")
    assert (found.headline, found.link) == ("Ferry – at last & again", "https://post.example/2026/03/ferry/")
    assert (found.summary, found.body) == ("The ferry sails.", "LINDHOLM — The ferry sails.\n\nIt is full.")
    assert (found.first_created.at, found.version_created.at) == (
        datetime(2026, 3, 4, 9, 30, tzinfo=UTC),
        datetime(2026, 3, 4, 11, tzinfo=UTC),
    )
    assert found.first_created.provenance == "wordpress:date_gmt"


def test_a_post_that_cannot_be_used_is_named_and_the_others_stay():
    protected = {"content": {"rendered": "", "protected": True}}
    empty = {name: {"rendered": ""} for name in ("title", "excerpt", "content")}
    document = posts({}, protected, empty, {"title": 7, "guid": [], "link": "javascript:alert(1)"})
    assert [(story.headline, story.guid, story.link) for story in document.stories][1] == ("", "", "")
    assert [item.reason for item in document.rejected] == [
        "the post needs a password",
        "the post has neither a headline nor a text",
    ]


def test_a_day_without_posts_is_no_error():
    assert parse(b" [ ]\n", name="posts") == ParsedDocument("wordpress", ())


@pytest.mark.parametrize("data", [b'[{"id": 1, "name": "Sport"}]', b"[1, 2]", b'{"code": "rest_no_route"}'])
def test_other_json_is_not_taken_for_posts(data):
    with pytest.raises(RejectedInput, match="JSON of no kind"):
        detect(data, name="posts")


def test_a_list_that_breaks_off_is_rejected_as_a_whole():
    data = json.dumps([POST, POST]).encode()
    with pytest.raises(RejectedInput, match="JSON of these posts is broken"):
        parse(data[:-40], name="posts")
    assert detect(data, name="posts") in FEEDS
