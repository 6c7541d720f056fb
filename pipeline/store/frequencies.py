"""In how many clusters a hash of three words occurs: what is common tells little about whether texts are alike."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection, delete, text, update

from pipeline.store.engine import as_array, exclusive
from pipeline.store.tables.stories import GramFrequency

_FIND = {
    "postgresql": text("SELECT hash, df FROM gram_df WHERE hash = ANY(CAST(:hashes AS bigint[]))"),
    "sqlite": text("SELECT hash, df FROM gram_df WHERE hash IN (SELECT value FROM json_each(:hashes))"),
}
_ADD = {
    "postgresql": text(
        "INSERT INTO gram_df (hash, df) SELECT CAST(value ->> 0 AS bigint), CAST(value ->> 1 AS integer) "
        "FROM json_array_elements(CAST(:added AS json)) "
        "ON CONFLICT (hash) DO UPDATE SET df = gram_df.df + excluded.df"
    ),
    "sqlite": text(
        "INSERT INTO gram_df (hash, df) SELECT value ->> 0, value ->> 1 FROM json_each(:added) WHERE true "
        "ON CONFLICT (hash) DO UPDATE SET df = gram_df.df + excluded.df"
    ),
}


def find(connection: Connection, hashes: Sequence[int]) -> list[tuple[int, int]]:
    """The stored (hash, clusters) pairs of these hashes."""
    dialect = connection.dialect.name
    listing = as_array(hashes) if dialect == "postgresql" else json.dumps(hashes)
    return [(gram, clusters) for gram, clusters in connection.execute(_FIND[dialect], {"hashes": listing})]


def add(connection: Connection, added: Sequence[tuple[int, int]]) -> None:
    """Add (hash, more clusters) to what is stored."""
    if added:
        exclusive(connection, "frequencies")
        connection.execute(_ADD[connection.dialect.name], {"added": json.dumps(added)})


def fade(connection: Connection) -> None:
    """Halve all frequencies and forget those below two, so that they follow the news and the table stays small."""
    exclusive(connection, "frequencies")
    connection.execute(update(GramFrequency).values(df=GramFrequency.df // 2))
    connection.execute(delete(GramFrequency).where(GramFrequency.df < 2))
