"""Which story an item is, when guids, links and headlines change; and the same again from the archive."""

from datetime import timedelta

from pipeline.stages import purge
from pipeline.stages import run as stages
from pipeline.store.tables import Base
from tests.stages.wire import Wire
from tests.support.http_server import Reply

HOUR = timedelta(hours=1)
KEPT = {"outlet", "source", "feed_state", "source_health", "host_state", "raw_document", "fetch", "tombstone"}
VERSIONS = (
    "SELECT guid, number, headline, story_version.link, story_version.first_seen_at, last_seen_at, fetch_id "
    "FROM story_version JOIN story ON story.id = story_version.story_id ORDER BY guid, number"
)
KEYS = "SELECT kind, value, guid FROM story_key JOIN story ON story.id = story_key.story_id ORDER BY kind, value, guid"
TRUST = "SELECT unstable_guids_since, unstable_guids_reason FROM api_source_health"

type Row = tuple[str, str, str]


def feed(*rows: Row) -> bytes:
    """A feed of (guid, link, headline)."""
    items = "".join(
        f"<item>{f'<guid>{guid}</guid>' if guid else ''}<link>{link}</link><title>{title}</title>"
        f"<description>{title}, in full.</description></item>"
        for guid, link, title in rows
    )
    return f"<rss version='2.0'><channel><title>T</title>{items}</channel></rss>".encode()


def page(name: str, base: str = "https://post.example") -> str:
    return f"{base}/{name}"


def stories(wire: Wire) -> list[list[str]]:
    """The headlines of each story, in the order in which they came."""
    found: dict[str, list[str]] = {}
    for guid, _, headline, *_ in wire.rows(VERSIONS):
        found.setdefault(guid, []).append(headline)
    return sorted(found.values())


def polled(wire: Wire, *documents: bytes) -> list[list[str]]:
    """The stories after these answers, an hour apart; the same after any replay from the archive."""
    wire.watch("post")
    wire.server.on("/post", *(Reply(200, {}, [document]) for document in documents))
    for _ in documents:
        wire.poll(HOUR)
    before = wire.rows(VERSIONS), wire.rows(KEYS), wire.rows(TRUST)
    replay(wire)
    assert (wire.rows(VERSIONS), wire.rows(KEYS), wire.rows(TRUST)) == before
    for table in reversed(Base.metadata.sorted_tables):
        if table.name not in KEPT:
            wire.change(f"DELETE FROM {table.name}")
    replay(wire)
    assert (wire.rows(VERSIONS), wire.rows(KEYS), wire.rows(TRUST)) == before
    for (fetch,) in wire.rows('SELECT id FROM "fetch" ORDER BY id DESC'):
        wire.change('UPDATE "fetch" SET parsed_at = NULL WHERE id = :id', id=fetch)
        stages.parse(wire.room, stages.Window(), run=stages.RunId("test", f"again {fetch}"), now=wire.now)
    assert (wire.rows(VERSIONS), wire.rows(KEYS), wire.rows(TRUST)) == before
    return stories(wire)


def replay(wire: Wire) -> None:
    list(stages.reprocess(wire.room, stages.Order(["parse"]), run=stages.RunId("test", "r"), clock=lambda: wire.now))


def test_guids_that_number_the_places_of_a_feed(wire):
    first = feed(("1", page("a"), "Ferry sails"), ("2", page("b"), "Bakers strike"))
    second = feed(("1", page("c"), "Snow falls"), ("2", page("a"), "Ferry sails"), ("3", page("b"), "Bakers rest"))
    third = feed(("1", page("d"), "Lamp lit"), ("2", page("c"), "Snow melts"), ("3", page("a"), "Ferry late"))
    assert polled(wire, first, second, third, first) == [
        ["Bakers strike", "Bakers rest"],
        ["Ferry sails", "Ferry late"],
        ["Lamp lit"],
        ["Snow falls", "Snow melts"],
    ]
    since, reason = wire.rows(TRUST)[0]
    assert str(since).startswith("2026-03-02 14:00")
    assert reason == "the guid 1 has stood for “Ferry sails” and for “Snow falls”"


