"""One poll of 10,000 feeds on 200 hosts, nine of ten of which have not changed: seconds, memory, and politeness.

    python -m benchmarks.speed_poll [FEEDS] [HOSTS] [WORKERS]

The server is a process of its own on addresses 127.0.1.1 and on, each of which counts as a host. The feeds are polled
once to learn their validators, which is not counted; then the workers, a process each, poll them again. The server's
log of that poll shows whether any host was asked for two feeds at the same time, or sooner than the pause admits.
"""

import asyncio
import json
import multiprocessing
import resource
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from aiohttp import web

from pipeline.settings import Settings
from pipeline.sources.catalogue import Catalogue, Outlet, Source
from pipeline.stages import run as stages
from pipeline.stages.fetch.hosts import PAUSE
from pipeline.store import schema
from pipeline.store.engine import open_engine, writing
from pipeline.store.sources import named_sources, save_polls

ITEMS = "".join(
    f"<item><guid>{n}</guid><title>Story {n}</title><description>{'The ferry ran again. ' * 20}</description></item>"
    for n in range(20)
)
CHANGED_EVERY = 10


def serve(hosts: list[str], log: Path, port: "multiprocessing.queues.Queue[int]") -> None:
    """Answer feeds `/NUMBER` for ever; every tenth has changed since it was asked first."""
    asked: list[tuple[str, float, float]] = []

    async def answer(request: web.Request) -> web.Response:
        began = time.monotonic()
        number, host = int(request.match_info["number"]), request.host.partition(":")[0]
        if number < 0:
            log.write_text(json.dumps(asked), encoding="utf-8")
            return web.Response()
        known = request.headers.get("If-None-Match")
        await asyncio.sleep(0.01)
        asked.append((host, began, time.monotonic()))
        if known and number % CHANGED_EVERY:
            return web.Response(status=304, headers={"ETag": known})
        version = "1" if known else "0"
        text = f"<rss version='2.0'><channel><title>{number}.{version}</title>{ITEMS}</channel></rss>"
        return web.Response(text=text, content_type="application/rss+xml", headers={"ETag": f'"{version}"'})

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
    sources = tuple(
        Source(id=f"f{place}", outlet="post", kind="feed", url=f"http://{hosts[place % len(hosts)]}:{port}/{place}")
        for place in range(feeds)
    )
    engine = open_engine(Settings(home=Path(home)).database)
    schema.upgrade(engine)
    now = datetime.now(UTC)
    room = stages.Newsroom.open(Settings(home=Path(home)))
    room.catalogue = Catalogue(outlets=(Outlet(id="post", name="The Post"),), sources=sources)
    stages.plan(room, stages.Window(), now=now)
    seed_validators(room, [source.id for source in sources], now)
    began = time.perf_counter()
    shards = stages.plan(room, stages.Window(), now=now)
    planned = time.perf_counter() - began
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        jobs = [pool.submit(poll, home, shard, str(place), now) for place, shard in enumerate(shards)]
        done = [job.result() for job in jobs]
    seconds = time.perf_counter() - began
    totals: dict[str, int] = defaultdict(int)
    for counts, _ in done:
        for name, count in counts.items():
            totals[name] += count
    import urllib.request

    urllib.request.urlopen(f"http://{hosts[0]}:{port}/-1").close()
    visits: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for host, start, end in json.loads(log.read_text(encoding="utf-8")):
        visits[host].append((start, end))
    gaps = [later[0] - earlier[1] for asked in visits.values() for earlier, later in pairwise(sorted(asked))]
    print(json.dumps(totals))
    print(f"{len(shards)} shards, planned in {planned:.1f} s; one poll {seconds:.1f} s with {workers} workers")
    print("peak memory of each worker: " + ", ".join(f"{memory:.0f} MiB" for _, memory in done))
    least = min(gaps, default=0.0)
    print(f"hosts asked {len(visits)}, least time between two requests to one {least:.3f} s: ", end="")
    print("the budget was kept" if least >= PAUSE.total_seconds() - 0.005 else "THE BUDGET WAS BROKEN")


def seed_validators(room: stages.Newsroom, names: list[str], now: datetime) -> None:
    """Let the feeds look as if they had been polled an hour ago."""
    from dataclasses import replace

    with writing(room.engine) as connection:
        found = named_sources(connection, names)
        hour = now - timedelta(hours=1)
        states = {
            source.id: replace(source.polls, etag='"0"', last_unconditional_at=hour, next_poll_at=hour)
            for source in found
        }
        save_polls(connection, states)


if __name__ == "__main__":
    main()
