"""A worker's turn at a host: taken in the database, so that all workers together keep to one request at a time."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine

from pipeline.stages.room import RunId
from pipeline.store import hosts
from pipeline.store.engine import writing
from pipeline.store.runs import Owner

PAUSE = timedelta(seconds=0.5)  # between two requests to one host
MARGIN = timedelta(seconds=60)
LONGEST_SLEEP = timedelta(seconds=2)


class HostTurns:
    """The right to ask one host, renewed while it is used. Its time is the machine's, not the run's."""

    def __init__(
        self,
        engine: Engine,
        host: str,
        run: RunId,
        fetch_seconds: float,
        until: datetime,
        in_thread: Callable[[Callable[[], Any]], Awaitable[Any]],
    ) -> None:
        self._engine, self._host, self._given_up, self._in_thread = engine, host, until, in_thread
        self._owner = Owner.here(f"{run}/fetch/{uuid4().hex[:8]}")
        self._needed = timedelta(seconds=fetch_seconds) + MARGIN / 2
        self._lease_ends = datetime.min.replace(tzinfo=UTC)

    async def wait(self) -> bool:
        """Wait for the turn, or keep it; False when the round's time is up."""
        while (clock := datetime.now(UTC)) < self._given_up:
            if self._lease_ends - clock > self._needed:
                return True
            lease = self._needed + MARGIN
            turn: hosts.Turn = await self._in_thread(partial(self._take, clock, lease))
            if turn.is_granted:
                self._lease_ends = clock + lease
                return True
            self._lease_ends = clock
            await asyncio.sleep(min(turn.wait, LONGEST_SLEEP).total_seconds())
        return False

    def _take(self, clock: datetime, lease: timedelta) -> hosts.Turn:
        with writing(self._engine) as connection:
            return hosts.take_host(connection, self._host, self._owner, clock=clock, lease=lease, pause=PAUSE)

    async def give_back(self) -> None:
        """Let the next worker have it."""
        await self._in_thread(self._give_back)

    def _give_back(self) -> None:
        with writing(self._engine) as connection:
            hosts.give_back_host(connection, self._host, self._owner, clock=datetime.now(UTC), pause=PAUSE)
