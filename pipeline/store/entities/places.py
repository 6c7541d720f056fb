"""Where names belong: with which other names each is one, and whose a mention is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any

from sqlalchemy import (
    Connection,
    and_,
    delete,
    or_,
    select,
    tuple_,
    update,
)

from pipeline.store import tables, utterances
from pipeline.store.entities.waiting import A_TIME
from pipeline.store.tables import Entity, EntityAlias, EntityLink, Extraction, Mention, Quote
from pipeline.store.upserts import upsert


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a name belongs at present."""

    name: str
    base: str
    root: str
    rule: str | None
    evidence: Mapping[str, Any]
    first_published_at: datetime | None


def names_of_blocks(connection: Connection, blocks: Iterable[str]) -> dict[str, dict[str, Standing]]:
    """All names of each of some blocks and where they belong, namesakes included."""
    found: defaultdict[str, dict[str, Standing]] = defaultdict(dict)
    base, root = Entity.__table__.alias("base"), Entity.__table__.alias("root")
    query = (
        select(
            EntityLink.block,
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
    )
    for part in batched(sorted(blocks), A_TIME):
        for block, *standing in connection.execute(query.where(EntityLink.block.in_(part))):
            found[block][standing[0]] = Standing(*standing)
    return found


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
