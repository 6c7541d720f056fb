"""Where stories come from: outlets, sources, what was asked of them and what they answered."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.store.tables.base import Base, BigId, Id, reference

FAILED, HISTORY = text("failure IS NOT NULL"), text("is_history")


class Outlet(Base):
    """A publisher."""

    __tablename__ = "outlet"
    __table_args__ = (UniqueConstraint("slug"),)
    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(comment="short name in the catalogue")
    name: Mapped[str] = mapped_column(comment="name for people")
    homepage: Mapped[str | None] = mapped_column(comment="address, or null")
    country: Mapped[str | None] = mapped_column(comment="ISO 3166-1 code of two letters, or null")
    is_agency: Mapped[bool] = mapped_column(comment="whether other outlets carry its stories")


class Source(Base):
    """One feed, folder or site of an outlet. A source that left the catalogue keeps its rows and is inactive."""

    __tablename__ = "source"
    __table_args__ = (UniqueConstraint("slug"),)
    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(comment="short name in the catalogue")
    outlet_id: Mapped[int] = reference("outlet.id", "the outlet that it belongs to")
    kind: Mapped[str] = mapped_column(comment="`feed`, `files`, `sitemap`, `dated_url` or `wordpress`")
    location: Mapped[str] = mapped_column(comment="address, with fields for a time or without, or pattern of the files")
    language: Mapped[str | None] = mapped_column(comment="language of its stories unless they say otherwise, or null")
    interval_minutes: Mapped[int] = mapped_column(comment="time between two polls")
    login: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True), comment="how it is logged in to, with the name of the secret, or null"
    )
    timezone: Mapped[str | None] = mapped_column(comment="zone of the times in its address, or null for UTC")
    is_history_only: Mapped[bool] = mapped_column(default=False, comment="true when it serves backfills alone")
    reads_pages: Mapped[bool] = mapped_column(
        server_default=false(), comment="whether the texts of its stories are read from their pages"
    )
    is_active: Mapped[bool] = mapped_column(comment="false when it is not, or no longer, in the catalogue")
    unstable_guids_since: Mapped[datetime | None] = mapped_column(
        comment="fetch from which its stories go by link, since its guids could not be trusted any more, or null"
    )
    unstable_guids_reason: Mapped[str | None] = mapped_column(Text, comment="what showed that, or null")


class FeedState(Base):
    """What the next poll of a source needs: validators of the last answer that was stored, back-off, next poll."""

    __tablename__ = "feed_state"
    source_id: Mapped[int] = mapped_column(BigId, ForeignKey("source.id"), primary_key=True, comment="the source")
    etag: Mapped[str | None] = mapped_column(comment="validator to send with the next request, or null")
    last_modified: Mapped[str | None] = mapped_column(comment="validator to send with the next request, or null")
    next_poll_at: Mapped[datetime | None] = mapped_column(index=True, comment="when it is due again, or null")
    failures: Mapped[int] = mapped_column(default=0, comment="failed attempts in a row")
    last_success_at: Mapped[datetime | None] = mapped_column(comment="when it last answered as it should, or null")
    last_unconditional_at: Mapped[datetime | None] = mapped_column(
        comment="when it last sent its document to a request without validators, or null"
    )
    has_true_validators: Mapped[bool] = mapped_column(
        default=True, comment="false while its validators have stood for different documents and are not sent"
    )
    document_sha256: Mapped[str | None] = mapped_column(comment="hash of the last answer that was stored, or null")
    stated_seconds: Mapped[int | None] = mapped_column(comment="time between two polls as the feed states it, or null")
    slowdowns: Mapped[int] = mapped_column(default=0, comment="doublings of its interval, since it answered 429 or 503")
    moved_to: Mapped[str | None] = mapped_column(comment="address to which it points permanently, or null")
    moved_since: Mapped[datetime | None] = mapped_column(comment="since when it has pointed there, or null")
    moved_polls: Mapped[int] = mapped_column(default=0, comment="polls in a row that were led there")
    adopted_url: Mapped[str | None] = mapped_column(
        comment="address that is asked in place of the catalogue's after a permanent move, or null"
    )
    gone_since: Mapped[datetime | None] = mapped_column(comment="since when it has said that it is gone, or null")
    ended_at: Mapped[datetime | None] = mapped_column(comment="since when it is no longer asked, or null")
    unreadable: Mapped[str | None] = mapped_column(Text, comment="why its last document could not be read, or null")
    last_item_at: Mapped[datetime | None] = mapped_column(comment="when it last brought something new, or null")
    usual_gap_seconds: Mapped[int | None] = mapped_column(
        comment="usual time between two documents that bring something new, or null"
    )


class SourceHealth(Base):
    """The states of a source, a row a change."""

    __tablename__ = "source_health"
    __table_args__ = (UniqueConstraint("source_id", "since"),)
    id: Mapped[Id]
    source_id: Mapped[int] = reference("source.id", "the source")
    since: Mapped[datetime] = mapped_column(comment="when the state began")
    state: Mapped[str] = mapped_column(comment="`ok`, `quiet`, `slow`, `blocked`, `broken`, `gone` or `held`")
    reason: Mapped[str] = mapped_column(comment="why, for people")


class HostState(Base):
    """Politeness towards one host, over all workers."""

    __tablename__ = "host_state"
    host: Mapped[str] = mapped_column(primary_key=True, comment="the host")
    next_request_at: Mapped[datetime | None] = mapped_column(comment="not to be asked before, or null")
    held_until: Mapped[datetime | None] = mapped_column(comment="until when the host wants no request at all, or null")
    owner: Mapped[str | None] = mapped_column(comment="the worker that is asking it, or null")
    owner_until: Mapped[datetime | None] = mapped_column(comment="when the worker's right ends, or null")


class RawDocument(Base):
    """Bytes as they were received, kept in the archive under their hash; who sent them is in `fetch`."""

    __tablename__ = "raw_document"
    __table_args__ = (UniqueConstraint("sha256"),)
    id: Mapped[Id]
    sha256: Mapped[str] = mapped_column(comment="SHA-256 of the bytes, in hexadecimal")
    size: Mapped[int] = mapped_column(BigInteger, comment="bytes")
    archived_at: Mapped[datetime] = mapped_column(comment="when it was archived first")


class Fetch(Base):
    """Every attempt to read a source; append-only but for the columns that end the work on it, and for retention."""

    __tablename__ = "fetch"
    __table_args__ = (
        UniqueConstraint("source_id", "url", "started_at"),
        Index("ix_fetch_pending", "parsed_at", "outcome", "id"),
        Index("ix_fetch_attempts", "source_id", "started_at"),
        Index("ix_fetch_failures", "source_id", "started_at", postgresql_where=FAILED, sqlite_where=FAILED),
        Index("ix_fetch_histories", "started_at", postgresql_where=HISTORY, sqlite_where=HISTORY),
    )
    id: Mapped[Id]
    source_id: Mapped[int] = reference("source.id", "the source")
    url: Mapped[str] = mapped_column(Text, comment="what was asked for")
    name: Mapped[str | None] = mapped_column(Text, comment="a file's path within its source, or null for a feed")
    final_url: Mapped[str | None] = mapped_column(Text, comment="where redirects led, or null")
    started_at: Mapped[datetime] = mapped_column(index=True, comment="when it began")
    finished_at: Mapped[datetime] = mapped_column(comment="when it ended")
    is_history: Mapped[bool] = mapped_column(default=False, comment="whether a backfill asked, and no poll")
    outcome: Mapped[str] = mapped_column(
        comment="`document`, `listing` (of other documents), `page` (of an item), `robots` (a host's rules), "
        "`unchanged`, `absent`, `refused` (a page that is not to be had), `slow`, `failed`, "
        "`purged`, or `expired` once the archive no longer keeps its bytes"
    )
    status: Mapped[int | None] = mapped_column(comment="HTTP status, or null")
    media_type: Mapped[str | None] = mapped_column(comment="type that the answer declares, or null")
    headers: Mapped[dict[str, Any]] = mapped_column(comment="headers of the answer, or a file's size and time")
    failure: Mapped[str | None] = mapped_column(Text, comment="why it failed, or null")
    raw_document_id: Mapped[int | None] = reference("raw_document.id", "the bytes that came, or null")
    parsed_at: Mapped[datetime | None] = mapped_column(comment="when its document was parsed, or null while it waits")
    has_pages: Mapped[bool] = mapped_column(
        server_default=false(), comment="whether the texts of its items are read from their pages, as far as these came"
    )
    page_of: Mapped[str | None] = mapped_column(comment="hash of the item whose page was asked for, or null")
    items: Mapped[int | None] = mapped_column(comment="items found in its document, or null while it waits")
    parsed_by: Mapped[str | None] = mapped_column(comment="version of the code that parsed it last, or null")
