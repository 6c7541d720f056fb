"""Names over all stories: what waits to be brought together, in what company names appear, and where they belong."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    Subquery,
    and_,
    delete,
    func,
    or_,
    select,
    tuple_,
    union,
    update,
)

from pipeline.store import tables, utterances
from pipeline.store.engine import exclusive, upsert
from pipeline.store.extractions import lock_readings
from pipeline.store.tables import Entity, EntityAlias, EntityLink, Extraction, Mention, Quote, StoryVersion

A_TIME = 200

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


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a name belongs at present."""

    name: str
    base: str
    root: str
    rule: str | None
    evidence: Mapping[str, Any]
    first_published_at: datetime | None


def lock(connection: Connection) -> None:
    """Nobody else brings names together, and nothing is taken down, until the transaction ends; its first statement."""
    lock_readings(connection, is_shared=True)
    exclusive(connection, "entities")


def waiting_texts(connection: Connection, limit: int) -> list[int]:
    """Ids of readings in use whose names are not yet brought together with those of others, oldest first."""
    is_used = select(StoryVersion.id).where(StoryVersion.extraction_id == Extraction.id).exists()
    query = select(Extraction.id).where(Extraction.resolved_at.is_(None), is_used).order_by(Extraction.id)
    return list(connection.scalars(query.limit(limit)))


def mark_resolved(connection: Connection, texts: Sequence[int], now: datetime) -> None:
    """Note that the names of these readings are brought together."""
    for part in batched(texts, A_TIME):
        connection.execute(update(Extraction).where(Extraction.id.in_(part)).values(resolved_at=now))


def wait_again(connection: Connection, ids: Sequence[int]) -> None:
    """Let a text of each name that shares a root with one of these entities wait to be resolved anew."""
    roots = select(EntityLink.root_id).where(EntityLink.entity_id.in_(ids))
    sharing = select(EntityLink.entity_id).where(EntityLink.root_id.in_(roots))
    one_text = select(func.min(Mention.extraction_id)).where(Mention.entity_id.in_(sharing)).group_by(Mention.entity_id)
    texts = list(connection.scalars(one_text))
    for part in batched(texts, A_TIME):
        connection.execute(update(Extraction).where(Extraction.id.in_(part)).values(resolved_at=None))


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


def names_of_blocks(connection: Connection, blocks: Iterable[str]) -> dict[str, Standing]:
    """All names of some blocks and where they belong, namesakes included."""
    base, root = Entity.__table__.alias("base"), Entity.__table__.alias("root")
    query = (
        select(
            Entity.name,
            base.c.name.label("base"),
            root.c.name.label("root"),
            EntityLink.rule,
            EntityLink.evidence,
            EntityLink.first_published_at,
        )
        .join(EntityLink, EntityLink.entity_id == Entity.id)
        .join(base, base.c.id == EntityLink.base_id)
        .join(root, root.c.id == EntityLink.root_id)
        .where(EntityLink.block.in_(list(blocks)))
    )
    return {row.name: Standing(*row) for row in connection.execute(query)}


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


def place(
    connection: Connection,
    kind: str,
    places: Sequence[Standing],
    before: Mapping[str, Standing],
    block: str,
    now: datetime,
) -> int:
    """Write where the names of a kind belong now; what changed is noted. Returns how many names changed their root."""
    new = [p.name for p in places if p.name not in before]
    upsert(connection, Entity, [{"kind": kind, "name": name} for name in sorted(new)])
    ids = _ids(connection, kind, {name for p in places for name in (p.name, p.base, p.root)})
    changed = [p for p in places if _differs(p, before.get(p.name))]
    rows = [
        {
            "entity_id": ids[p.name],
            "block": block,
            "root_id": ids[p.root],
            "base_id": ids[p.base],
            "rule": p.rule,
            "evidence": dict(p.evidence),
        }
        for p in changed
    ]
    upsert(connection, EntityLink, rows, update=("root_id", "base_id", "rule", "evidence"))
    moved = [p for p in changed if p.root != (before[p.name].root if p.name in before else p.base)]
    notes = [
        {
            "kind": kind,
            "name": p.name,
            "root": p.root,
            "previous_root": before[p.name].root if p.name in before else "",
            "rule": p.rule,
            "evidence": dict(p.evidence),
            "changed_at": now,
        }
        for p in moved
    ]
    upsert(connection, tables.EntityChange, notes, update=("root", "rule", "evidence"))
    utterances.reopen(connection, Quote.speaker_entity_id.in_([ids[p.name] for p in moved]))
    return len(moved)


