"""What extraction has found is written: names, quotes and their speakers, once for each text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import batched
from typing import Any, Literal

from sqlalchemy import Connection, delete, select, tuple_, update

from pipeline.model import Analysis, Mention, Quote
from pipeline.store import tables
from pipeline.store.engine import lock_rows
from pipeline.store.extractions import known_extractions
from pipeline.store.tables import Extraction, StoryVersion
from pipeline.store.upserts import upsert, upsert_ids

LOOKUP = 200
NAMELESS = ("group", "unknown")  # speakers that are no entity
LOCK_SHARED = "SELECT pg_advisory_xact_lock_shared(hashtextextended('readings', 0))"
LOCK_ALONE = "SELECT pg_advisory_xact_lock(hashtextextended('readings', 0))"
"""What `lock` says to PostgreSQL."""

type Outcome = Literal["done", "skipped: language", "failed"]


@dataclass(frozen=True)
class Reading:
    """One text as a model and the rules read it; `analysis` is None where they did not, and `outcome` says why."""

    body_hash: str
    language: str
    analysis: Analysis | None
    outcome: Outcome = "done"


def save(connection: Connection, readings: Sequence[Reading], *, model: str, code_version: str, now: datetime) -> None:
    """Write what was found in each text, unless somebody else has done so, or the text was taken down, meanwhile."""
    lock(connection, is_shared=True)
    readings = _held(connection, readings)
    entities = _save_entities(connection, [r.analysis for r in readings if r.analysis is not None])
    known = known_extractions(
        connection, [reading.body_hash for reading in readings], model=model, code_version=code_version
    )
    new = sorted((reading for reading in readings if reading.body_hash not in known), key=lambda r: r.body_hash)
    read = [reading.body_hash for reading in new if reading.outcome != "failed"]
    _forget_failed(connection, read, model=model, code_version=code_version)
    rows = [
        {
            "body_hash": reading.body_hash,
            "model": model,
            "code_version": code_version,
            "language": reading.language,
            "outcome": reading.outcome,
            "extracted_at": now,
        }
        for reading in new
    ]
    ids = upsert_ids(connection, Extraction, rows, key="body_hash")
    analyses = {ids[reading.body_hash]: reading.analysis for reading in new if reading.analysis is not None}
    mentions = [
        _mention_row(extraction, mention, entities)
        for extraction, analysis in analyses.items()
        for mention in analysis.mentions
    ]
    upsert(connection, tables.Mention, mentions)
    for extraction, analysis in analyses.items():
        _save_quotes(connection, extraction, analysis.quotes, entities)


def lock(connection: Connection, *, is_shared: bool) -> None:
    """Until this transaction ends no takedown comes between (shared), or no reading is written at all (not shared).

    Else what a takedown looks up, entities that nothing mentions any more, could come into use before it is gone. On
    SQLite a writing transaction is alone anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(LOCK_SHARED if is_shared else LOCK_ALONE)


def _held(connection: Connection, readings: Sequence[Reading]) -> list[Reading]:
    """The readings of texts that a version still has."""
    held: set[str] = set()
    for part in batched(readings, LOOKUP):
        hashes = [reading.body_hash for reading in part]
        held |= set(connection.scalars(select(StoryVersion.body_hash).where(StoryVersion.body_hash.in_(hashes))))
    return [reading for reading in readings if reading.body_hash in held]


def _forget_failed(connection: Connection, body_hashes: Sequence[str], *, model: str, code_version: str) -> None:
    """Make room for readings of texts at which this model or these rules broke before."""
    query = select(Extraction.id).where(
        Extraction.body_hash.in_(body_hashes),
        Extraction.model == model,
        Extraction.code_version == code_version,
        Extraction.outcome == "failed",
    )
    if failed := list(connection.scalars(query)):
        point_there = StoryVersion.extraction_id.in_(failed)
        lock_rows(connection, StoryVersion, point_there)
        connection.execute(update(StoryVersion).where(point_there).values(extraction_id=None))
        connection.execute(delete(Extraction).where(Extraction.id.in_(failed)))


