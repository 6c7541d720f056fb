"""What a source repeats under story after story."""

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.store.tables.base import Base, BigId


class Paragraph(Base):
    """A paragraph of a version; kept for as long as it may be found to be boilerplate, and from then on."""

    __tablename__ = "paragraph"
    __table_args__ = (Index("ix_paragraph_source_id_hash", "source_id", "hash"), {"sqlite_with_rowid": False})
    version_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("story_version.id"), primary_key=True, autoincrement=False, comment="the version"
    )
    start: Mapped[int] = mapped_column(
        primary_key=True, autoincrement=False, comment="offset of its first character in the body"
    )
    end: Mapped[int] = mapped_column(comment="offset behind its last character")
    source_id: Mapped[int] = mapped_column(BigId, ForeignKey("source.id"), comment="the source of the version")
    hash: Mapped[int] = mapped_column(BigInteger, comment="hash of its characters without case and spacing")


class Boilerplate(Base):
    """A paragraph that a source has printed in so many clusters that it belongs to none of them."""

    __tablename__ = "boilerplate"
    source_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("source.id"), primary_key=True, autoincrement=False, comment="the source"
    )
    hash: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, comment="hash of the paragraph"
    )
