"""Takedowns: all that came of a story leaves the database, tombstones keep it from coming back.

Rows are deleted, not blanked, so no query has to know of takedowns. What stays of a story are tombstones (hashes of its
keys), and what stays of its documents are their hashes and the fetches, marked as purged.
"""

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    String,
    and_,
    cast,
    delete,
    exists,
    func,
    literal,
    or_,
    select,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute

from pipeline.errors import DatabaseUnavailable
from pipeline.store import entities, filings, index, readings, tables, utterances
from pipeline.store.documents import REPLAYED, mark_purged
from pipeline.store.engine import exclusive
from pipeline.store.sources import unstable_guids_since
from pipeline.store.stories import GUIDS, tombstone_name
from pipeline.store.tables import Fetch, Quarantine, Source, StageRun, Story, StoryKey, StoryVersion, Tombstone
from pipeline.store.upserts import upsert

A_TIME = 100
KINDS = ("guid", "permalink", "link", "file", "headline", "content")
NUMBER = "number"  # the kind of the tombstone that knows a story by its id
SHARED_KINDS = {"link": StoryVersion.link, "headline": StoryVersion.headline}

type Key = tuple[str, str]


@dataclass(frozen=True)
class Standing:
    """A story that is in the database, with its newest headline."""

    id: int
    source: str
    guid: str
    headline: str | None


@dataclass(frozen=True)
class Buried:
    """A story that was taken down."""

    source: str
    reason: str
    purged_at: datetime


def find(connection: Connection, wanted: str) -> tuple[list[Standing], list[Buried]]:
    """The stories with this id or guid, and those that had it when they were taken down."""
    is_wanted = [Story.guid == wanted]
    names = [tombstone_name(kind, wanted) for kind in (*KINDS, NUMBER)]
    if wanted.isdecimal() and int(wanted) < 2**63:
        is_wanted.append(Story.id == int(wanted))
    newest = select(StoryVersion.headline).where(StoryVersion.story_id == Story.id).order_by(StoryVersion.number.desc())
    stories = (
        select(Story.id, Source.slug, Story.guid, newest.limit(1).scalar_subquery())
        .join(Source, Source.id == Story.source_id)
        .where(or_(*is_wanted))
        .order_by(Story.id)
    )
    graves = (
        select(Source.slug, Tombstone.reason, Tombstone.purged_at)
        .join(Source, Source.id == Tombstone.source_id)
        .where(Tombstone.guid.in_(names))
        .distinct()
    )
    standing = [Standing(*row) for row in connection.execute(stories)]
    return standing, [Buried(*row) for row in connection.execute(graves)]


def stories_of(connection: Connection, source_id: int) -> list[int]:
    """Ids of all stories of a source."""
    return list(connection.scalars(select(Story.id).where(Story.source_id == source_id).order_by(Story.id)))


def lock(connection: Connection, source_id: int) -> None:
    """Nothing is clustered, read or, of this source, parsed until the transaction ends; its first statement."""
    readings.lock(connection, is_shared=False)
    filings.lock(connection)
    exclusive(connection, f"source {source_id}")


def keys_of(connection: Connection, source_id: int, stories: Sequence[int]) -> set[Key]:
    """The keys under which these stories of a source would come back.

    A link or a headline that several stories of the source bear (a front page, "Weather") is none of them, nor is a
    guid where the source's guids cannot be trusted: its tombstone would keep the others out.
    """
    shared = {kind: _sharing(connection, source_id, column) for kind, column in SHARED_KINDS.items()}
    is_unstable = unstable_guids_since(connection, source_id) is not None
    keys: set[Key] = set()
    for part in batched(stories, A_TIME):
        query = (
            select(StoryKey.story_id, StoryKey.kind, StoryKey.value, Story.guid).join(Story).where(Story.id.in_(part))
        )
        of_story: dict[int, set[Key]] = defaultdict(set)
        for story, kind, value, guid in connection.execute(query):
            if value == guid or story not in shared.get(kind, ()):
                of_story[story].add((kind, value))
        for found in of_story.values():
            telling = {key for key in found if key[0] not in GUIDS}
            keys |= telling if is_unstable and telling else found
    return keys


