"""Formats of single agencies, each described by a profile: XML, JSON, and text whose lines begin with a tag.

A place in a profile is, in XML, a path of elements that may end in `@attribute`; in JSON, keys separated by dots,
where `key[name=value]` takes of a list those objects; in tagged text, a tag.
After `|markup` the value is read as HTML.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import Any

from pipeline.formats.assembly import Draft, adjust, document_of
from pipeline.formats.document import Document
from pipeline.formats.markup import plain, values
from pipeline.formats.profiles import Profile, profiles
from pipeline.formats.xml_tree import tree_of
from pipeline.model import ParsedDocument

XML, JSON, TAGGED = "house_xml", "house_json", "tagged_text"
MAX_STORIES = 1000
EMPTY = frozenset({"", "None", "null"})  # as programs write what they have not
_STEP = re.compile(r"([^\[\]]+)(?:\[([^\[\]=]+)=([^\[\]]*)\])?")


def recognises_xml(document: Document) -> bool:
    """Whether a profile describes XML with this first element."""
    return _xml_profile(document) is not None


def read_xml(document: Document) -> ParsedDocument:
    """The stories of such XML."""
    profile = _xml_profile(document) or Profile(name="", format=XML)
    root = tree_of(document)
    items = root.findall(profile.stories)[:MAX_STORIES] if profile.stories else [root]
    drafts = ((_draft(profile, partial(values, item)), profile) for item in items)
    return document_of(document.name, XML, drafts)


def _xml_profile(document: Document) -> Profile | None:
    name, start = document.root
    for profile in profiles(XML):
        if profile.root == name and all(f"<{needed}" in document.text[start:] for needed in profile.needs):
            return profile
    return None


def recognises_json(document: Document) -> bool:
    """Whether a profile describes JSON with these keys."""
    return _json_profile(document.json) is not None


def read_json(document: Document) -> ParsedDocument:
    """The stories of such JSON."""
    return document_of(document.name, JSON, json_drafts(document.json))


def json_drafts(value: Any) -> Iterator[tuple[Draft, Profile]]:
    """What a profile finds in a JSON value; nothing where no profile describes it."""
    profile = _json_profile(value)
    if profile is not None:
        for item in _json_items(profile, value)[:MAX_STORIES]:
            yield _draft(profile, partial(_json_values, item)), profile


def _json_profile(value: Any) -> Profile | None:
    for profile in profiles(JSON):
        items = _json_items(profile, value)
        if items and all(isinstance(item, dict) and item.keys() >= set(profile.needs) for item in items[:1]):
            return profile
    return None


def _json_items(profile: Profile, value: Any) -> list[Any]:
    found = list(_follow(value, profile.stories)) if profile.stories else [value]
    return found if all(isinstance(item, dict) for item in found) else []


def _json_values(item: Any, place: str) -> Iterator[str]:
    path, _, kind = place.partition("|")
    for value in _follow(item, path):
        if (
            isinstance(value, str | int | float)
            and not isinstance(value, bool)
            and (text := str(value).strip()) not in EMPTY
        ):
            yield plain(text) if kind == "markup" else text


def _follow(value: Any, path: str) -> Iterator[Any]:
    values = [value]
    for step in path.split("."):
        found = _STEP.fullmatch(step)
        if found is None:
            return
        name, key, wanted = found.groups()
        below = [one[name] for one in values if isinstance(one, dict) and name in one]
        values = [one for each in below for one in (each if isinstance(each, list) else [each])]
        if key:
            values = [one for one in values if isinstance(one, dict) and str(one.get(key)) == wanted]
    yield from values


def recognises_tagged(document: Document) -> bool:
    """Whether a profile describes text that begins so."""
    return _tagged_profile(document) is not None


def read_tagged(document: Document) -> ParsedDocument:
    """The one story of a tagged text: a line that begins with a tag begins a field, the others go on with it."""
    profile = _tagged_profile(document) or Profile(name="", format=TAGGED)
    fields: dict[str, list[str]] = {}
    current: list[str] = []
    tag = re.compile(rf"([A-Z]{{2,12}}){re.escape(profile.separator)}(.*)")
    for line in document.text.splitlines():
        if beginning := tag.fullmatch(line):
            current = fields.setdefault(beginning[1], [])
            line = beginning[2]
        current.append(line)
    found = {name: "\n\n".join(lines) if len(lines) > 1 else lines[0] for name, lines in fields.items()}
    draft = _draft(profile, lambda place: [text] if (text := found.get(place, "").strip(" *\n")) else [])
    return document_of(document.name, TAGGED, [(draft, profile)])


def _tagged_profile(document: Document) -> Profile | None:
    beginning = document.text[:2000]
    return next((one for one in profiles(TAGGED) if one.begins and one.begins.match(beginning)), None)


def _draft(profile: Profile, values: Any) -> Draft:
    draft = Draft()
    adjust(draft, profile, values)
    return draft
