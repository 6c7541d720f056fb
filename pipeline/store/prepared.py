"""A last statement and the commit in one message, for a transaction that holds a lock for which all others wait."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Self
from zlib import crc32

from sqlalchemy import Connection, TextClause
from sqlalchemy.dialects import postgresql

from pipeline.store.engine import EXCLUSIVE

ONE_PLAN = "SET LOCAL plan_cache_mode = force_generic_plan"


def commit_at_once(connection: Connection, lock: str, statement: TextClause, values: Mapping[str, Any]) -> None:
    """Pass where `exclusive` does, execute a statement without a result, and commit: what ends the transaction's block.

    PostgreSQL gets all of it in one message, and plans the statement once a connection, so that it holds the lock for
    no longer than it works itself.
    """
    if connection.dialect.name == "postgresql":
        from psycopg import ClientCursor

        cursor = ClientCursor[Any](connection.connection.driver_connection)  # type: ignore[arg-type]  # it is psycopg's
        prepared = _Prepared.of(statement)
        prepared.keep(connection)
        script = (
            ONE_PLAN,
            cursor.mogrify(EXCLUSIVE, [lock]),
            cursor.mogrify(prepared.call, [values[name] for name in prepared.parameters]),
            "COMMIT",
        )
        _send(connection, ";".join(script))
    else:
        connection.execute(statement, values)
    connection.commit()


@dataclass(frozen=True, slots=True)
class _Prepared:
    """A statement that a connection to PostgreSQL keeps under a name; `parameters` are in its order."""

    name: str
    sql: str
    parameters: Sequence[str]

    @classmethod
    @cache
    def of(cls, statement: TextClause) -> Self:
        """The statement under a name that tells it from others."""
        numbered = postgresql.dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]  # SQLAlchemy's own
        compiled = statement.compile(dialect=numbered)
        name = f"newswire_{crc32(compiled.string.encode()):x}"
        return cls(name, compiled.string, compiled.positiontup or ())

    @property
    def call(self) -> str:
        """What executes it, with a place for each parameter."""
        return self._execute("%s")

    def _execute(self, value: str) -> str:
        return f"EXECUTE {self.name} ({', '.join([value] * len(self.parameters))})"

    def keep(self, connection: Connection) -> None:
        """Prepare it unless the connection has it: psycopg lets go of all when a transaction is rolled back.

        To explain it is to plan it, which takes longer than all that comes later, and would come under the lock.
        """
        held = connection.exec_driver_sql("SELECT FROM pg_prepared_statements WHERE name = %s", (self.name,))
        if held.first() is None:
            prepare = f"PREPARE {self.name} AS {self.sql}"
            _send(connection, ";".join((ONE_PLAN, prepare, f"EXPLAIN {self._execute('NULL')}")))


def _send(connection: Connection, script: str) -> None:
    connection.exec_driver_sql(script, execution_options={"no_parameters": True})
