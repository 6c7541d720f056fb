"""The tables of the domain, typed. Words: an outlet is a publisher, a source one feed or folder of it, a story one
source's item through its life, a version one text of it, a cluster the same story over sources and outlets."""

from pipeline.store.tables.base import Base, UtcDateTime, table_of
from pipeline.store.tables.extractions import Entity, EntityAlias, Extraction, Mention, Quote, QuotePart, Utterance
from pipeline.store.tables.intake import FeedState, Fetch, HostState, Outlet, RawDocument, Source, SourceHealth
from pipeline.store.tables.operators import ActionLog, SourceHold
from pipeline.store.tables.runs import Alert, Claim, Quarantine, StageRun, Tombstone
from pipeline.store.tables.stories import (
    Cluster,
    ClusterMember,
    Fingerprint,
    GramFrequency,
    Signature,
    Story,
    StoryKey,
    StoryLink,
    StorySubject,
    StoryVersion,
)

__all__ = [
    "ActionLog",
    "Alert",
    "Base",
    "Claim",
    "Cluster",
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
    "SourceHold",
    "StageRun",
    "Story",
    "StoryKey",
    "StoryLink",
    "StorySubject",
    "StoryVersion",
    "Tombstone",
    "UtcDateTime",
    "Utterance",
    "table_of",
]
