"""Stories and their versions: what a document brings becomes rows here, once."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, RowMapping, and_, func, or_, select, tuple_, update

from pipeline import model
from pipeline.store.engine import exclusive, upsert, upsert_one
from pipeline.store.tables import Cluster, ClusterMember, Story, StoryKey, StoryVersion, Tombstone, table_of

LOOKUP = 200
CLOCK_TOLERANCE = timedelta(days=1)  # a time further ahead than this is kept as it was sent, but not believed
PLAIN = (
    *("kind", "format", "headline", "summary", "body", "byline", "dateline", "slugline", "language", "urgency"),
    *("pubstatus", "editors_note", "link", "copyright_holder", "copyright_notice", "usage_terms"),
)
type Outcome = Literal["new", "updated", "unchanged", "purged"]


@dataclass(frozen=True)
class Item:
    """A parsed story with its keys in order of trust, each (kind, value), and the hashes of its text."""

    story: model.Story
    keys: tuple[tuple[str, str], ...]
    content_hash: str
    body_hash: str


@dataclass(frozen=True)
class Origin:
    """Where the items of a document come from, and when it was fetched."""

    source_id: int
    fetch_id: int
    raw_document_id: int
    fetched_at: datetime


def save_items(connection: Connection, origin: Origin, items: Sequence[Item]) -> Counter[Outcome]:
    """Write the items of one document; every item is counted once: new story, new version, unchanged, or purged.

    Saving the same items again, in any order, leaves the same rows.
    """
    exclusive(connection, f"source {origin.source_id}")
    counts: Counter[Outcome] = Counter()
    known = _known_keys(connection, origin.source_id, [key for item in items for key in item.keys])
    purged = buried_keys(connection, origin.source_id, [key for item in items for key in item.keys])
    for item in items:
        if not purged.isdisjoint(item.keys):
            counts["purged"] += 1
            continue
        story_id = _find_story(connection, item, known)
        is_new = story_id is None
        if story_id is None:
            row = {"source_id": origin.source_id, "guid": item.keys[0][1], "first_seen_at": origin.fetched_at}
            story_id = upsert_one(connection, Story, row)
        keys = [
            {"source_id": origin.source_id, "kind": kind, "value": value, "story_id": story_id}
            for kind, value in item.keys
            if (kind, value) not in known
        ]
        upsert(connection, StoryKey, keys)
        known.update({key: story_id for key in item.keys if key not in known})
        is_new_version = _save_version(connection, origin, story_id, item)
        counts["new" if is_new else "updated" if is_new_version else "unchanged"] += 1
    return counts


def _known_keys(connection: Connection, source_id: int, keys: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    known: dict[tuple[str, str], int] = {}
    for first in range(0, len(keys), LOOKUP):
        query = select(StoryKey.kind, StoryKey.value, StoryKey.story_id).where(
            StoryKey.source_id == source_id, tuple_(StoryKey.kind, StoryKey.value).in_(keys[first : first + LOOKUP])
        )
        known |= {(row.kind, row.value): row.story_id for row in connection.execute(query)}
    return known


def tombstone_name(kind: str, value: str) -> str:
    """Under what a key stands among the tombstones: its SHA-256, for a link or a headline tells what was taken down."""
    return hashlib.sha256(f"{kind}\x1f{value}".encode(errors="surrogatepass")).hexdigest()


def buried_keys(connection: Connection, source_id: int, keys: Sequence[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the keys under which a story of this source was taken down."""
    names = {tombstone_name(*key): key for key in keys}
    listed, found = list(names), set()
    for first in range(0, len(listed), LOOKUP):
        query = select(Tombstone.guid).where(
            Tombstone.source_id == source_id, Tombstone.guid.in_(listed[first : first + LOOKUP])
        )
        found |= {names[name] for name in connection.execute(query).scalars()}
    return found


def _find_story(connection: Connection, item: Item, known: dict[tuple[str, str], int]) -> int | None:
    """The story by its most trusted key; by a lesser one only where the text says that it is the same story.

    A guid that changes under an unchanged article would make every item new; a link shared by different articles
    would make them one. So a lesser key counts only with the same content or the same headline.
    """
    first, *lesser = item.keys
    if first in known:
        return known[first]
    candidates = list(dict.fromkeys(known[key] for key in lesser if key in known))
    if not candidates:
        return None
    query = select(StoryVersion.story_id).where(
        StoryVersion.story_id.in_(candidates),
        or_(StoryVersion.content_hash == item.content_hash, StoryVersion.headline == item.story.headline),
    )
    return connection.execute(query.order_by(StoryVersion.story_id).limit(1)).scalar()


