"""Stories and their versions: what a document brings becomes rows, once; and what is known of them."""

from pipeline.store.stories.known import Known, SeenVersion, bodies_of, buried_keys, known_stories, tombstone_name
from pipeline.store.stories.reading import find_versions, pending_counts, publish, totals
from pipeline.store.stories.saving import GUIDS, Item, Origin, Seen, mark_seen, save_items

__all__ = [
    "GUIDS",
    "Item",
    "Known",
    "Origin",
    "Seen",
    "SeenVersion",
    "bodies_of",
    "buried_keys",
    "find_versions",
    "known_stories",
    "mark_seen",
    "pending_counts",
    "publish",
    "save_items",
    "tombstone_name",
    "totals",
]
