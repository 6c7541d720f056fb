"""Names over all stories: what waits to be brought together, in what company names appear, and where they belong."""

from pipeline.store.entities.company import Name, Seen, forms_of, note_names, seen
from pipeline.store.entities.lookup import bodies_of, decide, decisions, find, forms, history, namesakes, one_with
from pipeline.store.entities.places import (
    Standing,
    assign,
    delete_entities,
    forget_names,
    forget_namesakes,
    names_of_blocks,
    place,
)
from pipeline.store.entities.waiting import lock, mark_resolved, wait_again, waiting_texts

__all__ = [
    "Name",
    "Seen",
    "Standing",
    "assign",
    "bodies_of",
    "decide",
    "decisions",
    "delete_entities",
    "find",
    "forget_names",
    "forget_namesakes",
    "forms",
    "forms_of",
    "history",
    "lock",
    "mark_resolved",
    "names_of_blocks",
    "namesakes",
    "note_names",
    "one_with",
    "place",
    "seen",
    "wait_again",
    "waiting_texts",
]
