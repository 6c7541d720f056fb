"""Runs at the same time neither split a story nor do anything twice."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from multiprocessing.queues import Queue
from multiprocessing.synchronize import Barrier

from sqlalchemy import Engine, func, select

from pipeline.stages.dedupe import dedupe
from pipeline.store import scratch
from pipeline.store.engine import open_engine, reading, writing
from pipeline.store.tables import ClusterMember
from tests.support.command import FORKS

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
OUTLETS = 8


def run(url: str, versions: Sequence[int] | None, start: Barrier, results: Queue) -> None:
    """One of the processes."""
    engine = open_engine(url)
    start.wait()
    results.put(Counter(dedupe(engine, now=NOON, versions=versions).counts))
    engine.dispose()


def at_once(engine: Engine, shares: Sequence[Sequence[int] | None]) -> Counter[str]:
    """The counts of runs that start together, one for each share of the versions."""
    url, start, results = engine.url.render_as_string(hide_password=False), FORKS.Barrier(len(shares)), FORKS.Queue()
    processes = [FORKS.Process(target=run, args=(url, share, start, results)) for share in shares]
    for process in processes:
        process.start()
    counts = sum((results.get(timeout=120) for _ in processes), Counter())
    for process in processes:
        process.join()
    return counts


def carry(engine: Engine, stories: int) -> list[list[int]]:
    """Store stories of invented words, each as eight outlets carry it; the ids of the versions by outlet."""
    chance = random.Random(7)
    words = ["".join(chance.choices("aeioubdfgklmnprstvz", k=chance.randint(3, 9))) for _ in range(3000)]
    bodies = [" ".join(chance.choices(words, k=40)) for _ in range(stories)]
    shares = []
    for outlet in range(OUTLETS):
        first = outlet * stories + 1
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


def test_processes_that_bring_the_same_stories_at_once_split_none(engine: Engine):
    counts = at_once(engine, carry(engine, 500))
    assert sizes(engine) == {OUTLETS: 500}
    assert counts == {"versions": 500 * OUTLETS, "originals": 500, "copies": 500 * (OUTLETS - 1)}


def test_processes_that_find_the_same_work_do_it_once(engine: Engine):
    carry(engine, 60)
    counts = at_once(engine, [None, None, None])
    assert counts["versions"] == 60 * OUTLETS
    assert sizes(engine) == {OUTLETS: 60}
    with reading(engine) as connection:
        assert connection.scalar(select(func.count()).select_from(ClusterMember)) == 60 * OUTLETS
