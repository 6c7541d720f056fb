"""Stories, their versions, and the clusters of the same story over sources and outlets."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, LargeBinary, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.store.tables.base import Base, BigId, Id, reference

EMBARGOED = text("embargo_at IS NOT NULL")


class Story(Base):
    """One source's item through its life."""

    __tablename__ = "story"
    __table_args__ = (
        UniqueConstraint("source_id", "guid"),
        Index("ix_story_arrival", "first_seen_at", "id", "source_id"),
        Index("ix_story_source_arrival", "source_id", "first_seen_at", "id"),
    )
    id: Mapped[Id]
    source_id: Mapped[int] = reference("source.id", "the source that it came from")
    guid: Mapped[str] = mapped_column(Text, comment="the source's own name for the story")
    first_seen_at: Mapped[datetime] = mapped_column(comment="when it was fetched first")
    killed_at: Mapped[datetime | None] = mapped_column(comment="when its kill was fetched, or null")


class StoryKey(Base):
    """Every key under which a source has sent a story: guid, link, headline with date, file name."""

    __tablename__ = "story_key"
    __table_args__ = (UniqueConstraint("source_id", "kind", "value"),)
    id: Mapped[Id]
    source_id: Mapped[int] = reference("source.id", "the source")
    kind: Mapped[str] = mapped_column(comment="kind of the key: `guid`, `link`, ...")
    value: Mapped[str] = mapped_column(Text, comment="the key")
    story_id: Mapped[int] = reference("story.id", "the story that it stands for")


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
        Index("ix_story_version_uncompared", "compared_at", "id"),
        Index(
            "ix_story_version_embargoed",
            "released_at",
            postgresql_where=EMBARGOED,
            sqlite_where=EMBARGOED,
        ),
    )
    id: Mapped[Id]
    story_id: Mapped[int] = reference("story.id", "the story")
    number: Mapped[int] = mapped_column(comment="number of the version, from 1, in the order in which they arrived")
    kind: Mapped[str] = mapped_column(
        comment="as the version calls itself: `original`, `update`, `correction` or `repeat`; `kill`, `withhold`, "
        "`advisory` and `test` are messages to editors"
    )
    format: Mapped[str] = mapped_column(comment="format of the document")
    wire_version: Mapped[str] = mapped_column(comment="the source's own number of the version, or empty")
    headline: Mapped[str] = mapped_column(Text, comment="headline, or empty")
    summary: Mapped[str] = mapped_column(Text, comment="summary, or empty")
    body: Mapped[str] = mapped_column(
        Text, comment="the text, paragraphs parted by a blank line; offsets point into it"
    )
    byline: Mapped[str] = mapped_column(Text, comment="who wrote it, as printed, or empty")
    dateline: Mapped[str] = mapped_column(
        Text, comment="place and agency at the head of the text, as printed, or empty"
    )
    slugline: Mapped[str] = mapped_column(Text, comment="the desk's short name of the story, or empty")
    language: Mapped[str] = mapped_column(comment="ISO 639-1 code as the source declares it, or empty")
    urgency: Mapped[str] = mapped_column(comment="urgency as sent, or empty")
    pubstatus: Mapped[str] = mapped_column(comment="publishing status as sent, or empty")
    keywords: Mapped[list[str]] = mapped_column(comment="keywords as sent")
    genre: Mapped[list[str]] = mapped_column(comment="genres as sent")
    authors: Mapped[list[str]] = mapped_column(comment="authors as sent")
    editors_note: Mapped[str] = mapped_column(Text, comment="note to editors, or empty")
    link: Mapped[str] = mapped_column(Text, comment="address of the story, or empty")
    copyright_holder: Mapped[str] = mapped_column(Text, comment="as sent, or empty")
    copyright_notice: Mapped[str] = mapped_column(Text, comment="as sent, or empty")
    usage_terms: Mapped[str] = mapped_column(Text, comment="as sent, or empty")
    wire_guid: Mapped[str] = mapped_column(Text, comment="the wire's own name of this version, or empty")
    place: Mapped[str] = mapped_column(Text, comment="place in the dateline, or empty")
    dateline_at: Mapped[datetime | None] = mapped_column(comment="date in the dateline, or null")
    credit: Mapped[str] = mapped_column(Text, comment="whom to credit, as sent, or empty")
    pictures: Mapped[list[dict[str, Any]]] = mapped_column(comment="pictures sent with it: caption, credit, link")
    extra: Mapped[dict[str, Any]] = mapped_column(comment="what the wire says beyond these columns, as sent")
    profile: Mapped[str] = mapped_column(comment="the agency's profile by which it was read, or empty")
    published_at: Mapped[datetime | None] = mapped_column(
        index=True, comment="when the story was published, or null where the source says nothing that can be believed"
    )
    published_raw: Mapped[str | None] = mapped_column(comment="that time as sent")
    published_provenance: Mapped[str | None] = mapped_column(comment="where that time stood")
    updated_at: Mapped[datetime | None] = mapped_column(comment="when this version was written, or null")
    updated_raw: Mapped[str | None] = mapped_column(comment="that time as sent")
    updated_provenance: Mapped[str | None] = mapped_column(comment="where that time stood")
    embargo_at: Mapped[datetime | None] = mapped_column(comment="not to be shown before, or null")
    embargo_raw: Mapped[str | None] = mapped_column(comment="that time as sent")
    embargo_provenance: Mapped[str | None] = mapped_column(comment="where that time stood")
    first_seen_at: Mapped[datetime] = mapped_column(index=True, comment="when this version was fetched first")
    last_seen_at: Mapped[datetime] = mapped_column(comment="when this version was fetched last")
    revised_at: Mapped[datetime] = mapped_column(
        comment="the time by which versions are ordered: updated, else published, else first seen"
    )
    released_at: Mapped[datetime] = mapped_column(comment="from when it may be shown")
    withheld_at: Mapped[datetime | None] = mapped_column(comment="since when it must not be shown, or null")
    content_hash: Mapped[str] = mapped_column(comment="hash of headline, summary and body; equal hashes, equal version")
    body_hash: Mapped[str] = mapped_column(index=True, comment="hash of the body; equal hashes share a reading")
    fetch_id: Mapped[int] = reference("fetch.id", "the fetch that brought it first")
    raw_document_id: Mapped[int] = reference("raw_document.id", "the bytes that it was parsed from")
    clustered_at: Mapped[datetime | None] = mapped_column(
        comment="when it was put into a cluster, or null while it waits"
    )
    extraction_id: Mapped[int | None] = reference("extraction.id", "the reading of its body, or null while it waits")
    available_at: Mapped[datetime | None] = mapped_column(
        comment="when it had gone through all stages and became visible (embargoed: the first run after), or null"
    )
    compared_at: Mapped[datetime | None] = mapped_column(
        comment="when its quotes were compared with those of others, and it with the version before, or null while it "
        "waits"
    )
    page_fetch_id: Mapped[int | None] = mapped_column(
        BigId, index=True, comment="the fetch of the page that its text was read from, or null"
    )
    page_problem: Mapped[str | None] = mapped_column(
        Text, comment="why its text is that of the feed though its source's pages are read, or null"
    )


