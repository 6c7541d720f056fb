"""Items of the AP Media API (https://api.ap.org/media/v/docs/): a relative of ninjs with an envelope of its own."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from pipeline.formats.assembly import Draft, adjust, document_of
from pipeline.formats.document import Document
from pipeline.formats.ninjs import draft_of, lowered, names, senders, text, values
from pipeline.formats.profiles import Profile, profile_for
from pipeline.model import ParsedDocument

NAME = "ap_json"
MAX_ITEMS = 1000


def recognises(document: Document) -> bool:
    """Whether this is an answer of that API: `data` with an item, or items, that have `altids` with an `itemid`."""
    return any(True for _ in _items(document.json))


def read(document: Document) -> ParsedDocument:
    """The items of an answer; a text that is only linked leaves the story with its summary."""
    return document_of(document.name, NAME, (_pair(item) for item in _items(document.json)))


def _items(value: Any) -> Iterator[dict[str, Any]]:
    data = value.get("data") if isinstance(value, dict) else None
    if isinstance(data, dict):
        listed = data.get("items")
        for entry in (listed if isinstance(listed, list) else [data])[:MAX_ITEMS]:
            item = entry.get("item") if isinstance(entry, dict) else None
            if isinstance(item, dict) and isinstance(item.get("altids"), dict) and item["altids"].get("itemid"):
                yield lowered(item)


def _pair(item: dict[str, Any]) -> tuple[Draft, Profile]:
    profile = profile_for(NAME, partial(senders, item))
    draft = draft_of(item)
    draft.item_id = text(item["altids"].get("itemid"))
    draft.guid = f"{draft.item_id}:{draft.version}" if draft.version else draft.item_id
    bylines = item.get("bylines")
    if isinstance(bylines, list):
        draft.byline = ", ".join(text(one.get("by")) for one in bylines if isinstance(one, dict) and one.get("by"))
        draft.keep("byline_title", ", ".join(text(one.get("title")) for one in bylines if isinstance(one, dict)))
    located = item.get("datelinelocation")
    if isinstance(located, dict):
        draft.place = draft.place or text(located.get("city"))
    draft.signals += [*names(item.get("editorialtypes")), text(item.get("editorialrole"))]
    draft.keep("headline_extended", text(item.get("headlineextended")))
    draft.keep("reference", text(item["altids"].get("referenceid")))
    draft.keep("transmission", text(item["altids"].get("transref")))
    renditions = item.get("renditions")
    if isinstance(renditions, dict):
        linked = (lowered(one) for one in renditions.values() if isinstance(one, dict))
        draft.keep("text_link", next((text(one.get("href")) for one in linked if one.get("type") == "text"), ""))
    adjust(draft, profile, partial(values, item))
    return draft, profile