type Entities = dict[tuple[str, str], int]


def _save_entities(connection: Connection, analyses: Iterable[Analysis]) -> Entities:
    forms: dict[tuple[str, str], set[str]] = {}
    countries: dict[tuple[str, str], str] = {}
    for analysis in analyses:
        for mention in analysis.mentions:
            forms.setdefault((mention.label, mention.name), set()).add(mention.text)
            if mention.country:
                countries[mention.label, mention.name] = mention.country
        for quote in analysis.quotes:
            if quote.speaker is not None and quote.speaker.kind not in NAMELESS:
                forms.setdefault((quote.speaker.kind, quote.speaker.name), set())
    names = sorted(forms)  # always in the same order: two workers that write the same names do not wait for each other
    rows = [{"kind": kind, "name": name, "country": countries.get((kind, name))} for kind, name in names]
    upsert(connection, tables.Entity, rows, update=("country",))
    ids: Entities = {}
    for part in batched(names, LOOKUP):
        query = select(tables.Entity.kind, tables.Entity.name, tables.Entity.id).where(
            tuple_(tables.Entity.kind, tables.Entity.name).in_(part)
        )
        ids |= {(kind, name): identifier for kind, name, identifier in connection.execute(query)}
    alone = [
        {"entity_id": ids[key], "root_id": ids[key], "base_id": ids[key], "block": "", "evidence": {}} for key in names
    ]
    upsert(connection, tables.EntityLink, alone)
    aliases = [{"entity_id": ids[key], "alias": alias} for key in names for alias in sorted(forms[key])]
    upsert(connection, tables.EntityAlias, aliases)
    return ids


def _mention_row(extraction_id: int, mention: Mention, entities: Entities) -> dict[str, Any]:
    return {
        "extraction_id": extraction_id,
        "start": mention.start,
        "end": mention.end,
        "text": mention.text,
        "label": mention.label,
        "name": mention.name,
        "entity_id": entities[mention.label, mention.name],
        "position": mention.position,
        "role": mention.role or None,
        "metonym": mention.metonym or None,
    }


def _save_quotes(connection: Connection, extraction_id: int, quotes: Sequence[Quote], entities: Entities) -> None:
    rows = [_quote_row(extraction_id, number, quote, entities) for number, quote in enumerate(quotes, start=1)]
    ids = upsert_ids(connection, tables.Quote, rows, key="number")
    parts = [
        {
            "quote_id": ids[number],
            "number": place,
            "start": part.start,
            "end": part.end,
            "text": part.text,
            "kind": part.kind,
            "fragments": [list(fragment) for fragment in part.fragments],
        }
        for number, quote in enumerate(quotes, start=1)
        for place, part in enumerate(quote.parts, start=1)
    ]
    upsert(connection, tables.QuotePart, parts)


def _quote_row(extraction_id: int, number: int, quote: Quote, entities: Entities) -> dict[str, Any]:
    cue, speaker = quote.cue, quote.speaker
    return {
        "extraction_id": extraction_id,
        "number": number,
        "kind": quote.kind,
        "text": " ".join(part.text for part in quote.parts),
        "cue_start": cue and cue.start,
        "cue_end": cue and cue.end,
        "cue": cue and cue.text,
        "speaker_start": speaker and speaker.start,
        "speaker_end": speaker and speaker.end,
        "speaker": speaker and speaker.text,
        "speaker_name": None if speaker is None or speaker.kind == "unknown" else speaker.name,
        "speaker_kind": speaker and speaker.kind,
        "speaker_entity_id": speaker and entities.get((speaker.kind, speaker.name)),
        "speaker_role": (speaker and speaker.role) or None,
        "confidence": quote.confidence,
        "rule": quote.rule,
        "recipient": quote.recipient and quote.recipient.text,
        "said_place": quote.place and quote.place.text,
        "said_time": quote.time and quote.time.text,
    }
