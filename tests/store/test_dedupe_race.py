"""Runs at the same time neither split a story nor do anything twice."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context

import pytest
from sqlalchemy import Engine, func, select

from pipeline.stages.dedupe import dedupe
from pipeline.store import scratch
from pipeline.store.engine import open_engine, reading, writing
from pipeline.store.tables import ClusterMember

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
PROCESSES, STORIES = 8, 500


def run(url: str, versions: Sequence[int] | None) -> Counter[str]:
    """One of the processes."""
    engine = open_engine(url)
    try:
        return Counter(dedupe(engine, now=NOON, versions=versions).counts)
    finally:
        engine.dispose()


def at_once(engine: Engine, shares: Sequence[Sequence[int] | None]) -> Counter[str]:
    url = engine.url.render_as_string(hide_password=False)
    with get_context("spawn").Pool(len(shares)) as pool:
        return sum(pool.starmap(run, [(url, share) for share in shares], chunksize=1), Counter())


@pytest.fixture
def carried(engine: Engine) -> list[list[int]]:
    """Stories of invented words, each carried by as many outlets as there are processes; the ids by outlet."""
    chance = random.Random(7)
    words = ["".join(chance.choices("aeioubdfgklmnprstvz", k=chance.randint(3, 9))) for _ in range(3000)]
    bodies = [" ".join(chance.choices(words, k=40)) for _ in range(STORIES)]
    shares = []
    for outlet in range(PROCESSES):
        first = outlet * STORIES + 1
        texts = [
            scratch.Text(first + story, f"outlet {outlet}", "", body, NOON + timedelta(seconds=story), "")
            for story, body in enumerate(bodies)
        ]
        with writing(engine) as connection:
            scratch.add_texts(connection, texts)
        shares.append([text.number for text in texts])
    return shares


def sizes(engine: Engine) -> Counter[int]:
    """How many clusters there are of each size."""
    return Counter(Counter(filed.cluster for filed in scratch.filed(engine)).values())


def test_processes_that_bring_the_same_stories_at_once_split_none(engine: Engine, carried: list[list[int]]):
    counts = at_once(engine, carried)
    assert sizes(engine) == {PROCESSES: STORIES}
    assert counts["originals"] == STORIES
    assert counts["copies"] == STORIES * (PROCESSES - 1)


def test_processes_that_find_the_same_work_do_it_once(engine: Engine, carried: list[list[int]]):
    counts = at_once(engine, [None, None, None])
    assert counts["versions"] == STORIES * PROCESSES
    assert sizes(engine) == {PROCESSES: STORIES}
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(ClusterMember)) == STORIES * PROCESSES
