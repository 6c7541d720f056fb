"""How clustering bears growth: a database is filled step by step, and at each size new stories come.

python -m benchmarks.growth [--sizes 10000,100000,1000000] [--new 1000] [--processes 1,2,8] [--footer WORDS]
    [--database URL]

Printed at each size: the time of the candidate query a text (it is asked for those that are filed together), how long
the lock is held, stories a second with one and with more processes, stories that were split, peak memory. What fills
the database are invented stories of 31 hashes, of which three are as common as a footer; the new ones are texts of
invented words, each carried by five outlets with edits, and ends in a paragraph that the outlet puts under all its
texts if `--footer` gives that a length.
URL is an empty database; without it a PostgreSQL is started for the time (as for the tests), `sqlite` takes a new file.
With datasketch installed, its MinHashLSH clusters the same texts for comparison.
"""

import argparse
import random
import resource
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from importlib.util import find_spec
from itertools import batched
from multiprocessing import get_context
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, event, text
from sqlalchemy.exc import IntegrityError

from pipeline.dedupe.text import words
from pipeline.process import interrupt_nobody
from pipeline.stages import dedupe as stage
from pipeline.store import filings, index, schema, scratch
from pipeline.store.engine import open_engine, writing
from tests.support.databases import fresh_database
from tests.support.postgres import postgres_server

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
DAYS, OUTLETS, FILL = 90, 5, 50_000
HASHES, COMMON, FOOTERS = 28, 3, 40
FILLERS = {
    "postgresql": "SELECT n FROM generate_series({first}, {last}) AS s(n)",
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT {first} UNION ALL SELECT n + 1 FROM s WHERE n < {last}) SELECT n FROM s",
}
CHECKPOINT = 50  # filings of 3 to 6 texts, about 10,000 pages
CLOCK, COMMIT = ";SELECT extract(epoch FROM clock_timestamp())", ";COMMIT"
RANDOM = {"postgresql": "(random() * 9e18)::bigint", "sqlite": "abs(random() / 2)"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--new", type=int, default=1000)
    parser.add_argument("--processes", default="1,2,8")
    parser.add_argument("--footer", type=int, default=0)
    parser.add_argument("--database", default="")
    parser.add_argument("--locked", type=int, help="versions that are filed under one lock")
    arguments = parser.parse_args()
    with ExitStack() as stack:
        url = arguments.database
        if url == "sqlite":
            url = f"sqlite:///{stack.enter_context(tempfile.TemporaryDirectory())}/growth.db"
        elif not url:
            url = stack.enter_context(fresh_database(stack.enter_context(postgres_server())))
        engine = open_engine(url)
        stack.callback(engine.dispose)
        schema.upgrade(engine)
        compare_with_datasketch(list(stories(arguments.new, arguments.footer, first=1, seed=0)))
        filled = 0
        for size in map(int, arguments.sizes.split(",")):
            filled = fill(engine, filled, size)
            for processes in map(int, arguments.processes.split(",")):
                texts = list(stories(arguments.new, arguments.footer, first=filled + 1, seed=filled + processes))
                measure(engine, url, texts, processes, arguments.locked)
                filled += len(texts)


def fill(engine: Engine, stored: int, size: int) -> int:
    """Add invented stories up to `size`, spread over DAYS; returns how many there are now."""
    scratch_text = scratch.Text(1, "filler", "", "", NOON, "")
    if not stored:
        with writing(engine) as connection:
            scratch.add_texts(connection, [scratch_text])
        stored = 1
    started = time.perf_counter()
    for first in range(stored + 1, size + 1, FILL):
        with writing(engine) as connection:
            _fill(connection, first, min(first + FILL - 1, size))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE"))
    print(f"\n{size:,} stories ({time.perf_counter() - started:.0f} s to fill)", flush=True)
    return max(stored, size)


def _fill(connection: Connection, first: int, last: int) -> None:
    """Copies of the first story's rows under other ids, with hashes by chance."""
    dialect = connection.dialect.name
    numbers = FILLERS[dialect].format(first=first, last=last)
    day = f"{(NOON - datetime(1970, 1, 1, tzinfo=UTC)).days} - n % {DAYS}"
    number = {"story": {"id": "n", "guid": "CAST(n AS text)"}}
    number["story_version"] = {
        "id": "n",
        "story_id": "n",
        "content_hash": "CAST(n AS text)",
        "clustered_at": "released_at",
    }
    for table, changed in number.items():
        columns = [column.name for column in schema.Base.metadata.tables[table].columns]
        values = ", ".join(changed.get(column, f"one.{column}") for column in columns)
        rows = f"SELECT {values} FROM ({numbers}) AS numbers, {table} AS one WHERE one.id = 1"
        connection.execute(text(f"INSERT INTO {table} ({', '.join(columns)}) {rows}"))
    at = "(SELECT released_at FROM story_version WHERE id = 1)"
    connection.execute(text(f"INSERT INTO cluster (id, created_at) SELECT n, {at} FROM ({numbers}) AS numbers"))
    connection.execute(
        text(
            "INSERT INTO cluster_member (cluster_id, version_id, relation, score, rule) "
            f"SELECT n, n, 'original', 0, 'new' FROM ({numbers}) AS numbers"
        )
    )
    kinds = [(HASHES, RANDOM[dialect]), (COMMON, f"{RANDOM[dialect]} % {FOOTERS} + 1 + 0 * step")]
    for copies, drawn in kinds:
        steps = (
            FILLERS[dialect].format(first=1, last=copies).replace("(n)", "(step)").replace("SELECT n", "SELECT step")
        )
        steps = steps.replace("n + 1", "step + 1").replace("n <", "step <").replace("AS s(step)", "AS s(step)")
        connection.execute(
            text(
                f"INSERT INTO fingerprint (hash, day, version_id) SELECT DISTINCT {drawn}, {day}, n "
                f"FROM ({numbers}) AS numbers, ({steps}) AS steps"
            )
        )
    if dialect == "postgresql":
        for table in ("story", "story_version", "cluster", "cluster_member"):
            connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"))


def stories(number: int, footer: int, *, first: int, seed: int) -> Iterator[tuple[int, scratch.Text]]:
    """(event, text) of new texts, in order of publication: each event is carried by OUTLETS, with edits.

    Each outlet puts the same `footer` words under its texts.
    """
    chance = random.Random(seed)
    vocabulary = ["".join(chance.choices("aeioubdfgklmnprstvz", k=chance.randint(3, 9))) for _ in range(8000)]
    weights = [1 / (rank + 20) for rank in range(len(vocabulary))]
    bodies = [chance.choices(vocabulary, weights, k=chance.randint(120, 400)) for _ in range(-(-number // OUTLETS))]
    footers = [" ".join(chance.choices(vocabulary, k=footer)) for _ in range(OUTLETS)]
    for place in range(number):
        event, outlet = place % len(bodies), place // len(bodies)
        body = [word if outlet == 0 or chance.random() > 0.02 * outlet else "other" for word in bodies[event]]
        body = body[: int(len(body) * 0.7)] if outlet == 3 else body
        at = NOON + timedelta(seconds=place)
        yield (
            event,
            scratch.Text(
                first + place, f"outlet {seed} {outlet}", "", f"{' '.join(body)}\n\n{footers[outlet]}", at, str(event)
            ),
        )


class Clock:
    """Times what the stage does with the index and the lock, and counts the plans that were overtaken."""

    def __init__(self) -> None:
        self.queries: list[float] = []
        self.locked: list[float] = []
        self.overtaken = 0

    def watch(self, engine: Engine) -> None:
        """From now on, in this process. Merges are not watched.

        PostgreSQL says itself how long it held the lock. SQLite copies its journal into the file at the end of some
        commit, when the lock is free again: that is done apart here, about as often, and not counted.
        """
        query, attempt, file = index.candidates, stage._try, filings.lock_and_file
        begun: list[float] = []

        def timed(connection: Connection, sought: Sequence[index.Sought]) -> Any:
            started = time.perf_counter()
            found = query(connection, sought)
            self.queries.append((time.perf_counter() - started) / max(1, len(sought)))
            return found

        def counted(*arguments: Any) -> Any:
            try:
                return attempt(*arguments)
            except (filings.Overtaken, IntegrityError):
                self.overtaken += 1
                raise

        def ask(connection: Connection, cursor: Any, statement: str, parameters: Any, *_: Any) -> tuple[str, Any]:
            if statement.endswith(COMMIT):
                before, lock, rest = statement.removesuffix(COMMIT).split(";", 2)
                statement = f"{before};{lock}{CLOCK};{rest}{CLOCK}{COMMIT}"
            return statement, parameters

        def answer(connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
            if statement.endswith(COMMIT):
                times = [float(row[0]) for row in _rows(cursor) if isinstance(row[0], Decimal)]
                self.locked.append(times[-1] - times[0])

        def begin(connection: Connection, cursor: Any, statement: str, *rest: Any) -> None:
            if statement == "BEGIN IMMEDIATE":
                begun[:] = [time.perf_counter()]

        def connected(connection: Any, _: Any) -> None:
            connection.execute("PRAGMA wal_autocheckpoint=0")

        def filed(connection: Connection, *arguments: Any) -> None:
            file(connection, *arguments)
            self.locked.append(time.perf_counter() - begun[-1])
            if len(self.locked) % CHECKPOINT == 0:
                connection.connection.driver_connection.execute("PRAGMA wal_checkpoint(PASSIVE)")

        index.candidates, stage._try = timed, counted
        if engine.dialect.name == "postgresql":
            event.listen(engine, "before_cursor_execute", ask, retval=True)
            event.listen(engine, "after_cursor_execute", answer)
        else:
            event.listen(engine, "connect", connected)
            event.listen(engine, "after_cursor_execute", begin)
            filings.lock_and_file = filed


def _rows(cursor: Any) -> Iterator[Any]:
    """The rows of all results of a message."""
    more = True
    while more:
        if cursor.description is not None:
            yield from cursor.fetchall()
        more = cursor.nextset()


def work(url: str, versions: Sequence[int], locked: int | None, start: Any, results: Any) -> None:
    """One of the processes."""
    interrupt_nobody()  # as tasks and commands do
    engine, clock = open_engine(url), Clock()
    if locked:
        stage.PART[engine.dialect.name] = stage.ALONE[engine.dialect.name] = locked
    clock.watch(engine)
    start.wait()
    stage.dedupe(engine, now=NOON, versions=versions)
    engine.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    results.put((clock.queries, clock.locked, peak, clock.overtaken))


def measure(
    engine: Engine, url: str, texts: Sequence[tuple[int, scratch.Text]], processes: int, locked_at_once: int | None
) -> None:
    """Let `processes` cluster these (event, text), each those of some outlets."""
    for part in batched(texts, 500):
        with writing(engine) as connection:
            scratch.add_texts(connection, [one for _, one in part])
    spawn = get_context("spawn")
    start, results = spawn.Barrier(processes + 1), spawn.Queue()
    shares = [[one.number for _, one in texts[share::processes]] for share in range(processes)]
    workers = [spawn.Process(target=work, args=(url, share, locked_at_once, start, results)) for share in shares]
    for worker in workers:
        worker.start()
    start.wait()
    started = time.perf_counter()
    found = [results.get() for _ in workers]
    seconds = time.perf_counter() - started
    for worker in workers:
        worker.join()
    queries, locked = ([took for one in found for took in one[place]] for place in (0, 1))
    events: dict[str, set[int]] = defaultdict(set)
    wanted = {one.number for _, one in texts}
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT m.version_id, v.link, coalesce(c.merged_into, c.id) FROM cluster_member AS m "
                "JOIN cluster AS c ON c.id = m.cluster_id JOIN story_version AS v ON v.id = m.version_id "
                "WHERE m.version_id >= :first"
            ),
            {"first": texts[0][1].number},
        )
        for version, link, cluster in rows:
            if version in wanted:
                events[link].add(cluster)
    split = sum(len(of) - 1 for of in events.values())
    print(
        f"  {processes} process{'es' if processes > 1 else ''}: {len(texts) / seconds:.0f} stories/s; candidates "
        f"{_ms(queries, 50)} p50, {_ms(queries, 99)} p99; lock held {_ms(locked, 50)} p50, {_ms(locked, 99)} p99; "
        f"overtaken {sum(one[3] for one in found)} of {len(locked)}; split {split}; "
        f"peak memory {max(one[2] for one in found):.0f} MB",
        flush=True,
    )


def _ms(seconds: Sequence[float], percentile: int) -> str:
    return f"{1000 * float(np.percentile(seconds, percentile)):.2f} ms"


def compare_with_datasketch(texts: Sequence[tuple[int, scratch.Text]]) -> None:
    """Pairs found by datasketch's MinHashLSH on the same texts, and its speed."""
    if find_spec("datasketch") is None:
        print("datasketch is not installed: no comparison")
        return
    from datasketch import MinHash, MinHashLSH

    lsh, parents = MinHashLSH(threshold=0.5, num_perm=128), {}
    started = time.perf_counter()
    for _, one in texts:
        tokens, sketch = words(one.body), MinHash(num_perm=128)
        sketch.update_batch([" ".join(tokens[place : place + 3]).encode() for place in range(len(tokens) - 2)])
        near = lsh.query(sketch)
        lsh.insert(one.number, sketch)
        parents[one.number] = min((parents[other] for other in near), default=one.number)
    seconds = time.perf_counter() - started
    of = Counter((event, parents[one.number]) for event, one in texts)
    wanted, found = (Counter(key[place] for key in of.elements()) for place in (0, 1))
    right, told, true = (sum(n * (n - 1) for n in counts.values()) for counts in (of, found, wanted))
    print(f"datasketch: {len(texts) / seconds:.0f} texts/s, F1 of pairs {200 * right / (told + true):.1f}")


if __name__ == "__main__":
    main()