class StorySubject(Base):
    """What a version is about, as the wire says: an IPTC Media Topic or a code of the agency's own."""

    __tablename__ = "story_subject"
    __table_args__ = (UniqueConstraint("version_id", "number"), Index("ix_story_subject_code", "code"))
    id: Mapped[Id]
    version_id: Mapped[int] = reference("story_version.id", "the version")
    number: Mapped[int] = mapped_column(comment="place among the version's subjects, from 1")
    code: Mapped[str] = mapped_column(comment="`medtop:` with the topic's number, or the agency's code, or empty")
    name: Mapped[str] = mapped_column(Text, comment="name of a Media Topic in English, else as sent, or empty")
    sent_code: Mapped[str] = mapped_column(comment="the code as sent, where it was an older one, or empty")


class StoryLink(Base):
    """What a version does to, or has to do with, another item of the wire, which may come before it, later or never."""

    __tablename__ = "story_link"
    __table_args__ = (
        UniqueConstraint("version_id", "relation", "target"),
        Index("ix_story_link_target", "target"),
    )
    id: Mapped[Id]
    version_id: Mapped[int] = reference("story_version.id", "the version")
    relation: Mapped[str] = mapped_column(comment="`updates`, `corrects`, `kills` or `related`")
    target: Mapped[str] = mapped_column(Text, comment="the other item's id as the wire writes it")


