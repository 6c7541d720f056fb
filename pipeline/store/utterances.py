"""Utterances: which quotes wait to be compared, whom with, and where they end up."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, delete, exists, func, select, update

from pipeline.store.engine import listed, lock_rows
from pipeline.store.tables import (
    Cluster,
    ClusterMember,
    Entity,
    EntityLink,
    Extraction,
    Quote,
    StoryVersion,
    Utterance,
    UtteranceQuote,
    table_of,
)
from pipeline.store.upserts import upsert

ROWS_AT_ONCE = 1000

_ROOT = func.coalesce(Cluster.merged_into, Cluster.id)


class Said(NamedTuple):
    """A quote of some version; `utterance` is where it stands so far, `full` that one's fullest quote.

    `speaker` is the canonical name over stories, `clusters` those of the stories that have the quote.
    """

    quote: int
    text: str
    speaker: str
    kind: str
    utterance: int | None
    full: int | None
    clusters: frozenset[int]


class Place(NamedTuple):
    """A quote's place in its utterance: a row of the table `utterance_quote`."""

    quote_id: int
    speaker_key: str
    wording: str
    likeness: str
    difference: list[list[str]]


class Gathered(NamedTuple):
    """An utterance, None for a new one, its fullest quote, and the places of quotes that are new in it or changed."""

    utterance: int | None
    full: int
    places: Sequence[Place]


def pending(connection: Connection, limit: int) -> list[int]:
    """Ids of the first versions that are in a cluster and were read, but not compared."""
    query = select(StoryVersion.id).where(
        StoryVersion.compared_at.is_(None),
        StoryVersion.clustered_at.is_not(None),
        StoryVersion.extraction_id.is_not(None),
    )
    return list(connection.scalars(query.order_by(StoryVersion.id).limit(limit)))


def retire(connection: Connection, versions: Sequence[int]) -> set[int]:
    """Take the quotes of older readings of these versions' texts out of their utterances; returns which these are."""
    bodies = select(StoryVersion.body_hash).where(StoryVersion.id.in_(listed(connection, versions)))
    is_read = exists().where(StoryVersion.extraction_id == Extraction.id)
    old = select(Quote.id).join(Extraction).where(Extraction.body_hash.in_(bodies), ~is_read)
    return _take_out(connection, UtteranceQuote.quote_id.in_(old))


def dissolve(connection: Connection, quotes: Select[Any]) -> None:
    """Take the utterances of these quotes apart; what else they held is compared anew by the next run."""
    touched = sorted(_take_out(connection, UtteranceQuote.quote_id.in_(quotes)))
    if not touched:
        return
    is_touched = UtteranceQuote.utterance_id.in_(listed(connection, touched))
    _reopen(connection, select(Quote.extraction_id).join(UtteranceQuote).where(is_touched))
    connection.execute(delete(UtteranceQuote).where(is_touched))
    drop(connection, touched)


def reopen(connection: Connection, said: ColumnElement[bool]) -> None:
    """The quotes of which `said` holds have another speaker from now on: they are compared anew by the next run."""
    _reopen(connection, select(Quote.extraction_id).where(said))


def _reopen(connection: Connection, extractions: Select[Any]) -> None:
    is_concerned = StoryVersion.extraction_id.in_(extractions)
    connection.execute(update(StoryVersion).where(is_concerned).values(compared_at=None))


def _take_out(connection: Connection, is_concerned: ColumnElement[bool]) -> set[int]:
    gone = delete(UtteranceQuote).where(is_concerned).returning(UtteranceQuote.utterance_id)
    return set(connection.scalars(gone))


def of_versions(connection: Connection, versions: Sequence[int]) -> list[Said]:
    """The quotes of these versions."""
    quotes = select(Quote.id).join(StoryVersion, StoryVersion.extraction_id == Quote.extraction_id)
    return _said(connection, quotes.where(StoryVersion.id.in_(listed(connection, versions))))


def wordings(connection: Connection, keys: Collection[str]) -> Iterable[Row[int, str]]:
    """(utterance_id, text) of all that these speakers have said, each wording once, read as it is asked for."""
    place = UtteranceQuote
    firsts = select(func.min(place.quote_id)).where(place.speaker_key.in_(keys))
    firsts = firsts.group_by(place.utterance_id, place.wording)
    query = select(place.utterance_id, Quote.text).join(Quote).where(place.quote_id.in_(firsts))
    return connection.execute(query.execution_options(yield_per=ROWS_AT_ONCE))


