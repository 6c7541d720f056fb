"""What operators did by hand."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping, select

from pipeline.store.engine import upsert
from pipeline.store.tables import ActionLog, table_of

LISTED = 50


def note(
    connection: Connection, who: str, action: str, subjects: Sequence[str], *, reason: str = "", now: datetime
) -> None:
    """Note who did what to each of these."""
    rows = [{"at": now, "who": who, "action": action, "subject": subject, "reason": reason} for subject in subjects]
    upsert(connection, ActionLog, rows)


def of_subject(connection: Connection, subject: str) -> Sequence[RowMapping]:
    """What was done to it, the latest first: at, who, action, reason."""
    columns = table_of(ActionLog).c
    query = select(*columns).where(columns.subject == subject).order_by(columns.at.desc()).limit(LISTED)
    return connection.execute(query).mappings().all()
