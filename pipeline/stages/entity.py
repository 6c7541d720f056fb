"""Entity: an operator looks at a person, place or body over all stories, and decides which names are one."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping

from pipeline.errors import RejectedInput
from pipeline.stages.resolve import resolve_names
from pipeline.stages.room import Newsroom
from pipeline.store import entities
from pipeline.store.engine import reading, writing


def show(room: Newsroom, wanted: str, kind: str | None) -> dict[str, Any]:
    """All that is known of the entity with this id, name or form.

    `names` are those that are one with it, each with the rule and its evidence; `namesakes` other persons of the same
    name; `decisions` and `history` what operators decided and what became of it. Raises RejectedInput.
    """
    with reading(room.engine) as connection:
        found = _one(connection, wanted, kind)
        names = entities.one_with(connection, [found["root_id"]])
        root = next(name for name in names if name["id"] == found["root_id"])
        own = {name["name"] for name in names}
        bases = {row["base_id"] for name in names for row in entities.find(connection, str(name["id"]))}
        others = [row for row in entities.namesakes(connection, bases) if row["root_id"] != found["root_id"]]
        return {
            "entity": root["id"],
            "kind": root["kind"],
            "name": root["name"],
            "country": root["country"],
            "names": [{key: row[key] for key in ("id", "name", "rule", "evidence")} for row in names],
            "forms": entities.forms(connection, [name["id"] for name in names]),
            "namesakes": [{key: row[key] for key in ("id", "name", "evidence")} for row in others],
            "decisions": [
                {
                    "name": row.name,
                    "other": row.other_name,
                    "same": row.is_same,
                    "reason": row.reason,
                    "at": row.decided_at,
                }
                for row in entities.decisions(connection, root["kind"])
                if own & {row.name, row.other_name}
            ],
            "history": [
                {
                    "name": row["name"],
                    "from": row["previous_root"],
                    "to": row["root"],
                    "rule": row["rule"],
                    "at": row["changed_at"],
                }
                for row in entities.history(connection, root["kind"], own)
            ],
        }


def merge(room: Newsroom, keep: str, others: Sequence[str], kind: str | None, *, reason: str, now: datetime) -> int:
    """Decide that others are one with an entity, with all their names; returns its id. Raises RejectedInput."""
    with writing(room.engine) as connection:
        entities.lock(connection)
        kept = _one(connection, keep, kind)
        merged = [_one(connection, other, kept["kind"]) for other in others]
        names = entities.one_with(connection, {kept["root_id"], *(row["root_id"] for row in merged)})
        if len({row["root_id"] for row in names}) == 1 and kept["id"] == kept["root_id"]:
            raise RejectedInput(keep, "is one with all of these already", f"See: newswire entity show {kept['id']}")
        pairs = [(row["name"], kept["name"]) for row in names if row["id"] != kept["id"]]
        _decide(connection, kept["kind"], pairs, is_same=True, reason=reason, now=now)
        return int(_one(connection, str(kept["id"]), None)["root_id"])


def split(room: Newsroom, names: Sequence[str], kind: str | None, *, reason: str, now: datetime) -> int:
    """Decide that names, together, are not one with the others that they are one with; returns their entity's id.

    Raises RejectedInput, also where there is nothing to part them from.
    """
    with writing(room.engine) as connection:
        entities.lock(connection)
        parted = [_one(connection, name, kind) for name in names]
        ids = {row["id"] for row in parted}
        rest = [
            row for row in entities.one_with(connection, {row["root_id"] for row in parted}) if row["id"] not in ids
        ]
        if not rest:
            remedy = "To part two persons of this name, say which stories are about the other one: --story ID"
            raise RejectedInput(", ".join(names), "is one with no other name", remedy)
        pairs = [(row["name"], other["name"]) for row in parted for other in rest if row["kind"] == other["kind"]]
        _decide(connection, parted[0]["kind"], pairs, is_same=False, reason=reason, now=now)
        return int(_one(connection, str(parted[0]["id"]), None)["root_id"])


def split_stories(
    room: Newsroom,
    name: str,
    stories: Sequence[int],
    other: str | None,
    kind: str | None,
    *,
    reason: str,
    now: datetime,
) -> int:
    """Decide that in these stories a name means another person, `other` ("NAME (2)" by default); returns that one's id.

    With the name itself as `other` an earlier decision is taken back. Raises RejectedInput.
    """
    with writing(room.engine) as connection:
        entities.lock(connection)
        found = _one(connection, name, kind)
        (base,) = entities.find(connection, str(found["base_id"]))
        other = other or f"{base['name']} (2)"
        if other != base["name"] and not (other.startswith(f"{base['name']} (") and other.endswith(")")):
            raise RejectedInput(other, "does not tell a namesake", f"Write: {base['name']} (what tells them apart)")
        bodies = entities.bodies_of(connection, stories)
        if missing := [story for story in stories if story not in bodies]:
            raise RejectedInput(", ".join(map(str, missing)), "no story has this id", "Try: newswire show story WORDS")
        hashes = [body for found in bodies.values() for body in found]
        pairs = [(base["name"], other)]
        _decide(connection, base["kind"], pairs, is_same=True, reason=reason, now=now, texts=hashes)
        person = entities.find(connection, other, base["kind"])
        if not person:
            raise RejectedInput(
                base["name"], "is not named in these stories", f"See: newswire entity show {base['id']}"
            )
        return int(person[0]["root_id"])


def _one(connection: Connection, wanted: str, kind: str | None) -> RowMapping:
    """The one name that is meant; several that are one entity go by its root."""
    found = entities.find(connection, wanted, kind)
    if not found:
        raise RejectedInput(wanted, "no entity has this id, name or form", "Try: newswire report")
    if len({row["root_id"] for row in found}) > 1:
        named = "; ".join(f"{row['id']}: {row['name']} ({row['kind']})" for row in found[:10])
        raise RejectedInput(wanted, f"is the name of several: {named}", "Give the id, or --kind")
    return next((row for row in found if row["id"] == row["root_id"]), found[0])


def _decide(
    connection: Connection,
    kind: str,
    pairs: Sequence[tuple[str, str]],
    *,
    is_same: bool,
    reason: str,
    now: datetime,
    texts: Sequence[str] = ("",),
) -> None:
    shared = {"kind": kind, "is_same": is_same, "reason": reason, "decided_at": now}
    entities.decide(
        connection,
        [{"name": name, "other_name": other, "text_hash": text, **shared} for name, other in pairs for text in texts],
    )
    resolve_names(connection, {(kind, name) for pair in pairs for name in pair}, [], now)
