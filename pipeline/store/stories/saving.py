"""What a document brings becomes rows: decided in memory for all its items, then written in a few statements."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from itertools import batched
from typing import Any, Literal

from sqlalchemy import Connection, and_, select, update

from pipeline import model
from pipeline.store import links
from pipeline.store.engine import lock_rows
from pipeline.store.stories.known import LOOKUP, Key, Known, buried_keys, known_stories
from pipeline.store.tables import Story, StoryKey, StorySubject, StoryVersion
from pipeline.store.upserts import upsert, upsert_ids

CLOCK_TOLERANCE = timedelta(days=1)  # a time further ahead than this is kept as it was sent, but not believed
GUIDS = frozenset({"guid", "version", "permalink"})
PLAIN = (
    *("kind", "format", "headline", "summary", "body", "byline", "dateline", "slugline", "language", "urgency"),
    *("pubstatus", "editors_note", "link", "copyright_holder", "copyright_notice", "usage_terms", "place", "credit"),
    "profile",
)
type Outcome = Literal["new", "updated", "unchanged", "purged"]
type Seen = dict[int, datetime]
"""Versions, and when they were seen again."""


@dataclass(frozen=True)
class Item:
    """A parsed story with its keys in order of trust, each (kind, value), and the hashes of its text.

    Any of the first `decisive` keys says which story it is; a later one only where the text agrees. `page_fetch_id` is
    the fetch of the page that its text was read from, `page_problem` why there is none where there should be.
    """

    story: model.Story
    keys: tuple[Key, ...]
    content_hash: str
    body_hash: str
    decisive: int = 1
    page_fetch_id: int | None = None
    page_problem: str | None = None

    @property
    def names(self) -> tuple[Key, ...]:
        """The keys that are kept: a guid that does not decide means nothing beyond its document."""
        return tuple(key for place, key in enumerate(self.keys) if place < self.decisive or key[0] not in GUIDS)


@dataclass(frozen=True)
class Origin:
    """Where the items of a document come from, and when it was fetched."""

    source_id: int
    fetch_id: int
    raw_document_id: int
    fetched_at: datetime


def save_items(
    connection: Connection, origin: Origin, items: Sequence[Item], known: Known | None = None
) -> tuple[Counter[Outcome], Seen]:
    """Write the items of one document; every item is counted once: new story, new version, unchanged, or purged.

    Saving the same items again, in any order, leaves the same rows. `known` is what `known_stories` said in this
    transaction of at least the items' keys. The versions that were seen again are left to `mark_seen`, which ends the
    transaction.
    """
    if known is None:
        known = known_stories(connection, origin.source_id, [key for item in items for key in item.keys])
    buried = buried_keys(connection, origin.source_id, [key for item in items for key in item.names])
    plan = _Plan(known)
    counts: Counter[Outcome] = Counter()
    for item in items:
        counts["purged" if not buried.isdisjoint(item.names) else plan.add(item)] += 1
    plan.write(connection, origin)
    return counts, dict.fromkeys(plan.seen_again, origin.fetched_at)


def mark_seen(connection: Connection, seen: Seen) -> None:
    """Note when versions were seen last: once for all documents of a transaction.

    Their rows are locked in order, so that no two transactions wait for each other.
    """
    for part in batched(sorted(seen), LOOKUP):
        lock_rows(connection, StoryVersion, StoryVersion.id.in_(part))
    for at in sorted(set(seen.values())):
        for part in batched(sorted(version for version, last in seen.items() if last == at), LOOKUP):
            is_later = and_(StoryVersion.id.in_(part), StoryVersion.last_seen_at < at)
            connection.execute(update(StoryVersion).where(is_later).values(last_seen_at=at))


class _Plan:
    """What is to be written. A story that is not in the database yet has a negative number until it is."""

    def __init__(self, known: Known) -> None:
        self._keys = dict(known.keys)
        self._headlines: dict[int, dict[str, str]] = defaultdict(dict)  # by the hashes of a story's versions
        self._ids: dict[tuple[int, str], int] = {}
        self._numbers: Counter[int] = Counter()
        for story, versions in known.versions.items():
            self._headlines[story] = {version.content_hash: version.headline for version in versions}
            self._ids |= {(story, version.content_hash): version.id for version in versions}
            self._numbers[story] = max(version.number for version in versions)
        self._stories: list[Item] = []
        self._new_keys: dict[Key, int] = {}
        self._versions: list[tuple[int, Item]] = []
        self.seen_again: set[int] = set()

    def add(self, item: Item) -> Outcome:
        """Plan what an item needs."""
        story = self._find(item)
        is_new_story = story is None
        if story is None:
            self._stories.append(item)
            story = -len(self._stories)
        new_keys = {key: story for key in item.names if key not in self._keys}
        self._keys |= new_keys
        self._new_keys |= new_keys
        headlines = self._headlines[story]
        if item.content_hash not in headlines:
            headlines[item.content_hash] = item.story.headline
            self._versions.append((story, item))
            return "new" if is_new_story else "updated"
        if version := self._ids.get((story, item.content_hash)):
            self.seen_again.add(version)
        return "unchanged"

    def _find(self, item: Item) -> int | None:
        """The story by a key that decides; by a lesser one only where the text says that it is the same story.

        A guid that changes under an unchanged article would make every item new; a link shared by different articles
        would make them one. So a lesser key counts only with the same content or the same headline.
        """
        for key in item.keys[: item.decisive]:
            if key in self._keys:
                return self._keys[key]
        candidates = {self._keys[key] for key in item.keys[item.decisive :] if key in self._keys}
        agreeing = (story for story in candidates if self._agrees(item, self._headlines[story]))
        return min(agreeing, key=lambda story: (story < 0, abs(story)), default=None)

    @staticmethod
    def _agrees(item: Item, headlines: dict[str, str]) -> bool:
        headline = item.story.headline
        return item.content_hash in headlines or (headline != "" and headline in headlines.values())

    def write(self, connection: Connection, origin: Origin) -> None:
        """Write what was planned."""
        guids = _free_guids(connection, origin.source_id, self._stories)
        rows = [{"source_id": origin.source_id, "guid": guid, "first_seen_at": origin.fetched_at} for guid in guids]
        by_guid = upsert_ids(connection, Story, rows, key="guid")
        ids = {-place: by_guid[guid] for place, guid in enumerate(guids, start=1)}
        keys = [
            {"source_id": origin.source_id, "kind": kind, "value": value, "story_id": ids.get(story, story)}
            for (kind, value), story in self._new_keys.items()
        ]
        upsert(connection, StoryKey, keys)
        versions = []
        for story, item in self._versions:
            self._numbers[story] += 1
            number = {"story_id": ids.get(story, story), "number": self._numbers[story]}
            versions.append(_version_row(origin, item) | number)
        upsert(connection, StoryVersion, versions, constraint="uq_story_version_story_id_content_hash")
        described = [(ids.get(story, story), item) for story, item in self._versions]
        _describe(connection, [(story, item) for story, item in described if item.story.subjects or item.story.links])
        killed = {ids.get(story, story) for story, item in self._versions if item.story.kind == "kill"}
        for part in batched(sorted(killed), LOOKUP):
            kill = update(Story).where(Story.id.in_(part), Story.killed_at.is_(None))
            connection.execute(kill.values(killed_at=origin.fetched_at))
        for _, item in self._versions:
            links.kill_targets(connection, origin.source_id, item.story.links, at=origin.fetched_at)
            links.settle(connection, origin.source_id, item.story.links, item.keys[: item.decisive])


def _describe(connection: Connection, versions: Sequence[tuple[int, Item]]) -> None:
    """Write what these versions are about and what they have to do with other items."""
    for part in batched(versions, LOOKUP):
        query = select(StoryVersion.id, StoryVersion.story_id, StoryVersion.content_hash).where(
            StoryVersion.story_id.in_({story for story, _ in part}),
            StoryVersion.content_hash.in_({item.content_hash for _, item in part}),
        )
        ids = {(row.story_id, row.content_hash): row.id for row in connection.execute(query)}
        of_version = [(ids[story, item.content_hash], item.story) for story, item in part]
        subjects = [
            {"version_id": version, "number": number, "code": one.code, "name": one.name, "sent_code": one.sent}
            for version, story in of_version
            for number, one in enumerate(story.subjects, start=1)
        ]
        upsert(connection, StorySubject, subjects)
        links.save_links(connection, [(version, link) for version, story in of_version for link in story.links])


def _free_guids(connection: Connection, source_id: int, items: Sequence[Item]) -> list[str]:
    """For each new story a name of its own within the source: its guid, else one of its other keys, else its hash."""
    wishes = [_wishes(item) for item in items]
    taken: set[str] = set()
    for part in batched(sorted({wish for wished in wishes for wish in wished}), LOOKUP):
        query = select(Story.guid).where(Story.source_id == source_id, Story.guid.in_(part))
        taken.update(connection.scalars(query))
    chosen = []
    for item, wished in zip(items, wishes, strict=True):
        guid = next((wish for wish in wished if wish not in taken), f"{wished[0]}#{item.content_hash}")
        taken.add(guid)
        chosen.append(guid)
    return chosen


def _wishes(item: Item) -> list[str]:
    values = [value for _, value in sorted(item.keys, key=lambda key: key[0] != "guid")]
    return [*values, item.content_hash]


def _version_row(origin: Origin, item: Item) -> dict[str, Any]:
    story, seen = item.story, origin.fetched_at
    latest = seen + CLOCK_TOLERANCE
    row: dict[str, Any] = {name: getattr(story, name) for name in PLAIN}
    row |= _moment("published", story.first_created, latest) | _moment("updated", story.version_created, latest)
    row |= _moment("embargo", story.embargo, None)
    return row | {
        "wire_version": story.version,
        "keywords": list(story.keywords),
        "genre": list(story.genre),
        "authors": list(story.authors),
        "wire_guid": story.guid,
        "dateline_at": story.dateline_date.at if story.dateline_date else None,
        "pictures": [asdict(picture) for picture in story.pictures],
        "extra": dict(story.extra),
        "first_seen_at": seen,
        "last_seen_at": seen,
        "revised_at": row["updated_at"] or row["published_at"] or seen,
        "released_at": max(seen, row["embargo_at"] or seen),
        "content_hash": item.content_hash,
        "body_hash": item.body_hash,
        "page_fetch_id": item.page_fetch_id,
        "page_problem": item.page_problem,
        "fetch_id": origin.fetch_id,
        "raw_document_id": origin.raw_document_id,
    }


def _moment(name: str, moment: model.Moment | None, latest: datetime | None) -> dict[str, Any]:
    if moment is None:
        return {f"{name}_at": None, f"{name}_raw": None, f"{name}_provenance": None}
    is_ahead = moment.at is not None and latest is not None and moment.at > latest
    provenance = f"{moment.provenance}; in the future" if is_ahead else moment.provenance
    return {f"{name}_at": None if is_ahead else moment.at, f"{name}_raw": moment.raw, f"{name}_provenance": provenance}
