"""One story: its versions, what was read in it, and its cluster."""

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, case, column, func, select, table
from sqlalchemy.orm import aliased

from pipeline.store.tables import (
    Cluster,
    ClusterMember,
    Entity,
    Extraction,
    Fetch,
    Mention,
    Outlet,
    Quote,
    QuotePart,
    RawDocument,
    Source,
    Story,
    StoryChange,
    StoryVersion,
    table_of,
)

VERSIONS = 100
MEMBERS = 200

_RELEASED = table("released_version", column("id"))


def one_story(connection: Connection, story_id: int) -> RowMapping | None:
    """The story with this id, None where there is none: guid, first_seen_at, killed_at, source, outlet."""
    query = (
        select(
            Story.id,
            Story.guid,
            Story.first_seen_at,
            Story.killed_at,
            Source.slug.label("source"),
            Outlet.name.label("outlet"),
        )
        .join(Source, Source.id == Story.source_id)
        .join(Outlet, Outlet.id == Source.outlet_id)
    )
    return connection.execute(query.where(Story.id == story_id)).mappings().first()


def versions(connection: Connection, story_id: int) -> Sequence[RowMapping]:
    """The latest VERSIONS of a story, current first, with all columns but those of a text that may not be shown.

    `is_released` says whether it may be: else `body` and `summary` are null. With them `outcome` and `language` of the
    reading, URL and hash of the document it came from.
    """
    columns = table_of(StoryVersion).c
    texts = {"body", "summary"}
    is_released = _RELEASED.c.id.is_not(None)
    query = (
        select(
            *(each for each in columns if each.name not in texts),
            *(case((is_released, columns[name])).label(name) for name in sorted(texts)),
            is_released.label("is_released"),
            Extraction.outcome,
            Extraction.language.label("detected_language"),
            Extraction.model,
            Fetch.url.label("fetched_from"),
            RawDocument.sha256,
        )
        .outerjoin(_RELEASED, _RELEASED.c.id == columns.id)
        .outerjoin(Extraction, Extraction.id == columns.extraction_id)
        .join(Fetch, Fetch.id == columns.fetch_id)
        .join(RawDocument, RawDocument.id == columns.raw_document_id)
        .where(columns.story_id == story_id)
        .order_by(columns.revised_at.desc(), columns.last_seen_at.desc(), columns.number.desc())
        .limit(VERSIONS)
    )
    return connection.execute(query).mappings().all()


def changes(connection: Connection, version_id: int, previous_id: int) -> RowMapping | None:
    """The `figures` and `quotes` that a version changed in the one before it, None where they were not compared."""
    query = select(StoryChange.figures, StoryChange.quotes)
    query = query.where(StoryChange.version_id == version_id, StoryChange.previous_version_id == previous_id)
    return connection.execute(query).mappings().first()


def mentions(connection: Connection, extraction_id: int) -> Sequence[RowMapping]:
    """The names of a reading in order: start, end, label, name, position, entity_id, country."""
    query = (
        select(
            Mention.start, Mention.end, Mention.label, Mention.name, Mention.position, Mention.entity_id, Entity.country
        )
        .join(Entity, Entity.id == Mention.entity_id)
        .where(Mention.extraction_id == extraction_id)
        .order_by(Mention.start)
    )
    return connection.execute(query).mappings().all()


def quotes(connection: Connection, extraction_id: int) -> Sequence[RowMapping]:
    """The statements of a reading in order, with who made them."""
    columns = table_of(Quote).c
    query = select(*columns).where(columns.extraction_id == extraction_id).order_by(columns.number)
    return connection.execute(query).mappings().all()


def quote_parts(connection: Connection, extraction_id: int) -> Sequence[RowMapping]:
    """The contiguous parts of all statements of a reading: quote (its number), kind, start, end, fragments."""
    query = (
        select(Quote.number.label("quote"), QuotePart.kind, QuotePart.start, QuotePart.end, QuotePart.fragments)
        .join(Quote, Quote.id == QuotePart.quote_id)
        .where(Quote.extraction_id == extraction_id)
        .order_by(QuotePart.start)
    )
    return connection.execute(query).mappings().all()


def cluster_of(connection: Connection, version_id: int) -> int | None:
    """The cluster of a version, None while it is in none."""
    query = (
        select(func.coalesce(Cluster.merged_into, Cluster.id))
        .join(ClusterMember)
        .where(ClusterMember.version_id == version_id)
    )
    return connection.execute(query).scalar()


def cluster_members(connection: Connection, cluster_id: int) -> Sequence[RowMapping]:
    """The first MEMBERS versions of a cluster in order of time, each with outlet and the evidence why it belongs to it.

    `matched_story`, `matched_outlet` and `matched_headline` name the one that it matched, `score` and `rule` how, and
    `evidence`, null where the text may not be shown, what they have in common.
    """
    version, other = aliased(StoryVersion), aliased(StoryVersion)
    story, other_story = aliased(Story), aliased(Story)
    source, other_source = aliased(Source), aliased(Source)
    outlet, other_outlet = aliased(Outlet), aliased(Outlet)
    member = ClusterMember
    merged = connection.execute(select(Cluster.id).where(Cluster.merged_into == cluster_id)).scalars().all()
    at = func.coalesce(version.published_at, version.first_seen_at)
    query = (
        select(
            version.story_id,
            version.number,
            version.kind,
            version.headline,
            version.published_at,
            version.first_seen_at,
            story.killed_at,
            outlet.name.label("outlet"),
            member.relation,
            member.score,
            member.rule,
            case((_RELEASED.c.id.is_not(None), member.evidence)).label("evidence"),
            other.story_id.label("matched_story"),
            other.number.label("matched_number"),
            other.headline.label("matched_headline"),
            other_outlet.name.label("matched_outlet"),
        )
        .select_from(member)
        .join(version, version.id == member.version_id)
        .join(story, story.id == version.story_id)
        .join(source, source.id == story.source_id)
        .join(outlet, outlet.id == source.outlet_id)
        .outerjoin(_RELEASED, _RELEASED.c.id == version.id)
        .outerjoin(other, other.id == member.matched_version_id)
        .outerjoin(other_story, other_story.id == other.story_id)
        .outerjoin(other_source, other_source.id == other_story.source_id)
        .outerjoin(other_outlet, other_outlet.id == other_source.outlet_id)
        .where(member.cluster_id.in_([cluster_id, *merged]))
        .order_by(at, version.id)
        .limit(MEMBERS)
    )
    return connection.execute(query).mappings().all()
