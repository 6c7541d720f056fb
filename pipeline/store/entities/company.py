"""Names of entities in the texts that have them: in what company each appears."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Subquery,
    func,
    or_,
    select,
    union,
    update,
)

from pipeline.store.entities.waiting import A_TIME
from pipeline.store.tables import Entity, EntityAlias, EntityLink, Extraction, Mention, Quote, StoryVersion

type Name = tuple[str, str]
"""Kind and name of an entity."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A name in a text, with the roles given to it there and the other names of the text: (kind, name, country)."""

    name: str
    text: str
    published_at: datetime | None
    roles: frozenset[str]
    others: frozenset[tuple[str, str, str | None]]


def note_names(connection: Connection, texts: Sequence[int], block_of: Callable[[str, str], str]) -> set[Name]:
    """The names in these readings; each gets its block and the time of its first text."""
    first: dict[int, datetime | None] = {}
    found: dict[int, Name] = {}
    for part in batched(texts, A_TIME):
        uses = _uses(Mention.extraction_id.in_(part), Quote.extraction_id.in_(part))
        query = (
            select(Entity.id, Entity.kind, Entity.name, func.min(StoryVersion.published_at))
            .join(EntityLink, EntityLink.base_id == Entity.id)
            .join(uses, uses.c.entity_id == EntityLink.entity_id)
            .join(StoryVersion, StoryVersion.extraction_id == uses.c.extraction_id)
            .group_by(Entity.id, Entity.kind, Entity.name)
        )
        for number, kind, name, published in connection.execute(query):
            found[number] = kind, name
            first[number] = min(filter(None, (first.get(number), published)), default=None)
    for part in batched(found, A_TIME):
        links = select(EntityLink.entity_id, EntityLink.block, EntityLink.first_published_at)
        for number, block, known in connection.execute(links.where(EntityLink.entity_id.in_(part))).all():
            values = {
                "block": block or block_of(*found[number]),
                "first_published_at": min(filter(None, (known, first[number])), default=None),
            }
            if (block, known) != tuple(values.values()):
                connection.execute(update(EntityLink).where(EntityLink.entity_id == number).values(**values))
    return set(found.values())


def forms_of(connection: Connection, kind: str, names: Iterable[str]) -> dict[str, frozenset[str]]:
    """The words under which stories mention each name."""
    forms: defaultdict[str, set[str]] = defaultdict(set)
    for part in batched(names, A_TIME):
        query = select(Entity.name, EntityAlias.alias).join(EntityAlias, EntityAlias.entity_id == Entity.id)
        for name, alias in connection.execute(query.where(Entity.kind == kind, Entity.name.in_(part))):
            forms[name].add(alias)
    return {name: frozenset(found) for name, found in forms.items()}


def seen(
    connection: Connection,
    kind: str,
    names: Sequence[str],
    *,
    most: int,
    also: Sequence[int],
    text_hashes: Sequence[str],
) -> list[Seen]:
    """Names in the texts that have them: the `most` first published of each, and those of `also` and of `text_hashes`.

    What signs a text (dateline, byline, credit) is no company.
    """
    chosen = [row for part in batched(names, A_TIME) for row in _texts(connection, kind, part, most, also, text_hashes)]
    extractions = sorted({row.extraction_id for row in chosen})
    others: defaultdict[int, set[tuple[str, str, str | None]]] = defaultdict(set)
    roles: defaultdict[tuple[int, str], set[str]] = defaultdict(set)
    for part in batched(extractions, A_TIME):
        query = (
            select(Mention.extraction_id, Mention.label, Mention.name, Entity.country, Mention.role)
            .join(Entity, Entity.id == Mention.entity_id)
            .where(Mention.extraction_id.in_(part), Mention.position == "text")
        )
        for extraction, label, name, country, role in connection.execute(query.distinct()):
            others[extraction].add((label, name, country))
            if role and label == kind:
                roles[extraction, name].add(role)
    return [
        Seen(
            row.name,
            row.body_hash,
            row.published_at,
            frozenset(roles[row.extraction_id, row.name]),
            frozenset(other for other in others[row.extraction_id] if other[:2] != (kind, row.name)),
        )
        for row in chosen
    ]


def _uses(of_mention: ColumnElement[bool], of_quote: ColumnElement[bool]) -> Subquery:
    """Which entity is in which reading, mentioned or speaking."""
    mentioned = select(Mention.entity_id, Mention.extraction_id).where(of_mention)
    speaking = select(Quote.speaker_entity_id.label("entity_id"), Quote.extraction_id).where(of_quote)
    return union(mentioned, speaking.where(Quote.speaker_entity_id.is_not(None))).subquery()


def _texts(
    connection: Connection, kind: str, names: Sequence[str], most: int, also: Sequence[int], text_hashes: Sequence[str]
) -> Sequence[Any]:
    base, link = Entity, EntityLink
    ids = select(link.entity_id).join(base, base.id == link.base_id).where(base.kind == kind, base.name.in_(names))
    uses = _uses(Mention.entity_id.in_(ids), Quote.speaker_entity_id.in_(ids))
    published = func.min(StoryVersion.published_at)
    texts = (
        select(base.name, Extraction.id.label("extraction_id"), Extraction.body_hash, published.label("published_at"))
        .join(link, link.base_id == base.id)
        .join(uses, uses.c.entity_id == link.entity_id)
        .join(Extraction, Extraction.id == uses.c.extraction_id)
        .join(StoryVersion, StoryVersion.extraction_id == Extraction.id)
        .group_by(base.name, Extraction.id, Extraction.body_hash)
        .subquery()
    )
    order = (texts.c.published_at.is_(None), texts.c.published_at, texts.c.body_hash)
    rank = func.row_number().over(partition_by=texts.c.name, order_by=order)
    ranked = select(texts, rank.label("rank")).subquery()
    is_wanted = or_(
        ranked.c.rank <= most, ranked.c.extraction_id.in_(list(also)), ranked.c.body_hash.in_(list(text_hashes))
    )
    return connection.execute(select(ranked).where(is_wanted)).all()
