"""What is asked of a source with a history follows from the window and from what was asked before."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.model import Moment
from pipeline.sources.history import Ask, further_pages, history_asks, is_needed, named_period, on_host, parts_in

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ROOT = Ask("https://post.example/sitemap.xml")


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        ("news-2026-03-04.xml", "2026-03-04", "2026-03-05"),
        ("2026/03/04/part.xml.gz", "2026-03-04", "2026-03-05"),
        ("post-202612.xml", "2026-12-01", "2027-01-01"),
        ("archive_2026.xml", "2026-01-01", "2027-01-01"),
        ("sitemap.xml?yyyy=2026&mm=02&dd=28", "2026-02-28", "2026-03-01"),
    ],
)
def test_a_date_in_a_name_is_read(name, start, end):
    expected = tuple(datetime.fromisoformat(day).replace(tzinfo=UTC) for day in (start, end))
    assert named_period(f"https://post.example/{name}") == expected


@pytest.mark.parametrize("name", ["post-12.xml", "page-120260.xml", "news.xml", "2026-02-31.xml"])
def test_a_name_without_a_date_has_none(name):
    assert named_period(f"https://post.example/{name}") is None


def chosen(*parts: tuple[str, str], start: datetime = NOW - DAY, end: datetime = NOW) -> list[str]:
    def moment(text: str) -> Moment | None:
        at = datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
        return Moment(at, text, "sitemap:lastmod; date only" if len(text) == 10 else "sitemap:lastmod") if at else None

    listed = [(f"https://post.example/{name}.xml", moment(changed)) for name, changed in parts]
    return [ask.url.removeprefix("https://post.example/")[:-4] for ask in parts_in(listed, ROOT, start, end)]


def test_parts_are_chosen_by_the_dates_in_their_names_and_their_last_change():
    assert chosen(("2026-03", ""), ("2026-01", "2026-03-10"), ("2025", "")) == ["2026-03"]
    assert chosen(("a", "2026-03-01"), ("b", "2026-03-09T13:00"), ("c", "2026-03-08"), ("d", "")) == ["b", "c", "d"]
    march = {"start": NOW - 9 * DAY, "end": NOW - 8 * DAY}
    assert chosen(("2026-03-01", ""), ("2026-03-05", ""), ("late", "2026-03-10T10:00"), **march) == [
        *("2026-03-01", "late"),
    ]


def test_a_document_is_asked_for_until_it_answered_after_it_was_final():
    closed = Ask("https://post.example/1.xml", NOW - DAY)
    assert is_needed(closed, answered_at=None, absent_at=None, now=NOW)
    assert is_needed(closed, answered_at=NOW - 2 * DAY, absent_at=None, now=NOW)
    assert not is_needed(closed, answered_at=NOW - DAY, absent_at=None, now=NOW)
    assert not is_needed(closed, answered_at=None, absent_at=NOW - HOUR, now=NOW)
    assert is_needed(closed, answered_at=None, absent_at=NOW - DAY, now=NOW)
    assert is_needed(ROOT, answered_at=NOW, absent_at=None, now=NOW)
    assert not is_needed(ROOT, answered_at=NOW - HOUR / 2, absent_at=None, now=NOW, list_again=HOUR)
    assert is_needed(ROOT, answered_at=NOW - HOUR, absent_at=None, now=NOW, list_again=HOUR)


def test_a_day_of_posts_is_asked_for_in_whole_and_page_by_page():
    first, second = history_asks("wordpress", "https://post.example/", UTC, NOW, NOW + DAY)
    assert first.url.startswith("https://post.example/wp-json/wp/v2/posts?_fields=id,date_gmt")
    assert "after=2026-03-09T23:59:59Z&before=2026-03-11T00:00:00Z" in first.url
    assert second.settled_at == datetime(2026, 3, 12, tzinfo=UTC)
    pages = further_pages(first, "3")
    assert [page.url[-7:] for page in pages] == ["&page=2", "&page=3"]
    assert further_pages(pages[0], "3") == further_pages(first, "1") == further_pages(first, "-1") == []
    assert len(further_pages(first, "99999999999")) < 100


def test_an_index_leads_to_no_other_host():
    parts = [Ask("https://post.example/1.xml"), Ask("https://other.example/2.xml"), Ask("http://[/3.xml")]
    assert on_host(parts, "post.example") == parts[:1]
