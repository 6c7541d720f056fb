"""The words of the domain as frozen values; they carry no behaviour beyond their own invariants.

What extraction finds, by the hundred in a text, are tuples: making one takes half of a frozen dataclass's time.

Offsets are characters into the text they belong to, end exclusive: `text[start:end]` is the stored text.
Times are timezone-aware UTC.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, NamedTuple

type NameLabel = Literal["PER", "LOC", "ORG"]
type Label = NameLabel | Literal["NAT"]
type QuoteKind = Literal["direct", "mixed", "indirect"]
type Position = Literal["text", "dateline", "byline", "credit"]
type SpeakerKind = Label | Literal["group", "unknown"]
type VersionKind = Literal["original", "update", "correction", "repeat", "withhold", "kill", "advisory", "test"]
type LinkRelation = Literal["updates", "corrects", "kills", "related"]
type Relation = Literal["original", "copy", "edited_copy", "excerpt", "update", "correction", "roundup"]


@dataclass(frozen=True, slots=True)
class Moment:
    """A time as a source gave it: `at` is None where `raw` cannot be read; `provenance` says where it stood."""

    at: datetime | None
    raw: str
    provenance: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What a story is about: an IPTC Media Topic ("medtop:20000106") or a code of the agency's own, with its name.

    `sent` is the code as the wire has it, where that was another one.
    """

    code: str
    name: str = ""
    sent: str = ""


@dataclass(frozen=True, slots=True)
class Link:
    """What a version does to, or has to do with, another item; `target` is that item's id as the wire writes it."""

    relation: LinkRelation
    target: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that comes with a story; `link` is its address or file name."""

    caption: str = ""
    credit: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """One item of a source, as a format's reader found it; empty strings where the source says nothing.

    `guid` names this version where the wire tells versions apart, `item_id` the item through all its versions; an
    empty `item_id` means that the guid does both. `extra` keeps what the format says and no field holds.
    """

    format: str
    guid: str = ""
    version: str = ""
    headline: str = ""
    summary: str = ""
    body: str = ""
    byline: str = ""
    dateline: str = ""
    slugline: str = ""
    language: str = ""
    urgency: str = ""
    pubstatus: str = ""
    keywords: tuple[str, ...] = ()
    genre: tuple[str, ...] = ()
    editors_note: str = ""
    first_created: Moment | None = None
    version_created: Moment | None = None
    embargo: Moment | None = None
    copyright_holder: str = ""
    copyright_notice: str = ""
    usage_terms: str = ""
    link: str = ""
    authors: tuple[str, ...] = ()
    kind: VersionKind = "original"
    item_id: str = ""
    place: str = ""
    dateline_date: Moment | None = None
    credit: str = ""
    subjects: tuple[Subject, ...] = ()
    links: tuple[Link, ...] = ()
    pictures: tuple[Picture, ...] = ()
    profile: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RejectedItem:
    """An item of a document that cannot be a story, and why; `label` names it for a person (its title, its place)."""

    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What one raw document holds. Every item of it is either a story or rejected with a reason."""

    format: str
    stories: tuple[Story, ...]
    rejected: tuple[RejectedItem, ...] = ()


class Span(NamedTuple):
    """A stretch of a text."""

    start: int
    end: int
    text: str


class Mention(NamedTuple):
    """A name in a text; `name` is the canonical name of what it stands for within the story.

    `position` tells what a story is about from what signs it: its dateline, its byline, credits and the agency itself.
    `role` is the noun of the role given with a person's name here, `country` the ISO 3166-1 code of a place or of a
    nationality (NAT), `metonym` that of the country whose government is meant where a place speaks; else all are "".
    """

    start: int
    end: int
    text: str
    label: Label
    name: str
    position: Position = "text"
    role: str = ""
    country: str = ""
    metonym: str = ""


class QuotePart(NamedTuple):
    """One contiguous part of a statement.

    A direct part is the words inside the outer marks, a mixed part the whole complement with the stretches in marks
    as `fragments`, an indirect part the reported clause.
    """

    start: int
    end: int
    text: str
    kind: QuoteKind
    fragments: tuple[tuple[int, int], ...] = ()


class Speaker(NamedTuple):
    """Who made a statement.

    `name` is the canonical name within the story, `kind` what it is: "group" for officials, police, residents;
    "unknown" for a pronoun that nobody could be found for, which then is its own name.
    `role` the description given with it. One known by inference alone has no place in the text: start and end are None.
    """

    start: int | None
    end: int | None
    text: str
    name: str
    kind: SpeakerKind
    role: str = ""


class Quote(NamedTuple):
    """One attributed statement; `rule` names the rule that attributed it, `confidence` is between 0 and 1.

    `recipient`, `place` and `time` are those of the statement where its clause says them (`told the council in Marle
    on Tuesday`), in the words of the text.
    """

    kind: QuoteKind
    parts: tuple[QuotePart, ...]
    cue: Span | None
    speaker: Speaker | None
    confidence: float
    rule: str
    recipient: Span | None = None
    place: Span | None = None
    time: Span | None = None


class Analysis(NamedTuple):
    """What extraction found in one text; both in text order."""

    mentions: tuple[Mention, ...] = ()
    quotes: tuple[Quote, ...] = ()
