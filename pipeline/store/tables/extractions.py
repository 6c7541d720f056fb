"""What extraction found in a text: names, quotes and who said them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pipeline.store.tables.base import Base, BigId, Id, reference


class Extraction(Base):
    """One reading of one text by one model and one state of the rules; exact copies share it."""

    __tablename__ = "extraction"
    __table_args__ = (UniqueConstraint("body_hash", "model", "code_version"),)
    id: Mapped[Id]
    body_hash: Mapped[str] = mapped_column(comment="hash of the text")
    model: Mapped[str] = mapped_column(comment="name and version of the language model")
    code_version: Mapped[str] = mapped_column(comment="version of the rules")
    language: Mapped[str] = mapped_column(comment="ISO 639-1 code as detected, or empty")
    outcome: Mapped[str] = mapped_column(
        comment="`done`, `skipped: language` where there are no rules for the language, or `failed` where they broke"
    )
    extracted_at: Mapped[datetime] = mapped_column(comment="when the text was read")
    resolved_at: Mapped[datetime | None] = mapped_column(
        index=True, comment="when its names were brought together with those of other texts, or null while they wait"
    )


class Entity(Base):
    """A name over all stories; persons who share a name have a row each, `entity_link` says which names are one."""

    __tablename__ = "entity"
    __table_args__ = (UniqueConstraint("kind", "name"),)
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(comment="`PER`, `LOC`, `ORG` or `NAT` (a nationality)")
    name: Mapped[str] = mapped_column(Text, comment="canonical name; a namesake has the role behind it in brackets")
    country: Mapped[str | None] = mapped_column(
        comment="ISO 3166-1 code of two letters of a place or a nationality where it is known, else null"
    )


class EntityLink(Base):
    """Where a name belongs over all stories: the names of one person, place or body have one root."""

    __tablename__ = "entity_link"
    entity_id: Mapped[int] = mapped_column(BigId, ForeignKey("entity.id"), primary_key=True, comment="the name")
    block: Mapped[str] = mapped_column(
        Text, index=True, comment="what all names share that might be one; empty until names are brought together"
    )
    root_id: Mapped[int] = reference("entity.id", "the entity that it is one with; itself where it stands alone")
    base_id: Mapped[int] = reference("entity.id", "of a namesake, the plain name that it shares; else itself")
    first_published_at: Mapped[datetime | None] = mapped_column(
        comment="when the first text with it was published, or null where none says"
    )
    rule: Mapped[str | None] = mapped_column(
        comment="why it is one with its root, or apart from its namesake: `spelling`, `transliteration`, "
        "`middle name`, `vowels`, `initials`, `surname`, `abbreviation`, `namesake` or `operator`; null where alone"
    )
    evidence: Mapped[dict[str, Any]] = mapped_column(comment="what spoke for it")


class EntityAlias(Base):
    """A form under which an entity has been mentioned."""

    __tablename__ = "entity_alias"
    __table_args__ = (UniqueConstraint("entity_id", "alias"),)
    id: Mapped[Id]
    entity_id: Mapped[int] = reference("entity.id", "the entity")
    alias: Mapped[str] = mapped_column(Text, index=True, comment="the words as printed")


class EntityDecision(Base):
    """What an operator decided about two names, or about a name in one text. Nothing is deleted: the latest holds."""

    __tablename__ = "entity_decision"
    __table_args__ = (UniqueConstraint("kind", "name", "other_name", "text_hash", "decided_at"),)
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(comment="`PER`, `LOC`, `ORG` or `NAT`")
    name: Mapped[str] = mapped_column(Text, comment="the name")
    other_name: Mapped[str] = mapped_column(Text, comment="the name that it is, or is not, one with")
    text_hash: Mapped[str] = mapped_column(comment="hash of the body that it is about, or empty: all texts")
    is_same: Mapped[bool] = mapped_column(comment="whether the two are one")
    reason: Mapped[str] = mapped_column(Text, comment="why, in the operator's words")
    decided_at: Mapped[datetime] = mapped_column(comment="when")


class EntityChange(Base):
    """A merge or a split of names as it happened, by a rule or an operator."""

    __tablename__ = "entity_change"
    __table_args__ = (UniqueConstraint("kind", "name", "changed_at"),)
    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(comment="`PER`, `LOC`, `ORG` or `NAT`")
    name: Mapped[str] = mapped_column(Text, comment="the name")
    root: Mapped[str] = mapped_column(
        Text, comment="the name that it is one with since then; itself where it stands alone"
    )
    previous_root: Mapped[str] = mapped_column(
        Text, comment="the name that it was one with before, or empty: it is new"
    )
    rule: Mapped[str | None] = mapped_column(comment="the rule, or null where it stands alone")
    evidence: Mapped[dict[str, Any]] = mapped_column(comment="what spoke for it")
    changed_at: Mapped[datetime] = mapped_column(comment="when")


class Mention(Base):
    """A name in a body: `body[start:end]` is `text`."""

    __tablename__ = "mention"
    __table_args__ = (UniqueConstraint("extraction_id", "start", "end"),)
    id: Mapped[Id]
    extraction_id: Mapped[int] = reference("extraction.id", "the reading that found it")
    start: Mapped[int] = mapped_column(comment="first character in the body, from 0")
    end: Mapped[int] = mapped_column(comment="character after the last")
    text: Mapped[str] = mapped_column(Text, comment="the words as printed")
    label: Mapped[str] = mapped_column(comment="`PER`, `LOC`, `ORG` or `NAT` (a nationality)")
    name: Mapped[str] = mapped_column(Text, comment="canonical name within the story")
    entity_id: Mapped[int] = reference("entity.id", "whom or what it means")
    position: Mapped[str] = mapped_column(
        comment="`text`, or for what signs the story, its agency included, `dateline`, `byline` or `credit`"
    )
    role: Mapped[str | None] = mapped_column(comment="the noun of the role given with the name here, or null")
    metonym: Mapped[str | None] = mapped_column(
        comment="ISO code of the country whose government is meant where a place speaks (`Beijing said`), or null"
    )


class Quote(Base):
    """One attributed statement: `text` is its parts, which stand in `quote_part`, joined by one space."""

    __tablename__ = "quote"
    __table_args__ = (UniqueConstraint("extraction_id", "number"),)
    id: Mapped[Id]
    extraction_id: Mapped[int] = reference("extraction.id", "the reading that found it")
    number: Mapped[int] = mapped_column(comment="place in the text, from 1")
    kind: Mapped[str] = mapped_column(
        comment="`direct`, `mixed` (a reported clause with words in quotation marks) or `indirect`"
    )
    text: Mapped[str] = mapped_column(Text, comment="the words; parts joined by one space")
    cue_start: Mapped[int | None] = mapped_column(comment="first character of the cue, or null")
    cue_end: Mapped[int | None] = mapped_column(comment="character after the cue's last, or null")
    cue: Mapped[str | None] = mapped_column(Text, comment="the word that reports the speech, or null")
    speaker_start: Mapped[int | None] = mapped_column(comment="first character of the speaker, or null")
    speaker_end: Mapped[int | None] = mapped_column(comment="character after the speaker's last, or null")
    speaker: Mapped[str | None] = mapped_column(Text, comment="the speaker as the text puts it (`she`), or null")
    speaker_name: Mapped[str | None] = mapped_column(
        Text, comment="the speaker's canonical name within the story, or the name of the group; null where unknown"
    )
    speaker_kind: Mapped[str | None] = mapped_column(
        comment="`PER`, `ORG`, `LOC`, `group` (officials, police) or `unknown` (a pronoun alone); null without one"
    )
    speaker_entity_id: Mapped[int | None] = reference("entity.id", "the speaker; null for groups and where unknown")
    speaker_role: Mapped[str | None] = mapped_column(Text, comment="the role given with the name, or null")
    confidence: Mapped[float] = mapped_column(comment="how sure the attribution is, 0 to 1")
    rule: Mapped[str] = mapped_column(comment="the rule that attributed it")
    recipient: Mapped[str | None] = mapped_column(Text, comment="to whom it was said, as its clause puts it, or null")
    said_place: Mapped[str | None] = mapped_column(Text, comment="where it was said, as its clause puts it, or null")
    said_time: Mapped[str | None] = mapped_column(Text, comment="when it was said (`Tuesday`), or null")


class QuotePart(Base):
    """A contiguous part of a statement: `body[start:end]` is `text`; `fragments` are the stretches in marks."""

    __tablename__ = "quote_part"
    __table_args__ = (UniqueConstraint("quote_id", "number"),)
    id: Mapped[Id]
    quote_id: Mapped[int] = reference("quote.id", "the statement")
    number: Mapped[int] = mapped_column(comment="place in the statement, from 1")
    start: Mapped[int] = mapped_column(comment="first character in the body, from 0")
    end: Mapped[int] = mapped_column(comment="character after the last")
    text: Mapped[str] = mapped_column(Text, comment="the words as printed")
    kind: Mapped[str] = mapped_column(comment="`direct`, `mixed` or `indirect`")
    fragments: Mapped[list[list[int]]] = mapped_column(
        comment="in a mixed part the stretches in quotation marks: a list of [start, end]"
    )


class Utterance(Base):
    """The same words by the same speaker over stories: whole, cut short, or with a few words changed.

    Of utterances that turn out to be one the lowest id stays.
    """

    __tablename__ = "utterance"
    id: Mapped[Id]
    full_quote_id: Mapped[int] = reference("quote.id", "the quote with most of the words")


class UtteranceQuote(Base):
    """A quote's place in its utterance, and how its words differ from the fullest ones."""

    __tablename__ = "utterance_quote"
    __table_args__ = (UniqueConstraint("quote_id"),)
    id: Mapped[Id]
    quote_id: Mapped[int] = reference("quote.id", "the quote")
    utterance_id: Mapped[int] = reference("utterance.id", "the utterance")
    speaker_key: Mapped[str] = mapped_column(
        Text, index=True, comment="what all names of the speaker have in common; empty for groups and where unknown"
    )
    wording: Mapped[str] = mapped_column(comment="hash of the words; equal hashes, equal words")
    likeness: Mapped[str] = mapped_column(
        comment="what its words are to the fullest ones: `same`, `cut` (a part of them), `overlapping` (a part, and "
        "other words) or `reworded`"
    )
    difference: Mapped[list[list[str]]] = mapped_column(
        comment="where they differ: a list of [fullest words, words here]; either may be empty"
    )
