"""Stories in the order in which they came, newest first; a page reads a bounded part of that order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, func, or_, select, tuple_
from sqlalchemy.orm import aliased

from pipeline.store.tables import Entity, Extraction, Mention, Outlet, Quote, Source, Story, StoryKey, StoryVersion

PAGE = 50
WITHIN = 10_000  # stories that one page looks through
PEOPLE = 20
MENTIONS = 20_000

ARRIVAL = (Story.id, Story.first_seen_at, Story.source_id, Story.killed_at)

type Place = tuple[datetime, int]  # first_seen_at and id of a story: where a list goes on


@dataclass(frozen=True)
class Filter:
    """Which stories: by source, time of arrival [since, until), kind and language of the newest version, and person.

    `words` are looked for in headline and slugline; or they are the whole id, guid or link of a story.
    """

    words: str = ""
    source: str = ""
    since: datetime | None = None
    until: datetime | None = None
    kind: str = ""
    language: str = ""
    person: str = ""

    @property
    def is_open(self) -> bool:
        """Whether it lets every story through."""
        return self == Filter()


@dataclass(frozen=True)
class Listed:
    """A page of stories. `goes_on` is where the next begins, None at the end; `looked_until` is the arrival of the last
    story that was looked at where the page is not full but there are more to look through."""

    rows: Sequence[RowMapping]
    goes_on: Place | None = None
    looked_until: datetime | None = None


def listed(connection: Connection, wanted: Filter, *, after: Place | None = None) -> Listed:
    """At most PAGE stories, of the WITHIN that come next in the order, newest first, that the filter lets through.

    Each with its newest version: story_id, headline, slugline, kind, language, times, version number, source, outlet,
    killed_at, withheld_at, available_at, released_at.
    """
    named = _named(connection, wanted.words) if wanted.words else []
    candidates = select(*ARRIVAL).where(Story.id.in_(named)) if named else _candidates(connection, wanted, after)
    looked = candidates.limit(WITHIN).subquery()
    version = aliased(StoryVersion)
    language = func.coalesce(func.nullif(Extraction.language, ""), version.language)
    query = (
        select(
            looked.c.id.label("story_id"),
            looked.c.first_seen_at,
            looked.c.killed_at,
            version.headline,
            version.slugline,
            func.substr(version.body, 1, 120).label("opening"),
            version.kind,
            version.number,
            version.published_at,
            version.withheld_at,
            version.available_at,
            version.released_at,
            language.label("language"),
            Source.slug.label("source"),
            Outlet.name.label("outlet"),
        )
        .select_from(looked)
        .join(version, version.id == _newest_version(looked.c.id))
        .join(Source, Source.id == looked.c.source_id)
        .join(Outlet, Outlet.id == Source.outlet_id)
        .outerjoin(Extraction, Extraction.id == version.extraction_id)
        .order_by(looked.c.first_seen_at.desc(), looked.c.id.desc())
        .limit(PAGE + 1)
    )
    if wanted.kind:
        query = query.where(version.kind == wanted.kind)
    if wanted.language:
        query = query.where(language == wanted.language)
    if wanted.words and not named:
        has_words = or_(
            version.headline.icontains(wanted.words, autoescape=True),
            version.slugline.icontains(wanted.words, autoescape=True),
        )
        query = query.where(has_words)
    rows = connection.execute(query).mappings().all()
    if len(rows) > PAGE:
        last = rows[PAGE - 1]
        return Listed(rows[:PAGE], (last["first_seen_at"], last["story_id"]))
    beyond = connection.execute(candidates.offset(WITHIN - 1).limit(1)).first()
    return Listed(rows, (beyond.first_seen_at, beyond.id), beyond.first_seen_at) if beyond else Listed(rows)


def _candidates(connection: Connection, wanted: Filter, after: Place | None) -> Select[*tuple[Any, ...]]:
    query = select(*ARRIVAL)
    query = query.order_by(Story.first_seen_at.desc(), Story.id.desc())
    if after is not None:
        query = query.where(tuple_(Story.first_seen_at, Story.id) < tuple_(*after))
    if wanted.since is not None:
        query = query.where(Story.first_seen_at >= wanted.since)
    if wanted.until is not None:
        query = query.where(Story.first_seen_at < wanted.until)
    if wanted.source:
        query = query.where(Story.source_id == select(Source.id).where(Source.slug == wanted.source).scalar_subquery())
    if wanted.person:
        query = query.where(Story.id.in_(_with_person(connection, wanted.person)))
    return query


def _newest_version(story_id: Any) -> ColumnElement[int]:
    other = aliased(StoryVersion)
    order = (other.revised_at.desc(), other.last_seen_at.desc(), other.number.desc())
    return select(other.id).where(other.story_id == story_id).order_by(*order).limit(1).scalar_subquery()


def _named(connection: Connection, name: str) -> list[int]:
    """Ids of the stories with this id, guid or link."""
    if name.isascii() and name.isdecimal() and len(name) < 19:
        return list(connection.execute(select(Story.id).where(Story.id == int(name))).scalars())
    query = select(StoryKey.story_id).join(Source, Source.id == StoryKey.source_id)
    query = query.where(StoryKey.kind.in_(("guid", "link")), StoryKey.value == name).limit(PAGE)
    return list(connection.execute(query).scalars())


def people(connection: Connection, name: str) -> Sequence[RowMapping]:
    """The persons whose name has these words, at most PEOPLE, the shortest name first: id, name."""
    query = select(Entity.id, Entity.name).where(Entity.kind == "PER", Entity.name.icontains(name, autoescape=True))
    return connection.execute(query.order_by(func.length(Entity.name), Entity.name).limit(PEOPLE)).mappings().all()


def _with_person(connection: Connection, name: str) -> Select[*tuple[Any, ...]]:
    """Ids of the stories in whose text such a person is named or speaks, by the latest MENTIONS of each."""
    ids = [row["id"] for row in people(connection, name)]
    named = select(Mention.extraction_id).where(Mention.entity_id.in_(ids)).order_by(Mention.id.desc()).limit(MENTIONS)
    spoke = select(Quote.extraction_id).where(Quote.speaker_entity_id.in_(ids)).order_by(Quote.id.desc())
    readings = or_(
        StoryVersion.extraction_id.in_(select(named.subquery().c.extraction_id)),
        StoryVersion.extraction_id.in_(select(spoke.limit(MENTIONS).subquery().c.extraction_id)),
    )
    return select(StoryVersion.story_id).where(readings)


def choices(connection: Connection) -> list[str]:
    """The names of the sources, for a filter."""
    return list(connection.execute(select(Source.slug).order_by(Source.slug)).scalars())
