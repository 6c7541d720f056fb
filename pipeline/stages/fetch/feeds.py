"""Feeds: one bounded, conditional request each; the answer and what the next poll needs go in one transaction."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Awaitable, Callable, Container, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from pipeline.errors import NewswireError, PermanentError, TransientError
from pipeline.sources.access import Access
from pipeline.sources.client import Client, FetchRequest, Limits
from pipeline.sources.page import is_feed, page_in_place
from pipeline.sources.polling import is_audit_due, retry_after_time, stated_interval
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


def machine_time() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


def fetch_feeds(
    room: Newsroom, feeds: Sequence[SourceRow], *, run: RunId, now: datetime, clock: Clock = machine_time
) -> tuple[Counter[str], list[str]]:
    """Ask each feed once, its host one request at a time over all workers; returns counts, and what is wrong.

    Counted are `documents`, `unchanged`, `purged`, `slow` (429, 503), `failed`; `held` are feeds of hosts that want no
    request now, `postponed` those that stay due since the round's time was up, and `polled` those that another worker
    has asked meanwhile. `clock` is the machine's time, by which turns at hosts go and the round ends.

    Raises TransientError or PermanentError, which says all that went wrong, when the archive or the database takes
    nothing more; what was stored before stays, and the rest stays due.
    """
    access = {source.id: room.access(source) for source in feeds}
    round_ = _Round(room, run, now, clock, access)
    try:
        asyncio.run(round_.ask(feeds))
    except ExceptionGroup as group:
        if (error := _together(list(_leaves(group)))) is None:
            raise
        raise error from group
    if error := _together(round_.unkept):
        raise error
    return round_.counts, round_.problems


class _Round:
    """One round over the due feeds: a visit a host, many hosts at once, answers written together."""

    def __init__(
        self, room: Newsroom, run: RunId, now: datetime, clock: Clock, access: Mapping[int, Access | None]
    ) -> None:
        self.room, self.run, self.now, self.clock, self.access = room, run, now, clock, access
        self.counts: Counter[str] = Counter()
        self.problems: list[str] = []
        self.unkept: list[Exception] = []  # what the archive said when it took nothing more
        self.until = clock() + ROUND
        self.places = asyncio.Semaphore(HOSTS_AT_ONCE)
        self.answers: asyncio.Queue[tuple[Fetched, asyncio.Future[None]] | None] = asyncio.Queue(4 * A_TRANSACTION)

    async def ask(self, feeds: Sequence[SourceRow]) -> None:
        settings = self.room.settings
        size = settings.max_document_bytes
        limits = Limits(seconds=settings.fetch_seconds, wire_bytes=size, decoded_bytes=size)
        by_host: dict[str, list[SourceRow]] = defaultdict(list)
        for source in feeds:
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
        """Ask the feeds of a host one after the other; the host is given back when their answers are stored."""
        async with self.places:
            turns = HostTurns(
                self.room.engine,
                self.run,
                self.room.settings.fetch_seconds,
                self._in_thread,
                clock=self.clock,
                given_up=self.until,
                now=self.now,
            )
            try:
                await self._ask_in_turn(host, group, turns)
            finally:
                await turns.give_back()

    async def _ask_in_turn(self, host: str, group: Sequence[SourceRow], turns: HostTurns) -> None:
        wish = await _wish(turns.go_to(host))
        due, purged = await self._in_thread(lambda: self._read(group))
        self.counts["polled"] += len(group) - len(due)
        stored = []
        for place, source in enumerate(due):
            if place:
                wish = await _wish(turns.go_to(host))
            if wish or self.unkept:
                await self._put_off(due[place:], wish)
                break
            try:
                fetched = await self._fetch(source, purged[source.id], turns)
            except NotNow as elsewhere:
                await self._put_off([source], elsewhere)
                continue
            stored.append(asyncio.get_running_loop().create_future())
            await self.answers.put((fetched, stored[-1]))
        await asyncio.gather(*stored)

    def _read(self, group: Sequence[SourceRow]) -> tuple[list[SourceRow], dict[int, set[str]]]:
        """Those that nobody has asked since they were found due, and what was taken down of them."""
        known = {source.slug: source.polls.next_poll_at for source in group}
        with reading(self.room.engine) as connection:
            found = sources.named_sources(connection, list(known))
            purged = documents.purged_hashes(connection, [source.id for source in found])
        return [source for source in found if source.polls.next_poll_at == known[source.slug]], purged

    async def _fetch(self, source: SourceRow, purged: Container[str], turns: HostTurns) -> Fetched:
        polls = source.polls
        request = FetchRequest(source.address, access=self.access[source.id])
        if polls.has_true_validators and not is_audit_due(polls.last_unconditional_at, self.now):
            request = replace(request, etag=polls.etag or "", last_modified=polls.last_modified or "")
        async with self.client.answering(request, turns.go_to) as answer:
            until = retry_after_time(answer.headers.get("retry-after", ""), self.now) if answer.failure else None
            if until is not None and until > self.now:
                await turns.hold(until)
            body, answer = answer.body, replace(answer, body=b"")
            fetched = Fetched(source, answer, is_conditional=bool(request.etag or request.last_modified))
            page = page_in_place(body, answer.final_url, answer.headers)
            if not body or page:
                return replace(fetched, page=page)
            return await self._keep(fetched, body, purged)

    async def _keep(self, fetched: Fetched, body: bytes, purged: Container[str]) -> Fetched:
        """The answer, its body in the archive; if that takes nothing, no more is asked in this round."""
        try:
            sha256 = await self._in_thread(lambda: keep(self.room.archive, body, purged))
        except NewswireError as error:
            self.unkept.append(error)
            return replace(fetched, unkept=str(error))
        return replace(
            fetched,
            size=len(body),
            sha256=sha256,
            is_purged=sha256 in purged,
            is_feed=is_feed(body),
            stated=stated_interval(fetched.answer.headers, body),
        )

    async def _put_off(self, due: Sequence[SourceRow], wish: NotNow | None) -> None:
        """Leave these feeds for later: as their host wishes, or to the next round."""
        until = wish.until if wish else None
        if until is None:
            self.counts["postponed"] += len(due)
            return
        self.counts["held"] += len(due)
        self.problems += await self._in_thread(lambda: saving.save_held(self.room, due, until, now=self.now))

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


async def _wish(arrival: Awaitable[None]) -> NotNow | None:
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
