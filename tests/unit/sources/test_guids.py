"""When the guids of a source stop being trusted: one document against what was known before it."""

from collections import defaultdict

import pytest

from pipeline.model import Story
from pipeline.sources.guids import why_unstable
from pipeline.sources.identity import candidate_keys

LONG = " ".join(f"The ferry to isle {number} sails again after the storm of last night." for number in range(5))
OTHER = " ".join(f"Baker {number} went back to work on Monday morning, her union said." for number in range(5))


def item(guid: str, link: str, headline: str, body: str = "") -> Story:
    return Story("feed", guid=guid, link=f"https://post.example/{link}" if link else "", headline=headline, body=body)


def judge(before: list[Story], now: list[Story]) -> str:
    """What a document shows after an earlier one."""
    known, bodies = defaultdict(list), defaultdict(list)
    for story in before:
        for key in candidate_keys(story).all:
            known[key].append(story)
            bodies[key].append(story.body)
    return why_unstable([(story, candidate_keys(story)) for story in now], known.__getitem__, bodies.__getitem__)


FERRY, BAKERS, SNOW = item("1", "a", "Ferry sails"), item("2", "b", "Bakers strike"), item("3", "c", "Snow falls")


@pytest.mark.parametrize(
    ("before", "now"),
    [
        ([], [FERRY, BAKERS]),
        ([FERRY, BAKERS], [FERRY, BAKERS]),
        ([FERRY], [item("1", "a", "Ferry stays in port")]),
        ([FERRY], [item("1", "moved/a", "Ferry sails")]),
        ([FERRY], [item("1", "moved/a", "  FERRY  sails ")]),
        ([FERRY], [item("1", "a/?utm_source=rss", "Ferry stays in port")]),
        ([FERRY], [item("1", "", "Ferry stays in port")]),
        ([item("1", "", "Ferry sails")], [item("1", "a", "Ferry stays in port")]),
        ([item("1", "a", "Ferry sails", LONG)], [item("1", "new", "Isles reached", f"{LONG} Nobody was hurt.")]),
        ([FERRY], [item("1", "a", "Ferry sails"), item("1", "a", "Ferry sails")]),
        ([FERRY, BAKERS], [item("9", "a", "Ferry sails"), SNOW]),
        ([FERRY, BAKERS, SNOW], [item("8", "a", "Ferry sails"), item("9", "b", "Bakers strike"), SNOW]),
        ([item("", "", "Ferry sails")], [item("1", "", "Bakers strike")]),
        ([item("1", "", "Weather"), item("2", "", "Tides")], [item("3", "", "Weather"), item("4", "", "Tides")]),
    ],
)
def test_guids_that_can_be_trusted(before: list[Story], now: list[Story]):
    assert judge(before, now) == ""


@pytest.mark.parametrize(
    ("before", "now", "reason"),
    [
        ([FERRY], [item("1", "b", "Bakers strike")], "the guid 1 has stood for “Ferry sails” and for “Bakers strike”"),
        ([FERRY, item("1", "x", "Ferry late")], [item("1", "b", "Bakers strike")], "the guid 1 has stood for"),
        ([item("1", "a", "Ferry sails", LONG)], [item("1", "b", "Bakers strike", OTHER)], "the guid 1 has stood for"),
        ([], [item("1", "a", "Ferry sails"), item("1", "b", "Bakers strike")], "the guid 1 has stood for"),
        ([FERRY, BAKERS], [item("8", "a", "Ferry sails"), item("9", "b", "Bakers strike")], "all guids of a document"),
        (
            [FERRY, BAKERS, SNOW],
            [item("7", "a", "Ferry sails"), item("8", "b", "Bakers strike"), item("9", "c", "Snow melts")],
            "the links of 2 items were known",
        ),
        (
            [FERRY, BAKERS],
            [item("7", "a", "Ferry sails"), item("8", "b", "Bakers strike"), item("9", "d", "Lamp lit")],
            "the links of 2 items were known",
        ),
    ],
)
def test_guids_that_cannot_be_trusted(before: list[Story], now: list[Story], reason: str):
    assert reason in judge(before, now)


def test_a_scheme_that_changes_is_no_churn():
    before = [item(f"http://post.example/{n}", n, f"Story {n}") for n in "abc"]
    now = [item(f"https://post.example/{n}", n, f"Story {n}") for n in "abc"]
    assert judge(before, now) == ""


def test_one_front_page_for_all_items_is_no_churn():
    before = [item("1", "front", "Ferry sails"), item("2", "front", "Bakers strike")]
    now = [item("3", "front", "Ferry sails"), item("4", "front", "Bakers strike")]
    assert judge(before, now) == ""


def test_a_reason_is_short_whatever_the_feed_says():
    assert len(judge([item("1" * 9000, "a", "F" * 9000)], [item("1" * 9000, "b", "B" * 9000)])) < 400
