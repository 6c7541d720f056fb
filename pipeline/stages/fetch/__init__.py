"""Fetch: bytes of the due sources into the archive, and a note of every attempt; nothing is parsed here."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from pipeline.errors import FetchFailed
from pipeline.sources.catalogue import Catalogue, Outlet, Source
from pipeline.sources.folders import is_remote
from pipeline.sources.kinds import WITH_HISTORY
from pipeline.stages.fetch.feeds import fetch_feeds
from pipeline.stages.fetch.files import fetch_files
from pipeline.stages.fetch.history import fetch_history, poll_lists
from pipeline.stages.fetch.hosts import Clock
from pipeline.stages.fetch.round import host_of, machine_time
from pipeline.stages.report import StageReport
from pipeline.stages.room import LIVE, Newsroom, RunId, Window
from pipeline.store import catalogue as stored
from pipeline.store import sources
from pipeline.store.engine import reading, writing
from pipeline.store.sources import SourceRow

ANSWERED = ("documents", "listing", "unchanged", "absent", "purged", "known")
SOURCES_A_SHARD = 5000  # what one process asks within a minute where they have 200 hosts


def fetch(
    room: Newsroom,
    source_ids: Sequence[str],
    *,
    run: RunId,
    now: datetime,
    files: Mapping[str, Sequence[Path]] | None = None,
    clock: Clock = machine_time,
    window: Window = LIVE,
) -> StageReport:
    """Fetch the named sources; `files` says which files to read of a source instead of all that its path names,
    `clock` is the machine's time, by which turns at hosts go.

    In a backfill those that have a history are asked for what they published in its window, and no others. A source
    that fails is noted and named in the report. Raises FetchFailed when more of the sources failed than the setting
    `failure_ratio` admits; what was fetched is stored all the same.
    """
    with reading(room.engine) as connection:
        found = sources.named_sources(connection, source_ids)
    if window.is_backfill:
        return _fetch_history(room, found, window, run=run, now=now, clock=clock)
    counts: Counter[str] = Counter(sources=len(found))
    failed: list[str] = []
    failing = 0
    for source in found:
        if source.kind == "files":
            chosen = files.get(source.slug) if files else None
            number, problems = fetch_files(room, source, chosen, now=now)
            counts.update(number)
            failed += problems
    polled = [source for source in found if source.kind != "files" and not source.is_history_only]
    feeds = [source for source in polled if source.kind not in WITH_HISTORY]
    lists = [source for source in polled if source.kind in WITH_HISTORY]
    for poll, group in ((fetch_feeds, feeds), (poll_lists, lists)):
        if group:
            number, problems = poll(room, group, run=run, now=now, clock=clock)
            counts.update(number)
            failed += problems
            failing += number["failed"]
    if len(polled) > 1 and failing > room.settings.failure_ratio * len(polled):
        raise FetchFailed(f"{failing} of {len(polled)} feeds", "failed", "; ".join(failed[:5]))
    return StageReport("fetch", dict(counts), tuple(failed))


def _fetch_history(
    room: Newsroom, found: Sequence[SourceRow], window: Window, *, run: RunId, now: datetime, clock: Clock
) -> StageReport:
    able = [source for source in found if source.kind in WITH_HISTORY]
    counts, failed = fetch_history(room, able, window, run=run, now=now, clock=clock)
    if len(able) > 1 and counts["failed"] and not any(counts[outcome] for outcome in ANSWERED):
        raise FetchFailed(f"all {len(able)} sources with a history", "failed", "; ".join(failed[:5]))
    return StageReport("fetch", {"sources": len(able), **counts}, tuple(failed))


def sync_catalogue(engine: Engine, catalogue: Catalogue, *, is_polled: bool) -> list[str]:
    """Bring outlets and sources into the database; returns the sources' names.

    With `is_polled` these and no others are polled from now on; sources that left the catalogue keep their rows.
    """
    with writing(engine) as connection:
        outlets = stored.save_outlets(connection, [_row(outlet) for outlet in catalogue.outlets])
        rows = [_row(source) | {"outlet_id": outlets[source.outlet]} for source in catalogue.sources]
        stored.save_sources(connection, rows, is_polled=is_polled)
    return [source.id for source in catalogue.sources]


def _row(entry: Outlet | Source) -> dict[str, Any]:
    """An entry of the catalogue under the names of the table's columns."""
    if isinstance(entry, Outlet):
        return {"slug": entry.id, **entry.model_dump(exclude={"id"})}
    login = entry.login.model_dump(exclude_none=True) if entry.login else None
    columns = entry.model_dump(include={"kind", "language", "interval_minutes", "timezone"})
    place = {
        "location": entry.location,
        "is_history_only": not entry.poll,
        "login": login,
        "reads_pages": entry.full_text,
    }
    return {"slug": entry.id, **place, **columns}


def due_shards(engine: Engine, *, now: datetime) -> list[list[str]]:
    """The due sources, all of a host in one shard, so that politeness needs no talk between shards."""
    with reading(engine) as connection:
        return _shards(sources.due_sources(connection, now=now))


def history_shards(engine: Engine) -> list[list[str]]:
    """The sources of the catalogue that have a history, in shards like the due ones."""
    with reading(engine) as connection:
        return _shards(sources.active_sources(connection, WITH_HISTORY))


def _shards(found: Sequence[SourceRow]) -> list[list[str]]:
    by_host: dict[str, list[str]] = defaultdict(list)
    for source in found:
        by_host[_host(source)].append(source.slug)
    shards: list[list[str]] = []
    for names in sorted(by_host.values(), key=len, reverse=True):
        if shards and len(shards[-1]) + len(names) <= SOURCES_A_SHARD:
            shards[-1].extend(names)
        else:
            shards.append(list(names))
    return shards


def _host(source: SourceRow) -> str:
    return host_of(source.address) if is_remote(source.location) else ""