class StoryChange(Base):
    """What a version changed in the one before it."""

    __tablename__ = "story_change"
    __table_args__ = (UniqueConstraint("version_id"),)
    id: Mapped[Id]
    version_id: Mapped[int] = reference("story_version.id", "the version")
    previous_version_id: Mapped[int] = reference("story_version.id", "the version before it")
    is_headline_changed: Mapped[bool] = mapped_column(comment="whether the headline is another")
    paragraphs: Mapped[list[dict[str, Any]]] = mapped_column(
        comment="the paragraphs that are not the same, in text order: `change` (`added`, `removed`, `changed` or "
        "`moved`), `before`, `after`"
    )
    figures: Mapped[list[dict[str, Any]]] = mapped_column(
        comment="the figures that were put in place of others: `before`, `after`, and `context`, the words about them"
    )
    quotes: Mapped[list[dict[str, Any]]] = mapped_column(
        comment="the quotes that are not the same: `change` (`added`, `dropped` or `changed`), `speaker`, `before`, "
        "`after`"
    )


class Cluster(Base):
    """The same story over sources and outlets. Ids are stable: a merge keeps the older, the other points to it."""

    __tablename__ = "cluster"
    id: Mapped[Id]
    merged_into: Mapped[int | None] = reference("cluster.id", "the older cluster that took this one in, or null")
    created_at: Mapped[datetime] = mapped_column(comment="when it was opened")


class ClusterMember(Base):
    """A version's place in a cluster, with the evidence: the version it matched, how well and by which rule."""

    __tablename__ = "cluster_member"
    __table_args__ = (UniqueConstraint("version_id"),)
    id: Mapped[Id]
    cluster_id: Mapped[int] = reference("cluster.id", "the cluster")
    version_id: Mapped[int] = reference("story_version.id", "the version")
    relation: Mapped[str] = mapped_column(
        comment="what it is: `original`, `copy`, `edited_copy`, `excerpt`, `update`, `correction` or `roundup`"
    )
    matched_version_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("story_version.id"), comment="the version that it matched, or null"
    )
    score: Mapped[float] = mapped_column(comment="share of the text in common with the version that it matched, 0 to 1")
    rule: Mapped[str] = mapped_column(comment="the rule that decided")
    evidence: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True),
        comment="what the two have in common and what not: `of_new` and `of_old` (the shares of each text in the "
        "other); once compared, unless identical, also `words`, `shared_words` (in runs of three), `passage` (the "
        "longest one in common), `figures_added` and `figures_missing`; null without a match",
    )


class ClusterEvent(Base):
    """A change in the life of a cluster: it was merged into another one, or a part of it went elsewhere."""

    __tablename__ = "cluster_event"
    __table_args__ = (UniqueConstraint("cluster_id", "kind", "other_cluster_id"),)
    id: Mapped[Id]
    cluster_id: Mapped[int] = reference("cluster.id", "the cluster")
    kind: Mapped[str] = mapped_column(comment="`merged` into the other one, or `split`: the other one came out of it")
    other_cluster_id: Mapped[int] = reference("cluster.id", "the other cluster")
    version_id: Mapped[int | None] = reference("story_version.id", "the version that brought it about, or null")
    happened_at: Mapped[datetime] = mapped_column(comment="when that was")


class Signature(Base):
    """What the comparison of a version with later ones needs, so that no text is read or hashed again."""

    __tablename__ = "signature"
    version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("story_version.id"), primary_key=True, comment="the version"
    )
    code_version: Mapped[str] = mapped_column(comment="version of the code that wrote it")
    content: Mapped[bytes] = mapped_column(LargeBinary, comment="the signature")


class Fingerprint(Base):
    """A sampled hash of three words in a row (signed 63 bits) of a version published on `day` (days since 1970)."""

    __tablename__ = "fingerprint"
    __table_args__ = ({"sqlite_with_rowid": False},)
    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, comment="the hash")
    day: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="day of publication, in days since 1970"
    )
    version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("story_version.id"), primary_key=True, autoincrement=False, index=True, comment="the version"
    )


class GramFrequency(Base):
    """In how many clusters a hash of three words occurs."""

    __tablename__ = "gram_df"
    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, comment="the hash")
    df: Mapped[int] = mapped_column(comment="number of clusters")
