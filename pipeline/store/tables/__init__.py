"""The tables of the domain, typed. Words: an outlet is a publisher, a source one feed or folder of it, a story one
source's item through its life, a version one text of it, a cluster the same story over sources and outlets."""

from pipeline.store.tables.base import Base, UtcDateTime, table_of
from pipeline.store.tables.extractions import (
    Entity,
    EntityAlias,
    Extraction,
    Mention,
    Quote,
    QuotePart,
    Utterance,
    UtteranceQuote,
)
from pipeline.store.tables.intake import FeedState, Fetch, HostState, Outlet, RawDocument, Source, SourceHealth
from pipeline.store.tables.runs import Alert, Claim, Quarantine, StageRun, Tombstone
from pipeline.store.tables.stories import (
    Cluster,
    ClusterEvent,
    ClusterMember,
    Fingerprint,
    GramFrequency,
    Signature,
    Story,
    StoryChange,
    StoryKey,
    StoryLink,
    StorySubject,
    StoryVersion,
)

__all__ = [
    "Alert",
    "Base",
    "Claim",
    "Cluster",
    "ClusterEvent",
    "ClusterMember",
    "Entity",
    "EntityAlias",
    "Extraction",
    "FeedState",
    "Fetch",
    "Fingerprint",
    "GramFrequency",
    "HostState",
    "Mention",
    "Outlet",
    "Quarantine",
    "Quote",
    "QuotePart",
    "RawDocument",
    "Signature",
    "Source",
    "SourceHealth",
    "StageRun",
    "Story",
    "StoryChange",
    "StoryKey",
    "StoryLink",
    "StorySubject",
    "StoryVersion",
    "Tombstone",
    "UtcDateTime",
    "Utterance",
    "UtteranceQuote",
    "table_of",
]
