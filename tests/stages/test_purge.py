"""A takedown leaves no word of the story behind, harms no other story, and lasts."""

import gzip
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import LargeBinary, select

from pipeline.errors import RejectedInput
from pipeline.model import Analysis, Mention
from pipeline.settings import Settings
from pipeline.stages import purge
from pipeline.stages import run as stages
from pipeline.store import readings
from pipeline.store.checks import run_checks
from pipeline.store.engine import reading, writing
from pipeline.store.tables import Base
from tests.support.dump import dump
from tests.support.feeds import serve_feed

RUN = stages.RunId("test", "replay")
CATALOGUE = """
[[outlet]]
id = "post"
name = "The Post"

[[outlet]]
id = "courier"
name = "The Courier"

[[source]]
id = "desk"
outlet = "post"
kind = "files"
path = "stories"

[[source]]
id = "copy-desk"
outlet = "courier"
kind = "files"
path = "copies"
"""
FEED = """
[[source]]
id = "feed"
outlet = "post"
kind = "feed"
url = "{address}/feed.xml"
"""
HEIR = "heir.txt"  # the guid of a file that states none
WORD = "quillmark"  # in every text of the story that is taken down and in no other
SECRET = (
    "Quillmark heir named\n\nAda Finch Quillmark of Corran inherited the mill on Monday, her lawyer said.\n\n"
    '"I did not expect it," said Ada Finch Quillmark. The mill of Corran has stood since 1820.\n'
)
SECOND = SECRET.replace("her lawyer said", "her lawyer Ben Oak said, and she will sell Quillmark House")
BREAD = "Bakers end strike\n\nThe bakers of Corran went back to work.\n\nBen Oak, a baker, said the ovens were warm.\n"
GULLS = "Gulls counted\n\nNineteen gulls sat on the pier of Tamsin, said Carla Reed, who counts them every spring.\n"


def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def desk(desk):
    desk.room.settings = Settings(home=desk.folder, allow_networks=["127.0.0.0/8"])
    (desk.folder / "copies").mkdir()
    (desk.folder / "sources.toml").write_text(CATALOGUE, encoding="utf-8")
    return desk


@pytest.fixture
def feed(desk):
    with serve_feed() as feed:
        (desk.folder / "sources.toml").write_text(CATALOGUE + FEED.format(address=feed.address), encoding="utf-8")
        yield feed


def take_down(desk, wanted: object) -> dict[str, int]:
    takedown = purge.find_story(desk.room, str(wanted))
    return purge.purge(desk.room, takedown, reason="asked by the family", now=now()).counts


def traces(desk, word: str = WORD) -> list[str]:
    """Where a word still stands: columns of tables, documents of the archive, the database's own file."""
    found = []
    with reading(desk.engine) as connection:
        for table in Base.metadata.sorted_tables:
            columns = [column for column in table.columns if not isinstance(column.type, LargeBinary)]
            for row in connection.execute(select(*columns)).mappings():
                found += [f"{table.name}.{name}" for name, value in row.items() if word in str(value).lower()]
    for path in (desk.folder / "archive").rglob("*"):
        if path.is_file() and word in gzip.decompress(path.read_bytes()).decode().lower():
            found.append(str(path))
    if desk.engine.dialect.name == "sqlite":
        files = [Path(desk.engine.url.database + ending) for ending in ("", "-wal")]
        found += [str(path) for path in files if path.exists() and word.encode() in path.read_bytes().lower()]
    return found


def findings(desk) -> dict[str, list[str]]:
    with reading(desk.engine) as connection:
        return run_checks(connection)


def replay(desk) -> None:
    list(stages.reprocess(desk.room, stages.Order(["parse", "extract"]), run=RUN))
    stages.dedupe(desk.room, stages.Window(), run=RUN, now=now())
    stages.publish(desk.room, run=RUN, now=now())


def test_a_story_of_files_goes_with_all_versions_and_does_not_come_back(desk):
    desk.write("bread.txt", BREAD)
    desk.ingest("without")
    without = dump(desk.engine)
    for number, text in enumerate((SECRET, SECOND)):
        desk.write("heir.txt", text)
        desk.ingest(f"version {number}")
    assert len(traces(desk)) > 10
    counts = take_down(desk, HEIR)
    assert (counts["stories"], counts["versions"], counts["documents"]) == (1, 2, 2)
    assert counts["quotes"] > 0
    for attempt in range(3):
        assert traces(desk) == []
        assert dump(desk.engine) == without
        assert findings(desk) == {}
        if attempt == 0:
            replay(desk)
        else:
            os.utime(desk.stories / "heir.txt")
            desk.ingest(f"again {attempt}")
    desk.write("heir.txt", SECOND + "\nCorrection: Quillmark House is not for sale.\n")
    report = desk.ingest("changed")["parse"]
    assert (report.counts["seen"], report.counts["unchanged"]) == (1, 1)
    assert traces(desk) == []
    assert dump(desk.engine) == without
    assert findings(desk) == {}


