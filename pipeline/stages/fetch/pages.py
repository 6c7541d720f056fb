"""The pages of a feed's items: asked for as robots.txt allows, each host at its turn, archived like any document."""

import asyncio
from collections.abc import Container, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from pipeline import formats
from pipeline.errors import NewswireError
from pipeline.sources.client import Answer, FetchRequest
from pipeline.sources.full_text import Attempt, is_wanted, needs_page
from pipeline.sources.page import what_is_no_article
from pipeline.sources.robots import Robots, read_robots, robots_url, without_file
from pipeline.stages.fetch import saving
from pipeline.stages.fetch.hosts import HostTurns, NotNow
from pipeline.stages.fetch.judging import LOST, Fetched
from pipeline.stages.fetch.round import Round, host_of
from pipeline.stages.identify import items_of
from pipeline.store import addresses, pages, stories
from pipeline.store.addresses import UrlHistory
from pipeline.store.engine import reading, writing
from pipeline.store.sources import SourceRow

AT_MOST = 50  # pages of one feed in a poll; what is left comes in the next
FAILURES = 3  # in a row, after which a source's pages are left alone until the next poll
LONGEST_DELAY = 10.0  # seconds between two requests; a host that wants more is asked for one page a poll
NEVER = datetime.min.replace(tzinfo=UTC)
RULES_LAST = timedelta(days=1)  # RFC 9309, section 2.4


