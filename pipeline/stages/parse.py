"""Parse: fetched documents become story versions; what cannot become one goes to quarantine with its reason."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import PurePath

from sqlalchemy import Connection

from pipeline import __version__, formats
from pipeline.archive import Archive
from pipeline.errors import PermanentError, RejectedInput
from pipeline.model import ParsedDocument, RejectedItem
from pipeline.stages.arrivals import note_arrival
from pipeline.stages.full_text import with_full_text
from pipeline.stages.identify import items_of, settle
from pipeline.stages.report import StageReport
from pipeline.stages.room import Newsroom, RunId, Window
from pipeline.store import documents, pages, runs, stories
from pipeline.store.documents import PendingDocument
from pipeline.store.engine import reading, trying, writing

DOCUMENTS_A_BATCH = 50
WHOLE = "the whole document"


@dataclass(frozen=True)
class Outcome:
    """What became of one document."""

    document: PendingDocument
    items: tuple[stories.Item, ...]
    rejected: tuple[RejectedItem, ...]


def parse(
    room: Newsroom,
    window: Window,
    *,
    run: RunId,
    now: datetime,
    source: str | None = None,
    replay: bool = False,
    only_outdated: bool = False,
) -> StageReport:
    """Parse every document that waits, and in a backfill those of its window again, a transaction a batch.

    With `replay` a window without bounds means all that was ever fetched, of `source` or of all sources, or with
    `only_outdated` what another version of this code has parsed. In the
    counts, seen = new + updated + unchanged + quarantined: no item is lost. An item that was taken down counts as
    unchanged, and the bytes of its document go.
    """
    owner = runs.Owner.here(f"{run}/parse")
    lease = timedelta(minutes=room.settings.lease_minutes)
    counts: Counter[str] = Counter(documents=0, seen=0, new=0, updated=0, unchanged=0, quarantined=0)
    failed: list[str] = []
    for batch, is_replay in _all_batches(room, window, source, replay=replay, only_outdated=only_outdated):
        with writing(room.engine) as connection:
            ids = [document.fetch_id for document in batch]
            claimed = runs.claim(connection, "parse", ids, owner, now=now, lease=lease)
            mine = set(claimed) if is_replay else documents.still_pending(connection, claimed)
        outcomes = [_read(room, document, is_replay=is_replay) for document in batch if document.fetch_id in mine]
        read = {outcome.document.raw_document_id for outcome in outcomes}
        seen: stories.Seen = {}
        with writing(room.engine) as connection:
            for outcome in sorted(outcomes, key=_source_first):
                saved, their_pages = _save(connection, outcome, seen, now)
                counts.update(saved)
                read |= their_pages
                failed += [f"{outcome.document.url}: {item.label}: {item.reason}" for item in outcome.rejected]
            stories.mark_seen(connection, seen)
            runs.release(connection, "parse", claimed, owner)
            purged = documents.unneeded_hashes(connection, sorted(read))
        for sha256 in purged:
            room.archive.remove(sha256)
    return StageReport("parse", dict(counts), tuple(failed))


def replayable(room: Newsroom, window: Window, source: str | None, *, only_outdated: bool = False) -> int:
    """How many documents a replay of this window would read."""
    code = __version__ if only_outdated else None
    with reading(room.engine) as connection:
        return documents.count_between(connection, window.start, window.end, source=source, unless_by=code)


def try_parse(
    room: Newsroom, window: Window, *, now: datetime, source: str | None, only_outdated: bool, limit: int
) -> Counter[str]:
    """What a replay would bring, by its first `limit` documents: the counts of `parse`, and nothing is written."""
    counts: Counter[str] = Counter()
    for batch, is_replay in _all_batches(room, window, source, replay=True, only_outdated=only_outdated):
        sample = batch[: limit - counts["documents"]]
        outcomes = [_read(room, document, is_replay=is_replay) for document in sample]
        with trying(room.engine) as connection:
            for outcome in sorted(outcomes, key=_source_first):
                counts.update(_save(connection, outcome, {}, now)[0])
        if counts["documents"] >= limit:
            break
    return counts


def _all_batches(
    room: Newsroom, window: Window, source: str | None, *, replay: bool, only_outdated: bool
) -> Iterator[tuple[list[PendingDocument], bool]]:
    """The batches, each with whether it is read again."""
    if replay or window.is_backfill:
        again = _batches(room, window, source, is_replay=True, only_outdated=only_outdated)
        yield from ((batch, True) for batch in again)
    if not replay:
        yield from ((batch, False) for batch in _batches(room, window, source, is_replay=False))


def _batches(
    room: Newsroom, window: Window, source: str | None, *, is_replay: bool, only_outdated: bool = False
) -> Iterator[list[PendingDocument]]:
    after, size = 0, DOCUMENTS_A_BATCH
    code = __version__ if only_outdated else None
    while True:
        with reading(room.engine) as connection:
            if is_replay:
                batch = documents.documents_between(
                    connection, window.start, window.end, source=source, unless_by=code, limit=size, after=after
                )
            else:
                batch = documents.pending_documents(connection, limit=size, after=after)
        if not batch:
            return
        yield batch
        after = batch[-1].fetch_id


def _read(room: Newsroom, document: PendingDocument, *, is_replay: bool) -> Outcome:
    """The items of a document with the texts of their pages."""
    outcome = read_document(room.archive, document)
    return replace(outcome, items=with_full_text(room, document, outcome.items, is_replay=is_replay))


def read_document(archive: Archive, document: PendingDocument) -> Outcome:
    """The items of a document; what cannot be read, be it the whole document, is rejected with the reason."""
    name = PurePath(document.url).name or document.url
    try:
        parsed = formats.parse(archive.get(document.sha256), name=name, media_type=document.media_type or "")
    except RejectedInput as error:
        reason = f"{error.problem}. {error.remedy}" if error.remedy else error.problem
        return Outcome(document, (), (RejectedItem(WHOLE, reason),))
    except PermanentError as error:
        return Outcome(document, (), (RejectedItem(WHOLE, str(error)),))
    items = items_of(parsed.stories, language=document.language, name=document.name or document.url)
    return Outcome(document, items, _distinct(parsed))


def _source_first(outcome: Outcome) -> tuple[int, int]:
    """Sources are locked one after the other; in the same order everywhere, so that no two runs wait for each other."""
    return outcome.document.source_id, outcome.document.fetch_id


def _distinct(parsed: ParsedDocument) -> tuple[RejectedItem, ...]:
    """Rejected items under labels of their own, since the label is part of the key in quarantine."""
    seen: Counter[str] = Counter()
    out = []
    for item in parsed.rejected:
        seen[item.label] += 1
        label = item.label if seen[item.label] == 1 else f"{item.label} ({seen[item.label]})"
        out.append(replace(item, label=label))
    return tuple(out)


def _unreadable(outcome: Outcome) -> str:
    return next((item.reason for item in outcome.rejected if item.label == WHOLE), "") if not outcome.items else ""


def _save(connection: Connection, outcome: Outcome, seen: stories.Seen, now: datetime) -> tuple[Counter[str], set[int]]:
    """Write what came of a document; returns counts, and the raw documents of pages whose item was taken down.

    The versions that it was seen to hold again go into `seen`.
    """
    document = outcome.document
    origin = stories.Origin(
        document.source_id, document.fetch_id, document.raw_document_id, fetched_at=document.fetched_at
    )
    items, known = settle(connection, document, outcome.items)
    saved, again = stories.save_items(connection, origin, items, known)
    for version, at in again.items():
        seen[version] = max(at, seen.get(version, at))
    key = f"{document.source}/{document.sha256}"
    runs.resolve_quarantine(connection, stage="parse", prefix=key, resolution="read again without error", now=now)
    for item in outcome.rejected:
        runs.quarantine(
            connection,
            stage="parse",
            item_key=f"{key}#{item.label}",
            source_id=document.source_id,
            fetch_id=document.fetch_id,
            raw_document_id=document.raw_document_id,
            what=f"{document.url}: {item.label}",
            reason=item.reason,
            quarantined_at=now,
        )
    number = len(outcome.items) + len(outcome.rejected)
    documents.mark_parsed(connection, document.fetch_id, items=number, code_version=__version__, now=now)
    their_pages = _pages_of_buried(connection, document, items) if saved["purged"] else set()
    if saved["purged"]:
        documents.mark_purged(connection, document.source_id, [document.raw_document_id, *sorted(their_pages)])
    note_arrival(
        connection, document, is_new=bool(saved["new"] or saved["updated"]), unreadable=_unreadable(outcome), now=now
    )
    counts = Counter(
        documents=1,
        seen=number,
        new=saved["new"],
        updated=saved["updated"],
        unchanged=saved["unchanged"] + saved["purged"],
        quarantined=len(outcome.rejected),
    )
    return counts, their_pages


def _pages_of_buried(connection: Connection, document: PendingDocument, items: Sequence[stories.Item]) -> set[int]:
    """The raw documents of the pages of those items that were taken down."""
    buried = stories.buried_keys(connection, document.source_id, [name for item in items for name in item.names])
    links = {item.story.link for item in items if item.story.link and not buried.isdisjoint(item.names)}
    return pages.pages_at(connection, document.source_id, links)
