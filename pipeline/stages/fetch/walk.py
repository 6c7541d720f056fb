"""A walk through the documents of one source with a history, from the first to those that they name.

Every answer is stored as it comes, so a walk that ends early is taken up where it was left.
"""

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from pipeline import formats
from pipeline.errors import PermanentError
from pipeline.model import Moment
from pipeline.sources import history
from pipeline.sources.client import Answer, FetchRequest
from pipeline.sources.history import Ask
from pipeline.sources.page import page_in_place
from pipeline.sources.polling import is_audit_due
from pipeline.stages.fetch import saving
from pipeline.stages.fetch.hosts import HostTurns, NotNow
from pipeline.stages.fetch.judging import LOST, Fetched
from pipeline.stages.fetch.round import Round
from pipeline.stages.room import Window
from pipeline.store import addresses
from pipeline.store.addresses import UrlHistory
from pipeline.store.engine import reading, writing
from pipeline.store.sources import SourceRow

POLLED, WALKED = 25, 1000  # documents of one source that a poll, or a walk through its history, asks for
MAX_BYTES = 1024 * 1024 * 1024  # of all documents of a walk
MAX_DEPTH = 2  # an index of sitemaps may list others
FAILURES = 3  # in a row, after which a source is left alone until the next run
NEVER = datetime.min.replace(tzinfo=UTC)

type Listing = Sequence[tuple[str, Moment | None]] | None  # None for a document that is no list


