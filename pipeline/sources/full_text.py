"""Full text from the pages of stories: which items need their page, when to ask for it, and what is taken from it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from pipeline.model import Story

FULL_TEXT_WORDS = 120  # a body as long as this is no summary, even where the feed calls it one
MORE_WORDS = 25  # that a page has at least beyond the feed's text; with less it is a notice, or the summary again
AT_MOST = 4  # attempts for one state of an item
AGAIN, GROWTH = timedelta(hours=1), 4  # after a failure, and by how much longer after the next
LEAST = timedelta(hours=1)  # between two requests for one page, however often its item changes


@dataclass(frozen=True)
class Attempt:
    """A request for a page: when, for which state of its item, and whether it came."""

    at: datetime
    page_of: str
    has_come: bool


def needs_page(story: Story) -> bool:
    """Whether a feed has no more of a story than a summary, and says where the rest is."""
    is_web = story.link.startswith(("http://", "https://"))
    return is_web and len(story.body.split()) < FULL_TEXT_WORDS


def is_wanted(item_hash: str, attempts: Sequence[Attempt], now: datetime) -> bool:
    """Whether to ask for the page of an item now, by all attempts for this page, oldest first.

    A page is asked for once for each state of its item, again after 1, 4 and 16 hours while it does not come, and
    never twice in an hour.
    """
    if not attempts:
        return True
    own = [attempt for attempt in attempts if attempt.page_of == item_hash]
    if any(attempt.has_come for attempt in own) or len(own) >= AT_MOST:
        return False
    wait = AGAIN * GROWTH ** (len(own) - 1) if own else LEAST
    return now - attempts[-1].at >= max(wait, LEAST)


def with_page(story: Story, page: Story) -> Story:
    """A feed's item with the text of its page; what the feed says of the item counts before what the page says.

    A page that has hardly more text than the feed changes nothing.
    """
    if len(page.body.split()) < len(story.body.split()) + MORE_WORDS:
        return story
    return replace(
        story,
        headline=story.headline or page.headline,
        summary=story.summary or story.body or page.summary,
        body=page.body,
        byline=story.byline or page.byline,
        authors=story.authors or page.authors,
        dateline=page.dateline,
        place=page.place,
        dateline_date=page.dateline_date,
        language=story.language or page.language,
        keywords=story.keywords or page.keywords,
        first_created=story.first_created or page.first_created,
        version_created=story.version_created or page.version_created,
        copyright_holder=story.copyright_holder or page.copyright_holder,
        copyright_notice=story.copyright_notice or page.copyright_notice,
        pictures=story.pictures or page.pictures,
        kind=page.kind if story.kind == "original" else story.kind,
    )
