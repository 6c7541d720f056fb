"""The pages of items: which were asked for, which came, and which versions were read from them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

from sqlalchemy import Connection, Select, select

from pipeline.store.tables import Fetch, RawDocument, Story, StoryVersion

LOOKUP = 500


@dataclass(frozen=True)
class PageFetch:
    """An attempt to fetch the page of an item: for which state of it (`page_of`), and the bytes if they came."""

    fetch_id: int
    url: str
    page_of: str
    started_at: datetime
    outcome: str
    failure: str
    final_url: str
    media_type: str
    sha256: str | None

    @property
    def has_come(self) -> bool:
        """Whether there was a page, be it that the archive no longer keeps it."""
        return self.outcome in {"page", "expired"}


def page_fetches(
    connection: Connection, source_id: int, urls: Iterable[str], *, until: datetime
) -> dict[str, list[PageFetch]]:
    """The attempts that a source made for these pages until that time, oldest first."""
    found: dict[str, list[PageFetch]] = defaultdict(list)
    for part in batched(dict.fromkeys(urls), LOOKUP):
        query = (
            select(*_COLUMNS, RawDocument.sha256)
            .outerjoin(RawDocument, RawDocument.id == Fetch.raw_document_id)
            .where(Fetch.source_id == source_id, Fetch.url.in_(part), Fetch.page_of.is_not(None))
            .where(Fetch.started_at <= until, Fetch.outcome != "purged")
            .order_by(Fetch.started_at)
        )
        for row in connection.execute(query):
            fetch = PageFetch(
                row.id,
                row.url,
                row.page_of or "",
                row.started_at,
                row.outcome,
                row.failure or "",
                row.final_url or row.url,
                row.media_type or "",
                row.sha256,
            )
            found[fetch.url].append(fetch)
    return dict(found)


_COLUMNS = (
    *(Fetch.id, Fetch.url, Fetch.page_of, Fetch.started_at, Fetch.outcome, Fetch.failure),
    *(Fetch.final_url, Fetch.media_type),
)


def read_before(connection: Connection, source_id: int, fetch_ids: Sequence[int]) -> dict[tuple[int, str], str]:
    """The content hashes of the versions that were read from these pages, by the page's fetch and the item's guid."""
    found: dict[tuple[int, str], str] = {}
    for part in batched(fetch_ids, LOOKUP):
        query = select(StoryVersion.page_fetch_id, StoryVersion.wire_guid, StoryVersion.content_hash).join(Story)
        of_source = query.where(Story.source_id == source_id, StoryVersion.page_fetch_id.in_(part))
        found |= {(page or 0, guid): content for page, guid, content in connection.execute(of_source)}
    return found


def pages_of(connection: Connection, source_id: int, stories: Sequence[int]) -> set[int]:
    """Ids of the raw documents that are the pages of these stories of a source."""
    found: set[int] = set()
    for part in batched(stories, LOOKUP):
        links = select(StoryVersion.link).where(StoryVersion.story_id.in_(part), StoryVersion.link != "")
        found |= pages_at(connection, source_id, links)
    return found


def pages_at(connection: Connection, source_id: int, links: Collection[str] | Select[Any]) -> set[int]:
    """Ids of the raw documents that a source's requests for the pages at these links brought."""
    of_them = Fetch.source_id == source_id, Fetch.page_of.is_not(None), Fetch.url.in_(links)
    return set(connection.scalars(select(Fetch.raw_document_id).where(*of_them, Fetch.raw_document_id.is_not(None))))
