"""What the pages say of the bundled stories, on both databases."""

import re
from html import unescape

import pytest

from pipeline.store.desk import stories
from tests.page.conftest import Log_in


def text_of(html: str) -> str:
    """The words of a page."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


def stories_of(newsroom) -> int:
    """How many stories the bundled documents hold."""
    return next(report.counts["new"] for report in newsroom.first if report.stage == "parse")


@pytest.fixture
def read(log_in: Log_in):
    """Reads a page as a viewer: its words, or its HTML."""
    viewer = log_in("vera")

    def page(path: str, *, html: bool = False) -> str:
        answer = viewer.get(path)
        assert answer.status_code == 200, answer.text
        return answer.text if html else text_of(answer.text)

    return page


@pytest.fixture
def find(read):
    """The address of a story, by words of its headline."""

    def story(words: str) -> str:
        (address,) = set(re.findall(r'href="/newswire(/stories/\d+)"', read(f"/stories?words={words}", html=True)))
        return address

    return story


def test_overview(read, newsroom):
    words = read("/")
    assert f"{stories_of(newsroom)} in the last 24 hours, usually 0" in words
    assert "in quarantine 1" in words
    assert "None is in use" in words  # the command line asks them without taking them into the schedule
    assert "for extract 0" in words


def test_sources(read):
    words = read("/sources")
    number = re.search(r"(\d+) of \1, those that need somebody first", words)[1]
    assert "ledger-rss The Lakeshore Ledger ok" in words
    assert f"1 of {number}" in read("/sources?words=halyard-wire")
    assert f"None of the {number} sources is like that" in read("/sources?state=broken")
    one = read("/sources/halyard-wire")
    assert "Outlet Halyard News Agency" in one
    assert "Last polls" in one
    assert "20260324-0610-ferry.txt" in one


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("words=ferry", 2),
        ("words=FERRY", 2),
        ("words=100%25", 0),
        ("source=halyard-wire&kind=correction", 1),
        ("kind=kill", 2),
        ("language=de", 1),
        ("person=Ingrid+Solberg", 2),
        ("person=solberg&source=halyard-wire", 1),
        ("person=Nobody+Atall", 0),
        ("words=urn:halyard:2026-03-24:0017", 1),
    ],
)
def test_stories_are_found(read, query: str, number: int):
    assert len(set(re.findall(r'href="/newswire/stories/\d+"', read(f"/stories?{query}", html=True)))) == number


def test_the_list_of_stories_goes_on_to_its_end(read, newsroom, monkeypatch):
    monkeypatch.setattr(stories, "PAGE", 10)
    seen: list[str] = []
    address = "/stories?period=1h"
    while address:
        html = read(address, html=True)
        seen += re.findall(r'href="/newswire/stories/(\d+)"', html)
        found = re.search(r'<a rel="next" href="/newswire([^"]+)"', html)
        address = unescape(found[1]) if found else ""
    assert len(seen) == len(set(seen)) == stories_of(newsroom)
    assert list(map(int, seen)) == sorted(map(int, seen), reverse=True)


def test_a_search_says_how_far_it_has_looked(read, monkeypatch):
    monkeypatch.setattr(stories, "WITHIN", 5)
    html = read("/stories?words=Solvang+is+nowhere", html=True)
    assert "Nothing like that among the stories looked through so far." in text_of(html)
    assert "Look on before" in text_of(html)


def test_a_story_shows_who_said_what_and_how_sure_that_is(read, find):
    html = read(find("UPDATE+1-Battery"), html=True)
    said = r'class="quote direct[^"]*" title="Ingrid Solberg, direct">It was textbook work\.</span> <a class="who"'
    assert re.search(said, html)
    words = text_of(html)
    assert "It was textbook work. Ingrid Solberg 0.94" in words
    assert re.search(r'class=" ?name PER" title="person: Ingrid Solberg">Ingrid Solberg<', html)


def test_a_cluster_shows_its_outlets_in_order_of_time_and_why(read, find):
    words = read(find("UPDATE+1-Battery"))
    cluster = words[words.index("The same story over outlets") :]
    assert cluster.index("Halyard News Agency") < cluster.index("The Corran Courier")
    assert re.search(r"edited copy of Halyard News Agency: \d\d % of the text in common rule \w+", cluster)
    assert "longest in common: “" in cluster


def test_what_a_version_changed(read, find):
    address = find("CORRECTED-Maravia")
    assert "what changed in version 2" in read(address)
    html = read(f"{address}/changes/2", html=True)
    assert re.search(r"<del>[^<]+</del><ins>[^<]+</ins>", html)
    assert "CORRECTED-Maravia" in text_of(html)


def test_the_text_of_a_killed_story_is_not_shown(read, newsroom):
    html = read("/stories?kind=kill", html=True)
    words = read(re.search(r'href="/newswire(/stories/\d+)"', html)[1])
    assert "killed Teams do not see this version." in words
    assert "The text is not shown: killed." in words
    assert "None was found" in words


def test_runs(read, newsroom):
    words = read("/runs")
    assert f"new {stories_of(newsroom)}, updated" in words
    one = read("/run?dag=test&run=first")
    assert "audit in quarantine 1" in one
    assert "weekend.rss" in one
    assert "This run has noted nothing" in read("/run?dag=some_other&run=x")


def test_what_is_not_there_is_said(log_in: Log_in):
    viewer = log_in("vera")
    for path in ("/stories/999999", "/sources/nothing", "/stories/1/changes/99", "/nothing"):
        answer = viewer.get(path)
        assert answer.status_code == 404
        assert "There is nothing here" in answer.text
    for path in ("/stories?after=x_1", "/stories/x", "/runs?before=yesterday"):
        assert viewer.get(path).status_code == 400
