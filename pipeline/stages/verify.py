"""Verify: every document that a replay needs is read back from the archive and compared with its hash."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pipeline.errors import PermanentError
from pipeline.stages.room import Newsroom
from pipeline.store import documents
from pipeline.store.documents import ArchivedDocument
from pipeline.store.engine import reading

DOCUMENTS_A_BATCH = 200
READERS = 8  # an archive behind a network answers slowly, but many at once


@dataclass(frozen=True)
class Verdict:
    """A document with where it should lie, and what is wrong with it; empty when it is there and whole."""

    document: ArchivedDocument
    place: str
    problem: str = ""


def count_documents(room: Newsroom) -> int:
    """How many documents `verify` reads."""
    with reading(room.engine) as connection:
        return documents.count_archived(connection)


def verify(room: Newsroom) -> Iterator[Verdict]:
    """Judge every document that was archived and not taken down; raises TransientError when the archive is gone."""
    after = 0
    with ThreadPoolExecutor(READERS) as pool:
        while True:
            with reading(room.engine) as connection:
                batch = documents.archived_documents(connection, limit=DOCUMENTS_A_BATCH, after=after)
            if not batch:
                return
            yield from pool.map(lambda document: _judge(room, document), batch)
            after = batch[-1].id


def _judge(room: Newsroom, document: ArchivedDocument) -> Verdict:
    place = room.archive.label(document.sha256)
    try:
        size = len(room.archive.get(document.sha256))
    except PermanentError as error:
        return Verdict(document, place, error.problem)
    if size != document.size:
        return Verdict(document, place, f"has {size} bytes, noted are {document.size}")
    return Verdict(document, place)
