"""How the work went: runs of stages, claims on work, what was set aside, what was taken down."""

from datetime import datetime
from typing import Any

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.store.tables.base import Base, BigId, Id, reference


class StageRun(Base):
    """One stage of one run (or of one shard or batch of it) with its counts; a retry writes the row anew."""

    __tablename__ = "stage_run"
    __table_args__ = (UniqueConstraint("dag", "run", "stage", "shard"),)
    id: Mapped[Id]
    dag: Mapped[str]
    run: Mapped[str]
    stage: Mapped[str]
    shard: Mapped[str]
    window_start: Mapped[datetime | None]
    window_end: Mapped[datetime | None]
    started_at: Mapped[datetime] = mapped_column(index=True)
    counts: Mapped[dict[str, Any]]
    failed: Mapped[list[str]]
    code_version: Mapped[str]


class Claim(Base):
    """A lease on a piece of pending work: nobody else takes it before `expires_at`."""

    __tablename__ = "claim"
    stage: Mapped[str] = mapped_column(primary_key=True)
    item_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)
    owner: Mapped[str]
    expires_at: Mapped[datetime]


class Quarantine(Base):
    """An input that could not be used, with the reason and the bytes; never deleted, but resolved with a reason."""

    __tablename__ = "quarantine"
    __table_args__ = (UniqueConstraint("stage", "item_key"),)
    id: Mapped[Id]
    stage: Mapped[str]
    item_key: Mapped[str] = mapped_column(Text)
    source_id: Mapped[int | None] = reference("source.id")
    fetch_id: Mapped[int | None] = reference("fetch.id")
    raw_document_id: Mapped[int | None] = reference("raw_document.id")
    what: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    quarantined_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]
    resolution: Mapped[str | None] = mapped_column(Text)


class Tombstone(Base):
    """What was purged and why; a replay does not bring it back."""

    __tablename__ = "tombstone"
    __table_args__ = (UniqueConstraint("source_id", "guid"),)
    id: Mapped[Id]
    source_id: Mapped[int] = reference("source.id")
    guid: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    purged_at: Mapped[datetime]
