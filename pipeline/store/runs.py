"""Runs of stages, claims on work, and the quarantine."""

import os
import socket
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from itertools import batched
from typing import Any

from sqlalchemy import Connection, RowMapping, Update, bindparam, delete, func, or_, select, update

from pipeline.store.engine import exclusive
from pipeline.store.tables import Claim, Fetch, Quarantine, RawDocument, Source, StageRun, UtcDateTime
from pipeline.store.upserts import upsert

LOOKUP = 500


@dataclass(frozen=True)
class Owner:
    """Who holds a claim: a worker's task (the same over its retries) in a process on a host."""

    task: str
    host: str
    pid: int

    @classmethod
    def here(cls, task: str) -> "Owner":
        """This process, working on `task`."""
        return cls(task, socket.gethostname(), os.getpid())

    def __str__(self) -> str:
        return f"{self.task}@{self.host}#{self.pid}"

    @classmethod
    def read(cls, text: str) -> "Owner":
        """The owner that `str` wrote."""
        task, _, place = text.rpartition("@")
        host, _, pid = place.rpartition("#")
        return cls(task, host, int(pid))


def is_running_here(owner: Owner) -> bool:
    """False only for a process of this host that has ended; nothing is known of other hosts' processes."""
    if owner.host != socket.gethostname():
        return True
    try:
        os.kill(owner.pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def claim(
    connection: Connection,
    stage: str,
    ids: Sequence[int],
    owner: Owner,
    *,
    now: datetime,
    lease: timedelta,
    is_alive: Callable[[Owner], bool] = is_running_here,
) -> list[int]:
    """Take a lease on pieces of work; returns the ids obtained.

    Work that another owner holds is left alone, unless its lease has expired, its process has ended, or it was this
    very task, which is tried again.
    """
    exclusive(connection, f"claim {stage}")
    held: dict[int, Owner] = {}
    for part in _parts(ids):
        query = select(Claim.item_id, Claim.owner).where(
            Claim.stage == stage, Claim.item_id.in_(part), Claim.expires_at > now
        )
        held |= {row.item_id: Owner.read(row.owner) for row in connection.execute(query)}
    alive = {str(other): is_alive(other) for other in set(held.values())}
    taken = {item for item, other in held.items() if other.task != owner.task and alive[str(other)]}
    free = [item for item in ids if item not in taken]
    rows = [{"stage": stage, "item_id": item, "owner": str(owner), "expires_at": now + lease} for item in free]
    upsert(connection, Claim, rows, update=["owner", "expires_at"])
    return free


def release(connection: Connection, stage: str, ids: Sequence[int], owner: Owner) -> None:
    """Give the leases of an owner back."""
    for part in _parts(ids):
        connection.execute(
            delete(Claim).where(Claim.stage == stage, Claim.item_id.in_(part), Claim.owner == str(owner))
        )


def expired_claims(connection: Connection, *, before: datetime) -> int:
    """How many claims ran out before that time and were taken up by nobody."""
    return connection.execute(select(func.count()).select_from(Claim).where(Claim.expires_at < before)).scalar_one()


def clear_claims(connection: Connection, *, before: datetime, dry_run: bool) -> int:
    """Delete claims that ran out before a time, or with `dry_run` only count them; returns how many."""
    if dry_run:
        return expired_claims(connection, before=before)
    return connection.execute(delete(Claim).where(Claim.expires_at < before)).rowcount


def _parts(ids: Sequence[int]) -> Iterable[Sequence[int]]:
    return batched(ids, LOOKUP)


def save_stage_run(connection: Connection, **fields: Any) -> None:
    """Note a stage's run; a retry of it writes the row anew."""
    upsert(connection, StageRun, [fields], update=[name for name in fields if name not in ("dag", "run")])


def stage_runs(connection: Connection, dag: str, run: str) -> list[RowMapping]:
    """The stages of one run with their counts."""
    table = StageRun.__table__
    return list(
        connection.execute(
            select(table).where(StageRun.dag == dag, StageRun.run == run).order_by(StageRun.id)
        ).mappings()
    )


def latest_run(connection: Connection) -> list[RowMapping]:
    """The stages of the run that began last."""
    latest = connection.execute(
        select(StageRun.dag, StageRun.run).order_by(StageRun.started_at.desc()).limit(1)
    ).first()
    return stage_runs(connection, *latest) if latest else []


def quarantine(connection: Connection, *, stage: str, item_key: str, **fields: Any) -> None:
    """Set an input aside with its reason; the same input set aside again is one row, opened again."""
    row = {"stage": stage, "item_key": item_key, "resolved_at": None, "resolution": None, **fields}
    upsert(connection, Quarantine, [row], update=["reason", "fetch_id", "resolved_at", "resolution"])


def resolve_quarantine(connection: Connection, *, stage: str, prefix: str, resolution: str, now: datetime) -> None:
    """What was set aside under keys that start with `prefix` has been dealt with."""
    of_parts = {"whole": prefix, "size": len(prefix) + 1, "part": prefix + "#"}
    connection.execute(_resolving(), {"of_stage": stage, **of_parts, "said": resolution, "at": now})


@cache
def _resolving() -> Update:
    """Built once: to build a statement takes longer than to run it."""
    is_of_parts = func.substr(Quarantine.item_key, 1, bindparam("size")) == bindparam("part")
    return (
        update(Quarantine)
        .where(
            Quarantine.stage == bindparam("of_stage"),
            or_(Quarantine.item_key == bindparam("whole"), is_of_parts),
            Quarantine.resolved_at.is_(None),
        )
        .values(resolved_at=bindparam("at", type_=UtcDateTime), resolution=bindparam("said"))
    )


def open_quarantine(connection: Connection, *, sources: Sequence[str] | None = None) -> list[RowMapping]:
    """What is set aside at present: source, what, reason, URL, hash of the raw bytes, since when."""
    query = (
        select(
            Source.slug.label("source"),
            Quarantine.stage,
            Quarantine.what,
            Quarantine.reason,
            RawDocument.sha256,
            Fetch.url,
            Quarantine.quarantined_at,
        )
        .outerjoin(Fetch, Fetch.id == Quarantine.fetch_id)
        .outerjoin(Source, Source.id == Quarantine.source_id)
        .outerjoin(RawDocument, RawDocument.id == Quarantine.raw_document_id)
        .where(Quarantine.resolved_at.is_(None))
        .order_by(Quarantine.id)
    )
    if sources is not None:
        query = query.where(Source.slug.in_(list(sources)))
    return list(connection.execute(query).mappings())