class Pages:
    """The pages of one feed's items in one poll."""

    def __init__(self, round_: Round, source: SourceRow, turns: HostTurns, purged: Container[str]) -> None:
        self.round, self.source, self.turns, self.purged = round_, source, turns, purged
        self.now = round_.now
        self.rules: dict[str, Robots] = {}
        self.asked_hosts: set[str] = set()

    async def fetch(self, sha256: str, media_type: str) -> bool:
        """Ask for those pages of the items of an archived feed that are missing; says whether one came.

        Each is stored as it comes, so that a poll that ends early is taken up where it was left.
        """
        try:
            body = await self.round.in_thread(lambda: self.round.room.archive.get(sha256))
            found = formats.parse(body, name=self.source.address, media_type=media_type).stories
        except NewswireError:
            return False  # parsing will say what is wrong
        items = items_of(found, language=self.source.language, name=self.source.address)
        wanted = await self.round.in_thread(partial(self._wanted, items))
        came, failures = False, 0
        for place, (url, page_of) in enumerate(wanted):
            if place == AT_MOST or failures == FAILURES:
                self._complain(f"{len(wanted) - place} pages are left to the next poll")
                break
            try:
                fetched = await self._ask(url)
            except NotNow:
                self._complain(f"{len(wanted) - place} pages are left to the next poll, as their host wishes")
                break
            if self.round.unkept:
                break
            if fetched is None:
                continue
            await self.round.in_thread(partial(self._store, fetched, page_of))
            came = came or fetched.outcome == "page"
            failures = failures + 1 if fetched.outcome in {"failed", "slow"} else 0
        return came

    def _wanted(self, items: Sequence[stories.Item]) -> list[tuple[str, str]]:
        """The pages to ask for now, each with the hash of its item; none of a story that was taken down.

        Those that were never asked for come first, then those that failed longest ago: none waits for ever.
        """
        needing = {item.story.link: item for item in items if needs_page(item.story)}
        needing.pop(self.source.address, None)
        with reading(self.round.room.engine) as connection:
            known = pages.page_fetches(connection, self.source.id, needing, until=self.now)
            names = [name for item in needing.values() for name in item.names]
            buried = stories.buried_keys(connection, self.source.id, names)
        asked = {
            url: [Attempt(one.started_at, one.page_of, one.has_come) for one in known.get(url, ())] for url in needing
        }
        wanted = [
            (url, item.content_hash)
            for url, item in needing.items()
            if buried.isdisjoint(item.names) and is_wanted(item.content_hash, asked[url], self.now)
        ]
        return sorted(wanted, key=lambda page: asked[page[0]][-1].at if asked[page[0]] else NEVER)

    async def _ask(self, url: str) -> Fetched | None:
        """The answer of a page, or the refusal of its host's rules; None where it is left to the next poll."""
        rules = await self._rules(url)
        if rules.is_closed:
            return None
        if not rules.allows(url):
            return Fetched(self.source, Answer(url, url), False, refused=f"{robots_url(url)} forbids to ask for it")
        host = host_of(url)
        pause = self.round.room.settings.host_pause_seconds
        if rules.delay > pause and host in self.asked_hosts:
            if rules.delay > LONGEST_DELAY:
                return None
            await asyncio.sleep(rules.delay - pause)
        self.asked_hosts.add(host)
        await self.turns.go_to(host)
        request = FetchRequest(url, access=self.round.access[self.source.id], accept="text/html, application/xhtml+xml")
        async with self.round.asking(request, self.turns) as answer:
            body, answer = answer.body, replace(answer, body=b"")
            fetched = Fetched(self.source, answer, False, is_page=True)
            if answer.status in LOST:
                return replace(fetched, refused=answer.failure.message if answer.failure else "")
            if answer.failure:
                return fetched
            if problem := what_is_no_article(body, answer.final_url, answer.headers):
                return replace(fetched, refused=problem)
            if host_of(answer.final_url) == host:
                return await self.round.keep(fetched, body, self.purged)
        if not (await self._rules(answer.final_url)).allows(answer.final_url):
            return replace(fetched, refused=f"{robots_url(answer.final_url)} forbids what it leads to")
        return await self.round.keep(fetched, body, self.purged)

    async def _rules(self, url: str) -> Robots:
        """The rules of a page's host: those of the last day, else asked for at its turn."""
        address = robots_url(url)
        if address not in self.rules:
            known = await self.round.in_thread(partial(self._known, address))
            self.rules[address] = await self._kept_rules(known) or await self._asked_rules(address)
        return self.rules[address]

    def _known(self, address: str) -> UrlHistory:
        with reading(self.round.room.engine) as connection:
            return addresses.url_histories(connection, self.source.id, [address]).get(address, UrlHistory())

    async def _kept_rules(self, known: UrlHistory) -> Robots | None:
        is_absent = known.absent_at is not None and self.now - known.absent_at < RULES_LAST
        if known.document_at is None or self.now - known.document_at >= RULES_LAST or known.sha256 is None:
            return without_file(404) if is_absent else None
        sha256 = known.sha256
        try:
            return read_robots(await self.round.in_thread(lambda: self.round.room.archive.get(sha256)))
        except NewswireError:
            return None

    async def _asked_rules(self, address: str) -> Robots:
        await self.turns.go_to(host_of(address))
        access = self.round.access[self.source.id]
        async with self.round.asking(FetchRequest(address, access=access), self.turns) as answer:
            body, answer = answer.body, replace(answer, body=b"")
            fetched = Fetched(self.source, answer, False, is_rules=True)
            if not answer.failure:
                fetched = await self.round.keep(fetched, body, ())
        rules = without_file(answer.status) if answer.failure else read_robots(body)
        is_absent = answer.failure is not None and not rules.is_closed
        await self.round.in_thread(partial(self._store, replace(fetched, is_absent=is_absent), None))
        return rules

    def _store(self, fetched: Fetched, page_of: str | None) -> None:
        if page_of is not None:
            self.round.counts[{"page": "pages"}.get(fetched.outcome, f"pages {fetched.outcome}")] += 1
        if fetched.failure:
            self._complain(fetched.failure)
        with writing(self.round.room.engine) as connection:
            saving.save_attempts(connection, [fetched], now=self.now, page_of=page_of)

    def _complain(self, problem: str) -> None:
        self.round.problems.append(f"{self.source.slug}: {problem}")
