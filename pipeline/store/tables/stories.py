"""Stories, their versions, and the clusters of the same story over sources and outlets."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.store.tables.base import Base, BigId, Id, reference


class Story(Base):
    """One source's item through its life."""

    __tablename__ = "story"
    __table_args__ = (UniqueConstraint("source_id", "guid"),)
    id: Mapped[Id]
    source_id: Mapped[int] = reference("source.id")
    guid: Mapped[str] = mapped_column(Text)
    first_seen_at: Mapped[datetime]
    killed_at: Mapped[datetime | None]


class StoryKey(Base):
    """Every key under which a source has sent a story: guid, link, headline with date, file name."""

    __tablename__ = "story_key"
    __table_args__ = (UniqueConstraint("source_id", "kind", "value"),)
    id: Mapped[Id]
    source_id: Mapped[int] = reference("source.id")
    kind: Mapped[str]
    value: Mapped[str] = mapped_column(Text)
    story_id: Mapped[int] = reference("story.id")


class StoryVersion(Base):
    """One text of a story; append-only but for the columns that say how far its processing is.

    The current version is the one with the greatest (revised_at, last_seen_at, number).
    """

    __tablename__ = "story_version"
    __table_args__ = (
        UniqueConstraint("story_id", "content_hash"),
        UniqueConstraint("story_id", "number"),
        Index("ix_story_version_unextracted", "extraction_id", "id"),
        Index("ix_story_version_unclustered", "clustered_at", "id"),
        Index("ix_story_version_unpublished", "available_at", "id"),
    )
    id: Mapped[Id]
    story_id: Mapped[int] = reference("story.id")
    number: Mapped[int]
    kind: Mapped[str]
    format: Mapped[str]
    wire_version: Mapped[str]
    headline: Mapped[str] = mapped_column(Text)
    summary: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    byline: Mapped[str] = mapped_column(Text)
    dateline: Mapped[str] = mapped_column(Text)
    slugline: Mapped[str] = mapped_column(Text)
    language: Mapped[str]
    urgency: Mapped[str]
    pubstatus: Mapped[str]
    keywords: Mapped[list[str]]
    genre: Mapped[list[str]]
    authors: Mapped[list[str]]
    editors_note: Mapped[str] = mapped_column(Text)
    link: Mapped[str] = mapped_column(Text)
    copyright_holder: Mapped[str] = mapped_column(Text)
    copyright_notice: Mapped[str] = mapped_column(Text)
    usage_terms: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    published_raw: Mapped[str | None]
    published_provenance: Mapped[str | None]
    updated_at: Mapped[datetime | None]
    updated_raw: Mapped[str | None]
    updated_provenance: Mapped[str | None]
    embargo_at: Mapped[datetime | None]
    embargo_raw: Mapped[str | None]
    embargo_provenance: Mapped[str | None]
    first_seen_at: Mapped[datetime] = mapped_column(index=True)
    last_seen_at: Mapped[datetime]
    revised_at: Mapped[datetime]
    released_at: Mapped[datetime]
    withheld_at: Mapped[datetime | None]
    purged_at: Mapped[datetime | None]
    content_hash: Mapped[str]
    body_hash: Mapped[str] = mapped_column(index=True)
    fetch_id: Mapped[int] = reference("fetch.id")
    raw_document_id: Mapped[int] = reference("raw_document.id")
    clustered_at: Mapped[datetime | None]
    extraction_id: Mapped[int | None] = reference("extraction.id")
    available_at: Mapped[datetime | None]


class Cluster(Base):
    """The same story over sources and outlets. Ids are stable: a merge keeps the older, the other points to it."""

    __tablename__ = "cluster"
    id: Mapped[Id]
    merged_into: Mapped[int | None] = reference("cluster.id")
    created_at: Mapped[datetime]


class ClusterMember(Base):
    """A version's place in a cluster, with the evidence: the version it matched, how well and by which rule."""

    __tablename__ = "cluster_member"
    __table_args__ = (UniqueConstraint("version_id"),)
    id: Mapped[Id]
    cluster_id: Mapped[int] = reference("cluster.id")
    version_id: Mapped[int] = reference("story_version.id")
    relation: Mapped[str]
    matched_version_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("story_version.id"))
    score: Mapped[float]
    rule: Mapped[str]


class Signature(Base):
    """What the comparison of a version with later ones needs, so that no text is read or hashed again."""

    __tablename__ = "signature"
    version_id: Mapped[int] = mapped_column(BigId, ForeignKey("story_version.id"), primary_key=True)
    code_version: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class Fingerprint(Base):
    """A sampled hash of three words in a row (signed 63 bits) of a version published on `day` (days since 1970)."""

    __tablename__ = "fingerprint"
    __table_args__ = ({"sqlite_with_rowid": False},)
    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    day: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("story_version.id"), primary_key=True, autoincrement=False, index=True
    )


class GramFrequency(Base):
    """In how many clusters a hash of three words occurs."""

    __tablename__ = "gram_df"
    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    df: Mapped[int]