def _sharing(connection: Connection, source_id: int, column: InstrumentedAttribute[str]) -> set[int]:
    """The stories of a source that have the same value, in some version, as another one."""
    of_source = StoryVersion.story_id.in_(select(Story.id).where(Story.source_id == source_id))
    several = func.count(StoryVersion.story_id.distinct()) > 1
    values = select(column).where(of_source, column != "").group_by(column).having(several)
    return set(connection.scalars(select(StoryVersion.story_id).where(of_source, column.in_(values))))


def headlines_of(connection: Connection, stories: Sequence[int]) -> set[str]:
    """The headlines of all versions of these stories."""
    return {
        headline
        for part in batched(stories, A_TIME)
        for headline in connection.scalars(
            select(StoryVersion.headline).where(StoryVersion.story_id.in_(part), StoryVersion.headline != "")
        )
    }


def copies_of(connection: Connection, stories: Sequence[int]) -> list[int]:
    """Ids of other stories with a body that one of these has too."""
    found: set[int] = set()
    for part in batched(stories, A_TIME):
        bodies = select(StoryVersion.body_hash).where(StoryVersion.story_id.in_(part), StoryVersion.body != "")
        found |= set(connection.scalars(select(StoryVersion.story_id).where(StoryVersion.body_hash.in_(bodies))))
    return sorted(found - set(stories))


def bury(
    connection: Connection, source_id: int, stories: Sequence[int], keys: Iterable[Key], *, reason: str, now: datetime
) -> Counter[str]:
    """Delete these stories of a source with all that came of them, and set tombstones for these keys and their ids."""
    names = sorted(tombstone_name(*key) for key in {*keys, *((NUMBER, str(story)) for story in stories)})
    grave = {"source_id": source_id, "reason": reason, "purged_at": now}
    upsert(connection, Tombstone, [{"guid": name, **grave} for name in names])
    counts: Counter[str] = Counter(stories=len(stories))
    for part in batched(stories, A_TIME):
        counts += _delete_stories(connection, part)
    return counts


def _delete_stories(connection: Connection, stories: Sequence[int]) -> Counter[str]:
    of_stories = StoryVersion.story_id.in_(stories)
    bodies = list(connection.scalars(select(StoryVersion.body_hash).where(of_stories).distinct()))
    versions = list(connection.scalars(select(StoryVersion.id).where(of_stories)))
    for part in batched(versions, A_TIME):
        index.remove(connection, part)
        member, claim = tables.ClusterMember, tables.Claim
        matched = member.matched_version_id.in_(part)
        connection.execute(update(member).where(matched).values(matched_version_id=None, evidence=None))
        connection.execute(delete(member).where(member.version_id.in_(part)))
        event, change = tables.ClusterEvent, tables.StoryChange
        connection.execute(update(event).where(event.version_id.in_(part)).values(version_id=None))
        is_compared = or_(change.version_id.in_(part), change.previous_version_id.in_(part))
        connection.execute(delete(change).where(is_compared))
        connection.execute(delete(tables.StorySubject).where(tables.StorySubject.version_id.in_(part)))
        connection.execute(delete(tables.StoryLink).where(tables.StoryLink.version_id.in_(part)))
        connection.execute(delete(tables.Signature).where(tables.Signature.version_id.in_(part)))
        connection.execute(delete(tables.Paragraph).where(tables.Paragraph.version_id.in_(part)))
        connection.execute(delete(claim).where(claim.stage == "extract", claim.item_id.in_(part)))
        connection.execute(delete(StoryVersion).where(StoryVersion.id.in_(part)))
    connection.execute(delete(StoryKey).where(StoryKey.story_id.in_(stories)))
    connection.execute(delete(Story).where(Story.id.in_(stories)))
    readings = Counter[str]()
    for hashes in batched(bodies, A_TIME):
        readings += _delete_readings(connection, hashes)
    return Counter(versions=len(versions)) + readings


def _delete_readings(connection: Connection, bodies: Sequence[str]) -> Counter[str]:
    """Delete what was found in texts that no version has any more, and the names that nothing mentions any more."""
    extraction = tables.Extraction
    is_held = exists().where(StoryVersion.body_hash == extraction.body_hash)
    read = list(connection.scalars(select(extraction.id).where(extraction.body_hash.in_(bodies), ~is_held)))
    return delete_readings(connection, read)


