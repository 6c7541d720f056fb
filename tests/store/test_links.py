"""Orders of a wire act on the story that they name, whichever comes first, and twice; from the same outlet only."""

from datetime import UTC, datetime, timedelta
from itertools import permutations

import pytest
from sqlalchemy import text, update

from pipeline.model import Link, Story, Subject
from pipeline.sources import identity
from pipeline.store import catalogue, documents, links, sources, stories
from pipeline.store.engine import reading, writing
from pipeline.store.tables import StoryVersion

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def send(engine):
    """Saves stories of a source, each as a document of its own, and lets all pass through the stages."""
    outlets = {"agency": ("wire", "wire-two"), "other": ("other-wire",)}
    with writing(engine) as connection:
        for outlet, names in outlets.items():
            row = {"slug": outlet, "name": outlet, "is_agency": True}
            (outlet_id,) = catalogue.save_outlets(connection, [row]).values()
            place = {"outlet_id": outlet_id, "kind": "files", "interval_minutes": 15}
            rows = [{"slug": name, "location": f"/{name}", **place} for name in names]
            catalogue.save_sources(connection, rows, is_polled=True)
        named = sources.named_sources(connection, [name for names in outlets.values() for name in names])
        ids = {source.slug: source.id for source in named}

    def save(*items: Story, source: str = "wire", minute: int = 0):
        at = NOON + timedelta(minutes=minute)
        with writing(engine) as connection:
            for number, story in enumerate(items):
                when = at + timedelta(seconds=number)
                raw = documents.save_raw_document(connection, f"{source} {when}", 1, now=when)
                fetch = documents.save_fetch(
                    connection,
                    **{"source_id": ids[source], "url": f"/{when}", "started_at": when, "finished_at": when},
                    outcome="document",
                    raw_document_id=raw,
                )
                keys = identity.candidate_keys(story)
                hashes = identity.content_hash(story), identity.body_hash(story)
                row = stories.Item(story, keys.all, *hashes, decisive=len(keys.decisive))
                stories.save_items(connection, stories.Origin(ids[source], fetch, raw, when), [row])
            links.kill_late(connection)
            connection.execute(update(StoryVersion).values(available_at=at, clustered_at=at))

    return save


def story(guid: str, headline: str, **fields) -> Story:
    return Story(format="ninjs", guid=guid, headline=headline, body=f"{headline}, police said.", **fields)


def shown(engine) -> list[str]:
    with reading(engine) as connection:
        return list(connection.execute(text("SELECT headline FROM api_story ORDER BY headline")).scalars())


def guids(engine) -> list[tuple[str, int]]:
    query = "SELECT guid, count(*) FROM story JOIN story_version ON story_id = story.id GROUP BY guid ORDER BY guid"
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(text(query))]


FIRE = story("f1", "Fire in mill")
MARKET = story("m1", "Market opens")
KILL = story("k1", "Fire story is withdrawn", kind="kill", links=(Link("kills", "f1"),))


@pytest.mark.parametrize("order", [*permutations((FIRE, MARKET, KILL))])
def test_a_kill_hides_the_story_that_it_names_in_any_order(engine, send, order):
    send(*order)
    assert shown(engine) == ["Market opens"]
    send(*order, minute=5)
    assert shown(engine) == ["Market opens"]


def test_a_kill_reaches_all_sources_of_its_outlet_and_no_other(engine, send):
    send(FIRE, source="wire-two")
    send(FIRE, source="other-wire", minute=1)
    send(KILL, minute=2)
    assert shown(engine) == ["Fire in mill"]


def test_a_kill_may_name_a_version(engine, send):
    send(story("f1:1", "Fire in mill", item_id="f1"), story("k1", "Kill", kind="kill", links=(Link("kills", "f1:1"),)))
    assert shown(engine) == []


def test_a_killed_story_stays_in_the_history(engine, send):
    send(FIRE, KILL)
    assert [guid for guid, _ in guids(engine)] == ["f1", "k1"]


FIRST = story("f1", "Fire in mill", version_created=None)
SECOND = story("f2", "UPDATE 1-Fire in mill kills two", kind="update", links=(Link("updates", "f1"),))
THIRD = story("f3", "CORRECTED-Fire in mill kills one", kind="correction", links=(Link("corrects", "f2"),))


@pytest.mark.parametrize("order", [*permutations((FIRST, SECOND, THIRD))])
def test_items_that_replace_one_another_are_one_story_under_the_first_id(engine, send, order):
    send(*order)
    assert guids(engine) == [("f1", 3)]
    send(*order, minute=5)
    assert guids(engine) == [("f1", 3)]


def test_messages_to_editors_are_no_stories(engine, send):
    send(FIRE, story("a1", "Plans for the day", kind="advisory"), story("t1", "Line check", kind="test"))
    assert shown(engine) == ["Fire in mill"]


def test_a_withheld_story_comes_back_with_its_next_version(engine, send):
    send(FIRE)
    send(story("f1", "Fire in mill", kind="withhold"), minute=1)
    assert shown(engine) == []
    send(story("f1", "Fire in mill, owner named"), minute=2)
    assert shown(engine) == ["Fire in mill, owner named"]


def test_subjects_are_there_for_those_who_query(engine, send):
    subjects = (Subject("medtop:20000139", "accident and emergency incident", "subj:03000000"), Subject("x:1", "Mills"))
    send(story("f1", "Fire in mill", subjects=subjects, urgency="2", genre=("Current",)))
    with reading(engine) as connection:
        rows = connection.execute(text("SELECT code, name, sent_code FROM api_subject ORDER BY number")).all()
        urgency = connection.execute(text("SELECT urgency FROM api_story")).scalar()
    assert [tuple(row) for row in rows] == [
        ("medtop:20000139", "accident and emergency incident", "subj:03000000"),
        ("x:1", "Mills", ""),
    ]
    assert urgency == "2"
