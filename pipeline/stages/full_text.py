"""The texts of a feed's items, read from their pages as these were in the archive when the feed was fetched."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline import formats
from pipeline.errors import PermanentError, RejectedInput
from pipeline.sources import identity
from pipeline.sources.full_text import needs_page, with_page
from pipeline.stages.room import Newsroom
from pipeline.store import pages
from pipeline.store.documents import PendingDocument
from pipeline.store.engine import reading
from pipeline.store.pages import PageFetch
from pipeline.store.stories import Item

NOT_YET = "its page was not asked for yet"
NO_MORE = "its page has hardly more text than the feed"

type Read = Mapping[tuple[int, str], str]


def with_full_text(
    room: Newsroom, document: PendingDocument, items: Sequence[Item], *, is_replay: bool
) -> tuple[Item, ...]:
    """The items of a document with the texts of their pages, where it is one of a source whose pages are read.

    An item without its page keeps its own text, and says why. What a page was read into before is not read again,
    unless this is a replay, perhaps with newer code.
    """
    if not document.has_pages:
        return tuple(items)
    links = [item.story.link for item in items if needs_page(item.story)]
    with reading(room.engine) as connection:
        asked = pages.page_fetches(connection, document.source_id, links, until=document.fetched_at)
        ids = [attempt.fetch_id for attempts in asked.values() for attempt in attempts if attempt.has_come]
        read = {} if is_replay else pages.read_before(connection, document.source_id, ids)
    return tuple(
        _with_page(room, item, asked.get(item.story.link, ()), read) if needs_page(item.story) else item
        for item in items
    )


def _with_page(room: Newsroom, item: Item, asked: Sequence[PageFetch], read: Read) -> Item:
    page = next((attempt for attempt in reversed(asked) if attempt.has_come), None)
    if page is None or page.sha256 is None:
        return replace(item, page_problem=asked[-1].failure if asked else NOT_YET)
    is_own = page.page_of == item.content_hash
    if is_own and (known := read.get((page.fetch_id, item.story.guid))):
        return replace(item, content_hash=known)
    try:
        data = room.archive.get(page.sha256)
        found = formats.parse_page(data, name=page.url, url=page.final_url, media_type=page.media_type)
    except RejectedInput as error:
        return replace(item, page_problem=f"its page {error.problem}")
    except PermanentError as error:
        return replace(item, page_problem=str(error))
    story = with_page(item.story, found)
    if story is item.story:
        return replace(item, page_problem=NO_MORE)
    return replace(
        item,
        story=story,
        content_hash=identity.content_hash(story),
        body_hash=identity.body_hash(story),
        page_fetch_id=page.fetch_id if is_own else None,
    )
