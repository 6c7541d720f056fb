"""Clusters of texts that are in no database: the stage `dedupe` on a temporary one."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from pipeline.errors import RejectedInput
from pipeline.stages.dedupe import dedupe
from pipeline.store import scratch
from pipeline.store.engine import open_engine, writing
from pipeline.timestamps import iso_time

TEXTS_A_TRANSACTION = 500
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def cluster_stream(rows: Iterable[Mapping[str, Any]], folder: Path) -> Iterator[dict[str, Any]]:
    """Cluster texts given as {"id", "headline", "text", "source", "published_at"}; only id and text are needed.

    Yields {"id", "cluster", "canonical", "relation", "score"} in the order of the input once all of it is read,
    since a late text may join earlier clusters; `canonical` is the id of a cluster's earliest text. Texts are taken in
    order of publication; one without a time came out with the one before it, and a time without a zone is UTC.
    A database in `folder` holds all texts, memory none. Raises RejectedInput, which names the row, for one that cannot
    be read.
    """
    engine = open_engine(f"sqlite:///{folder / 'cluster.db'}")
    try:
        dedupe(engine, now=load(engine, rows))
        for text in scratch.filed(engine):
            yield {
                "id": json.loads(text.link),
                "cluster": f"c{text.cluster}",
                "canonical": json.loads(text.canonical),
                "relation": text.relation,
                "score": round(text.score, 3),
            }
    finally:
        engine.dispose()


def load(engine: Engine, rows: Iterable[Mapping[str, Any]]) -> datetime:
    """Store texts, as `cluster_stream` takes them, in an empty database; returns the latest time of publication."""
    scratch.create(engine)
    latest = _LONG_AGO
    for batch in batched(_texts(rows), TEXTS_A_TRANSACTION):
        latest = max(latest, *(text.published for text in batch))
        with writing(engine) as connection:
            scratch.add_texts(connection, batch)
    return latest


def _texts(rows: Iterable[Mapping[str, Any]]) -> Iterator[scratch.Text]:
    published = _LONG_AGO
    for number, row in enumerate(rows, start=1):
        try:
            published = _time(row.get("published_at")) or published
            source, headline, text = (_string(row, name) for name in ("source", "headline", "text"))
            yield scratch.Text(number, source, headline, text, published, json.dumps(row["id"]))
        except KeyError as error:
            raise RejectedInput(f"row {number}", f"has no {error.args[0]}") from error
        except (TypeError, ValueError, OverflowError) as error:
            raise RejectedInput(f"row {number}", str(error)) from error


def _string(row: Mapping[str, Any], name: str) -> str:
    value = row[name] if name == "text" else row.get(name) or ""
    if not isinstance(value, str):
        raise TypeError(f"{name} is not a string")
    return value.encode("utf-8", "replace").decode()  # half of a surrogate pair can be in JSON, but in no database


def _time(value: object) -> datetime | None:
    if not value:
        return None
    if not isinstance(value, str):
        raise TypeError("published_at is not a string")
    return iso_time(value)
