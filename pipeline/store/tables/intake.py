"""Where stories come from: outlets, sources, what was asked of them and what they answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.store.tables.base import Base, BigId, Id, reference


class Outlet(Base):
    """A publisher."""

    __tablename__ = "outlet"
    __table_args__ = (UniqueConstraint("slug"),)
    id: Mapped[Id]
    slug: Mapped[str]
    name: Mapped[str]
    homepage: Mapped[str | None]
    country: Mapped[str | None]
    is_agency: Mapped[bool]


class Source(Base):
    """One feed, folder or site of an outlet. A source that left the catalogue keeps its rows and is inactive."""

    __tablename__ = "source"
    __table_args__ = (UniqueConstraint("slug"),)
    id: Mapped[Id]
    slug: Mapped[str]
    outlet_id: Mapped[int] = reference("outlet.id")
    kind: Mapped[str]
    location: Mapped[str]
    language: Mapped[str | None]
    interval_minutes: Mapped[int]
    is_active: Mapped[bool]
    has_stable_guids: Mapped[bool] = mapped_column(default=True)


class FeedState(Base):
    """What the next poll of a source needs: validators of the last answer that was stored, back-off, next poll."""

    __tablename__ = "feed_state"
    source_id: Mapped[int] = mapped_column(BigId, ForeignKey("source.id"), primary_key=True)
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    next_poll_at: Mapped[datetime | None] = mapped_column(index=True)
    failures: Mapped[int] = mapped_column(default=0)
    last_success_at: Mapped[datetime | None]
    last_unconditional_at: Mapped[datetime | None]
    moved_to: Mapped[str | None]
    moved_since: Mapped[datetime | None]
    gone_since: Mapped[datetime | None]


class SourceHealth(Base):
    """The states of a source, a row a change."""

    __tablename__ = "source_health"
    __table_args__ = (UniqueConstraint("source_id", "since"),)
    id: Mapped[Id]
    source_id: Mapped[int] = reference("source.id")
    since: Mapped[datetime]
    state: Mapped[str]
    reason: Mapped[str]


class HostState(Base):
    """Politeness towards one host, over all workers."""

    __tablename__ = "host_state"
    host: Mapped[str] = mapped_column(primary_key=True)
    next_request_at: Mapped[datetime | None]
    held_until: Mapped[datetime | None]
    owner: Mapped[str | None]
    owner_until: Mapped[datetime | None]


class RawDocument(Base):
    """Bytes as they were received, kept in the archive under their hash; who sent them is in `fetch`."""

    __tablename__ = "raw_document"
    __table_args__ = (UniqueConstraint("sha256"),)
    id: Mapped[Id]
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    archived_at: Mapped[datetime]


class Fetch(Base):
    """Every attempt to read a source; append-only but for `parsed_at`, which ends the work on its document."""

    __tablename__ = "fetch"
    __table_args__ = (
        UniqueConstraint("source_id", "url", "started_at"),
        Index("ix_fetch_pending", "parsed_at", "outcome", "id"),
    )
    id: Mapped[Id]
    source_id: Mapped[int] = reference("source.id")
    url: Mapped[str] = mapped_column(Text)
    final_url: Mapped[str | None] = mapped_column(Text)
    started_at: Mapped[datetime] = mapped_column(index=True)
    finished_at: Mapped[datetime]
    outcome: Mapped[str]  # document | unchanged | failed
    status: Mapped[int | None]
    media_type: Mapped[str | None]
    headers: Mapped[dict[str, Any]]
    failure: Mapped[str | None] = mapped_column(Text)
    raw_document_id: Mapped[int | None] = reference("raw_document.id")
    parsed_at: Mapped[datetime | None]
