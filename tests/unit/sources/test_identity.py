"""What makes two items the same story, and two readings the same version."""

from datetime import UTC, datetime

import pytest

from pipeline.model import Moment, Story
from pipeline.sources.identity import Keys, body_hash, candidate_keys, canonical_link, content_hash, shared_links

SAME_PAGE = [
    "https://outlet.example/news/ferry",
    "http://outlet.example/news/ferry",
    "https://www.outlet.example/news/ferry/",
    "HTTPS://OUTLET.example:443/news/ferry#comments",
    "http://outlet.example:80/news/ferry?utm_source=rss&utm_medium=feed",
    "https://outlet.example/news/ferry?fbclid=abc123",
    "https://outlet.example/news/ferry?at_medium=RSS&at_campaign=KARANGA",
    "https://outlet.example/news/ferry?traffic_source=rss",
    " https://outlet.example./news/ferry?partner=rssnews\n",
]


@pytest.mark.parametrize("link", SAME_PAGE)
def test_links_to_the_same_page_are_one(link: str):
    assert canonical_link(link) == "https://outlet.example/news/ferry"


@pytest.mark.parametrize(
    "link",
    [
        "https://outlet.example/news/ferry?page=2",
        "https://outlet.example:8443/news/ferry",
        "https://outlet.example/News/Ferry",
        "https://sport.outlet.example/news/ferry",
    ],
)
def test_links_to_other_pages_stay_apart(link: str):
    assert canonical_link(link) != "https://outlet.example/news/ferry"


def test_parameters_that_choose_the_page_stay_whatever_their_order():
    assert canonical_link("http://o.example/?p=7&lang=en&utm_id=3") == canonical_link("http://o.example?lang=en&p=7")
    assert "p=7" in canonical_link("http://o.example/?p=7")


@pytest.mark.parametrize("link", ["tag:outlet.example,2026:1", "urn:x:1", "http://[bad", "http://o.example:port/", ""])
def test_what_is_no_web_address_is_left_alone(link: str):
    assert canonical_link(link) == link


CREATED = Moment(datetime(2026, 3, 24, 6, 10, tzinfo=UTC), "24 Mar 2026 06:10 GMT", "feed:published")


def test_keys_come_in_order_of_trust():
    story = Story("feed", guid="urn:1", link="http://www.o.example/a/", headline="Ferry delayed", first_created=CREATED)
    assert candidate_keys(story) == Keys((("guid", "urn:1"),), (("link", "https://o.example/a"),))


def test_without_guid_and_link_headline_and_time_stand_in():
    story = Story("feed", headline="Ferry  delayed", first_created=CREATED)
    assert candidate_keys(story, file_name="feed.xml").all == (("headline", "Ferry delayed 2026-03-24T06:10:00+00:00"),)
    assert candidate_keys(Story("feed", headline="Ferry delayed")).all == (("headline", "Ferry delayed"),)


def test_a_guid_that_is_the_link_may_change_its_scheme():
    before = Story("feed", guid="http://o.example/a/", link="http://o.example/a/")
    after = Story("feed", guid="https://www.o.example/a", link="https://www.o.example/a?utm_source=rss")
    assert set(candidate_keys(before).decisive) & set(candidate_keys(after).decisive)


def test_a_guid_that_is_another_address_may_change_its_scheme():
    before = Story("feed", guid="http://o.example/?p=7", link="http://o.example/a")
    after = Story("feed", guid="https://o.example/?p=7", link="https://o.example/b")
    assert set(candidate_keys(before).decisive) & set(candidate_keys(after).decisive)


def test_where_guids_are_not_trusted_the_link_decides_and_the_guid_comes_last():
    story = Story("feed", guid="1", link="https://o.example/a", headline="Ferry delayed")
    assert candidate_keys(story, trusts_guids=False) == Keys((("link", "https://o.example/a"),), (("guid", "1"),))


def test_a_link_that_stands_for_several_headlines_decides_nothing():
    ferry = Story("feed", link="https://o.example/", headline="Ferry delayed")
    bakers = Story("feed", link="http://www.o.example", headline="Bakers end strike")
    shared = shared_links([ferry, bakers, Story("feed", link="https://o.example/b", headline="Snow")])
    assert shared == {"https://o.example"}
    keys = candidate_keys(ferry, shared_links=shared)
    assert keys == Keys((("headline", "Ferry delayed"),), (("link", "https://o.example"),))


def test_a_file_without_guid_is_one_story_however_its_headline_changes():
    before, after = Story("text", headline="Ferry delayed"), Story("text", headline="Ferry sails")
    assert candidate_keys(before, file_name="a/ferry.txt") == candidate_keys(after, file_name="a/ferry.txt")
    assert candidate_keys(before, file_name="a/ferry.txt").all == (("file", "a/ferry.txt"),)


def test_every_story_has_a_key_and_no_key_is_too_long_for_an_index():
    assert candidate_keys(Story("feed", body="No headline, no link.")).all[0][0] == "content"
    first, second = (candidate_keys(Story("feed", guid="x" * 5000 + tail)).all[0][1] for tail in "ab")
    assert first != second
    assert len(first) <= 500


def test_blanks_and_composition_of_letters_make_no_new_version():
    one = Story("feed", headline="Caf\u00e9 reopens", body="One.\n\nTwo.")
    other = Story("feed", headline=" Cafe\u0301  reopens", body="One.\nTwo. ")
    assert content_hash(one) == content_hash(other)
    assert body_hash(one) != body_hash(other)


def test_words_kills_and_embargoes_make_a_new_version():
    story = Story("text", headline="Ferry delayed", summary="By an hour.", body="The ferry is late.")
    hashes = {
        content_hash(variant)
        for variant in (
            story,
            Story("text", headline="Ferry delayed.", summary="By an hour.", body="The ferry is late."),
            Story("text", headline="Ferry delayed", summary="By two hours.", body="The ferry is late."),
            Story("text", headline="Ferry delayed", summary="By an hour.", body="The ferry is very late."),
            Story("text", headline="Ferry delayed", body="By an hour. The ferry is late."),
            Story("text", headline="Ferry delayed", summary="By an hour.", body="The ferry is late.", kind="kill"),
            Story("text", headline="Ferry delayed", summary="By an hour.", body="The ferry is late.", embargo=CREATED),
        )
    }
    assert len(hashes) == 7
    assert all(value.startswith("1:") for value in hashes)