def delete_readings(connection: Connection, read: Sequence[int]) -> Counter[str]:
    """Delete these readings with what they found, and the names that nothing mentions any more."""
    extraction, mention, quote = tables.Extraction, tables.Mention, tables.Quote
    named = select(mention.entity_id).where(mention.extraction_id.in_(read))
    quoted = select(quote.speaker_entity_id).where(quote.extraction_id.in_(read), quote.speaker_entity_id.is_not(None))
    concerned = sorted({*connection.scalars(named), *connection.scalars(quoted)})
    quotes = select(quote.id).where(quote.extraction_id.in_(read))
    utterances.dissolve(connection, quotes)
    connection.execute(delete(tables.QuotePart).where(tables.QuotePart.quote_id.in_(quotes)))
    counts = Counter(
        quotes=connection.execute(delete(quote).where(quote.extraction_id.in_(read))).rowcount,
        mentions=connection.execute(delete(mention).where(mention.extraction_id.in_(read))).rowcount,
    )
    connection.execute(delete(extraction).where(extraction.id.in_(read)))
    for part in batched(concerned, A_TIME):
        counts["entities"] += _delete_unmentioned(connection, part)
    return counts


def _delete_unmentioned(connection: Connection, ids: Sequence[int]) -> int:
    """Delete those entities that nothing mentions any more; the names of the others are brought together anew."""
    entity, alias, mention, quote = tables.Entity, tables.EntityAlias, tables.Mention, tables.Quote
    is_alias_used = exists().where(mention.entity_id == alias.entity_id, mention.text == alias.alias)
    connection.execute(delete(alias).where(alias.entity_id.in_(ids), ~is_alias_used))
    is_used = or_(exists().where(mention.entity_id == entity.id), exists().where(quote.speaker_entity_id == entity.id))
    link = tables.EntityLink
    is_base = exists().where(link.base_id == entity.id, link.entity_id != entity.id)
    unused = list(connection.scalars(select(entity.id).where(entity.id.in_(ids), ~is_used, ~is_base)))
    entities.wait_again(connection, ids)
    entities.forget_names(connection, unused)
    entities.delete_entities(connection, unused)
    return len(unused)


def forget_documents(
    connection: Connection, source_id: int, raw_documents: Sequence[int] | None, *, now: datetime
) -> None:
    """Mark documents of a source (all of them with None) as purged, and blank what was noted of their bad items."""
    of_source = Quarantine.source_id == source_id
    if raw_documents is None:
        _blank_notes(connection, of_source, now)
        is_kept = and_(Fetch.source_id == source_id, Fetch.outcome.in_(REPLAYED))
        connection.execute(update(Fetch).where(is_kept).values(outcome="purged", parsed_at=now))
        return
    for part in batched(raw_documents, A_TIME):
        _blank_notes(connection, and_(of_source, Quarantine.raw_document_id.in_(part)), now)
    mark_purged(connection, source_id, raw_documents)


def _blank_notes(connection: Connection, is_concerned: ColumnElement[bool], now: datetime) -> None:
    """Lines of the quarantine, and of the reports of runs, name an item by its headline."""
    named = set(connection.scalars(select(Quarantine.what).where(is_concerned)))
    key = literal("purged ") + cast(Quarantine.id, String)
    blank = {"item_key": key, "what": "purged", "reason": "purged", "resolution": "purged"}
    connection.execute(update(Quarantine).where(is_concerned).values(**blank, resolved_at=now))
    if not named:
        return
    has_failed = cast(StageRun.failed, String) != "[]"
    for run, failed in connection.execute(select(StageRun.id, StageRun.failed).where(has_failed)).all():
        kept = [line for line in failed if not any(line.startswith(f"{what}: ") for what in named)]
        if kept != failed:
            connection.execute(update(StageRun).where(StageRun.id == run).values(failed=kept))


def compact(engine: Engine) -> None:
    """Write SQLite's file anew: what was deleted stays readable in free pages until then; PostgreSQL's vacuum does it.

    Raises DatabaseUnavailable while another process is at work; the rows are gone all the same.
    """
    if engine.dialect.name != "sqlite":
        return
    with closing(engine.raw_connection()) as connection, closing(connection.cursor()) as cursor:
        try:
            cursor.execute("VACUUM")
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.OperationalError as error:
            problem = f"the rows are gone, but their traces in the file are not ({error})"
            raise DatabaseUnavailable(engine.url.database, problem, "Repeat this when no run is at work") from error
