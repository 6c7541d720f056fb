"""Backup and restore, for real, as docs/operations.md has them: what comes back is what was there, and work goes on."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import make_url, text

from pipeline.archive import Archive
from pipeline.settings import Settings
from pipeline.sources.catalogue import read_catalogue
from pipeline.stages import run as stages
from pipeline.store import schema
from pipeline.store.engine import open_engine, reading
from tests.support.compose import ROOT
from tests.support.databases import fresh_database
from tests.support.dump import dump
from tests.support.newsroom import as_role, create_roles
from tests.support.postgres import server_programs

DOCUMENT = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")


def ingest(url: str, folder: Path, settings: Settings) -> stages.Newsroom:
    room = stages.Newsroom(settings, open_engine(url), Archive(folder))
    list(stages.ingest(room, read_catalogue(ROOT / "seeds" / "sources.toml"), run=stages.RunId("test", folder.name)))
    return room


def check_restored(url: str, archive: Path, settings: Settings, before: Mapping[str, list[str]]) -> None:
    """All is there, and a run after the restore takes up where the backup was made."""
    room = stages.Newsroom(settings, open_engine(url), Archive(archive))
    assert schema.check(room.engine) == schema.newest_revision()
    assert dump(room.engine) == before
    assert any(before.values())
    *_, replayed = stages.reprocess(room, stages.Order(["parse"]), run=stages.RunId("test", "replay"))
    assert replayed.counts["documents"] > 0, "the archive came back too"
    room.engine.dispose()
    again = ingest(url, archive, settings)
    assert dump(again.engine) == before
    assert stages.maintain(again, True, run=stages.RunId("test", "after"), now=datetime.now(UTC)).failed == ()
    again.engine.dispose()


def test_sqlite_is_copied_while_it_is_in_use(tmp_path: Path, settings: Settings):
    home = tmp_path / "home"
    home.mkdir()
    url = f"sqlite:///{home / 'newswire.db'}"
    engine = open_engine(url)
    schema.upgrade(engine)
    room = ingest(url, home / "archive", settings)
    before = dump(room.engine)

    command = "VACUUM INTO 'backup.db'"
    assert f'python -m sqlite3 .newswire/newswire.db "{command}"' in DOCUMENT
    with reading(room.engine):
        subprocess.run([sys.executable, "-m", "sqlite3", home / "newswire.db", command], cwd=tmp_path, check=True)
        shutil.copytree(home / "archive", tmp_path / "archive")
    shutil.rmtree(home)

    restored = tmp_path / "restored"
    restored.mkdir()
    (tmp_path / "backup.db").rename(restored / "newswire.db")
    check_restored(f"sqlite:///{restored / 'newswire.db'}", tmp_path / "archive", settings, before)


@pytest.fixture
def newsroom_url(postgres_url: str) -> Iterator[str]:
    """A database with the three roles, migrated by its owner; the URL is the superuser's."""
    with fresh_database(postgres_url) as url:
        create_roles(url)
        engine = open_engine(as_role(url, "newswire_owner"))
        schema.upgrade(engine)
        engine.dispose()
        yield url


def test_postgresql_is_dumped_and_restored_with_its_roles(
    newsroom_url: str, postgres_url: str, tmp_path: Path, settings: Settings
):
    room = ingest(as_role(newsroom_url, "newswire_writer"), tmp_path / "archive", settings)
    before = dump(room.engine)
    place = make_url(newsroom_url)
    environment = os.environ | {"PGHOST": str(place.query["host"]), "PGUSER": "postgres"}

    def call(program: str, *arguments: str) -> None:
        assert f"{program} " in DOCUMENT
        done = subprocess.run(
            [server_programs() / program, *arguments], env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr

    backup = str(tmp_path / "newswire.dump")
    call("pg_dump", "--format=custom", "--file", backup, str(place.database))
    shutil.copytree(tmp_path / "archive", tmp_path / "copy")
    with fresh_database(postgres_url) as url:
        create_roles(url)
        call("pg_restore", "--exit-on-error", "--single-transaction", "--dbname", str(make_url(url).database), backup)
        check_restored(as_role(url, "newswire_writer"), tmp_path / "copy", settings, before)
        reader = open_engine(as_role(url, "newswire_reader"))
        with reading(reader) as connection:
            assert connection.execute(text("SELECT count(*) FROM api_story")).scalar_one() > 0
        reader.dispose()
    room.engine.dispose()
