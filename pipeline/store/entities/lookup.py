"""Entities as an operator asks for them, and what operators decided."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    func,
    select,
)

from pipeline.store import tables
from pipeline.store.tables import Entity, EntityAlias, EntityLink, StoryVersion
from pipeline.store.upserts import upsert


def decisions(connection: Connection, kind: str | None = None) -> list[Any]:
    """What operators decided, oldest first: rows of `entity_decision`."""
    decision = tables.EntityDecision.__table__
    query = select(decision).order_by(decision.c.decided_at, decision.c.id)
    return list(connection.execute(query if kind is None else query.where(decision.c.kind == kind)))


def decide(connection: Connection, rows: Sequence[dict[str, Any]]) -> None:
    """Note decisions of an operator: columns of `entity_decision`."""
    upsert(connection, tables.EntityDecision, rows, update=("is_same", "reason"))


def find(connection: Connection, wanted: str, kind: str | None = None) -> list[RowMapping]:
    """Names with this id, else with this name, else with this form: id, kind, name, root_id, base_id."""
    link = EntityLink
    query = (
        select(Entity.id, Entity.kind, Entity.name, link.root_id, link.base_id)
        .join(link, link.entity_id == Entity.id)
        .order_by(Entity.id)
    )
    if kind is not None:
        query = query.where(Entity.kind == kind)
    is_form = select(EntityAlias.id).where(EntityAlias.entity_id == Entity.id, EntityAlias.alias == wanted).exists()
    ways = [Entity.name == wanted, func.lower(Entity.name) == wanted.lower(), is_form]
    if wanted.isdecimal() and int(wanted) < 2**63:
        ways.insert(0, Entity.id == int(wanted))
    for way in ways:
        if found := connection.execute(query.where(way)).mappings().all():
            return list(found)
    return []


def one_with(connection: Connection, roots: Iterable[int]) -> list[RowMapping]:
    """All names of these roots, each with why it is one with it: id, kind, name, country, root_id, rule, evidence."""
    link = EntityLink
    query = (
        select(Entity.id, Entity.kind, Entity.name, Entity.country, link.root_id, link.rule, link.evidence)
        .join(link, link.entity_id == Entity.id)
        .where(link.root_id.in_(list(roots)))
        .order_by(link.entity_id != link.root_id, Entity.name)
    )
    return list(connection.execute(query).mappings())


def namesakes(connection: Connection, bases: Iterable[int]) -> list[RowMapping]:
    """The persons who share these plain names: id, name, root_id, rule, evidence; the plain name's own comes first."""
    link = EntityLink
    query = (
        select(Entity.id, Entity.name, link.root_id, link.rule, link.evidence)
        .join(link, link.entity_id == Entity.id)
        .where(link.base_id.in_(list(bases)))
        .order_by(link.entity_id != link.base_id, Entity.name)
    )
    return list(connection.execute(query).mappings())


def forms(connection: Connection, names: Iterable[int]) -> list[str]:
    """The words under which stories mention these names."""
    query = select(EntityAlias.alias).where(EntityAlias.entity_id.in_(list(names))).distinct()
    return sorted(connection.scalars(query))


def history(connection: Connection, kind: str, names: Iterable[str]) -> list[RowMapping]:
    """The merges and splits of these names, oldest first: columns of `entity_change`."""
    change = tables.EntityChange.__table__
    query = select(change).where(change.c.kind == kind, change.c.name.in_(list(names)))
    return list(connection.execute(query.order_by(change.c.changed_at, change.c.id)).mappings())


def bodies_of(connection: Connection, stories: Sequence[int]) -> dict[int, list[str]]:
    """The hashes of the bodies of each story's versions."""
    found: defaultdict[int, list[str]] = defaultdict(list)
    query = select(StoryVersion.story_id, StoryVersion.body_hash).where(StoryVersion.story_id.in_(stories))
    for story, body in connection.execute(query.distinct()):
        found[story].append(body)
    return dict(found)
