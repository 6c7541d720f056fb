"""Whatever is lost of what was made, the archive and the notes of the fetches bring it back, row for row."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from pipeline.archive import Archive
from pipeline.settings import Settings
from pipeline.sources.catalogue import read_catalogue
from pipeline.stages import run as stages
from pipeline.store.checks import run_checks
from pipeline.store.engine import reading, writing
from pipeline.store.tables import Base
from tests.support.dump import dump

SEEDS = Path(__file__).parents[2] / "seeds"
LATER = datetime(2030, 1, 1, tzinfo=UTC)
RUN = stages.RunId("test", "replay")

FETCHED = {"outlet", "source", "feed_state", "source_health", "host_state", "raw_document", "fetch", "tombstone"}
READINGS = {"extraction", "entity", "entity_alias", "entity_link", "mention", "quote", "quote_part"}
READINGS |= {"entity_change", "utterance", "utterance_quote"}
CLUSTERS = {"cluster", "cluster_member", "cluster_event", "signature", "fingerprint", "gram_df"}

TIMES = (
    "SELECT s.guid, s.first_seen_at, s.killed_at, v.number, v.first_seen_at, v.last_seen_at, v.revised_at, "
    "v.released_at, v.withheld_at, v.published_at, v.updated_at, v.embargo_at, v.fetch_id, v.raw_document_id "
    "FROM story AS s JOIN story_version AS v ON v.story_id = s.id ORDER BY s.source_id, s.guid, v.number"
)
KEYS = (
    "SELECT source_id, kind, value, guid FROM (SELECT k.source_id, k.kind, k.value, s.guid FROM story_key AS k "
    "JOIN story AS s ON s.id = k.story_id) AS keys ORDER BY source_id, kind, value"
)


@pytest.fixture
def room(tmp_path: Path, engine: Engine, settings: Settings) -> stages.Newsroom:
    """A newsroom that has read the bundled stories, whose files are then gone."""
    seeds = shutil.copytree(SEEDS, tmp_path / "seeds")
    room = stages.Newsroom(settings, engine, Archive(tmp_path / "archive"))
    for _ in stages.ingest(room, read_catalogue(seeds / "sources.toml"), run=stages.RunId("test", "first")):
        pass
    shutil.rmtree(seeds)
    return room


def contents(engine: Engine) -> dict[str, list]:
    with reading(engine) as connection:
        own = {name: [tuple(row) for row in connection.execute(text(q))] for name, q in (("t", TIMES), ("k", KEYS))}
    return dump(engine) | own


def lose(engine: Engine, names: set[str], *updates: str) -> None:
    with writing(engine) as connection:
        for statement in updates:
            connection.execute(text(statement))
        for table in reversed(Base.metadata.sorted_tables):
            if table.name in names:
                connection.execute(table.delete())


def replay(room: stages.Newsroom) -> None:
    """All stages but fetch, as a run does them."""
    window = stages.Window()
    stages.dedupe(room, window, run=RUN, now=LATER)
    for batch in stages.pending_extraction(room, window, now=LATER, batch_size=40):
        stages.extract(room, batch, run=RUN, now=LATER)
    stages.compare(room, run=RUN, now=LATER)
    stages.publish(room, run=RUN, now=LATER)


def test_everything_that_was_derived_comes_back(room):
    before, archived = contents(room.engine), count(room.engine, "raw_document")
    lose(room.engine, {table.name for table in Base.metadata.sorted_tables} - FETCHED)
    assert not any(contents(room.engine).values())
    *_, report = stages.reprocess(room, stages.Order(["parse"]), run=RUN, clock=lambda: LATER)
    assert report.counts["documents to parse"] == archived
    replay(room)
    assert contents(room.engine) == before
    with reading(room.engine) as connection:
        assert run_checks(connection) == {}


def test_readings_come_back(room):
    before = contents(room.engine)
    lose(room.engine, READINGS, "UPDATE story_version SET extraction_id = NULL, compared_at = NULL")
    assert contents(room.engine)["quote"] == []
    replay(room)
    assert contents(room.engine) == before


def test_clusters_come_back(room):
    before = contents(room.engine)
    lose(room.engine, CLUSTERS, "UPDATE story_version SET clustered_at = NULL")
    assert contents(room.engine)["cluster"] == []
    replay(room)
    assert contents(room.engine) == before


def test_a_replay_of_what_is_there_changes_nothing(room):
    before = contents(room.engine)
    list(stages.reprocess(room, stages.Order(["parse", "extract"]), run=RUN, clock=lambda: LATER))
    replay(room)
    assert contents(room.engine) == before


def count(engine: Engine, table: str) -> int:
    with reading(engine) as connection:
        return len(connection.execute(Base.metadata.tables[table].select()).all())