def test_a_story_of_a_feed_goes_and_the_others_of_its_documents_stay(desk, feed):
    feed.items = {"1": ("Bakers end strike", BREAD), "2": ("Gulls counted", GULLS)}
    desk.ingest("without")
    without = dump(desk.engine)
    feed.items["3"] = ("Quillmark heir named", SECRET)
    desk.ingest("with")
    feed.items["3"] = ("Quillmark heir named", SECOND)
    desk.ingest("with another version")
    assert len(traces(desk)) > 10
    counts = take_down(desk, "3")
    assert (counts["stories"], counts["versions"], counts["documents"]) == (1, 2, 2)
    for attempt in range(3):
        desk.ingest(f"the same feed {attempt}")
        replay(desk)
        assert traces(desk) == []
        assert dump(desk.engine) == without
        assert findings(desk) == {}
    feed.items["4"] = ("Ferry runs again", "The ferry to Corran ran again on Monday.")
    assert desk.ingest("a feed that still has it")["parse"].counts["new"] == 1
    assert traces(desk) == []
    del feed.items["3"]
    feed.items["5"] = ("Lamp lit", "The lamp of Corran was lit again on Tuesday.")
    assert desk.ingest("a feed without it")["parse"].counts["new"] == 1
    replay(desk)
    assert findings(desk) == {}
    (kept,) = desk.rows("SELECT count(*) FROM \"fetch\" WHERE outcome = 'document' AND url LIKE 'http%'")
    assert kept == (2,)  # the first and the last can be replayed


def test_an_exact_copy_of_another_outlet_keeps_its_reading_and_its_bytes(desk):
    (desk.folder / "copies" / "heir.txt").write_text(SECRET, encoding="utf-8")
    desk.ingest("without")
    without = dump(desk.engine)
    copied = desk.rows("SELECT id FROM story")
    desk.write("heir.txt", SECRET)
    desk.ingest("with")
    (story,) = desk.rows("SELECT story.id FROM story JOIN source ON source.id = source_id WHERE slug = 'desk'")
    assert purge.find_story(desk.room, str(story[0])).copies == copied[0]
    assert take_down(desk, story[0])["documents"] == 0
    desk.ingest("after")
    replay(desk)
    assert dump(desk.engine) == without
    assert findings(desk) == {}
    assert take_down(desk, copied[0][0])["documents"] == 1
    assert traces(desk) == []


def test_names_that_others_mention_stay_and_versions_that_matched_it_point_nowhere(desk):
    desk.write("heir.txt", SECRET)
    desk.ingest("first")
    (desk.folder / "copies" / "heir.txt").write_text(SECRET + "\nThe mill is closed.\n", encoding="utf-8")
    desk.ingest("copy")
    matched = "SELECT count(*) FROM cluster_member WHERE matched_version_id IS NOT NULL"
    assert desk.rows(matched) == [(1,)]
    (story,) = desk.rows("SELECT story.id FROM story JOIN source ON source.id = source_id WHERE slug = 'desk'")
    names = desk.rows("SELECT name FROM entity ORDER BY name")
    take_down(desk, story[0])
    assert desk.rows(matched) == [(0,)]
    assert desk.rows("SELECT name FROM entity ORDER BY name") == names
    desk.write("bread.txt", BREAD)
    desk.ingest("another")
    (copy,) = desk.rows("SELECT story.id FROM story JOIN source ON source.id = source_id WHERE slug = 'copy-desk'")
    take_down(desk, copy[0])
    assert traces(desk) == []
    assert ("Corran",) in desk.rows("SELECT name FROM entity")
    assert ("Ada Finch Quillmark",) not in desk.rows("SELECT name FROM entity")


def test_a_source_goes_with_all_its_stories_and_the_notes_of_what_was_bad(desk):
    (desk.folder / "copies" / "gulls.txt").write_text(GULLS, encoding="utf-8")
    desk.ingest("without")
    without = dump(desk.engine)
    for number in range(3):
        desk.write(f"{number}.txt", f"{SECRET}\nPart {number}.\n")
    desk.write("bad.txt", "headline: Quillmark will\nquillmark-key: none\n\nQuillmark.\n")
    desk.ingest("with")
    assert {"quarantine.reason", "stage_run.failed"} <= set(traces(desk))
    takedown = purge.find_source(desk.room, "desk")
    assert purge.purge(desk.room, takedown, reason="the contract ended", now=now()).counts["stories"] == 3
    desk.ingest("after")
    replay(desk)
    assert traces(desk) == []
    assert dump(desk.engine) == without
    assert findings(desk) == {}
    assert purge.find_source(desk.room, "desk").stories == ()