class Walk:
    """The way through one source's documents; without a window through its newest, as a poll."""

    def __init__(
        self,
        round_: Round,
        source: SourceRow,
        host: str,
        turns: HostTurns,
        purged: Container[str],
        window: Window | None,
    ) -> None:
        self.round, self.source, self.host, self.turns, self.purged = round_, source, host, turns, purged
        self.window, self.now = window, round_.now
        self.most = POLLED if window is None else WALKED
        self.wish: NotNow | None = None
        self.asked = self.size = self.failures = self.left = 0

    async def go(self) -> NotNow | None:
        """Ask for what is needed, from one document to the next, until all is there or a bound is reached.

        The host's turn has to be there for the first request. Returns what the host said when it wanted no more.
        """
        asks = self._first()
        main = asks[-1] if self.window is None else None
        while asks:
            known = await self.round.in_thread(partial(self._known, [ask.url for ask in asks]))
            further = []
            for ask in sorted(asks, key=lambda ask: _answered(known, ask)):
                further += await self._visit(ask, known.get(ask.url, UrlHistory()), is_main=ask is main)
            asks = history.on_host(further, self.host)
            if others := len(further) - len(asks):
                self._complain(f"lists {others} documents of other hosts, which are left alone")
        if self.left:
            self.round.counts["left"] += self.left
            self._complain(f"{self.left} of its documents are left to the next run")
        return self.wish

    def _first(self) -> list[Ask]:
        source, window = self.source, self.window
        zone = ZoneInfo(source.timezone) if source.timezone else UTC
        if window is None:
            return history.poll_asks(source.kind, source.address, zone, self.now)
        end = min(window.end or self.now, self.now)
        return history.history_asks(source.kind, source.address, zone, window.start or end, end)

    def _known(self, urls: Sequence[str]) -> dict[str, UrlHistory]:
        with reading(self.round.room.engine) as connection:
            return addresses.url_histories(connection, self.source.id, urls)

    async def _visit(self, ask: Ask, known: UrlHistory, *, is_main: bool) -> list[Ask]:
        """Ask for a document if it is needed; returns what it leads to, or led to when it came."""
        is_needed = is_main or history.is_needed(
            ask,
            answered_at=known.answered_at,
            absent_at=known.absent_at,
            now=self.now,
            list_again=timedelta(0) if self.window is None else history.LIST_AGAIN,
        )
        if not is_needed:
            self.round.counts["known"] += 1
            return await self._led_to(ask, known)
        if self._is_over():
            self.left += 1
            return []
        try:
            if self.asked:
                await self.turns.go_to(self.host)
            return await self._ask(ask, known, is_main=is_main)
        except NotNow as wish:
            self.wish = wish
            self.left += 1
            return []

    def _is_over(self) -> bool:
        is_much = self.asked >= self.most or self.size >= MAX_BYTES
        return is_much or self.failures >= FAILURES or self.wish is not None or bool(self.round.unkept)

    async def _ask(self, ask: Ask, known: UrlHistory, *, is_main: bool) -> list[Ask]:
        request = FetchRequest(ask.url, access=self.round.access[self.source.id])
        if known.document_at is not None and not is_audit_due(known.document_at, self.now):
            etag, last_modified = known.headers.get("etag", ""), known.headers.get("last-modified", "")
            request = replace(request, etag=etag, last_modified=last_modified)
        self.asked += 1
        async with self.round.asking(request, self.turns) as answer:
            self.size += len(answer.body)
            fetched, listed = await self._judged(ask, answer, known, bool(request.etag or request.last_modified))
        await self._store(fetched, is_main=is_main)
        self.failures = self.failures + 1 if fetched.failure else 0
        if fetched.outcome == "slow":
            self.failures = FAILURES
        if fetched.failure or fetched.is_absent:
            return []
        if fetched.sha256 is None:
            return await self._led_to(ask, known)
        return self._further(ask, fetched.answer.headers, listed)

    async def _judged(
        self, ask: Ask, answer: Answer, known: UrlHistory, is_conditional: bool
    ) -> tuple[Fetched, Listing]:
        """The answer with its body archived, or what is wrong with it; and what it lists."""
        body, answer = answer.body, replace(answer, body=b"")
        fetched = Fetched(self.source, answer, is_conditional, before=known.sha256)
        if answer.status in LOST and (self.source.kind == "dated_url" or ask.depth):
            return replace(fetched, is_absent=True), None
        page = page_in_place(body, answer.final_url, answer.headers)
        if not body or page:
            return replace(fetched, page=page), None
        kept = await self.round.keep(fetched, body, self.purged)
        listed = await self.round.in_thread(partial(self._listed, ask, answer.headers, body))
        return replace(kept, is_listing=listed is not None), listed

    async def _store(self, fetched: Fetched, *, is_main: bool) -> None:
        if is_main:
            await (await self.round.save_poll(fetched))
            return
        self.round.count(fetched)

        def store() -> None:
            with writing(self.round.room.engine) as connection:
                saving.save_attempts(connection, [fetched], now=self.now, is_history=self.window is not None)

        await self.round.in_thread(store)

    async def _led_to(self, ask: Ask, known: UrlHistory) -> list[Ask]:
        """What a document leads to that is in the archive and was not sent again."""
        if known.outcome != "listing" or known.sha256 is None:
            return self._further(ask, known.headers, None)
        sha256 = known.sha256
        try:
            body = await self.round.in_thread(lambda: self.round.room.archive.get(sha256))
        except PermanentError as error:
            self._complain(str(error))
            return []
        return self._further(ask, known.headers, self._listed(ask, known.headers, body))

    def _listed(self, ask: Ask, headers: Mapping[str, str], body: bytes) -> Listing:
        """What an index of sitemaps lists; a sitemap of any pages, which some index names, leads nowhere."""
        if self.source.kind != "sitemap":
            return None
        listed = formats.sitemap_listing(body, name=ask.url, media_type=headers.get("content-type", ""))
        return listed if listed or ask.depth else None

    def _further(self, ask: Ask, headers: Mapping[str, str], listed: Listing) -> list[Ask]:
        if self.source.kind == "wordpress":
            return history.further_pages(ask, headers.get(history.PAGE_COUNT, ""))
        if not listed or ask.depth >= MAX_DEPTH:
            return []
        recent = Window(self.now - history.RECENT, self.now)
        window = self.window or recent
        return history.parts_in(listed, ask, window.start or self.now, window.end or self.now)

    def _complain(self, problem: str) -> None:
        self.round.problems.append(f"{self.source.slug}: {problem}")


def _answered(known: Mapping[str, UrlHistory], ask: Ask) -> datetime:
    """Addresses that were never asked come first, then those that answered longest ago: none waits for ever."""
    found = known.get(ask.url)
    return NEVER if found is None or found.answered_at is None else found.answered_at
