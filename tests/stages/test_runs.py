"""What operators rely on: runs that overlap, fail, are replayed or clean up change nothing that was right."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.errors import FetchFailed, SettingsError
from pipeline.settings import Settings
from pipeline.sources.catalogue import Catalogue, Outlet, Source
from pipeline.stages import run as stages
from tests.support.dump import dump
from tests.support.http_server import Server

RUN = stages.RunId("test", "run")
FERRY = 'Ferry runs again\n\nThe ferry to Corran ran again on Monday.\n\n"We are glad," said Ada Finch, its captain.\n'
BREAD = "Bakers end strike\n\nThe bakers went back to work.\n\nBen Oak, a baker, said that the ovens were still warm.\n"
FEED = (
    b"<rss version='2.0'><channel><title>T</title><item><guid>1</guid><title>Ferry</title>"
    b"<description>The ferry ran.</description></item></channel></rss>"
)


def now() -> datetime:
    return datetime.now(UTC)


def test_overlapping_runs_do_everything_once(desk):
    for number in range(30):
        desk.write(f"{number}.txt", f"Story {number}\n\nAda Finch of Corran counted {number} gulls on Monday.\n")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(desk.ingest, ["first", "second", "third", "fourth"]))
    desk.ingest("after")
    assert desk.rows("SELECT count(*), count(DISTINCT guid) FROM story") == [(30, 30)]
    assert desk.rows("SELECT count(*), count(DISTINCT version_id) FROM cluster_member") == [(30, 30)]
    assert desk.rows("SELECT count(*), count(DISTINCT body_hash) FROM extraction") == [(30, 30)]
    assert desk.rows("SELECT count(*) FROM api_story") == [(30,)]
    assert desk.rows("SELECT count(*) FROM claim") == [(0,)]


def test_no_two_runs_parse_the_same_document(desk):
    desk.room.catalogue = desk.catalogue
    live = stages.Window()
    for round_ in range(5):
        for number in range(10):
            desk.write(f"{round_}-{number}.txt", f"Story {round_} {number}\n\nAda Finch counted {number} gulls.\n")
        desk.change("UPDATE feed_state SET next_poll_at = NULL")
        (shard,) = stages.plan(desk.room, live, now=now())
        stages.fetch(desk.room, shard, run=RUN, now=now())
        runs = [stages.RunId("test", f"run {round_} {number}") for number in range(6)]
        with ThreadPoolExecutor(len(runs)) as pool:
            reports = list(pool.map(lambda run: stages.parse(desk.room, live, run=run, now=now()), runs))
        assert sum(report.counts["documents"] for report in reports) == 10
    assert desk.rows("SELECT count(*) FROM claim") == [(0,)]


def test_what_another_run_has_read_is_not_read_again_and_needs_no_model(desk):
    desk.write("ferry.txt", FERRY)
    desk.ingest("first")
    before = dump(desk.engine)
    versions = [number for (number,) in desk.rows("SELECT id FROM story_version")]
    room = stages.Newsroom(Settings(model="no_such_model"), desk.engine, desk.room.archive)
    assert stages.extract(room, versions, run=RUN, now=now()).counts["versions"] == 0
    assert (dump(desk.engine), desk.rows("SELECT count(*) FROM claim")) == (before, [(0,)])


def test_a_backfill_replays_its_window_and_nothing_else(desk):
    desk.write("ferry.txt", FERRY)
    desk.ingest("first")
    before = dump(desk.engine)
    day = timedelta(days=1)
    around = stages.Window(now() - day, now() + day, is_backfill=True)
    earlier = stages.Window(now() - 3 * day, now() - 2 * day, is_backfill=True)
    assert stages.plan(desk.room, around, now=now()) == []
    assert stages.parse(desk.room, around, run=RUN, now=now()).counts["unchanged"] == 1
    assert stages.parse(desk.room, earlier, run=RUN, now=now()).counts["seen"] == 0
    assert dump(desk.engine) == before


def test_a_live_run_polls_what_is_due_and_a_source_that_left_keeps_its_rows(desk):
    desk.write("ferry.txt", FERRY)
    desk.ingest("first")
    live = stages.Window()
    desk.room.catalogue = desk.catalogue
    assert stages.plan(desk.room, live, now=now()) == [["desk"]]
    desk.room.catalogue = Catalogue()
    assert stages.plan(desk.room, live, now=now()) == []
    assert desk.rows("SELECT count(*) FROM api_story") == [(1,)]


def test_reprocessing_counts_first_then_replaces_older_readings_and_keeps_them(desk):
    desk.write("ferry.txt", FERRY)
    desk.write("bread.txt", BREAD)
    desk.ingest("first")
    before = dump(desk.engine)
    desk.change("UPDATE extraction SET code_version = 'older'")

    def reprocess(*names: str, dry_run: bool = False) -> stages.StageReport:
        run = stages.RunId("test", str(now()))
        *_, summary = stages.reprocess(desk.room, stages.Order(names, dry_run=dry_run), run=run)
        return summary

    assert reprocess("extract", dry_run=True).counts["versions to extract"] == 2
    assert desk.rows("SELECT count(*) FROM extraction WHERE code_version <> 'older'") == [(0,)]
    assert reprocess("parse", "extract").counts["versions"] == 2
    assert desk.rows("SELECT count(*) FROM extraction WHERE code_version = 'older'") == [(2,)]
    assert reprocess("extract").counts["versions to extract"] == 0
    desk.change(
        "DELETE FROM quote_part WHERE quote_id IN (SELECT quote.id FROM quote JOIN extraction "
        "ON extraction.id = quote.extraction_id WHERE code_version = 'older')"
    )
    desk.change("DELETE FROM quote WHERE extraction_id IN (SELECT id FROM extraction WHERE code_version = 'older')")
    desk.change("DELETE FROM mention WHERE extraction_id IN (SELECT id FROM extraction WHERE code_version = 'older')")
    assert dump(desk.engine) == before


def summary_of(desk, *names: str, **options) -> dict[str, int]:
    """What a reprocessing of these stages sums up."""
    run = stages.RunId("test", f"{now()}")
    *_, report = stages.reprocess(desk.room, stages.Order(names, **options), run=run)
    return report.counts


def test_reprocessing_says_what_changed_and_a_dry_run_what_would(desk):
    desk.write("ferry.txt", FERRY)
    desk.write("bread.txt", BREAD)
    desk.ingest("first")
    desk.change("UPDATE extraction SET code_version = 'older'")
    lost = "FROM quote WHERE kind = 'indirect'"
    desk.change("DELETE FROM utterance_quote")
    desk.change("DELETE FROM utterance")
    desk.change(f"DELETE FROM quote_part WHERE quote_id IN (SELECT id {lost})")
    desk.change(f"DELETE {lost}")
    desk.change("UPDATE quote SET speaker_name = 'Somebody Else' WHERE kind = 'direct'")
    desk.change("DELETE FROM mention WHERE name = 'Corran'")
    before = dump(desk.engine)

    told = summary_of(desk, "extract", dry_run=True)
    assert dump(desk.engine) == before
    expected = {"quotes gained": 1, "quotes reattributed": 1, "quotes lost": 0, "names gained": 1, "names lost": 0}
    assert {name: told[name] for name in expected} == expected

    done = summary_of(desk, "extract")
    assert {name: done[name] for name in expected} == expected
    assert summary_of(desk, "extract")["versions to extract"] == 0


def test_a_dry_run_of_parsing_says_what_would_come_and_writes_nothing(desk):
    desk.write("ferry.txt", FERRY)
    desk.write("bread.txt", BREAD)
    desk.ingest("first")
    desk.change("UPDATE story_version SET content_hash = 'as older code made it' WHERE headline LIKE 'Ferry%'")
    before = dump(desk.engine)
    told = summary_of(desk, "parse", "dedupe", dry_run=True)
    assert (told["documents to parse"], told["updated"], told["unchanged"]) == (2, 1, 1)
    assert dump(desk.engine) == before


def test_only_what_older_code_parsed_is_parsed_again_so_that_an_ended_run_goes_on(desk):
    desk.write("ferry.txt", FERRY)
    desk.write("bread.txt", BREAD)
    desk.ingest("first")
    assert summary_of(desk, "parse", only_outdated=True)["documents to parse"] == 0
    desk.change("""UPDATE "fetch" SET parsed_by = '0.0.1' WHERE url LIKE '%ferry.txt'""")
    assert summary_of(desk, "parse", only_outdated=True)["documents"] == 1
    assert summary_of(desk, "parse", only_outdated=True)["documents to parse"] == 0
    assert summary_of(desk, "parse")["documents"] == 2


@pytest.mark.parametrize(("names", "source"), [(["nonsense"], None), (["parse"], "nonsense")])
def test_reprocessing_names_what_it_does_not_know(desk, names, source):
    with pytest.raises(SettingsError, match="nonsense"):
        list(stages.reprocess(desk.room, stages.Order(names, source=source, dry_run=True), run=RUN))


def test_a_source_whose_path_changes_keeps_its_stories(desk):
    desk.write("ferry.txt", FERRY)
    desk.ingest("first")
    before = dump(desk.engine)
    desk.change("UPDATE source SET location = :path", path=str(desk.stories / "*.txt"))
    list(stages.reprocess(desk.room, stages.Order(["parse"]), run=RUN))
    assert dump(desk.engine) == before


def test_maintenance_finds_a_text_that_no_longer_fits_its_offsets(desk):
    desk.write("ferry.txt", FERRY)
    desk.ingest("first")
    assert stages.maintain(desk.room, True, run=RUN, now=now()).failed == ()
    desk.change("UPDATE story_version SET body = 'x' || body")
    assert any("offsets" in finding for finding in stages.maintain(desk.room, True, run=RUN, now=now()).failed)


def test_maintenance_names_quiet_sources_and_clears_old_notes(desk):
    desk.write("ferry.txt", FERRY)
    desk.ingest("first")
    desk.change("UPDATE source SET is_active = true")
    later = now() + timedelta(days=400)
    assert stages.maintain(desk.room, True, run=RUN, now=later).counts["old stage runs"] > 0
    assert desk.rows("SELECT count(*) > 0 FROM stage_run WHERE run = 'first'") == [(True,)]
    report = stages.maintain(desk.room, False, run=RUN, now=later)
    assert any("desk" in finding for finding in report.failed)
    assert desk.rows("SELECT count(*) FROM stage_run WHERE run = 'first'") == [(0,)]


def test_the_audit_fails_when_an_item_is_lost(desk):
    desk.write("ferry.txt", FERRY)
    assert desk.ingest("first")["audit"].failed == ()
    desk.change(
        "UPDATE stage_run SET counts = :counts WHERE stage = 'parse'",
        counts='{"seen": 2, "new": 1, "updated": 0, "unchanged": 0, "quarantined": 0}',
    )
    assert any("accounting" in finding for finding in stages.audit(desk.room, run=RUN, now=now()).failed)


def test_a_shard_in_which_most_feeds_fail_fails_but_keeps_what_it_got(desk):
    desk.room.settings = Settings(home=desk.folder, allow_networks=["127.0.0.0/8"])
    with Server() as server:
        server.on("/good", body=FEED)
        paths = ["good", "bad", "worse"]
        sources = [Source(id=path, outlet="post", kind="feed", url=server.url(f"/{path}")) for path in paths]
        desk.room.catalogue = Catalogue(outlets=(Outlet(id="post", name="The Post"),), sources=tuple(sources))
        shards = stages.plan(desk.room, stages.Window(), now=now())
        assert shards == [["bad", "good", "worse"]]
        with pytest.raises(FetchFailed, match="2 of 3"):
            stages.fetch(desk.room, shards[0], run=RUN, now=now())
    assert desk.rows('SELECT outcome, count(*) FROM "fetch" GROUP BY outcome ORDER BY outcome') == [
        ("document", 1),
        ("failed", 2),
    ]
    assert stages.plan(desk.room, stages.Window(), now=now()) == []


def test_a_folder_that_is_gone_is_named_and_its_stories_stay(desk):
    desk.write("ferry.txt", FERRY)
    desk.ingest("first")
    desk.stories.rename(desk.folder / "elsewhere")
    report = desk.ingest("second")["fetch"]
    assert any("stories: there is no such folder" in problem for problem in report.failed)
    assert desk.rows("SELECT state FROM source_health") == [("broken",)]
    assert desk.rows("SELECT count(*) FROM api_story") == [(1,)]
    (desk.folder / "elsewhere").rename(desk.stories)
    assert desk.ingest("third")["fetch"].failed == ()


def test_a_feed_without_items_is_no_finding(desk):
    desk.write("empty.rss", "<rss version='2.0'><channel><title>Quiet today</title></channel></rss>")
    assert desk.ingest("first")["parse"].counts["seen"] == 0
    assert stages.maintain(desk.room, True, run=RUN, now=now()).failed == ()