def test_a_takedown_repeated_does_what_is_left_and_an_unknown_story_is_named(desk):
    desk.write("heir.txt", SECRET)
    desk.ingest("first")
    ((story,),) = desk.rows("SELECT id FROM story")
    ((sha256,),) = desk.rows("SELECT sha256 FROM raw_document")
    take_down(desk, story)
    desk.room.archive.put(SECRET.encode())  # as if the process had ended before the bytes were gone
    assert Path(desk.room.archive.label(sha256)).exists()
    assert take_down(desk, story) == {"stories": 0, "documents": 1}
    assert traces(desk) == []
    assert take_down(desk, HEIR) == {"stories": 0, "documents": 0}
    with pytest.raises(RejectedInput, match="nowhere"):
        take_down(desk, "nowhere")
    with pytest.raises(RejectedInput, match="no-source"):
        purge.find_source(desk.room, "no-source")


def test_a_guid_of_several_stories_is_refused_and_their_ids_are_named(desk):
    header = "guid: urn:heir\nheadline: The heir\n\n"
    desk.write("heir.txt", header + SECRET)
    (desk.folder / "copies" / "heir.txt").write_text(header + GULLS, encoding="utf-8")
    desk.ingest("first")
    ids = [row[0] for row in desk.rows("SELECT id FROM story ORDER BY id")]
    with pytest.raises(RejectedInput, match=rf"story {ids[0]} of .*story {ids[1]} of "):
        take_down(desk, "urn:heir")
    (quillmark,) = desk.rows("SELECT story_id FROM story_version WHERE body LIKE '%Quillmark%'")
    take_down(desk, quillmark[0])
    with pytest.raises(RejectedInput, match="was taken down"):
        take_down(desk, "urn:heir")
    assert desk.rows("SELECT count(*) FROM story") == [(1,)]


def test_a_link_that_several_stories_share_keeps_no_other_story_out(desk):
    header = "guid: urn:{0}\nlink: https://post.example/front\nheadline: {1}\n\n"
    desk.write("heir.txt", header.format("heir", "Quillmark heir named") + SECRET)
    desk.write("bread.txt", header.format("bread", "Bakers end strike") + BREAD)
    desk.ingest("first")
    take_down(desk, "urn:heir")
    desk.write("gulls.txt", header.format("gulls", "Gulls counted") + GULLS)
    assert desk.ingest("second")["parse"].counts["new"] == 1
    assert findings(desk) == {}


def test_a_story_that_comes_again_under_another_guid_is_known_by_its_link(desk):
    header = "guid: urn:{0}\nlink: https://post.example/heir?utm_source={0}\nheadline: Quillmark heir named\n\n"
    desk.write("heir.txt", header.format("heir") + SECRET)
    desk.ingest("first")
    take_down(desk, "urn:heir")
    desk.write("heir-again.txt", header.format("again") + SECOND)
    assert desk.ingest("second")["parse"].counts["new"] == 0
    assert traces(desk) == []


def test_a_text_that_is_taken_down_while_it_is_read_leaves_nothing(desk):
    desk.write("heir.txt", SECRET)
    desk.ingest("first")
    ((body_hash, body),) = desk.rows("SELECT body_hash, body FROM story_version")
    take_down(desk, HEIR)
    at = body.index("Quillmark")
    analysis = Analysis((Mention(at, at + 9, "Quillmark", "PER", "Ada Finch Quillmark"),))
    with writing(desk.engine) as connection:
        late = [readings.Reading(body_hash, "en", analysis)]
        readings.save(connection, late, model="model", code_version="rules", now=now())
    assert traces(desk) == []


def test_the_command_asks_first_and_says_what_went(desk):
    desk.write("heir.txt", SECRET)
    desk.ingest("first")
    environment = {
        **os.environ,
        "NEWSWIRE_HOME": str(desk.folder),
        "NEWSWIRE_DATABASE_URL": desk.engine.url.render_as_string(hide_password=False),
    }

    def newswire(*arguments: str, answer: str = "") -> tuple[int, str]:
        program = [Path(sys.executable).with_name("newswire"), "purge", *arguments]
        done = subprocess.run(program, env=environment, input=answer, capture_output=True, text=True, check=False)
        return done.returncode, " ".join((done.stdout + done.stderr).split())

    code, said = newswire("story", HEIR, "--reason", "asked", answer="n\n")
    assert (code, "Quillmark heir named" in said) == (1, True)
    assert desk.rows("SELECT count(*) FROM story") == [(1,)]
    code, said = newswire("story", HEIR, "--reason", "asked", "--yes")
    assert (code, "stories 1" in said) == (0, True)
    assert desk.rows("SELECT DISTINCT reason FROM tombstone") == [("asked",)]
    code, said = newswire("story", "nowhere", "--reason", "asked", "--yes")
    assert (code, "nowhere: no story" in said) == (1, True)
    assert traces(desk) == []
