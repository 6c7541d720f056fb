"""A database of bare texts, for work that outlives no run: the real tables, filled with no more than they demand."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Engine, func, insert, select

from pipeline.store.engine import reading, writing
from pipeline.store.tables import (
    Cluster,
    ClusterMember,
    Fetch,
    Outlet,
    RawDocument,
    Source,
    Story,
    StoryVersion,
)
from pipeline.store.tables.base import Base, table_of

_NO_TEXT = dict.fromkeys(
    "wire_version summary byline dateline slugline language urgency pubstatus editors_note copyright_holder "
    "copyright_notice usage_terms wire_guid place credit profile".split(),
    "",
)
_NO_LIST: dict[str, Any] = {"keywords": [], "genre": [], "authors": [], "pictures": [], "extra": {}}


class Text(NamedTuple):
    """A text under a number of the caller's; `link` is whatever the caller wants to have back."""

    number: int
    source: str
    headline: str
    body: str
    published: datetime
    link: str


class Filed(NamedTuple):
    """Where a text ended up; `canonical` is the link of the earliest text of its cluster."""

    link: str
    cluster: int
    canonical: str
    relation: str
    score: float


def create(engine: Engine) -> None:
    """Create the tables, in an empty database."""
    with writing(engine) as connection:
        Base.metadata.create_all(connection)


def add_texts(connection: Connection, texts: Sequence[Text]) -> None:
    """Store each text as the only version of a story of its own, both under its number."""
    sources = {text.source: _source(connection, text) for text in {text.source: text for text in texts}.values()}
    stories = [
        {
            "id": text.number,
            "source_id": sources[text.source][0],
            "guid": str(text.number),
            "first_seen_at": text.published,
        }
        for text in texts
    ]
    connection.execute(insert(Story), stories)
    connection.execute(insert(StoryVersion), [_version(text, *sources[text.source]) for text in texts])


def filed(engine: Engine) -> Iterator[Filed]:
    """All texts with their clusters, by number; read in pieces, so that any number of texts takes little memory."""
    cluster = func.coalesce(Cluster.merged_into, Cluster.id)
    place = (StoryVersion.published_at, StoryVersion.id)
    canonical = func.first_value(StoryVersion.link).over(partition_by=cluster, order_by=place)
    query = (
        select(StoryVersion.link, cluster, canonical, ClusterMember.relation, ClusterMember.score)
        .join(ClusterMember, ClusterMember.version_id == StoryVersion.id)
        .join(Cluster)
        .order_by(StoryVersion.id)
    )
    with reading(engine) as connection:
        for row in connection.execution_options(yield_per=1_000).execute(query):
            yield Filed(*row)


def _source(connection: Connection, text: Text) -> tuple[int, int, int]:
    """The ids of a text's source, and of the fetch and document that its source is said to come from."""
    query = (
        select(Source.id, Fetch.id, RawDocument.id)
        .select_from(Fetch)
        .join(Source)
        .join(RawDocument)
        .where(Source.slug == text.source)
    )
    if known := connection.execute(query).first():
        source_id, fetch_id, document_id = known
        return source_id, fetch_id, document_id
    at = text.published
    outlet = _insert(connection, Outlet, slug=text.source, name=text.source, is_agency=False)
    source = _insert(
        connection,
        Source,
        **{"slug": text.source, "outlet_id": outlet, "kind": "text", "location": "", "interval_minutes": 0},
        is_active=False,
    )
    document = _insert(connection, RawDocument, sha256=text.source, size=0, archived_at=at)
    fetch = _insert(
        connection,
        Fetch,
        **{"source_id": source, "url": "", "started_at": at, "finished_at": at, "outcome": "document", "headers": {}},
        raw_document_id=document,
    )
    return source, fetch, document


def _insert(connection: Connection, model: type[Base], **values: Any) -> int:
    return int(connection.execute(insert(model).values(values).returning(table_of(model).c.id)).scalar_one())


def _version(text: Text, source: int, fetch: int, document: int) -> dict[str, Any]:
    at = text.published
    return {
        **{"id": text.number, "story_id": text.number, "number": 1, "kind": "original", "format": "text"},
        **{"headline": text.headline, "body": text.body, "link": text.link, **_NO_TEXT, **_NO_LIST},
        **{"published_at": at, "first_seen_at": at, "last_seen_at": at, "revised_at": at, "released_at": at},
        **{"content_hash": str(text.number), "body_hash": "", "fetch_id": fetch, "raw_document_id": document},
    }
