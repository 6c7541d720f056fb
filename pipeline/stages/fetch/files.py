"""Files of a folder: read where they are, remembered by size, time and hash, never moved or changed."""

import re
from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from pipeline.errors import NewswireError, RejectedInput
from pipeline.sources.files import find_files, read_file
from pipeline.stages.fetch.keeping import keep
from pipeline.stages.room import Newsroom
from pipeline.store import documents, runs, sources
from pipeline.store.documents import LastFetch
from pipeline.store.engine import reading, writing
from pipeline.store.sources import SourceRow

FILES_A_TRANSACTION = 100
PATTERN = re.compile(r"[*?\[]")


@dataclass(frozen=True)
class _File:
    """A file as it was found: its state (size and time of change), and its archived bytes or what is wrong."""

    url: str
    state: dict[str, Any]
    sha256: str | None = None
    size: int = 0
    failure: str | None = None


def fetch_files(
    room: Newsroom, source: SourceRow, paths: Sequence[Path] | None, *, now: datetime
) -> tuple[Counter[str], list[str]]:
    """Archive the files that are new or have changed; returns counts, and the files that could not be read."""
    with reading(room.engine) as connection:
        known = documents.last_fetches(connection, source.id)
        purged = documents.purged_hashes(connection, [source.id])[source.id]
    counts: Counter[str] = Counter()
    failed: list[str] = []
    if paths is None:
        paths = find_files(source.location)
        if not paths and not _is_there(source.location):
            return _report_missing(room, source, now)
    for batch in batched(paths, FILES_A_TRANSACTION):
        changed = []
        for path in batch:
            last = known.get(str(path))
            state = _state(path)
            if last is not None and last.headers == state:
                counts["unchanged"] += 1
                failed += [f"{path}: {last.failure}"] if last.failure else []
                continue
            changed.append(_read(room, path, state, purged))
        with writing(room.engine) as connection:
            for file in changed:
                outcome = _save(connection, source, file, known.get(file.url), purged, now)
                counts[{"document": "documents"}.get(outcome, outcome)] += 1
                failed += [f"{file.url}: {file.failure}"] if file.failure else []
    with writing(room.engine) as connection:
        sources.save_feed_state(connection, source.id, last_success_at=now, failures=0)
        sources.save_health(connection, source.id, "ok", "", now=now)
    return counts, failed


def _base(location: str) -> Path:
    """The folder below which a source's files have their names: above the first pattern, or above a single file."""
    if Path(location).is_dir():
        return Path(location)
    return Path(PATTERN.split(location)[0].rpartition("/")[0])


def _is_there(location: str) -> bool:
    return Path(location).exists() or (PATTERN.search(location) is not None and _base(location).is_dir())


def _report_missing(room: Newsroom, source: SourceRow, now: datetime) -> tuple[Counter[str], list[str]]:
    problem = f"{source.location}: there is no such folder or file. Create it, or correct the path in the catalogue"
    with writing(room.engine) as connection:
        sources.save_feed_state(connection, source.id, failures=source.failures + 1)
        sources.save_health(connection, source.id, "broken", problem, now=now)
    return Counter(failed=1), [f"source {source.slug}: {problem}"]


def _state(path: Path) -> dict[str, Any]:
    try:
        found = path.stat()
    except OSError:
        return {}
    return {"size": found.st_size, "changed_ns": found.st_mtime_ns}


def _read(room: Newsroom, path: Path, state: dict[str, Any], purged: Container[str]) -> _File:
    limit = room.settings.max_document_bytes
    try:
        data = read_file(path, limit=limit)
    except RejectedInput as error:
        return _File(str(path), state, failure=str(NewswireError("", error.problem, error.remedy)).removeprefix(": "))
    return _File(str(path), state, keep(room.archive, data, purged), len(data))


def _save(
    connection: Connection,
    source: SourceRow,
    file: _File,
    last: LastFetch | None,
    purged: Container[str],
    now: datetime,
) -> str:
    raw = documents.save_raw_document(connection, file.sha256, file.size, now=now) if file.sha256 else None
    is_same = last is not None and last.sha256 is not None and last.sha256 == file.sha256
    new = "purged" if file.sha256 in purged else "unchanged" if is_same else "document"
    outcome = "failed" if file.failure else new
    fetch_id = documents.save_fetch(
        connection,
        source_id=source.id,
        url=file.url,
        name=Path(file.url).relative_to(_base(source.location)).as_posix(),
        started_at=now,
        finished_at=now,
        outcome=outcome,
        headers=file.state,
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
