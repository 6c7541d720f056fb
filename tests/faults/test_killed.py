"""A worker that is killed at any moment costs nothing: the next run leaves the rows of an undisturbed one."""

import random
import signal
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice

import pytest
from sqlalchemy import text

from pipeline.stages import purge
from pipeline.store.engine import reading
from tests.faults.conftest import Ended, Worker

KILLS, TAKEDOWN_KILLS = 20, 4
KILLED = Ended(-signal.SIGKILL, "")

# Threads of the numeric libraries are idle when a worker is forked, and each worker has its own afterwards.
pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded, use of fork.*:DeprecationWarning")


def killed_after(work, seconds: float) -> bool:
    """Do the work in a process and kill it after a while; says whether it was still at work."""
    worker = Worker(work)
    time.sleep(seconds)
    worker.kill()
    ended = worker.wait()
    assert ended in (KILLED, Ended(0, "")), ended.error
    return ended == KILLED


def moments(seed: int) -> Iterator[float]:
    """Random parts of a duration, one in each twentieth of it in turn, so that they spread over all of it."""
    chance = random.Random(seed)
    while True:
        for part in chance.sample(range(20), 20):
            yield (part + chance.random()) / 20


def test_ingest_killed_at_random_points(new_scene, undisturbed):
    kills, progress, seconds = 0, set(), undisturbed.seconds
    for attempt, moment in enumerate(moments(seed=1)):
        assert attempt < 3 * KILLS, "most of the workers ended before they could be killed"
        with new_scene() as scene:
            was_killed = killed_after(scene.ingest, moment * seconds)
            with scene.room() as room, reading(room.engine) as connection:
                progress.add(connection.execute(text("SELECT count(*) FROM stage_run")).scalar_one())
            assert Worker(scene.ingest).wait() == Ended(0, "")
            assert scene.contents() == undisturbed.contents
        kills += was_killed
        seconds *= 1 if was_killed else 0.8  # the machine has become faster since the measurement
        if kills == KILLS:
            break
    assert len(progress) > 1, "all of the kills fell into one stage"


def test_ingest_killed_again_and_again(new_scene, undisturbed):
    with new_scene() as scene:
        for part in range(1, 6):
            killed_after(scene.ingest, undisturbed.seconds * part / 8)
        assert Worker(scene.ingest).wait() == Ended(0, "")
        assert scene.contents() == undisturbed.contents


def test_takedown_killed_at_random_points(new_scene):
    def take_down(scene) -> None:
        with scene.room() as room:
            takedown = purge.find_story(room, "urn:2")
            purge.purge(room, takedown, reason="asked", now=datetime(2026, 3, 24, tzinfo=UTC))

    def documents(scene) -> int:
        return sum(path.is_file() for path in (scene.folder / "archive").rglob("*"))

    with new_scene() as scene:
        assert Worker(scene.ingest).wait() == Ended(0, "")
        started = time.monotonic()
        assert Worker(lambda: take_down(scene)).wait() == Ended(0, "")
        seconds = time.monotonic() - started
        wanted = scene.contents(), documents(scene)
    for moment in islice(moments(seed=2), TAKEDOWN_KILLS):
        with new_scene() as scene:
            assert Worker(scene.ingest).wait() == Ended(0, "")
            killed_after(lambda: take_down(scene), moment * seconds)
            for work in (lambda: take_down(scene), scene.ingest):
                assert Worker(work).wait() == Ended(0, "")
            assert (scene.contents(), documents(scene)) == wanted
