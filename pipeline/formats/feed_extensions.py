"""What agencies add to the items of RSS and Atom: Media RSS, and management and content metadata of their own."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pipeline.formats.assembly import LISTS, Draft, adjust, tidy
from pipeline.formats.dateline import names_in, place_and_date
from pipeline.formats.html_text import html_to_text
from pipeline.formats.instructions import kind_of
from pipeline.formats.profiles import PLAIN, profiles
from pipeline.formats.tidy import one_line, paragraphs
from pipeline.model import Picture, Story

MAX_PICTURES = 50
# Names of elements without their prefix and without underscores; feedparser writes `prefix_name`.
NAMES = {
    **dict.fromkeys(("byline", "by"), "byline"),
    **dict.fromkeys(("slugline", "slug"), "slugline"),
    **dict.fromkeys(("publishingstatus", "pubstatus"), "pubstatus"),
    **dict.fromkeys(("editorialnote", "ednote", "editorsnote", "advisory"), "editors_note"),
    **dict.fromkeys(("usageterms", "usagerights", "usageinstructions"), "usage_terms"),
    **dict.fromkeys(("urgency", "newsurgency"), "urgency"),
    **{"dateline": "dateline", "copyright": "copyright_notice", "creditline": "credit", "location": "place"},
}
STANDARD = ("itunes_", "feedburner_", "thr_", "slash_", "wfw_", "media_", "title_", "summary_", "author_", "links_")


def with_extensions(story: Story, entry: Mapping[str, Any]) -> Story:
    """The story with what its entry says beyond RSS and Atom; what the standard elements say is not overwritten."""
    profile = next((one for one in profiles("feed") if set(one.needs) <= entry.keys()), PLAIN)
    pictures = tuple(_pictures(entry))
    known = {field: text for name, text in _foreign(entry) if (field := NAMES.get(name.replace("_", "")))}
    if profile is PLAIN and not known and not pictures:
        return story
    draft = Draft()
    for field, text in known.items():
        setattr(draft, field, text)
    adjust(draft, profile, lambda place: [text] if (text := _text(entry.get(place))) else [])
    tidy(draft, profile)
    changes: dict[str, Any] = {
        name: one_line(text)
        for name in (*NAMES.values(), "guid", "headline", "language", "copyright_holder")
        if (text := getattr(draft, name)) and (name in profile.fields or not getattr(story, name))
    }
    changes |= {name: paragraphs(text) for name in ("summary", "body") if (text := getattr(draft, name))}
    changes |= {name: tuple(values) for name in LISTS if (values := getattr(draft, name))}
    if "pubstatus" in changes:
        changes["pubstatus"] = changes["pubstatus"].lower()
    changed = replace(story, **changes, pictures=pictures, profile=profile.name)
    place, date = place_and_date(changed.dateline, changed.first_created)
    kind = kind_of(
        changed.headline,
        changed.body,
        pubstatus=changed.pubstatus,
        editors_note=changed.editors_note,
        slugline=changed.slugline,
        signals=draft.signals,
    )
    return replace(
        changed,
        kind=kind,
        place=changed.place or place,
        dateline_date=date,
        authors=changed.authors or names_in(changed.byline),
    )


def _foreign(entry: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name, value in entry.items():
        if "_" in name and not name.startswith(STANDARD) and isinstance(value, str) and value.strip():
            yield name.partition("_")[2], value


def _text(value: Any) -> str:
    return html_to_text(value) if isinstance(value, str) else ""


def _pictures(entry: Mapping[str, Any]) -> Iterator[Picture]:
    credit = next((one_line(str(one.get("content") or "")) for one in entry.get("media_credit") or ()), "")
    for medium in (entry.get("media_content") or ())[:MAX_PICTURES]:
        kind = str(medium.get("medium") or medium.get("type") or "")
        if kind.startswith("image"):
            caption = _text(entry.get("media_text") or entry.get("media_description"))
            yield Picture(one_line(caption), credit, one_line(str(medium.get("url") or "")))
