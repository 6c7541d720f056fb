"""What a source has sent before, looked up for all items of a document at once."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched

from sqlalchemy import Connection, select

from pipeline.store.engine import exclusive
from pipeline.store.tables import StoryKey, StoryVersion, Tombstone

LOOKUP = 500
type Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SeenVersion:
    """A version that is in the database."""

    id: int
    story_id: int
    number: int
    content_hash: str
    headline: str
    link: str
    last_seen_at: datetime


@dataclass(frozen=True)
class Known:
    """The stories of a source that bear one of the keys that were looked up, with all their versions."""

    keys: dict[Key, int] = field(default_factory=dict)
    versions: dict[int, list[SeenVersion]] = field(default_factory=dict)

    def under(self, key: Key) -> Sequence[SeenVersion]:
        """The versions of the story that bears this key."""
        return self.versions.get(self.keys.get(key, 0), ())


def known_stories(connection: Connection, source_id: int, keys: Collection[Key]) -> Known:
    """Look up keys of a source; until the transaction ends nobody else writes stories of it."""
    exclusive(connection, f"source {source_id}")
    known = Known()
    for kind, values in _by_kind(keys).items():
        for part in batched(values, LOOKUP):
            query = select(StoryKey.value, StoryKey.story_id).where(
                StoryKey.source_id == source_id, StoryKey.kind == kind, StoryKey.value.in_(part)
            )
            known.keys.update({(kind, value): story for value, story in connection.execute(query)})
    versions = defaultdict(list)
    columns = [getattr(StoryVersion, name) for name in SeenVersion.__slots__]
    for ids in batched(sorted(set(known.keys.values())), LOOKUP):
        for row in connection.execute(select(*columns).where(StoryVersion.story_id.in_(ids))):
            versions[row.story_id].append(SeenVersion(*row))
    known.versions.update(versions)
    return known


def _by_kind(keys: Iterable[Key]) -> dict[str, list[str]]:
    values: dict[str, dict[str, None]] = defaultdict(dict)
    for kind, value in keys:
        values[kind][value] = None
    return {kind: list(found) for kind, found in values.items()}


def bodies_of(connection: Connection, story_id: int) -> list[str]:
    """The texts of all versions of a story."""
    return list(connection.scalars(select(StoryVersion.body).where(StoryVersion.story_id == story_id)))


def tombstone_name(kind: str, value: str) -> str:
    """Under what a key stands among the tombstones: its SHA-256, for a link or a headline tells what was taken down."""
    return hashlib.sha256(f"{kind}\x1f{value}".encode(errors="surrogatepass")).hexdigest()


def buried_keys(connection: Connection, source_id: int, keys: Collection[Key]) -> set[Key]:
    """Those of the keys under which a story of this source was taken down."""
    if connection.execute(select(Tombstone.guid).where(Tombstone.source_id == source_id).limit(1)).first() is None:
        return set()
    names = {tombstone_name(*key): key for key in keys}
    found: set[Key] = set()
    for part in batched(names, LOOKUP):
        query = select(Tombstone.guid).where(Tombstone.source_id == source_id, Tombstone.guid.in_(part))
        found |= {names[name] for name in connection.scalars(query)}
    return found