def test_guids_that_are_new_at_each_answer_though_headlines_change(wire):
    documents = [
        feed((f"x{n}", page("a"), f"Ferry, part {n}"), (f"y{n}", page("b"), "Bakers"), (f"z{n}", page("c"), "Snow"))
        for n in range(1, 3)
    ]
    last = feed(("x3", page("a"), "Ferry, part 3"), ("y3", page("b"), "Bakers rest"), ("z3", page("c"), "Snow melts"))
    # The first headline that changed under a new guid came with the proof, so it is a version already.
    assert polled(wire, *documents, last) == [
        ["Bakers", "Bakers rest"],
        ["Ferry, part 1", "Ferry, part 2", "Ferry, part 3"],
        ["Snow", "Snow melts"],
    ]
    assert "all guids of a document were new" in wire.rows(TRUST)[0][1]


def test_one_guid_for_two_items_of_a_feed(wire):
    rows = (("news", page("a"), "Ferry sails"), ("news", page("b"), "Bakers strike"))
    assert polled(wire, feed(*rows), feed(*reversed(rows))) == [["Bakers strike"], ["Ferry sails"]]


def test_an_item_that_stands_twice_in_a_feed_is_one(wire):
    row = ("1", page("a"), "Ferry sails")
    assert polled(wire, feed(row, row), feed(row)) == [["Ferry sails"]]
    assert wire.rows(TRUST) == [(None, None)]


def test_an_edited_story_whose_guid_is_its_link_in_another_spelling(wire):
    spellings = [
        "https://post.example/a",
        "http://post.example/a",
        "https://www.post.example/a/",
        "https://post.example/a?utm_source=rss&amp;utm_medium=feed",
        "https://post.example/a#comments",
        "https://post.example:443/a",
    ]
    documents = [feed((link, link, f"Ferry, part {number}")) for number, link in enumerate(spellings)]
    assert polled(wire, *documents) == [[f"Ferry, part {number}" for number in range(6)]]
    assert wire.rows(TRUST) == [(None, None)]


def test_a_story_that_gets_another_address_and_headline_one_after_the_other_stays_one(wire):
    steps = [(page("a"), "Ferry sails"), (page("b"), "Ferry sails"), (page("b"), "Ferry late")]
    assert polled(wire, *(feed(("1", *step)) for step in steps)) == [["Ferry sails", "Ferry late"]]


def test_items_without_guid_that_all_link_to_the_front_page(wire):
    front = "https://post.example/"
    first = feed(("", front, "Ferry sails"), ("", front, "Bakers strike"))
    second = feed(("", front, "Snow falls"), ("", front, "Ferry sails"))
    assert polled(wire, first, second) == [["Bakers strike"], ["Ferry sails"], ["Snow falls"]]


def test_a_feed_at_another_address_is_trusted_anew(wire):
    rows = (("news", page("a"), "Ferry sails"), ("news", page("b"), "Bakers strike"))
    wire.watch("post")
    wire.server.on("/post", body=feed(*rows))
    wire.poll()
    assert wire.rows(TRUST)[0][1] is not None
    wire.sources[0] = wire.sources[0].model_copy(update={"url": wire.server.url("/moved")})
    wire.plan()
    assert wire.rows(TRUST) == [(None, None)]


def test_a_takedown_where_guids_are_not_trusted_keeps_no_other_story_out(wire):
    first = feed(("1", page("a"), "Ferry sails"), ("2", page("b"), "Bakers strike"))
    second = feed(("1", page("c"), "Snow falls"), ("2", page("a"), "Ferry sails"))
    third = feed(("1", page("d"), "Lamp lit"), ("2", page("a"), "Ferry late"))
    wire.watch("post")
    wire.server.on("/post", *(Reply(200, {}, [document]) for document in (first, second, third)))
    wire.poll(HOUR)
    wire.poll(HOUR)
    (story,) = wire.rows("SELECT story_id FROM story_version WHERE headline = 'Ferry sails'")[0]
    purge.purge(wire.room, purge.find_story(wire.room, str(story)), reason="on request", now=wire.now)
    wire.poll(HOUR)
    assert stories(wire) == [["Bakers strike"], ["Lamp lit"], ["Snow falls"]]
