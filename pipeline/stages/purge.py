"""Purge: takedowns. A story, or all of a source, goes for good: its rows, what was found in it, its archived bytes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipeline.errors import RejectedInput
from pipeline.stages.parse import read_document
from pipeline.stages.report import StageReport
from pipeline.stages.room import Newsroom
from pipeline.store import documents, pages, sources
from pipeline.store import purge as store
from pipeline.store.documents import PendingDocument
from pipeline.store.engine import reading, writing
from pipeline.store.sources import SourceRow


@dataclass(frozen=True)
class Takedown:
    """What is to go: stories of a source, or with `is_whole` all that it ever sent; `label` is for a person.

    `copies` are stories of any source with the same body, which stay. Without stories, what is left to do of an
    earlier takedown is done.
    """

    source: SourceRow
    stories: tuple[int, ...]
    label: str
    copies: tuple[int, ...] = ()
    is_whole: bool = False


def find_story(room: Newsroom, wanted: str) -> Takedown:
    """The takedown of the story with this id or guid, be it that it is gone already.

    Raises RejectedInput when there is none, and when several have it, which are named.
    """
    with reading(room.engine) as connection:
        standing, buried = store.find(connection, wanted)
        if not standing and not buried:
            raise RejectedInput(wanted, "no story has this id or guid", "Try: newswire show story WORDS")
        if len(standing) > 1 or (standing and buried):
            named = [f"story {one.id} of {one.source}, guid {one.guid}" for one in standing]
            named += [f"one of {one.source}, which was taken down on {one.purged_at:%Y-%m-%d}" for one in buried]
            raise RejectedInput(wanted, f"is the id or guid of several: {'; '.join(named)}", "Name one by the other")
        slug = (standing or buried)[0].source
        (source,) = sources.named_sources(connection, [slug])
        if not standing:
            past = buried[0]
            return Takedown(source, (), f"{wanted} of {slug}, taken down on {past.purged_at:%Y-%m-%d} ({past.reason})")
        story = standing[0]
        copies = store.copies_of(connection, [story.id])
    return Takedown(source, (story.id,), f"story {story.id} of {slug}: {story.headline or story.guid}", tuple(copies))


def find_source(room: Newsroom, slug: str) -> Takedown:
    """The takedown of all that a source sent; raises RejectedInput when there is no such source."""
    with reading(room.engine) as connection:
        found = sources.named_sources(connection, [slug])
        if not found:
            raise RejectedInput(slug, "no source has this name", "Try: newswire show sources")
        stories = store.stories_of(connection, found[0].id)
        copies = store.copies_of(connection, stories)
    label = f"all {len(stories)} stories of {slug}"
    return Takedown(found[0], tuple(stories), label, tuple(copies), is_whole=True)


def purge(room: Newsroom, takedown: Takedown, *, reason: str, now: datetime) -> StageReport:
    """Take it down: the database in one transaction, then the bytes; what a crash leaves, the next call does.

    Bytes go with every document of the source that holds one of the stories, other stories in it or not; the rows of
    those stay. Raises PermanentError when bytes cannot be removed, DatabaseUnavailable when SQLite's file could not
    be written anew.
    """
    source, stories = takedown.source, takedown.stories
    holding = _Holding(room, source)
    if stories and not takedown.is_whole:
        with reading(room.engine) as connection:
            holding.know(store.keys_of(connection, source.id, stories), store.headlines_of(connection, stories))
            parsed = documents.parsed_documents(connection, source.id)
        holding.look(parsed)
    with writing(room.engine) as connection:
        store.lock(connection, source.id)
        standing = [story for story in store.stories_of(connection, source.id) if takedown.is_whole or story in stories]
        keys = store.keys_of(connection, source.id, standing)
        if standing and not takedown.is_whole:
            holding.know(keys, store.headlines_of(connection, standing))
            holding.look(documents.parsed_documents(connection, source.id))
        their_pages = pages.pages_of(connection, source.id, standing)
        counts = store.bury(connection, source.id, standing, keys, reason=reason, now=now)
        forgotten = None if takedown.is_whole else sorted({*holding.raw_documents, *their_pages})
        store.forget_documents(connection, source.id, forgotten, now=now)
        unneeded = documents.unneeded_hashes(connection)
    counts["documents"] = sum(room.archive.remove(sha256) for sha256 in unneeded)
    store.compact(room.engine)
    return StageReport("purge", dict(counts))


class _Holding:
    """The documents of a source that hold a story, by its keys or, for items that were rejected, by its headlines.

    They are read before the transaction, and those that were parsed meanwhile in it.
    """

    def __init__(self, room: Newsroom, source: SourceRow) -> None:
        self._room, self._source = room, source
        self._keys: Collection[tuple[str, str]] = ()
        self._labels: Collection[str] = ()
        self._seen: set[int] = set()
        self._found: list[PendingDocument] = []
        self._unread: list[PendingDocument] = []

    def know(self, keys: Collection[tuple[str, str]], headlines: Iterable[str]) -> None:
        """What to look for."""
        self._keys, self._labels = keys, set(headlines)

    def look(self, parsed: Sequence[PendingDocument]) -> None:
        """Read those of the documents that were not read before."""
        for document in parsed:
            if document.fetch_id not in self._seen:
                self._seen.add(document.fetch_id)
                self._read(document)

    def _read(self, document: PendingDocument) -> None:
        outcome = read_document(self._room.archive, document)
        if any(key in self._keys for item in outcome.items for key in item.keys) or any(
            item.label in self._labels for item in outcome.rejected
        ):
            self._found.append(document)
        elif not outcome.items:
            self._unread.append(document)

    @property
    def raw_documents(self) -> list[int]:
        """Their ids; with them what was once in their files and could not be read."""
        urls = {document.url for document in self._found} if self._source.kind == "files" else set()
        unread = [document for document in self._unread if document.url in urls]
        return sorted({document.raw_document_id for document in (*self._found, *unread)})
