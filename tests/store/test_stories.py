"""What a document brings becomes rows once, whatever comes again and in whatever order."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from pipeline.model import Moment, Story
from pipeline.store import catalogue, documents, sources, stories
from pipeline.store.engine import lock_rows, reading, writing
from pipeline.store.tables import Story as StoryRow
from pipeline.store.tables import StoryVersion

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def feed(engine):
    """Saves items as one fetched document of one source; returns the counts."""
    with writing(engine) as connection:
        (outlet,) = catalogue.save_outlets(
            connection, [{"slug": "outlet", "name": "Outlet", "is_agency": False}]
        ).values()
        place = {"kind": "feed", "location": "https://news.invalid/", "interval_minutes": 15}
        catalogue.save_sources(connection, [{"slug": "source", "outlet_id": outlet, **place}], is_polled=True)
        source = sources.named_sources(connection, ["source"])[0].id

    def save(*items: stories.Item, at: datetime = NOON):
        with writing(engine) as connection:
            raw = documents.save_raw_document(connection, f"sha of {at}", 1, now=at)
            fetch = documents.save_fetch(
                connection,
                source_id=source,
                url="https://news.invalid/",
                started_at=at,
                finished_at=at,
                outcome="document",
                raw_document_id=raw,
            )
            counts, seen = stories.save_items(connection, stories.Origin(source, fetch, raw, at), items)
            stories.mark_seen(connection, seen)
            return counts

    return save


def item(text: str, guid: str = "g1", link: str = "", headline: str = "Ferry runs again", **fields) -> stories.Item:
    keys = [("guid", guid)] if guid else []
    keys += [("link", link)] if link else []
    story = Story(format="feed", guid=guid, link=link, headline=headline, body=text, **fields)
    return stories.Item(story, tuple(keys), content_hash=f"content {headline} {text}", body_hash=f"body {text}")


def versions(engine) -> list[tuple[int, int, str]]:
    with reading(engine) as connection:
        query = select(StoryVersion.story_id, StoryVersion.number, StoryVersion.body).order_by(StoryVersion.id)
        return [tuple(row) for row in connection.execute(query)]


def test_what_is_seen_again_is_nobodys_hindrance_before_the_end(engine, feed):
    """Documents name versions in any order: who would lock their rows in that order may wait for who waits for it."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite locks the whole database")
    feed(item("one"), item("two", guid="g2"))
    with writing(engine) as saving:
        origin = stories.Origin(1, 1, 1, NOON + timedelta(hours=1))
        counts, seen = stories.save_items(saving, origin, [item("two", guid="g2"), item("one")])
        assert counts == {"unchanged": 2}
        with writing(engine) as other:
            other.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
            lock_rows(other, StoryVersion, StoryVersion.id.in_(seen))
        stories.mark_seen(saving, seen)
    with reading(engine) as connection:
        assert set(connection.scalars(select(StoryVersion.last_seen_at))) == {NOON + timedelta(hours=1)}


def test_a_changed_text_is_a_new_version_and_a_repeat_is_none(engine, feed):
    assert feed(item("one")) == {"new": 1}
    assert feed(item("one"), at=NOON + timedelta(hours=1)) == {"unchanged": 1}
    assert feed(item("two"), at=NOON + timedelta(hours=2)) == {"updated": 1}
    assert [(number, body) for _, number, body in versions(engine)] == [(1, "one"), (2, "two")]


def test_replaying_old_documents_changes_nothing(engine, feed):
    feed(item("one"))
    feed(item("two"), at=NOON + timedelta(hours=1))
    before = versions(engine)
    assert feed(item("two"), at=NOON + timedelta(hours=1)) == {"unchanged": 1}
    assert feed(item("one")) == {"unchanged": 1}
    assert versions(engine) == before


def test_an_article_whose_guid_changes_stays_the_same_story(engine, feed):
    feed(item("one", guid="g1", link="news.invalid/ferry"))
    assert feed(item("one", guid="g2", link="news.invalid/ferry"), at=NOON + timedelta(hours=1)) == {"unchanged": 1}
    assert feed(item("two", guid="g2", link="news.invalid/ferry"), at=NOON + timedelta(hours=2)) == {"updated": 1}


def test_different_articles_under_one_link_stay_apart(engine, feed):
    first = item("one", guid="g1", link="news.invalid/", headline="Ferry runs again")
    second = item("two", guid="g2", link="news.invalid/", headline="Bakers strike")
    assert feed(first, second) == {"new": 2}


def test_a_time_far_ahead_is_kept_as_sent_but_not_believed(engine, feed):
    ahead = Moment(NOON + timedelta(days=400), "7 Apr 2027", "feed:published")
    feed(item("one", first_created=ahead))
    with reading(engine) as connection:
        row = connection.execute(select(StoryVersion.published_at, StoryVersion.published_raw)).one()
    assert tuple(row) == (None, "7 Apr 2027")


def test_an_embargo_sets_the_time_of_release(engine, feed):
    until = NOON + timedelta(days=2)
    feed(item("one", embargo=Moment(until, until.isoformat(), "header")))
    with reading(engine) as connection:
        assert connection.execute(select(StoryVersion.released_at)).scalar_one() == until


def test_a_kill_marks_the_story(engine, feed):
    feed(item("one"))
    feed(item("Kill this story.", kind="kill"), at=NOON + timedelta(hours=1))
    with reading(engine) as connection:
        assert connection.execute(select(StoryRow.killed_at)).scalar_one() == NOON + timedelta(hours=1)


def test_a_naive_time_is_refused(feed):
    with pytest.raises(Exception, match="naive"):
        feed(item("one"), at=datetime(2026, 3, 2, 12))  # noqa: DTZ001 -- it is what the test is about
