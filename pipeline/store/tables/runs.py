"""How the work went: runs of stages, claims on work, what was set aside, what was taken down."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.store.tables.base import Base, BigId, Id, reference


class StageRun(Base):
    """One stage of one run (or of one shard or batch of it) with its counts; a retry writes the row anew."""

    __tablename__ = "stage_run"
    __table_args__ = (UniqueConstraint("dag", "run", "stage", "shard"),)
    id: Mapped[Id]
    dag: Mapped[str] = mapped_column(comment="the DAG, or the command")
    run: Mapped[str] = mapped_column(comment="the run")
    stage: Mapped[str] = mapped_column(comment="the stage")
    shard: Mapped[str] = mapped_column(comment="the shard or batch, or empty")
    window_start: Mapped[datetime | None] = mapped_column(comment="begin of the time that the run is about, or null")
    window_end: Mapped[datetime | None] = mapped_column(comment="its end, exclusive, or null")
    started_at: Mapped[datetime] = mapped_column(index=True, comment="when it began")
    counts: Mapped[dict[str, Any]] = mapped_column(comment="what it counted")
    failed: Mapped[list[str]] = mapped_column(comment="what failed, by name")
    code_version: Mapped[str] = mapped_column(comment="version of the code")


class Claim(Base):
    """A lease on a piece of pending work: nobody else takes it before `expires_at`."""

    __tablename__ = "claim"
    stage: Mapped[str] = mapped_column(primary_key=True, comment="the stage that does the work")
    item_id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False, comment="what is worked on")
    owner: Mapped[str] = mapped_column(comment="who does it")
    expires_at: Mapped[datetime] = mapped_column(comment="when the lease ends")


class Quarantine(Base):
    """An input that could not be used, with the reason and the bytes; never deleted, but resolved with a reason."""

    __tablename__ = "quarantine"
    __table_args__ = (UniqueConstraint("stage", "item_key"), Index("ix_quarantine_open", "resolved_at", "id"))
    id: Mapped[Id]
    stage: Mapped[str] = mapped_column(comment="the stage that could not use it")
    item_key: Mapped[str] = mapped_column(Text, comment="key of the item; the same item again is the same row")
    source_id: Mapped[int | None] = reference("source.id", "where it came from, or null")
    fetch_id: Mapped[int | None] = reference("fetch.id", "the fetch that brought it, or null")
    raw_document_id: Mapped[int | None] = reference("raw_document.id", "its bytes, or null")
    what: Mapped[str] = mapped_column(Text, comment="what it is, for people")
    reason: Mapped[str] = mapped_column(Text, comment="why it could not be used")
    quarantined_at: Mapped[datetime] = mapped_column(comment="when it was set aside")
    resolved_at: Mapped[datetime | None] = mapped_column(comment="when it was dealt with, or null")
    resolution: Mapped[str | None] = mapped_column(Text, comment="how, or null")


class Tombstone(Base):
    """What was purged and why; a replay does not bring it back."""

    __tablename__ = "tombstone"
    __table_args__ = (UniqueConstraint("source_id", "guid"),)
    id: Mapped[Id]
    source_id: Mapped[int] = reference("source.id", "the source")
    guid: Mapped[str] = mapped_column(Text, comment="its key of the story")
    reason: Mapped[str] = mapped_column(Text, comment="why")
    purged_at: Mapped[datetime] = mapped_column(comment="when")


class Alert(Base):
    """What operators are told of: a row whenever the state of a cause changes."""

    __tablename__ = "alert"
    __table_args__ = (UniqueConstraint("cause", "since"),)
    id: Mapped[Id]
    cause: Mapped[str] = mapped_column(Text, comment="what it is about: `silence`, `lag`, `source:` with its name, ...")
    since: Mapped[datetime] = mapped_column(comment="when the state began")
    state: Mapped[str] = mapped_column(comment="how it is; `over` when all is well again")
    message: Mapped[str] = mapped_column(Text, comment="what is wrong, or was")
    remedy: Mapped[str] = mapped_column(Text, comment="what to do, or empty")
    told_at: Mapped[datetime | None] = mapped_column(comment="when operators were told, or null")
