"""Sources that have a history: a poll reads the newest of their documents, a backfill those of its window."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from pipeline.stages.fetch.hosts import Clock, HostTurns, NotNow
from pipeline.stages.fetch.round import Outcome, Round, machine_time, wish_of
from pipeline.stages.fetch.walk import Walk
from pipeline.stages.room import Newsroom, RunId, Window
from pipeline.store import documents
from pipeline.store.engine import reading
from pipeline.store.sources import SourceRow


def poll_lists(
    room: Newsroom, found: Sequence[SourceRow], *, run: RunId, now: datetime, clock: Clock = machine_time
) -> Outcome:
    """Ask each source for its newest documents; returns counts as for feeds, and what is wrong.

    Counted beside are `listing` (indexes that were read), `absent` (nothing there), `known` (not asked for again), and
    `left` (to the next run).
    """
    return _Walks(room, found, run=run, now=now, clock=clock).complete()


def fetch_history(
    room: Newsroom,
    found: Sequence[SourceRow],
    window: Window,
    *,
    run: RunId,
    now: datetime,
    clock: Clock = machine_time,
) -> Outcome:
    """Ask each source for what it published in the window and what is not archived yet; counts as for a poll.

    Nothing that a poll needs, nor the sources' health, is touched.
    """
    return _Walks(room, found, run=run, now=now, clock=clock, window=window).complete()


class _Walks(Round):
    """One round over sources with a history: for a window, or without one for a poll."""

    def __init__(self, *arguments: Any, window: Window | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.window = window

    async def visit(self, host: str, group: Sequence[SourceRow], turns: HostTurns) -> None:
        wish = await wish_of(turns.go_to(host))
        due, purged = await self.in_thread(lambda: self._read(group))
        self.counts["polled"] += len(group) - len(due)
        for place, source in enumerate(due):
            if place and not wish:
                wish = await wish_of(turns.go_to(host))
            if wish or self.unkept:
                await self.put_off(due[place:], wish)
                break
            wish = await Walk(self, source, host, turns, purged[source.id], self.window).go()

    def _read(self, group: Sequence[SourceRow]) -> tuple[list[SourceRow], dict[int, set[str]]]:
        if self.window is None:
            return self.read_due(group)
        with reading(self.room.engine) as connection:
            return list(group), documents.purged_hashes(connection, [source.id for source in group])

    async def put_off(self, due: Sequence[SourceRow], wish: NotNow | None) -> None:
        """Of a poll they come due later; what a backfill could not ask for is left to the next one."""
        if self.window is None:
            await super().put_off(due, wish)
            return
        self.counts["held" if wish and wish.until else "postponed"] += len(due)
        reason = f"wants no request before {wish.until:%Y-%m-%d %H:%M} UTC" if wish and wish.until else "had no turn"
        self.problems += [f"{source.slug}: its host {reason}" for source in due]