def _save_version(connection: Connection, origin: Origin, story_id: int, item: Item) -> bool:
    seen = connection.execute(
        select(StoryVersion.id, StoryVersion.last_seen_at).where(
            StoryVersion.story_id == story_id, StoryVersion.content_hash == item.content_hash
        )
    ).one_or_none()
    if seen is not None:
        if origin.fetched_at > seen.last_seen_at:
            connection.execute(
                update(StoryVersion).where(StoryVersion.id == seen.id).values(last_seen_at=origin.fetched_at)
            )
        return False
    highest = connection.execute(
        select(func.max(StoryVersion.number)).where(StoryVersion.story_id == story_id)
    ).scalar()
    row = _version_row(origin, item) | {"story_id": story_id, "number": (highest or 0) + 1}
    connection.execute(table_of(StoryVersion).insert(), row)
    if item.story.kind == "kill":
        connection.execute(
            update(Story).where(Story.id == story_id, Story.killed_at.is_(None)).values(killed_at=origin.fetched_at)
        )
    return True


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
        "first_seen_at": seen,
        "last_seen_at": seen,
        "revised_at": row["updated_at"] or row["published_at"] or seen,
        "released_at": max(seen, row["embargo_at"] or seen),
        "content_hash": item.content_hash,
        "body_hash": item.body_hash,
        "fetch_id": origin.fetch_id,
        "raw_document_id": origin.raw_document_id,
    }


def _moment(name: str, moment: model.Moment | None, latest: datetime | None) -> dict[str, Any]:
    if moment is None:
        return {f"{name}_at": None, f"{name}_raw": None, f"{name}_provenance": None}
    is_ahead = moment.at is not None and latest is not None and moment.at > latest
    provenance = f"{moment.provenance}; in the future" if is_ahead else moment.provenance
    return {f"{name}_at": None if is_ahead else moment.at, f"{name}_raw": moment.raw, f"{name}_provenance": provenance}


def publish(connection: Connection, *, now: datetime) -> int:
    """Make available what has been clustered and extracted; returns how many versions."""
    ready = and_(
        StoryVersion.available_at.is_(None),
        StoryVersion.clustered_at.is_not(None),
        StoryVersion.extraction_id.is_not(None),
    )
    return connection.execute(update(StoryVersion).where(ready).values(available_at=now)).rowcount


def pending_counts(connection: Connection) -> dict[str, int]:
    """How many versions wait for each of the later stages."""
    waiting = {
        "dedupe": StoryVersion.clustered_at.is_(None),
        "extract": StoryVersion.extraction_id.is_(None),
        "publish": StoryVersion.available_at.is_(None),
    }
    return {
        stage: connection.execute(select(func.count()).select_from(StoryVersion).where(condition)).scalar_one()
        for stage, condition in waiting.items()
    }


def totals(connection: Connection) -> dict[str, int]:
    """How many stories, versions and clusters there are."""
    queries = {
        "stories": select(func.count()).select_from(Story),
        "versions": select(func.count()).select_from(StoryVersion),
        "clusters": select(func.count(func.distinct(func.coalesce(Cluster.merged_into, Cluster.id))))
        .select_from(ClusterMember)
        .join(Cluster, Cluster.id == ClusterMember.cluster_id),
    }
    return {name: connection.execute(query).scalar_one() for name, query in queries.items()}


def find_versions(connection: Connection, wanted: str) -> list[RowMapping]:
    """All versions of a story by its id or guid, or of the stories whose headline has these words; oldest first."""
    exact = [Story.guid == wanted]
    if wanted.isdecimal() and len(wanted) < 19:
        exact.append(Story.id == int(wanted))
    found = connection.execute(select(Story.id).where(or_(*exact))).scalars().all()
    if not found and wanted.strip():
        has_words = StoryVersion.headline.icontains(wanted.strip(), autoescape=True)
        found = connection.execute(select(StoryVersion.story_id).where(has_words).distinct().limit(20)).scalars().all()
    columns = table_of(StoryVersion).c
    query = (
        select(*columns, Story.guid, Story.killed_at, Story.source_id)
        .join(Story, Story.id == columns.story_id)
        .where(columns.story_id.in_(found))
        .order_by(columns.story_id, columns.number)
    )
    return list(connection.execute(query).mappings())