def near(connection: Connection, clusters: Collection[int], utterances: Collection[int]) -> list[Said]:
    """All quotes of the utterances with one in these clusters, and of `utterances`."""
    in_cluster = (
        select(UtteranceQuote.utterance_id)
        .join(Quote)
        .join(StoryVersion, StoryVersion.extraction_id == Quote.extraction_id)
        .join(ClusterMember, ClusterMember.version_id == StoryVersion.id)
        .join(Cluster)
        .where(_ROOT.in_(listed(connection, sorted(clusters))))
    )
    found = {*connection.scalars(in_cluster), *utterances}
    of_utterances = UtteranceQuote.utterance_id.in_(listed(connection, sorted(found)))
    return _said(connection, select(UtteranceQuote.quote_id).where(of_utterances))


def _said(connection: Connection, quotes: Select[Any]) -> list[Said]:
    query = (
        select(
            Quote.id,
            Quote.text,
            func.coalesce(Entity.name, Quote.speaker_name, ""),
            func.coalesce(Quote.speaker_kind, ""),
            UtteranceQuote.utterance_id,
            Utterance.full_quote_id,
            _ROOT,
        )
        .join(StoryVersion, StoryVersion.extraction_id == Quote.extraction_id)
        .join(ClusterMember, ClusterMember.version_id == StoryVersion.id)
        .join(Cluster, Cluster.id == ClusterMember.cluster_id)
        .outerjoin(EntityLink, EntityLink.entity_id == Quote.speaker_entity_id)
        .outerjoin(Entity, Entity.id == EntityLink.root_id)
        .outerjoin(UtteranceQuote, UtteranceQuote.quote_id == Quote.id)
        .outerjoin(Utterance, Utterance.id == UtteranceQuote.utterance_id)
        .where(Quote.id.in_(quotes))
        .distinct()
    )
    found: dict[int, Said] = {}
    for quote, text, speaker, kind, utterance, full, cluster in connection.execute(query):
        before = found[quote].clusters if quote in found else frozenset[int]()
        found[quote] = Said(quote, text, speaker, kind, utterance, full, before | {cluster})
    return [found[quote] for quote in sorted(found)]


def save(connection: Connection, gathered: Sequence[Gathered]) -> None:
    """Write utterances, and these of their quotes' places."""
    new = [one for one in gathered if one.utterance is None]
    if new:
        insert = table_of(Utterance).insert().returning(Utterance.id, sort_by_parameter_order=True)
        ids = connection.scalars(insert, [{"full_quote_id": one.full} for one in new])
        new = [one._replace(utterance=number) for one, number in zip(new, ids, strict=True)]
    stored = [one for one in gathered if one.utterance is not None]
    if stored:
        changed = update(Utterance).where(
            Utterance.id == bindparam("one"), Utterance.full_quote_id != bindparam("full")
        )
        values = [{"one": one.utterance, "full": one.full} for one in stored]
        connection.execute(changed.values(full_quote_id=bindparam("full")), values)
    rows = [{"utterance_id": one.utterance, **place._asdict()} for one in (*stored, *new) for place in one.places]
    columns = ("utterance_id", "speaker_key", "wording", "likeness", "difference")
    upsert(connection, UtteranceQuote, rows, update=columns)


def drop(connection: Connection, utterances: Collection[int]) -> None:
    """Forget utterances that hold no quote any more, but such of older readings whose texts wait to be compared."""
    ids = listed(connection, sorted(utterances))
    is_read = exists().where(StoryVersion.extraction_id == Quote.extraction_id)
    old = select(Quote.id).join(UtteranceQuote).where(UtteranceQuote.utterance_id.in_(ids), ~is_read)
    _take_out(connection, UtteranceQuote.quote_id.in_(old))
    connection.execute(delete(Utterance).where(Utterance.id.in_(ids)))


def mark_compared(connection: Connection, versions: Sequence[int], now: datetime) -> None:
    """These versions are no longer pending."""
    lock_rows(connection, StoryVersion, StoryVersion.id.in_(listed(connection, versions)))
    connection.execute(
        update(StoryVersion).where(StoryVersion.id.in_(listed(connection, versions))).values(compared_at=now)
    )
