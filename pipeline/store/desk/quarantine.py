"""What is set aside, newest first."""

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, Select, func, select

from pipeline.store.tables import Fetch, Quarantine, RawDocument, Source

PAGE = 50
GROUPS = 20


def listed(
    connection: Connection, *, source: str = "", reason: str = "", after: int | None = None
) -> Sequence[RowMapping]:
    """At most PAGE + 1 items that are set aside at present, with ids below `after`, of a source, for a reason."""
    query = _items().where(Quarantine.resolved_at.is_(None)).order_by(Quarantine.id.desc()).limit(PAGE + 1)
    if source:
        query = query.where(Source.slug == source)
    if reason:
        query = query.where(Quarantine.reason == reason)
    if after is not None:
        query = query.where(Quarantine.id < after)
    return connection.execute(query).mappings().all()


def one_item(connection: Connection, item_id: int) -> RowMapping | None:
    """The item with this id, set aside at present or dealt with, as in `listed`; None where there is none."""
    return connection.execute(_items().where(Quarantine.id == item_id)).mappings().first()


def reasons(connection: Connection) -> Sequence[RowMapping]:
    """The reasons for which most is set aside at present: reason, items."""
    number = func.count()
    query = (
        select(Quarantine.reason, number.label("items"))
        .where(Quarantine.resolved_at.is_(None))
        .group_by(Quarantine.reason)
        .order_by(number.desc(), Quarantine.reason)
        .limit(GROUPS)
    )
    return connection.execute(query).mappings().all()


def _items() -> Select[*tuple[object, ...]]:
    return (
        select(
            Quarantine.id,
            Quarantine.stage,
            Quarantine.what,
            Quarantine.reason,
            Quarantine.quarantined_at,
            Quarantine.resolved_at,
            Quarantine.resolution,
            Source.slug.label("source"),
            Fetch.url,
            Fetch.media_type,
            Fetch.outcome,
            Fetch.parsed_at,
            RawDocument.sha256,
            RawDocument.size,
        )
        .outerjoin(Source, Source.id == Quarantine.source_id)
        .outerjoin(Fetch, Fetch.id == Quarantine.fetch_id)
        .outerjoin(RawDocument, RawDocument.id == Quarantine.raw_document_id)
    )
