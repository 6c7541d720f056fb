"""What the nightly chores clear, and what they must never touch; what they find."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.settings import Settings
from pipeline.stages import run as stages
from tests.support.dump import dump

RUN = stages.RunId("test", "maintenance")
FERRY = 'Ferry runs again\n\nThe ferry to Corran ran again on Monday.\n\n"We are glad," said Ada Finch, its captain.\n'
BREAD = "Bakers end strike\n\nThe bakers went back to work.\n\nBen Oak, a baker, said that the ovens were still warm.\n"
LATER = datetime.now(UTC) + timedelta(days=400)


@pytest.fixture
def desk(desk):
    """A desk with two stories, polled a second time."""
    desk.write("ferry.txt", FERRY)
    desk.write("bread.txt", BREAD)
    desk.ingest("first")
    desk.ingest("second")
    desk.change("UPDATE source SET is_active = true")
    return desk


def maintain(desk, *, dry_run: bool, now: datetime = LATER, **keep: int) -> stages.StageReport:
    desk.room.settings = Settings.read({"NEWSWIRE_HOME": str(desk.folder)} | {k: str(v) for k, v in keep.items()})
    return stages.maintain(desk.room, dry_run, run=RUN, now=now)


def findings(desk) -> str:
    return "\n".join(maintain(desk, dry_run=True, now=datetime.now(UTC)).failed)


def hashes(desk) -> list[str]:
    return [sha256 for (sha256,) in desk.rows("SELECT sha256 FROM raw_document ORDER BY sha256")]


def test_the_archive_keeps_everything_unless_told_otherwise(desk):
    assert "expired documents" not in maintain(desk, dry_run=False).counts
    assert all(desk.room.archive.get(sha256) for sha256 in hashes(desk))


def test_old_bytes_go_after_a_dry_run_has_counted_them_and_stories_stay(desk):
    before = dump(desk.engine)
    assert maintain(desk, dry_run=True, NEWSWIRE_KEEP_ARCHIVE_DAYS=90).counts["expired documents"] == 2
    assert all(desk.room.archive.get(sha256) for sha256 in hashes(desk))

    assert maintain(desk, dry_run=False, NEWSWIRE_KEEP_ARCHIVE_DAYS=90).counts["expired documents"] == 2
    assert not [path for path in (desk.folder / "archive").rglob("*") if path.is_file()]
    assert maintain(desk, dry_run=False, NEWSWIRE_KEEP_ARCHIVE_DAYS=90).counts["expired documents"] == 0
    *_, replayed = stages.reprocess(desk.room, stages.Order(["parse"]), run=stages.RunId("test", "replay"))
    assert replayed.counts["documents to parse"] == 0, "no replay asks for what is gone"
    assert desk.ingest("third")["parse"].counts["documents"] == 0, "a file that did not change is not read again"
    assert dump(desk.engine) == before


def test_bytes_that_are_young_that_wait_or_that_lie_in_quarantine_stay(desk):
    desk.write("torn.rss", "<rss version='2.0'><channel><title>Torn</title><item><title>A")
    desk.ingest("third")
    assert desk.rows("SELECT count(*) > 0 FROM quarantine WHERE resolved_at IS NULL") == [(True,)]
    desk.change("""UPDATE "fetch" SET parsed_at = NULL WHERE outcome = 'document' AND url LIKE '%bread.txt'""")
    assert (
        maintain(desk, dry_run=True, now=datetime.now(UTC), NEWSWIRE_KEEP_ARCHIVE_DAYS=90).counts["expired documents"]
        == 0
    )
    assert maintain(desk, dry_run=False, NEWSWIRE_KEEP_ARCHIVE_DAYS=90).counts["expired documents"] == 1
    left = desk.rows("""SELECT url FROM "fetch" WHERE outcome = 'document' ORDER BY url""")
    assert [url.rpartition("/")[2] for (url,) in left] == ["bread.txt", "torn.rss"]


def test_readings_that_were_replaced_go_and_those_in_use_stay(desk):
    before = dump(desk.engine)
    desk.change("UPDATE extraction SET code_version = 'older'")
    list(stages.reprocess(desk.room, stages.Order(["extract"]), run=stages.RunId("test", "again")))
    assert maintain(desk, dry_run=True, NEWSWIRE_KEEP_READINGS_DAYS=30).counts["superseded readings"] == 2
    assert maintain(desk, dry_run=False, NEWSWIRE_KEEP_READINGS_DAYS=30).counts["superseded readings"] == 2
    assert desk.rows("SELECT count(*) FROM extraction WHERE code_version = 'older'") == [(0,)]
    assert dump(desk.engine) == before


def test_old_notes_go_but_the_newest_of_each_thing_stays(desk):
    source = "(SELECT id FROM source)"
    url = '(SELECT min(url) FROM "fetch")'
    for day in ("01", "02", "03"):
        times = f"'2026-01-{day} 00:00:00+00:00', '2026-01-{day} 00:00:00+00:00'"
        desk.change(
            'INSERT INTO "fetch" (source_id, url, started_at, finished_at, is_history, outcome, headers) '
            f"VALUES ({source}, {url}, {times}, false, 'failed', '{{}}')"
        )
        desk.change(
            "INSERT INTO source_health (source_id, since, state, reason) "
            f"VALUES ({source}, '2026-01-{day} 00:00:00+00:00', 'quiet', '')"
        )
        desk.change(
            "INSERT INTO alert (cause, since, state, message, remedy, told_at) VALUES ('silence', "
            f"'2026-01-{day} 00:00:00+00:00', 'silent', '', '', '2026-01-{day} 00:00:00+00:00')"
        )
    health = desk.rows("SELECT count(*) FROM source_health")[0][0]
    told = maintain(desk, dry_run=True).counts
    assert told["old alerts"] == 2
    assert told["old states of sources"] == health - 1
    assert maintain(desk, dry_run=False).counts == told
    assert desk.rows("SELECT count(*) FROM alert") == [(1,)]
    assert desk.rows("SELECT count(*) FROM source_health") == [(1,)]
    assert desk.rows("SELECT count(*) FROM \"fetch\" WHERE outcome = 'document'") == [(2,)]


def test_the_report_says_what_each_source_was_asked_and_brought(desk):
    maintain(desk, dry_run=True, now=datetime.now(UTC))
    ((counts,),) = desk.rows("SELECT counts FROM stage_run WHERE stage = 'sources' AND shard = 'desk'")
    assert '"versions": 2' in str(counts).replace("'", '"')


def test_a_cluster_without_its_canonical_story_is_found(desk):
    assert findings(desk) == ""
    desk.change("UPDATE cluster_member SET cluster_id = (SELECT min(id) FROM cluster)")
    assert findings(desk) == "", "one cluster of two stories has one canonical one"
    view = "SELECT cluster_id, -1 AS canonical_story_id FROM api_story"
    desk.change("DROP VIEW api_cluster")
    desk.change(f"CREATE VIEW api_cluster AS {view}")
    assert "check canonical: " in findings(desk)


def test_a_view_that_does_not_answer_is_named(desk):
    desk.change("DROP VIEW api_subject")
    assert "check views: api_subject | " in findings(desk)


def test_work_that_was_claimed_and_left_is_found(desk):
    desk.change(
        "INSERT INTO claim (stage, item_id, owner, expires_at) VALUES ('extract', 1, 'a@b#1', :then)",
        then=(datetime.now(UTC) - timedelta(hours=7)).isoformat(sep=" "),
    )
    assert "check leases: 1 pieces of work" in findings(desk)
