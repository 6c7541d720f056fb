"""One poll of 10,000 feeds on 200 hosts, nine of ten of which have not changed: seconds, memory, and politeness.

    python -m benchmarks.speed_poll [FEEDS] [HOSTS] [WORKERS]

The server is a process of its own on addresses 127.0.1.1 and on, each of which counts as a host. The workers, a
process each, poll the feeds twice: the first poll brings all documents and their validators; before the second, which
counts, every tenth feed has changed. The server's log of it shows who was answered 304, and whether any host was asked
for two feeds at the same time, or sooner than the pause admits.
"""

import asyncio
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections import Counter, defaultdict
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from urllib.request import urlopen

from aiohttp import web

from pipeline.settings import Settings
from pipeline.sources.catalogue import Catalogue, Outlet, Source
from pipeline.stages import run as stages
from pipeline.store import schema
from pipeline.store.engine import open_engine

ITEMS = "".join(
    f"<item><guid>{n}</guid><title>Story {n}</title><description>{'The ferry ran again. ' * 20}</description></item>"
    for n in range(20)
)
CHANGED_EVERY = 10
FEEDS_AT_MOST = 100_000
CHANGE, WRITE_LOG = -1, -2


def serve(hosts: list[str], log: Path, port: "multiprocessing.queues.Queue[int]") -> None:
    """Answer feeds `/NUMBER` for ever; `/-1` tells that every tenth has changed, `/-2` has the log written."""
    asked: list[tuple[str, int, float, float]] = []
    versions: Counter[int] = Counter()

    async def answer(request: web.Request) -> web.Response:
        began = time.monotonic()
        number, host = int(request.match_info["number"]), request.host.partition(":")[0]
        if number == CHANGE:
            versions.update(range(0, FEEDS_AT_MOST, CHANGED_EVERY))
            asked.clear()
            return web.Response()
        if number == WRITE_LOG:
            log.write_text(json.dumps(asked), encoding="utf-8")
            return web.Response()
        tag = f'"{number}.{versions[number]}"'
        status = 304 if request.headers.get("If-None-Match") == tag else 200
        await asyncio.sleep(0.01)
        asked.append((host, status, began, time.monotonic()))
        if status == 304:
            return web.Response(status=304, headers={"ETag": tag})
        text = f"<rss version='2.0'><channel><title>{tag}</title>{ITEMS}</channel></rss>"
        return web.Response(text=text, content_type="application/rss+xml", headers={"ETag": tag})

    async def run() -> None:
        app = web.Application()
        app.router.add_get("/{number:-?[0-9]+}", answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "0.0.0.0" if not hosts else hosts[0], 0)
        await site.start()
        chosen = runner.addresses[0][1]
        for host in hosts[1:]:
            await web.TCPSite(runner, host, chosen).start()
        port.put(chosen)
        await asyncio.Event().wait()

    asyncio.run(run())


def poll(home: str, names: list[str], run: str, now: datetime) -> tuple[dict[str, int], float]:
    """Poll these feeds; returns the counts and the peak memory of this process in MiB."""
    room = stages.Newsroom.open(Settings(home=Path(home), allow_networks=["127.0.0.0/8"]))
    report = stages.fetch(room, names, run=stages.RunId("benchmark", run), now=now)
    return report.counts, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    feeds, number, workers = (int(value) for value in (*sys.argv[1:], *("10000", "200", "2")[len(sys.argv) - 1 :]))
    hosts = [f"127.0.{1 + place // 250}.{1 + place % 250}" for place in range(number)]
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as home:
        log, ports = Path(home) / "log.json", context.Queue()
        server = context.Process(target=serve, args=(hosts, log, ports), daemon=True)
        server.start()
        try:
            measure(home, feeds, hosts, ports.get(timeout=30), workers, log)
        finally:
            server.terminate()
            server.join()


def measure(home: str, feeds: int, hosts: list[str], port: int, workers: int, log: Path) -> None:
    """Poll twice, the second time counted, and check the server's log of it."""

    def tell(number: int) -> None:
        urlopen(f"http://{hosts[0]}:{port}/{number}").close()

    sources = tuple(
        Source(id=f"f{place}", outlet="post", kind="feed", url=f"http://{hosts[place % len(hosts)]}:{port}/{place}")
        for place in range(feeds)
    )
    engine = open_engine(Settings(home=Path(home)).database)
    schema.upgrade(engine)
    now = datetime.now(UTC)
    room = stages.Newsroom.open(Settings(home=Path(home)))
    room.catalogue = Catalogue(outlets=(Outlet(id="post", name="The Post"),), sources=sources)
    poll_all(room, home, workers, now)
    tell(CHANGE)
    began = time.perf_counter()
    done = poll_all(room, home, workers, now + timedelta(hours=2))
    seconds = time.perf_counter() - began
    totals: Counter[str] = Counter()
    for counts, _ in done:
        totals.update(counts)
    tell(WRITE_LOG)
    visits: dict[str, list[tuple[float, float]]] = defaultdict(list)
    statuses: Counter[int] = Counter()
    for host, status, start, end in json.loads(log.read_text(encoding="utf-8")):
        visits[host].append((start, end))
        statuses[status] += 1
    gaps = [later[0] - earlier[1] for asked in visits.values() for earlier, later in pairwise(sorted(asked))]
    print(f"counted {json.dumps(totals)}; the server answered {json.dumps(statuses)}")
    print(f"one poll {seconds:.1f} s, planning included, in {len(done)} shards with {workers} workers")
    print("peak memory of the worker of each shard: " + ", ".join(f"{memory:.0f} MiB" for _, memory in done))
    least = min(gaps, default=0.0)
    print(f"hosts asked {len(visits)}, least time between two requests to one {least:.3f} s: ", end="")
    print("the budget was kept" if least >= Settings().host_pause_seconds - 0.005 else "THE BUDGET WAS BROKEN")


def poll_all(room: stages.Newsroom, home: str, workers: int, now: datetime) -> list[tuple[dict[str, int], float]]:
    """Poll what is due, a worker a shard; returns what `poll` says of each."""
    shards = stages.plan(room, stages.Window(), now=now)
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        jobs = [pool.submit(poll, home, shard, f"{now} {place}", now) for place, shard in enumerate(shards)]
        return [job.result() for job in jobs]


if __name__ == "__main__":
    main()
