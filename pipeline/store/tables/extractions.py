"""What extraction found in a text: names, quotes and who said them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.store.tables.base import Base, BigId, Id, reference


class Extraction(Base):
    """One reading of one text by one model and one state of the rules; exact copies share it."""

    __tablename__ = "extraction"
    __table_args__ = (UniqueConstraint("body_hash", "model", "code_version"),)
    id: Mapped[Id]
    body_hash: Mapped[str]
    model: Mapped[str]
    code_version: Mapped[str]
    language: Mapped[str]
    outcome: Mapped[str]  # done | skipped: language
    extracted_at: Mapped[datetime]


class Entity(Base):
    """A person, place or organisation over all stories."""

    __tablename__ = "entity"
    __table_args__ = (UniqueConstraint("kind", "name"),)
    id: Mapped[Id]
    kind: Mapped[str]
    name: Mapped[str] = mapped_column(Text)
    country: Mapped[str | None]


class EntityAlias(Base):
    """A form under which an entity has been mentioned."""

    __tablename__ = "entity_alias"
    __table_args__ = (UniqueConstraint("entity_id", "alias"),)
    id: Mapped[Id]
    entity_id: Mapped[int] = reference("entity.id")
    alias: Mapped[str] = mapped_column(Text, index=True)


class Mention(Base):
    """A name in a body: `body[start:end]` is `text`."""

    __tablename__ = "mention"
    __table_args__ = (UniqueConstraint("extraction_id", "start", "end"),)
    id: Mapped[Id]
    extraction_id: Mapped[int] = reference("extraction.id")
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    label: Mapped[str]
    name: Mapped[str] = mapped_column(Text)
    entity_id: Mapped[int] = reference("entity.id")


class Quote(Base):
    """One attributed statement: `text` is its parts, which stand in `quote_part`, joined by one space."""

    __tablename__ = "quote"
    __table_args__ = (UniqueConstraint("extraction_id", "number"),)
    id: Mapped[Id]
    extraction_id: Mapped[int] = reference("extraction.id")
    number: Mapped[int]
    kind: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    cue_start: Mapped[int | None]
    cue_end: Mapped[int | None]
    cue: Mapped[str | None] = mapped_column(Text)
    speaker_start: Mapped[int | None]
    speaker_end: Mapped[int | None]
    speaker: Mapped[str | None] = mapped_column(Text)
    speaker_name: Mapped[str | None] = mapped_column(Text)
    speaker_kind: Mapped[str | None]
    speaker_entity_id: Mapped[int | None] = reference("entity.id")
    speaker_role: Mapped[str | None] = mapped_column(Text)
    confidence: Mapped[float]
    rule: Mapped[str]


class QuotePart(Base):
    """A contiguous part of a statement: `body[start:end]` is `text`; `fragments` are the stretches in marks."""

    __tablename__ = "quote_part"
    __table_args__ = (UniqueConstraint("quote_id", "number"),)
    id: Mapped[Id]
    quote_id: Mapped[int] = reference("quote.id")
    number: Mapped[int]
    start: Mapped[int]
    end: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    kind: Mapped[str]
    fragments: Mapped[list[list[int]]]


class Utterance(Base):
    """The same words by the same speaker over stories."""

    __tablename__ = "utterance"
    __table_args__ = (UniqueConstraint("speaker_entity_id", "words_hash"),)
    id: Mapped[Id]
    speaker_entity_id: Mapped[int] = reference("entity.id")
    words_hash: Mapped[str]
    first_quote_id: Mapped[int] = mapped_column(BigId, ForeignKey("quote.id"))
    first_said_at: Mapped[datetime]
