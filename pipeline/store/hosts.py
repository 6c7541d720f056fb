"""Politeness towards one host, over all workers: who may ask it now, and until when it wants no request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched

from sqlalchemy import Connection, case, select, update

from pipeline.store.engine import exclusive
from pipeline.store.runs import Owner, is_running_here
from pipeline.store.tables import HostState
from pipeline.store.upserts import upsert

LOOKUP = 500


@dataclass(frozen=True)
class Turn:
    """Whether a worker may ask a host; if it may not, `wait` says for how long at least."""

    is_granted: bool
    wait: timedelta = timedelta(0)


def take_host(
    connection: Connection,
    host: str,
    owner: Owner,
    *,
    clock: datetime,
    lease: timedelta,
    pause: timedelta,
    is_alive: Callable[[Owner], bool] = is_running_here,
) -> Turn:
    """Take the one place at a host until `clock` + `lease`, or keep it so long if it is this owner's.

    Nobody else gets it before it is given back, the lease has expired or the process has ended. After a worker that
    has not given it back, the `pause` between two requests is kept first.
    """
    exclusive(connection, f"host {host}")
    row = connection.execute(
        select(HostState.owner, HostState.owner_until, HostState.next_request_at).where(HostState.host == host)
    ).first()
    until, at = clock + lease, None
    if row is not None and row.owner is not None and row.owner != str(owner):
        if row.owner_until > clock and is_alive(Owner.read(row.owner)):
            return Turn(False, pause)
        at = clock + pause
    elif row is not None and row.owner is None and row.next_request_at is not None and row.next_request_at > clock:
        at = min(row.next_request_at, clock + pause)  # a clock may have been set back
    if at is not None:
        upsert(
            connection,
            HostState,
            [{"host": host, "owner": None, "next_request_at": at}],
            update=["owner", "next_request_at"],
        )
        return Turn(False, at - clock)
    fields = {"owner": str(owner), "owner_until": until}
    upsert(connection, HostState, [{"host": host, **fields}], update=list(fields))
    return Turn(True)


def give_back_host(connection: Connection, host: str, owner: Owner, *, clock: datetime, pause: timedelta) -> None:
    """Give the place at a host back; the next one asks it after the `pause`."""
    connection.execute(
        update(HostState)
        .where(HostState.host == host, HostState.owner == str(owner))
        .values(owner=None, owner_until=None, next_request_at=clock + pause)
    )


def hold_host(connection: Connection, host: str, until: datetime) -> None:
    """The host wants no request before that time; an earlier one never shortens what it has asked for."""
    upsert(connection, HostState, [{"host": host}])
    longest = case((HostState.held_until > until, HostState.held_until), else_=until)
    connection.execute(update(HostState).where(HostState.host == host).values(held_until=longest))


def held_hosts(connection: Connection, hosts: Sequence[str], *, now: datetime) -> dict[str, datetime]:
    """Those of the hosts that want no request now, and until when."""
    held: dict[str, datetime] = {}
    for part in batched(hosts, LOOKUP):
        query = select(HostState.host, HostState.held_until).where(HostState.host.in_(part), HostState.held_until > now)
        held |= {row.host: row.held_until for row in connection.execute(query) if row.held_until is not None}
    return held
