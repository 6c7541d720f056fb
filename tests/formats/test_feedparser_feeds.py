"""feedparser's own test feeds: none raises, and what we read of an entry is what feedparser reads of it.

They are not part of this project: unpack feedparser's source distribution and name its folder `tests` in
NEWSWIRE_FEEDPARSER_TESTS.
"""

import html
import io
import os
import re
import warnings
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import RejectedInput
from pipeline.formats import parse
from pipeline.formats.html_text import html_to_text
from pipeline.model import Moment, Story

# Where the two differ, and why that is meant.
EXPLAINED = {
    r".*/cdf.*": "the Channel Definition Format of 1997 is not read",
    r"illformed/rss_incomplete_cdata\.xml": "a document that breaks off inside its only item is rejected",
    r"illformed/chardet/shiftjis\.xml": "an encoding that nobody states is not guessed",
    r"encoding/(bozo_)?double-encoded-html\.xml|encoding/bozo_linenoise\.xml": "control characters mean nothing",
    r"wellformed/atom(10)?/entry_\w+_inline_markup_2\.xml": "text in XHTML is unescaped once, not twice",
    r"wellformed/rss/item_description_code_br\.xml": "text in HTML is unescaped once, not twice",
    r"wellformed/sanitize/\w+_(crazy|iframe|object)\.xml": "what never ends is dropped to the end",
    r"wellformed/sanitize/item_content_encoded_script_nested_cdata\.xml": "scripts are dropped with their content",
    r"wellformed/(base/http_\w+|lang/http_\w+|atom10/entry_id_with_attributes|node_precedence/atom10_id)\.xml": (
        "what is no address on the web is no link"
    ),
}


@pytest.fixture(scope="session")
def feeds() -> Path:
    """The folder with the feeds; the tests skip where it is absent."""
    folder = os.environ.get("NEWSWIRE_FEEDPARSER_TESTS")
    if not folder or not Path(folder, "wellformed").is_dir():
        pytest.skip("NEWSWIRE_FEEDPARSER_TESTS names no folder of feedparser's tests")
    return Path(folder)


def test_feedparsers_own_feeds_are_read_as_feedparser_reads_them(feeds: Path):
    paths = sorted(path for path in feeds.rglob("*") if path.suffix in {".xml", ".gz", ".z"})
    assert len(paths) > 2000
    names = {path: path.relative_to(feeds).as_posix() for path in paths}
    differing = {names[path]: found for path in paths if (found := list(differences(path.read_bytes())))}
    unexplained = {
        name: found
        for name, found in differing.items()
        if not any(re.fullmatch(pattern, name) for pattern in EXPLAINED)
    }
    assert unexplained == {}
    idle = [pattern for pattern in EXPLAINED if not any(re.fullmatch(pattern, name) for name in differing)]
    assert idle == []


def differences(data: bytes) -> Iterator[str]:
    """In what our reading of a document differs from feedparser's; nothing but RejectedInput may be raised."""
    import feedparser

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        entries = [dict(entry) for entry in feedparser.parse(io.BytesIO(data)).entries]
    try:
        document = parse(data, name="feed.xml")
    except RejectedInput as error:
        if entries:
            yield f"{len(entries)} entries, but: {error}"
        return
    if len(entries) != len(document.stories) + len(document.rejected):
        yield f"{len(entries)} entries, but {len(document.stories)} stories and {len(document.rejected)} rejected"
    if not document.rejected:
        for story, entry in zip(document.stories, entries, strict=True):
            for name, mine, other in pairs(story, entry):
                if mine != other:
                    yield f"{name}: {mine!r}, not {other!r}"


def pairs(story: Story, entry: dict[str, Any]) -> Iterator[tuple[str, Any, Any]]:
    """What a story and an entry say about the same thing."""
    content = max((part.get("value") or "" for part in entry.get("content", ())), key=len, default="")
    yield "headline", words(story.headline), words(entry.get("title"))
    yield "body", words(story.body), words(content or entry.get("summary"))
    yield "guid", story.guid, " ".join((entry.get("id") or "").split())
    yield "link", story.link, " ".join((entry.get("link") or "").split())
    published = entry.get("published_parsed") or entry.get("created_parsed") or entry.get("updated_parsed")
    yield "published", instant(story.first_created), time_of(published)
    yield "updated", instant(story.version_created), time_of(entry.get("updated_parsed"))


def words(markup: str | None) -> str:
    """The letters of a text, whatever its markup and however often its references were escaped."""
    return re.sub(r"\W+", "", html.unescape(html.unescape(html_to_text(markup or ""))))


def instant(moment: Moment | None) -> datetime | None:
    """A time to the second."""
    return moment.at.replace(microsecond=0) if moment and moment.at else None


def time_of(parsed: Any) -> datetime | None:
    """A time as feedparser gives it."""
    return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
