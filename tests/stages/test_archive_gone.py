"""While the archive does not answer, documents wait; nothing is set aside for it, and a retry goes on."""

from datetime import UTC, datetime

import pytest

from pipeline.archive import Archive, open_archive
from pipeline.errors import TransientError
from pipeline.stages import run as stages
from tests.support.s3 import new_bucket, s3_server

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
RUN = stages.RunId("test", "one")


def test_documents_wait_for_an_archive_that_does_not_answer(desk, monkeypatch):
    desk.write("ferry.txt", "Ferry sails again\n\nThe ferry sails at noon.")
    desk.write("tug.txt", "Tug is sold\n\nThe tug goes to another port.")
    with s3_server() as server:
        desk.room.archive = open_archive(new_bucket(server, monkeypatch))
        reports = stages.ingest(desk.room, desk.catalogue, run=RUN)
        assert next(reports).counts["documents"] == 2
    with pytest.raises(TransientError, match="does not answer"):
        stages.parse(desk.room, stages.Window(), run=RUN, now=NOW)
    assert desk.rows("SELECT count(*) FROM quarantine") == [(0,)]
    assert desk.rows('SELECT count(*) FROM "fetch" WHERE parsed_at IS NULL') == [(2,)]
    desk.room.archive = Archive(desk.folder / "copy")
    for path in desk.stories.iterdir():
        desk.room.archive.put(path.read_bytes())
    assert stages.parse(desk.room, stages.Window(), run=RUN, now=NOW).counts["new"] == 2