def _differs(new: Standing, old: Standing | None) -> bool:
    return old is None or (new.base, new.root, new.rule, dict(new.evidence)) != (
        old.base,
        old.root,
        old.rule,
        dict(old.evidence),
    )


def _ids(connection: Connection, kind: str, names: Iterable[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for part in batched(sorted(names), A_TIME):
        query = select(Entity.name, Entity.id).where(Entity.kind == kind, Entity.name.in_(part))
        found |= {row.name: row.id for row in connection.execute(query)}
    return found


def assign(connection: Connection, kind: str, base: str, persons: Mapping[str, str], texts: Sequence[str]) -> None:
    """Make the mentions of a name in these texts those of the persons who are meant, else of the plain name's."""
    ids = _ids(connection, kind, {base, *persons.values()})
    wanted: defaultdict[int, list[str]] = defaultdict(list)
    for text in texts:
        wanted[ids[persons.get(text, base)]].append(text)
    sharing = select(EntityLink.entity_id).where(EntityLink.base_id == ids[base])
    for number, hashes in wanted.items():
        for part in batched(hashes, A_TIME):
            read = select(Extraction.id).where(Extraction.body_hash.in_(part))
            is_other = and_(
                Mention.entity_id.in_(sharing), Mention.entity_id != number, Mention.extraction_id.in_(read)
            )
            moved = set(connection.scalars(select(Mention.text).where(is_other)))
            connection.execute(update(Mention).where(is_other).values(entity_id=number))
            said = Quote.speaker_entity_id
            is_said = and_(said.in_(sharing), said != number, Quote.extraction_id.in_(read))
            utterances.reopen(connection, is_said)
            connection.execute(update(Quote).where(is_said).values(speaker_entity_id=number))
            upsert(connection, EntityAlias, [{"entity_id": number, "alias": alias} for alias in sorted(moved)])


def forget_namesakes(connection: Connection, kind: str, base: str, names: Sequence[str]) -> None:
    """Give what these namesakes of a name have back to it: nothing tells them apart any more."""
    ids = _ids(connection, kind, {base, *names})
    gone = [ids[name] for name in names]
    utterances.reopen(connection, Quote.speaker_entity_id.in_(gone))
    connection.execute(update(Mention).where(Mention.entity_id.in_(gone)).values(entity_id=ids[base]))
    connection.execute(update(Quote).where(Quote.speaker_entity_id.in_(gone)).values(speaker_entity_id=ids[base]))
    delete_entities(connection, gone)


def delete_entities(connection: Connection, ids: Sequence[int]) -> None:
    """Delete entities that nothing mentions, with their forms and links; what was one with them stands alone."""
    for part in batched(ids, A_TIME):
        connection.execute(delete(EntityAlias).where(EntityAlias.entity_id.in_(part)))
        for column in (EntityLink.root_id, EntityLink.base_id):
            points = column.in_(part)
            connection.execute(update(EntityLink).where(points).values({column: EntityLink.entity_id, "rule": None}))
        connection.execute(delete(EntityLink).where(EntityLink.entity_id.in_(part)))
        connection.execute(delete(Entity).where(Entity.id.in_(part)))


def forget_names(connection: Connection, ids: Sequence[int]) -> None:
    """Delete what was decided and noted of the names of these entities, for a takedown."""
    for part in batched(ids, A_TIME):
        names = [tuple(row) for row in connection.execute(select(Entity.kind, Entity.name).where(Entity.id.in_(part)))]
        change, decision = tables.EntityChange, tables.EntityDecision
        changed = [tuple_(change.kind, column).in_(names) for column in (change.name, change.root)]
        connection.execute(delete(change).where(or_(*changed)))
        decided = [tuple_(decision.kind, column).in_(names) for column in (decision.name, decision.other_name)]
        connection.execute(delete(decision).where(or_(*decided)))


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
