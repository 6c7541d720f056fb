"""Files of a folder, here or elsewhere: read where they are, remembered by size, time and hash, never moved."""

import time
from collections import Counter
from collections.abc import Collection, Container, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import batched
from pathlib import Path

from sqlalchemy import Connection

from pipeline.errors import FetchFailed, NewswireError, RejectedInput
from pipeline.sources.answer import Unusable
from pipeline.sources.client import Limits
from pipeline.sources.folders import Folder, LocalFolder, State, is_remote, name_below, open_folder, too_large
from pipeline.sources.health import assess
from pipeline.sources.polling import next_poll
from pipeline.stages.arrivals import learnt
from pipeline.stages.fetch.keeping import keep
from pipeline.stages.room import Newsroom
from pipeline.store import documents, runs, sources
from pipeline.store.documents import LastFetch
from pipeline.store.engine import reading, writing
from pipeline.store.sources import SourceRow

FILES_A_TRANSACTION = 100
ROUND_SECONDS = 600  # after which what is left waits for the next poll
EARLIER = -0.1  # of the interval, so that the run that comes after it finds the folder due
REFUSED = 401  # the status of a login that is not accepted, wherever it is


@dataclass(frozen=True)
class _File:
    """A file as it was found: its state (size and time of change), and its archived bytes or what is wrong."""

    url: str
    state: State
    sha256: str | None = None
    size: int = 0
    failure: str | None = None


def fetch_files(
    room: Newsroom, source: SourceRow, paths: Sequence[Path] | None, *, now: datetime
) -> tuple[Counter[str], list[str]]:
    """Archive the files that are new or have changed; returns counts, and what could not be read.

    Counted are `documents`, `unchanged`, `purged`, `failed`, and `growing`: files that changed while we looked, which
    are left to the next poll. Of the files that somebody named (`paths`) all are read at once.
    """
    return _Reading(room, source, now).complete(paths)


