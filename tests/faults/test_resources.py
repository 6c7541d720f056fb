"""A full disk, a locked database, a cut connection: a clear error or a wait, then the rows of an undisturbed run."""

import random
import resource
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

import psycopg
import pytest
from sqlalchemy import make_url

from pipeline.store.engine import writing
from tests.faults.conftest import REFUSED, Ended, Worker

KIB = 1024
CUTS = 5
LOCKED_SECONDS = 0.5

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork.*:DeprecationWarning")


def is_sqlite(scene) -> bool:
    return scene.url.startswith("sqlite")


def test_no_room_on_the_disk(new_scene, undisturbed):
    """No file of the worker may grow beyond a size: on PostgreSQL that hits the archive, on SQLite the database too."""
    with new_scene() as scene:
        size = 80 * KIB if is_sqlite(scene) else 200

        def ingest() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
            scene.ingest()

        ended = Worker(ingest).wait()
        assert ended.code == REFUSED, ended.error
        assert ("newswire.db: " if is_sqlite(scene) else "has no room for another document") in ended.error
        assert Worker(scene.ingest).wait() == Ended(0, "")
        assert scene.contents() == undisturbed.contents


@contextmanager
def another_writer(scene) -> Iterator[None]:
    """A process that holds SQLite's write lock."""
    is_locked = scene.folder / "locked"

    def hold() -> None:
        with scene.room() as room, writing(room.engine):
            is_locked.touch()
            signal.pause()

    writer = Worker(hold)
    while not is_locked.exists():
        assert writer.is_running()
        time.sleep(0.005)
    try:
        yield
    finally:
        writer.kill()
        writer.wait()


def test_sqlite_locked_by_another_writer_for_a_while(new_scene, undisturbed):
    with new_scene() as scene:
        if not is_sqlite(scene):
            pytest.skip("PostgreSQL has no lock of the whole database")
        with another_writer(scene):
            worker = Worker(scene.ingest)
            time.sleep(LOCKED_SECONDS)
            assert worker.is_running()
        assert worker.wait() == Ended(0, "")
        assert scene.contents() == undisturbed.contents


def test_sqlite_locked_for_longer_than_a_run_waits(new_scene, undisturbed):
    with new_scene() as scene:
        if not is_sqlite(scene):
            pytest.skip("PostgreSQL has no lock of the whole database")
        with another_writer(scene):
            ended = Worker(partial(scene.ingest, patience_ms=50)).wait()
        assert ended.code == REFUSED, ended.error
        assert "database is locked" in ended.error
        assert "Another run was in the way" in ended.error
        assert Worker(scene.ingest).wait() == Ended(0, "")
        assert scene.contents() == undisturbed.contents


def test_postgresql_connections_cut_in_the_middle(new_scene, undisturbed):
    chance = random.Random(3)
    endings = []
    for part in range(CUTS):
        with new_scene() as scene:
            if is_sqlite(scene):
                pytest.skip("SQLite has no connection to cut")
            worker = Worker(scene.ingest)
            time.sleep((part + chance.random()) / CUTS * undisturbed.seconds)
            cut_connection(scene, worker)
            endings.append(worker.wait())
            assert Worker(scene.ingest).wait() == Ended(0, "")
            assert scene.contents() == undisturbed.contents
    refused = [ended for ended in endings if ended.code == REFUSED]
    assert refused, "no run was hit"
    assert all("terminating connection" in ended.error or "server closed" in ended.error for ended in refused), refused
    assert {ended.code for ended in endings} <= {0, REFUSED}, endings


def cut_connection(scene, worker: Worker) -> None:
    """End a session of the scene's database inside a transaction, as an administrator or a failing server would."""
    url = make_url(scene.url)
    with psycopg.connect(host=url.query["host"], user=url.username, dbname="postgres", autocommit=True) as session:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND xact_start IS NOT NULL"
        while not session.execute(cut, [url.database]).fetchall() and worker.is_running():
            pass
