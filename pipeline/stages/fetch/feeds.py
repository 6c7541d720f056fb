"""Feeds: one bounded, conditional request each; the answer and what the next poll needs go in one transaction."""

import asyncio
from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pipeline.sources.client import FetchRequest
from pipeline.sources.page import is_feed, page_in_place
from pipeline.sources.polling import is_audit_due, stated_interval
from pipeline.stages.fetch.hosts import Clock, HostTurns, NotNow
from pipeline.stages.fetch.judging import Fetched
from pipeline.stages.fetch.pages import Pages
from pipeline.stages.fetch.round import Outcome, Round, machine_time, wish_of
from pipeline.stages.room import Newsroom, RunId
from pipeline.store import addresses
from pipeline.store.engine import reading
from pipeline.store.sources import SourceRow


def fetch_feeds(
    room: Newsroom, feeds: Sequence[SourceRow], *, run: RunId, now: datetime, clock: Clock = machine_time
) -> Outcome:
    """Ask each feed once, its host one request at a time over all workers; returns counts, and what is wrong.

    Counted are `documents`, `unchanged`, `purged`, `slow` (429, 503), `failed`; `held` are feeds of hosts that want no
    request now, `postponed` those that stay due since the round's time was up, and `polled` those that another worker
    has asked meanwhile. Raises what Round.complete does; the rest then stays due.
    """
    return _Feeds(room, feeds, run=run, now=now, clock=clock).complete()


class _Feeds(Round):
    """One round over the due feeds."""

    async def visit(self, host: str, group: Sequence[SourceRow], turns: HostTurns) -> None:
        wish = await wish_of(turns.go_to(host))
        due, purged = await self.in_thread(lambda: self.read_due(group))
        self.counts["polled"] += len(group) - len(due)
        stored = []
        for place, source in enumerate(due):
            if place:
                wish = await wish_of(turns.go_to(host))
            if wish or self.unkept:
                await self.put_off(due[place:], wish)
                break
            try:
                fetched = await self._fetch(source, purged[source.id], turns)
            except NotNow as elsewhere:
                await self.put_off([source], elsewhere)
                continue
            stored.append(await self.save_poll(fetched))
        await asyncio.gather(*stored)

    async def _fetch(self, source: SourceRow, purged: Container[str], turns: HostTurns) -> Fetched:
        polls = source.polls
        request = FetchRequest(source.address, access=self.access[source.id])
        if polls.has_true_validators and not is_audit_due(polls.last_unconditional_at, self.now):
            request = replace(request, etag=polls.etag or "", last_modified=polls.last_modified or "")
        async with self.asking(request, turns) as answer:
            body, answer = answer.body, replace(answer, body=b"")
            is_conditional = bool(request.etag or request.last_modified)
            fetched = Fetched(source, answer, is_conditional, before=polls.document_sha256)
            page = page_in_place(body, answer.final_url, answer.headers)
            if not body or page:
                fetched = replace(fetched, page=page)
            else:
                kept = await self.keep(fetched, body, purged)
                fetched = replace(kept, is_feed=is_feed(body), stated=stated_interval(answer.headers, body))
            del body
        return await self._with_pages(fetched, purged, turns) if source.reads_pages else fetched

    async def _with_pages(self, fetched: Fetched, purged: Container[str], turns: HostTurns) -> Fetched:
        """The answer after the pages that its items need; one that brought nothing new is read again with new pages."""
        sha256 = fetched.sha256 or fetched.before
        if fetched.failure or fetched.is_purged or sha256 is None:
            return fetched
        answer, media_type = fetched.answer, fetched.answer.headers.get("content-type", "")
        if answer.is_unchanged:
            known = await self.in_thread(lambda: self._known_headers(fetched.source))
            media_type = known.get("content-type", media_type)
        has_new = await Pages(self, fetched.source, turns, purged).fetch(sha256, media_type)
        if not has_new or fetched.outcome != "unchanged":
            return fetched
        headers = {**answer.headers, "content-type": media_type}
        return replace(fetched, answer=replace(answer, headers=headers), read_again=sha256)

    def _known_headers(self, source: SourceRow) -> Mapping[str, str]:
        """The headers with which a feed's last document came, which a later answer need not repeat."""
        with reading(self.room.engine) as connection:
            found = addresses.url_histories(connection, source.id, [source.address])
        return found[source.address].headers if source.address in found else {}