class _Reading:
    """One reading of a source's folder; every batch of files is stored as it comes."""

    def __init__(self, room: Newsroom, source: SourceRow, now: datetime) -> None:
        self.room, self.source, self.now = room, source, now
        self.limit = room.settings.max_document_bytes
        self.counts: Counter[str] = Counter()
        self.failed: list[str] = []
        self.known: dict[str, LastFetch] = {}
        with reading(room.engine) as connection:
            self.purged = documents.purged_hashes(connection, [source.id])[source.id]

    def complete(self, paths: Sequence[Path] | None) -> tuple[Counter[str], list[str]]:
        """Read what is new, and note how the source is doing."""
        location, settings = self.source.location, self.room.settings
        problem: Unusable | None = None
        try:
            if paths is not None:
                self._read_all(LocalFolder(location, paths), 0)
            else:
                limits = Limits(seconds=settings.fetch_seconds)
                access = self.room.access(self.source)
                with open_folder(location, access, allowed=settings.allow_networks, limits=limits) as folder:
                    self._read_all(folder, settings.settle_seconds)
        except Unusable as error:
            problem = error
            self.counts["failed"] += 1
        self._note(problem)
        return self.counts, self.failed

    def _read_all(self, folder: Folder, settle_seconds: float) -> None:
        found = folder.look()
        if found is None:
            raise Unusable("url", "there is no such folder or file", "Create it, or correct its place in the catalogue")
        with reading(self.room.engine) as connection:
            self.known = documents.last_fetches(connection, self.source.id, found)
        changed = {name: state for name, state in found.items() if not self._is_read(name, state)}
        self.counts["unchanged"] += len(found) - len(changed)
        settled = self._settled(folder, changed, settle_seconds)
        ends = time.monotonic() + ROUND_SECONDS
        for number, batch in enumerate(batched(settled.items(), FILES_A_TRANSACTION)):
            if time.monotonic() > ends:
                self.counts["left"] += len(settled) - number * FILES_A_TRANSACTION
                break
            files: list[_File] = []
            try:
                for name, state in batch:
                    files += self._read(folder, name, state)
            finally:
                self._save(files)

    def _is_read(self, name: str, state: State) -> bool:
        last = self.known.get(name)
        if last is None or last.headers != state:
            return False
        self.failed += [f"{name}: {last.failure}"] if last.failure else []
        return True

    def _settled(self, folder: Folder, changed: dict[str, State], seconds: float) -> dict[str, State]:
        """Those that do not change while we wait: their sender has written them to the end."""
        if not seconds or not any(_may_grow(folder, state, seconds) for state in changed.values()):
            return changed
        time.sleep(seconds)
        later = folder.look() or {}
        settled = {name: state for name, state in changed.items() if later.get(name) == state}
        self.counts["growing"] += sum(name in later for name in changed.keys() - settled.keys())
        return settled

    def _read(self, folder: Folder, name: str, state: State) -> list[_File]:
        """The file, or none if it is gone or changed meanwhile."""
        try:
            if state.get("size", 0) > self.limit:
                raise too_large(name, state["size"], self.limit)
            data = folder.read(name, limit=self.limit)
        except (RejectedInput, FetchFailed) as error:
            failure = str(NewswireError("", error.problem, error.remedy)).removeprefix(": ")
            is_final = isinstance(error, RejectedInput)  # else it counts as changed, and is read again
            return [_File(name, state if is_final else {}, failure=failure)]
        if data is None:
            return []
        if len(data) != state.get("size", len(data)):
            self.counts["growing"] += 1
            return []
        return [_File(name, state, keep(self.room.archive, data, self.purged), len(data))]

    def _save(self, files: Sequence[_File]) -> None:
        if not files:
            return
        with writing(self.room.engine) as connection:
            unknown = {file.sha256 for file in files if file.sha256 and file.url not in self.known}
            handled = documents.known_hashes(connection, self.source.id, unknown)
            for file in files:
                last = self.known.get(file.url)
                outcome = _save(connection, self.source, file, last, self.purged, handled, self.now)
                self.counts[{"document": "documents"}.get(outcome, outcome)] += 1
                self.failed += [f"{file.url}: {file.failure}"] if file.failure else []
                if file.sha256 and last is None:
                    handled.add(file.sha256)

    def _note(self, problem: Unusable | None) -> None:
        source, now = self.source, self.now
        failure = str(FetchFailed(source.location, problem.problem, problem.remedy)) if problem else ""
        self.failed += [f"source {source.slug}: {failure}"] if failure else []
        polls = replace(source.polls, failures=source.failures + 1 if problem else 0)
        if not problem:
            polls = replace(polls, last_success_at=now)
        if is_remote(source.location) and (problem is None or problem.kind != "secret"):
            interval = timedelta(minutes=source.interval_minutes)
            polls = replace(polls, next_poll_at=next_poll(now, interval, polls.failures, jitter=EARLIER))
        status = REFUSED if problem and problem.kind == "login" else None
        health = assess(replace(learnt(polls), failure=failure, status=status), now)
        with writing(self.room.engine) as connection:
            sources.save_polls(connection, {source.id: polls})
            sources.save_health(connection, source.id, health.state, health.reason, now=now)


def _may_grow(folder: Folder, state: State, seconds: float) -> bool:
    """Whether a file's last change is so recent that more may come; of another machine's clock nobody knows."""
    return not folder.is_here or time.time_ns() - state.get("changed_ns", 0) < seconds * 1e9


def _save(
    connection: Connection,
    source: SourceRow,
    file: _File,
    last: LastFetch | None,
    purged: Container[str],
    handled: Collection[str],
    now: datetime,
) -> str:
    """Note a file; bytes that it had before, or that another file of the source has had (`handled`), are not parsed."""
    raw = documents.save_raw_document(connection, file.sha256, file.size, now=now) if file.sha256 else None
    is_same = file.sha256 in handled if last is None else last.sha256 is not None and last.sha256 == file.sha256
    new = "purged" if file.sha256 in purged else "unchanged" if is_same else "document"
    outcome = "failed" if file.failure else new
    fetch_id = documents.save_fetch(
        connection,
        source_id=source.id,
        url=file.url,
        name=name_below(source.location, file.url),
        started_at=now,
        finished_at=now,
        outcome=outcome,
        headers=dict(file.state),
        failure=file.failure,
        raw_document_id=raw,
    )
    if file.failure:
        runs.quarantine(
            connection,
            stage="fetch",
            item_key=f"{source.slug}/{file.url}",
            source_id=source.id,
            fetch_id=fetch_id,
            what=file.url,
            reason=file.failure,
            quarantined_at=now,
        )
    elif last is not None and last.failure:
        key = f"{source.slug}/{file.url}"
        runs.resolve_quarantine(connection, stage="fetch", prefix=key, resolution="read without error", now=now)
    return outcome
