"""What operators did by hand, and what holds because of it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.store.tables.base import Base, BigId, Id


class SourceHold(Base):
    """A source that an operator holds: nobody asks it until it is released."""

    __tablename__ = "source_hold"
    source_id: Mapped[int] = mapped_column(BigId, ForeignKey("source.id"), primary_key=True, comment="the source")
    held_at: Mapped[datetime] = mapped_column(comment="since when")
    held_by: Mapped[str] = mapped_column(comment="who holds it: the user of Airflow")
    reason: Mapped[str] = mapped_column(Text, comment="why")


class ActionLog(Base):
    """Who did what by hand, and why; append-only."""

    __tablename__ = "action_log"
    __table_args__ = (
        UniqueConstraint("at", "who", "action", "subject"),
        Index("ix_action_log_subject", "subject", "at"),
    )
    id: Mapped[Id]
    at: Mapped[datetime] = mapped_column(comment="when")
    who: Mapped[str] = mapped_column(comment="the user of Airflow")
    action: Mapped[str] = mapped_column(comment="`check`, `hold`, `release`, `retry` or `discard`")
    subject: Mapped[str] = mapped_column(Text, comment="`source:` with its name, or `quarantine:` with its id")
    reason: Mapped[str] = mapped_column(Text, comment="why, as given, or empty")
