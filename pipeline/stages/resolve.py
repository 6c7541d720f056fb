"""Resolve: names of new texts are brought together with those of all others, persons who share one told apart."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection

from pipeline import canonical
from pipeline.canonical import Appearance, Known, Verdict
from pipeline.stages.report import StageReport
from pipeline.stages.room import Newsroom
from pipeline.store import entities
from pipeline.store.engine import writing
from pipeline.store.entities import Name, Seen, Standing

TEXTS_A_TIME = 200
NEVER = datetime.max.replace(tzinfo=UTC)
"""The publication of a text whose source does not say when it was; such texts come last."""


def resolve(room: Newsroom, *, now: datetime) -> StageReport:
    """Bring together the names of all readings that wait, a transaction for some of them at a time."""
    counts: Counter[str] = Counter(texts=0, names=0, changed=0)
    while True:
        with writing(room.engine) as connection:
            entities.lock(connection)
            texts = entities.waiting_texts(connection, TEXTS_A_TIME)
            if not texts:
                return StageReport("resolve", dict(counts))
            names = entities.note_names(connection, texts, canonical.block)
            counts += Counter(texts=len(texts), names=len(names), changed=resolve_names(connection, names, texts, now))
            entities.mark_resolved(connection, texts, now)


def resolve_names(connection: Connection, names: Iterable[Name], texts: Sequence[int], now: datetime) -> int:
    """Resolve the blocks of these names, with `texts` (readings) among those to look at; returns how many changed."""
    verdicts = [
        Verdict(row.kind, row.name, row.other_name, row.is_same, row.decided_at, row.text_hash)
        for row in entities.decisions(connection)
    ]
    together = _joined_blocks(names, verdicts)
    standing = entities.names_of_blocks(connection, {block for _, blocks in together for block in blocks})
    return sum(
        _resolve_names(
            connection,
            kind,
            {name: place for block in blocks for name, place in standing.get(block, {}).items()},
            [v for v in verdicts if v.kind == kind],
            texts,
            now,
        )
        for kind, blocks in together
    )


def _joined_blocks(names: Iterable[Name], verdicts: Sequence[Verdict]) -> list[tuple[str, list[str]]]:
    """The blocks of the names; those that an operator's decision joins come together."""
    together: dict[str, set[str]] = {}
    for verdict in verdicts:
        if not verdict.text:
            one, other = (canonical.block(verdict.kind, name) for name in (verdict.name, verdict.other))
            joined = together.get(one, {one}) | together.get(other, {other})
            together |= dict.fromkeys(joined, joined)
    blocks = {
        (kind, tuple(sorted(together.get(b, {b})))) for kind, name in names for b in (canonical.block(kind, name),)
    }
    return [(kind, list(joined)) for kind, joined in sorted(blocks)]


def _resolve_names(
    connection: Connection,
    kind: str,
    before: Mapping[str, Standing],
    verdicts: Sequence[Verdict],
    texts: Sequence[int],
    now: datetime,
) -> int:
    plain = sorted({standing.base for standing in before.values()})
    if len(plain) == 1 and kind != "PER" and not verdicts:
        return 0
    told = [v.text for v in verdicts if v.text and v.name in before]
    found = _appearances(connection, kind, plain, texts, told) if kind == "PER" or told else {}
    forms = entities.forms_of(connection, kind, plain) if kind == "ORG" else {}
    known = [
        Known(kind, name, tuple(found.get(name) or _undated(before[name])), forms.get(name, frozenset()))
        for name in plain
    ]
    result = canonical.resolve(kind, known, verdicts)
    places = [
        Standing(p.name, p.base, p.root, p.rule, p.evidence, before[p.base].first_published_at) for p in result.places
    ]
    changed = sum(
        entities.place(connection, kind, part, before, block, now) for block, part in _by_block(kind, places).items()
    )
    _assign(connection, kind, before, found, result.persons, {p.name for p in places})
    return changed


def _undated(standing: Standing) -> list[Appearance]:
    """A name without the texts it is in: only when it was first published is known."""
    return [Appearance("", standing.first_published_at or NEVER)]


def _appearances(
    connection: Connection, kind: str, names: Sequence[str], texts: Sequence[int], told: Sequence[str]
) -> dict[str, list[Appearance]]:
    found: defaultdict[str, list[Appearance]] = defaultdict(list)
    most = canonical.MOST_TEXTS
    for seen in entities.seen(connection, kind, names, most=most, also=texts, text_hashes=told):
        found[seen.name].append(_appearance(seen))
    return found


def _appearance(seen: Seen) -> Appearance:
    """What is told of a name in a text; countries and nationalities say where, other names are its company."""
    return Appearance(
        seen.text,
        seen.published_at or NEVER,
        seen.roles,
        frozenset(country for kind, _, country in seen.others if country and kind in ("LOC", "NAT")),
        frozenset((kind, name) for kind, name, country in seen.others if kind in ("PER", "ORG") or not country),
    )


def _by_block(kind: str, places: Sequence[Standing]) -> Mapping[str, list[Standing]]:
    parts: defaultdict[str, list[Standing]] = defaultdict(list)
    for standing in places:
        parts[canonical.block(kind, standing.base)].append(standing)
    return parts


def _assign(
    connection: Connection,
    kind: str,
    before: Mapping[str, Standing],
    found: Mapping[str, Sequence[Appearance]],
    persons: Mapping[tuple[str, str], str],
    placed: Collection[str],
) -> None:
    """Give each text's mentions to the person who is meant, for names that more than one person has or had."""
    shared = {base for base, _ in persons} | {s.base for s in before.values() if s.name != s.base}
    for base in sorted(shared):
        texts = [appearance.text for appearance in found.get(base, ())]
        here = {text: person for (name, text), person in persons.items() if name == base}
        entities.assign(connection, kind, base, here, texts)
        gone = [s.name for s in before.values() if s.base == base and s.name not in placed]
        if gone:
            entities.forget_namesakes(connection, kind, base, gone)
