"""A round of requests: many hosts at once, each asked for one document at a time over all workers."""

import asyncio
from abc import ABC, abstractmethod
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Container, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from pipeline.errors import NewswireError, PermanentError, TransientError
from pipeline.sources.client import Answer, Client, FetchRequest, Limits
from pipeline.sources.polling import retry_after_time
from pipeline.stages.fetch import saving
from pipeline.stages.fetch.hosts import Clock, HostTurns, NotNow
from pipeline.stages.fetch.judging import Fetched
from pipeline.stages.fetch.keeping import keep
from pipeline.stages.room import Newsroom, RunId
from pipeline.store import documents, sources
from pipeline.store.engine import reading, writing
from pipeline.store.sources import SourceRow

HOSTS_AT_ONCE = 256
ROUND = timedelta(minutes=10)  # feeds that nobody got round to by then stay due
DATABASE_THREADS = 4
RESOLVER_THREADS = 32
A_TRANSACTION = 100
GATHERING_SECONDS = 0.1  # in which answers come together for one transaction

type Outcome = tuple[Counter[str], list[str]]


def machine_time() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


class Round(ABC):
    """One round over some sources: a visit a host, many hosts at once, answers of polls written together.

    `clock` is the machine's time, by which turns at hosts go and the round ends.
    """

    def __init__(self, room: Newsroom, asked: Sequence[SourceRow], *, run: RunId, now: datetime, clock: Clock) -> None:
        self.room, self.asked, self.run, self.now, self.clock = room, asked, run, now, clock
        self.access = {source.id: room.access(source) for source in asked}
        self.counts: Counter[str] = Counter()
        self.problems: list[str] = []
        self.unkept: list[Exception] = []  # what the archive said when it took nothing more
        self.until = clock() + ROUND
        self.places = asyncio.Semaphore(HOSTS_AT_ONCE)
        self.answers: asyncio.Queue[tuple[Fetched, asyncio.Future[None]] | None] = asyncio.Queue(4 * A_TRANSACTION)

    def complete(self) -> Outcome:
        """Ask all of them; returns counts, and what is wrong.

        Raises TransientError or PermanentError, which says all that went wrong, when the archive or the database takes
        nothing more; what was stored before stays.
        """
        try:
            asyncio.run(self._ask())
        except ExceptionGroup as group:
            if (error := _together(list(_leaves(group)))) is None:
                raise
            raise error from group
        if error := _together(self.unkept):
            raise error
        return self.counts, self.problems

    @abstractmethod
    async def visit(self, host: str, group: Sequence[SourceRow], turns: HostTurns) -> None:
        """Ask the sources of one host, each request at a turn of its own."""

    async def _ask(self) -> None:
        settings = self.room.settings
        size = settings.max_document_bytes
        limits = Limits(seconds=settings.fetch_seconds, wire_bytes=size, decoded_bytes=size)
        by_host: dict[str, list[SourceRow]] = defaultdict(list)
        for source in self.asked:
            by_host[host_of(source.address)].append(source)
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(RESOLVER_THREADS))
        client = Client(contact=settings.contact, allowed=settings.allow_networks, limits=limits)
        with ThreadPoolExecutor(DATABASE_THREADS) as self.threads:
            async with client as self.client, asyncio.TaskGroup() as tasks:
                tasks.create_task(self._write_all())
                tasks.create_task(self._visit_all(by_host))

    async def _visit_all(self, by_host: dict[str, list[SourceRow]]) -> None:
        async with asyncio.TaskGroup() as visits:
            for host, group in by_host.items():
                visits.create_task(self._visit(host, group))
        await self.answers.put(None)

    async def _visit(self, host: str, group: Sequence[SourceRow]) -> None:
        """Visit a host; it is given back when the answers are stored."""
        async with self.places:
            turns = HostTurns(
                self.room.engine,
                self.run,
                self.room.settings.fetch_seconds,
                self.in_thread,
                pause=timedelta(seconds=self.room.settings.host_pause_seconds),
                clock=self.clock,
                given_up=self.until,
                now=self.now,
            )
            try:
                await self.visit(host, group, turns)
            finally:
                await turns.give_back()

    def read_due(self, group: Sequence[SourceRow]) -> tuple[list[SourceRow], dict[int, set[str]]]:
        """Those that nobody has asked since they were found due, and what was taken down of them."""
        known = {source.slug: source.polls.next_poll_at for source in group}
        with reading(self.room.engine) as connection:
            found = sources.named_sources(connection, list(known))
            purged = documents.purged_hashes(connection, [source.id for source in found])
        return [source for source in found if source.polls.next_poll_at == known[source.slug]], purged

    @asynccontextmanager
    async def asking(self, request: FetchRequest, turns: HostTurns) -> AsyncIterator[Answer]:
        """Ask the host whose turn it is; its wish to be left alone is kept for all workers at once. Raises NotNow."""
        async with self.client.answering(request, turns.go_to) as answer:
            until = retry_after_time(answer.headers.get("retry-after", ""), self.now) if answer.failure else None
            if until is not None and until > self.now:
                await turns.hold(until)
            yield answer

    async def keep(self, fetched: Fetched, body: bytes, purged: Container[str]) -> Fetched:
        """The answer, its body in the archive; if that takes nothing, no more is asked in this round."""
        try:
            sha256 = await self.in_thread(lambda: keep(self.room.archive, body, purged))
        except NewswireError as error:
            self.unkept.append(error)
            return replace(fetched, unkept=str(error))
        return replace(fetched, size=len(body), sha256=sha256, is_purged=sha256 in purged)

    async def put_off(self, due: Sequence[SourceRow], wish: NotNow | None) -> None:
        """Leave these for later: as their host wishes, or to the next round."""
        until = wish.until if wish else None
        if until is None:
            self.counts["postponed"] += len(due)
            return
        self.counts["held"] += len(due)
        self.problems += await self.in_thread(lambda: saving.save_held(self.room, due, until, now=self.now))

    async def save_poll(self, fetched: Fetched) -> asyncio.Future[None]:
        """Have a poll's answer stored with others; the future is done when it is."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        await self.answers.put((fetched, stored))
        return stored

    def count(self, fetched: Fetched) -> None:
        """Count an answer, and keep what is wrong with it."""
        self.counts[{"document": "documents"}.get(fetched.outcome, fetched.outcome)] += 1
        self.problems += [fetched.failure] if fetched.failure else []

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
            await self.in_thread(partial(self._write, fetched))
            for answer, stored in answers:
                self.count(answer)
                stored.set_result(None)

    def _write(self, fetched: Sequence[Fetched]) -> None:
        with writing(self.room.engine) as connection:
            saving.save_answers(connection, fetched, now=self.now)

    async def in_thread[T](self, work: Callable[[], T]) -> T:
        """Do what blocks, on the database or the disk, beside the event loop."""
        return await asyncio.get_running_loop().run_in_executor(self.threads, work)


async def wish_of(arrival: Awaitable[None]) -> NotNow | None:
    """What the host says where it may not be asked now."""
    try:
        await arrival
    except NotNow as wish:
        return wish
    return None


def _leaves(error: Exception) -> Iterator[Exception]:
    """What went wrong among tasks that ended together."""
    for inner in error.exceptions if isinstance(error, ExceptionGroup) else ():
        yield from _leaves(inner)
    if not isinstance(error, ExceptionGroup):
        yield error


def _together(errors: Sequence[Exception]) -> Exception | None:
    """One error that says all of them, each once; None if there are none, or some that nobody raised on purpose."""
    distinct = list({str(error): error for error in errors}.values())
    if len(distinct) < 2:
        return distinct[0] if distinct else None
    if not all(isinstance(error, NewswireError) for error in distinct):
        return None
    kind = PermanentError if any(isinstance(error, PermanentError) for error in distinct) else TransientError
    return kind(f"{len(distinct)} errors", "; ".join(map(str, distinct)))


def host_of(address: str) -> str:
    """The host that an address names."""
    return urlsplit(address).hostname or ""
