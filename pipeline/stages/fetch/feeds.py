"""Feeds: one bounded, conditional request each; the answer and what the next poll needs go in one transaction."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Container, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from pipeline.sources.access import Access
from pipeline.sources.client import Client, FetchRequest, Limits
from pipeline.sources.page import is_feed, page_in_place
from pipeline.sources.polling import is_audit_due, retry_after_time, stated_interval
from pipeline.stages.fetch import saving
from pipeline.stages.fetch.hosts import PAUSE, HostTurns
from pipeline.stages.fetch.judging import Fetched
from pipeline.stages.fetch.keeping import keep
from pipeline.stages.room import Newsroom, RunId
from pipeline.store import documents, hosts, sources
from pipeline.store.engine import reading, writing
from pipeline.store.sources import SourceRow

HOSTS_AT_ONCE = 256
ROUND = timedelta(minutes=10)  # feeds that nobody got round to by then stay due
DATABASE_THREADS = 4
RESOLVER_THREADS = 32
A_TRANSACTION = 100
GATHERING_SECONDS = 0.1  # in which answers come together for one transaction


def fetch_feeds(
    room: Newsroom, feeds: Sequence[SourceRow], *, run: RunId, now: datetime
) -> tuple[Counter[str], list[str]]:
    """Ask each feed once, its host one request at a time over all workers; returns counts, and what is wrong.

    Counted are `documents`, `unchanged`, `purged`, `slow` (429, 503), `failed`; `held` are feeds of hosts that want no
    request now, `postponed` those that stay due since the round's time was up, and `polled` those that another worker
    has asked meanwhile.
    """
    access = {source.id: room.access(source) for source in feeds}
    try:
        return asyncio.run(_Round(room, run, now, access).ask(feeds))
    except ExceptionGroup as group:
        raise _first(group) from group


class _Round:
    """One round over the due feeds: a visit a host, many hosts at once, answers written together."""

    def __init__(self, room: Newsroom, run: RunId, now: datetime, access: Mapping[int, Access | None]) -> None:
        self.room, self.run, self.now, self.access = room, run, now, access
        self.counts: Counter[str] = Counter()
        self.problems: list[str] = []
        self.until = datetime.now(UTC) + ROUND  # of the machine's time, not of the run's
        self.places = asyncio.Semaphore(HOSTS_AT_ONCE)
        self.answers: asyncio.Queue[tuple[Fetched, asyncio.Future[None]] | None] = asyncio.Queue(4 * A_TRANSACTION)

    async def ask(self, feeds: Sequence[SourceRow]) -> tuple[Counter[str], list[str]]:
        settings = self.room.settings
        size = settings.max_document_bytes
        limits = Limits(seconds=settings.fetch_seconds, wire_bytes=size, decoded_bytes=size)
        by_host: dict[str, list[SourceRow]] = defaultdict(list)
        for source in feeds:
            by_host[host_of(source.address)].append(source)
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(RESOLVER_THREADS))
        client = Client(
            contact=settings.contact,
            allowed=settings.allow_networks,
            limits=limits,
            hop_pause=PAUSE.total_seconds(),
        )
        with ThreadPoolExecutor(DATABASE_THREADS) as self.threads:
            async with client as self.client, asyncio.TaskGroup() as tasks:
                tasks.create_task(self._write_all())
                tasks.create_task(self._visit_all(by_host))
        return self.counts, self.problems

    async def _visit_all(self, by_host: dict[str, list[SourceRow]]) -> None:
        async with asyncio.TaskGroup() as visits:
            for host, group in by_host.items():
                visits.create_task(self._visit(host, group))
        await self.answers.put(None)

    async def _visit(self, host: str, group: Sequence[SourceRow]) -> None:
        """Ask the feeds of a host one after the other; the host is given back when their answers are stored."""
        async with self.places:
            seconds = self.room.settings.fetch_seconds
            turns = HostTurns(self.room.engine, host, self.run, seconds, self.until, self._in_thread)
            if not await turns.wait():
                self.counts["postponed"] += len(group)
                return
            try:
                await self._ask_in_turn(host, group, turns)
            finally:
                await turns.give_back()

    async def _ask_in_turn(self, host: str, group: Sequence[SourceRow], turns: HostTurns) -> None:
        due, purged, held_until = await self._in_thread(lambda: self._read(host, group))
        self.counts["polled"] += len(group) - len(due)
        stored = []
        for place, source in enumerate(due):
            if held_until is not None:
                await self._hold(due[place:], held_until)
                break
            if place:
                await asyncio.sleep(PAUSE.total_seconds())
            if not await turns.wait():
                self.counts["postponed"] += len(due) - place
                break
            fetched = await self._fetch(source, purged[source.id])
            stored.append(asyncio.get_running_loop().create_future())
            await self.answers.put((fetched, stored[-1]))
            held_until = await self._wish(fetched, host)
        await asyncio.gather(*stored)

    def _read(
        self, host: str, group: Sequence[SourceRow]
    ) -> tuple[list[SourceRow], dict[int, set[str]], datetime | None]:
        """Those that nobody has asked since they were found due, what was taken down of them, and the host's wish."""
        known = {source.slug: source.polls.next_poll_at for source in group}
        with reading(self.room.engine) as connection:
            found = sources.named_sources(connection, list(known))
            purged = documents.purged_hashes(connection, [source.id for source in found])
            held = hosts.held_hosts(connection, [host], now=self.now)
        return [source for source in found if source.polls.next_poll_at == known[source.slug]], purged, held.get(host)

    async def _fetch(self, source: SourceRow, purged: Container[str]) -> Fetched:
        polls = source.polls
        request = FetchRequest(source.address, access=self.access[source.id])
        if polls.has_true_validators and not is_audit_due(polls.last_unconditional_at, self.now):
            request = replace(request, etag=polls.etag or "", last_modified=polls.last_modified or "")
        answer = await self.client.fetch(request)
        body, answer = answer.body, replace(answer, body=b"")
        fetched = Fetched(source, answer, is_conditional=bool(request.etag or request.last_modified))
        page = page_in_place(body, answer.final_url, answer.headers)
        if not body or page:
            return replace(fetched, page=page)
        sha256 = await self._in_thread(lambda: keep(self.room.archive, body, purged))
        return replace(
            fetched,
            size=len(body),
            sha256=sha256,
            is_purged=sha256 in purged,
            is_feed=is_feed(body),
            stated=stated_interval(answer.headers, body),
        )

    async def _wish(self, fetched: Fetched, host: str) -> datetime | None:
        """Until when the visited host wants no request, after this answer; kept for all workers at once."""
        answer = fetched.answer
        until = retry_after_time(answer.headers.get("retry-after", ""), self.now) if answer.failure else None
        if until is None or until <= self.now:
            return None
        holding = host_of(answer.final_url)
        await self._in_thread(lambda: saving.hold(self.room, holding, until))
        return until if holding == host else None

    async def _hold(self, held: Sequence[SourceRow], until: datetime) -> None:
        self.counts["held"] += len(held)
        self.problems += await self._in_thread(lambda: saving.save_held(self.room, held, until, now=self.now))

    async def _write_all(self) -> None:
        """Store the answers as they come, a transaction for those that come together."""
        is_open = True
        while is_open:
            batch = [await self.answers.get()]
            await asyncio.sleep(GATHERING_SECONDS if batch[0] else 0)
            while batch[-1] is not None and len(batch) < A_TRANSACTION and not self.answers.empty():
                batch.append(self.answers.get_nowait())
            is_open = batch[-1] is not None
            answers = [entry for entry in batch if entry is not None]
            fetched = [answer for answer, _ in answers]
            await self._in_thread(partial(self._write, fetched))
            for answer, stored in answers:
                self.counts[{"document": "documents"}.get(answer.outcome, answer.outcome)] += 1
                self.problems += [answer.failure] if answer.failure else []
                stored.set_result(None)

    def _write(self, fetched: Sequence[Fetched]) -> None:
        with writing(self.room.engine) as connection:
            saving.save_answers(connection, fetched, now=self.now)

    async def _in_thread[T](self, work: Callable[[], T]) -> T:
        """Do what blocks, on the database or the disk, beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, work)


def _first(error: Exception) -> Exception:
    """What went wrong first among tasks that ended together."""
    return _first(error.exceptions[0]) if isinstance(error, ExceptionGroup) else error


def host_of(address: str) -> str:
    """The host that an address names."""
    return urlsplit(address).hostname or ""
