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

MARGIN = timedelta(seconds=60)
LONGEST_SLEEP = timedelta(seconds=2)

type Clock = Callable[[], datetime]


class NotNow(Exception):
    """A host wants no request before `until`; without it, the round's time is up before its turn came."""

    def __init__(self, until: datetime | None = None) -> None:
        super().__init__(until)
        self.until = until


class HostTurns:
    """The right to ask one host at a time, renewed while it is used.

    Whoever goes to another host gives up the last one first; so no two workers ever wait for each other. `clock` is
    the machine's time, by which turns and the round's end `given_up` go; `now` is the run's, by which hosts' wishes do.
    `pause` is kept between two requests to the host, whoever makes them.
    """

    def __init__(
        self,
        engine: Engine,
        run: RunId,
        fetch_seconds: float,
        in_thread: Callable[[Callable[[], Any]], Awaitable[Any]],
        *,
        pause: timedelta,
        clock: Clock,
        given_up: datetime,
        now: datetime,
    ) -> None:
        self._engine, self._in_thread, self._pause = engine, in_thread, pause
        self._clock, self._given_up, self._now = clock, given_up, now
        self._owner = Owner.here(f"{run}/fetch/{uuid4().hex[:8]}")
        self._needed = timedelta(seconds=fetch_seconds) + MARGIN / 2
        self._host: str | None = None
        self._held_until: datetime | None = None
        self._lease_ends = datetime.min.replace(tzinfo=UTC)

    async def go_to(self, host: str) -> None:
        """Wait until this host may be asked: for the place there, or for the pause since it was asked last.

        Raises NotNow.
        """
        if host == self._host:
            await asyncio.sleep(self._pause.total_seconds())
        else:
            await self.give_back()
        while (clock := self._clock()) < self._given_up:
            if self._held_until is not None:
                raise NotNow(self._held_until)
            if self._lease_ends - clock > self._needed:
                return
            lease = self._needed + MARGIN
            turn: hosts.Turn = await self._in_thread(partial(self._take, host, clock, lease))
            if turn.is_granted:
                self._host, self._lease_ends = host, clock + lease
            else:
                self._host, self._lease_ends = None, clock
                await asyncio.sleep(min(turn.wait, LONGEST_SLEEP).total_seconds())
        raise NotNow

    def _take(self, host: str, clock: datetime, lease: timedelta) -> hosts.Turn:
        with writing(self._engine) as connection:
            turn = hosts.take_host(connection, host, self._owner, clock=clock, lease=lease, pause=self._pause)
            self._held_until = hosts.held_hosts(connection, [host], now=self._now).get(host)
        return turn

    async def hold(self, until: datetime) -> None:
        """The host that was just asked wants no request before that time; kept for all workers at once."""
        if self._host is not None:
            self._held_until = until
            await self._in_thread(partial(self._hold, self._host, until))

    def _hold(self, host: str, until: datetime) -> None:
        with writing(self._engine) as connection:
            hosts.hold_host(connection, host, until)

    async def give_back(self) -> None:
        """Let the next worker have the host, if there is one."""
        host, self._host, self._held_until = self._host, None, None
        self._lease_ends = datetime.min.replace(tzinfo=UTC)
        if host is not None:
            await self._in_thread(partial(self._give_back, host))

    def _give_back(self, host: str) -> None:
        with writing(self._engine) as connection:
            hosts.give_back_host(connection, host, self._owner, clock=self._clock(), pause=self._pause)
