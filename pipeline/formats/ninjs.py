"""ninjs 1.x, 2.x and 3.x, News in JSON (https://iptc.org/standards/ninjs/), as single items, lists and answers of APIs.

3.x writes names in camel case and puts headlines, descriptions and bodies into lists of objects; so names are compared
without case and underscores, and both forms are read.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from typing import Any

from pipeline.formats.assembly import Draft, adjust, document_of
from pipeline.formats.document import Document
from pipeline.formats.html_text import html_to_text
from pipeline.formats.profiles import Profile, profile_for
from pipeline.formats.tidy import one_line
from pipeline.model import LinkRelation, ParsedDocument, Picture

NAME = "ninjs"
IDENTITY = frozenset({"uri", "guid"})
MARKS = frozenset(
    "headline headlines bodytext bodyhtml bodyxhtml bodies bodynitf versioncreated descriptiontext descriptions "
    "slugline pubstatus representationtype".split()
)
LISTS = ("item", "items", "data", "results", "newsitems", "articles", "hits", "source")
MAX_ITEMS, MAX_WRAPPERS = 1000, 3
HTML_BODIES, TEXT_BODIES = ("bodyhtml", "bodyxhtml", "bodynitf"), ("bodytext", "bodysrc", "body")
SUMMARIES = (
    "descriptionsummary",
    "descriptiontext",
    "descriptionhtml",
    "description",
    "abstract",
    "summary",
    "descriptioncaption",
    "caption",
)
RELATIONS: dict[str, LinkRelation] = {
    "evolvedfrom": "updates",
    "rewrites": "updates",
    "corrects": "corrects",
    "kills": "kills",
}
MAPPED = frozenset(
    "uri guid itemid version headline headlines title slugline byline by located urgency priority pubstatus ednote "
    "language type mimetype firstcreated versioncreated contentcreated embargoed copyrightholder copyrightnotice "
    "usageterms subject subjects keywords keyword genre genres authors associations renditions bodies descriptions "
    "profile standard source".split()
) | {*HTML_BODIES, *TEXT_BODIES, *SUMMARIES, *RELATIONS}  # fmt: skip
_MARKUP = re.compile(r"<[a-zA-Z/!]|&[a-zA-Z]{2,8};|&#")

type Fields = Mapping[str, Any]


def recognises(document: Document) -> bool:
    """Whether this is JSON with the names that ninjs gives to an item's identity and content."""
    return any(True for _ in _items(document.json))


def read(document: Document) -> ParsedDocument:
    """The items of a document; pictures and other media are stories with a caption as their summary."""
    return document_of(document.name, NAME, ((_pair(item)) for item in _items(document.json)))


def lowered(item: Fields) -> dict[str, Any]:
    """The item with its names as they are compared."""
    return {name.replace("_", "").lower(): value for name, value in item.items()}


def _items(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for one in value[:MAX_ITEMS]:
            if isinstance(one, dict):
                yield from _items(one, depth)
    elif isinstance(value, dict) and depth <= MAX_WRAPPERS:
        item = lowered(value)
        if not IDENTITY.isdisjoint(item) and not MARKS.isdisjoint(item):
            yield item
        else:
            for name in LISTS:
                yield from _items(item.get(name), depth + 1)


def _pair(item: dict[str, Any]) -> tuple[Draft, Profile]:
    profile = profile_for(NAME, partial(senders, item))
    draft = draft_of(item)
    adjust(draft, profile, partial(values, item))
    return draft, profile


def senders(item: Fields) -> Iterable[str]:
    """What an item says of who sent it."""
    for name in ("uri", "guid", "provider", "source", "copyrightholder", "creditline"):
        yield text(item.get(name))


def values(item: Fields, place: str) -> Iterator[str]:
    """The texts at a place of a profile: the name of a field, written without case and underscores."""
    yield from names(item.get(place.replace("_", "").lower()))


def draft_of(item: Fields) -> Draft:
    """What an item with lowered names says."""
    draft = Draft(
        guid=text(item.get("uri")) or text(item.get("guid")),
        version=text(item.get("version")),
        headline=_by_role(item.get("headlines"), "main") or text(item.get("headline")) or text(item.get("title")),
        summary=_by_role(item.get("descriptions"), "summary", "abstract", "caption") or _first(item, SUMMARIES),
        body=_body(item),
        byline=text(item.get("byline")) or text(item.get("by")),
        dateline=text(item.get("dateline")),
        slugline=text(item.get("slugline")) or text(item.get("slug")),
        language=text(item.get("language")),
        urgency=text(item.get("urgency")),
        pubstatus=text(item.get("pubstatus")),
        editors_note=_plain(text(item.get("ednote"))),
        copyright_holder=text(item.get("copyrightholder")),
        copyright_notice=text(item.get("copyrightnotice")),
        usage_terms="; ".join(names(item.get("usageterms"))),
        place=next(iter(names(item.get("located"))), ""),
        credit=text(item.get("creditline")),
        keywords=names(item.get("keywords") or item.get("keyword")),
        genre=names(item.get("genres") or item.get("genre")),
        authors=names(item.get("authors") or item.get("author")),
        signals=[*names(item.get("signals")), *codes(item.get("signals"))],
        subjects=[*_subjects(item.get("subjects") or item.get("subject"))],
    )
    draft.time("first_created", text(item.get("firstcreated")), "firstcreated")
    draft.time("first_created", text(item.get("contentcreated")), "contentcreated")
    draft.time("version_created", text(item.get("versioncreated")), "versioncreated")
    draft.time("embargo", text(item.get("embargoed")), "embargoed")
    for name, relation in RELATIONS.items():
        draft.links += [(relation, target) for target in [*codes(item.get(name)), text(item.get(name))] if target]
    _read_media(item, draft)
    for name, value in item.items():
        if name not in MAPPED and isinstance(value, str | int | float):
            draft.keep(name, text(value))
    return draft


def text(value: Any) -> str:
    """A string or a number as text; empty for all else."""
    return value if isinstance(value, str) else str(value) if type(value) in (int, float) else ""


def names(value: Any) -> list[str]:
    """The names in a value: texts, or the name, title or code of objects, alone or in lists."""
    found = (_name(one) for one in (value if isinstance(value, list) else [value])[:MAX_ITEMS])
    return [name for name in found if name]


def codes(value: Any) -> list[str]:
    """The codes of the objects in a value."""
    listed = (value if isinstance(value, list) else [value])[:MAX_ITEMS]
    keys = ("code", "uri", "guid", "literal")
    return [code for one in listed if isinstance(one, dict) if (code := _first(lowered(one), keys))]


def _name(value: Any) -> str:
    return (
        _first(lowered(value), ("name", "title", "value", "literal", "code"))
        if isinstance(value, dict)
        else text(value)
    )


def _first(item: Fields, keys: Iterable[str]) -> str:
    return next((_plain(found) for key in keys if (found := text(item.get(key)))), "")


def _plain(value: str) -> str:
    return html_to_text(value) if _MARKUP.search(value) else value


def _by_role(value: Any, *roles: str) -> str:
    """Of a list of texts with roles the one with the first of these roles, else the first."""
    listed = [lowered(one) for one in value if isinstance(one, dict)] if isinstance(value, list) else []
    ranked = sorted(listed, key=lambda one: roles.index(role) if (role := _role(one)) in roles else len(roles))
    return _plain(text(ranked[0].get("value"))) if ranked else ""


def _role(one: Fields) -> str:
    return re.split("[:/]", text(one.get("role")))[-1].lower()


def _body(item: Fields) -> str:
    for name in HTML_BODIES:
        if body := html_to_text(text(item.get(name))):
            return body
    for name in TEXT_BODIES:
        if body := text(item.get(name)):
            return _plain(body)
    bodies = (
        [lowered(one) for one in item.get("bodies") or [] if isinstance(one, dict)]
        if isinstance(item.get("bodies"), list)
        else []
    )
    return max(
        (_plain(text(one.get("value"))) for one in bodies if _role(one) in {"", "main", "body"}), key=len, default=""
    ) or _by_role(bodies, "main")


def _subjects(value: Any) -> Iterator[tuple[str, str]]:
    for one in (value if isinstance(value, list) else [])[:MAX_ITEMS]:
        if isinstance(one, dict):
            topic = lowered(one)
            code, scheme = _first(topic, ("uri", "code", "literal")), text(topic.get("scheme")).lower()
            is_topic = ("mediatopic" in scheme or "medtop" in scheme) and code.isdigit()
            yield (f"medtop:{code}" if is_topic else code), text(topic.get("name"))
        elif name := text(one):
            yield "", name


def _read_media(item: Fields, draft: Draft) -> None:
    media = item.get("associations")
    listed = list(media.values()) if isinstance(media, dict) else media if isinstance(media, list) else []
    for one in listed[:MAX_ITEMS]:
        if isinstance(one, dict):
            related = lowered(one)
            if text(related.get("type")) in {"picture", "graphic", "photo"}:
                draft.pictures.append(_picture(related))
            elif target := text(related.get("uri")) or text(related.get("guid")):
                draft.links.append(("related", target))
    if text(item.get("type")) in {"picture", "graphic", "photo"}:
        draft.pictures.append(_picture(item))


def _picture(item: Fields) -> Picture:
    renditions = item.get("renditions")
    listed = renditions.values() if isinstance(renditions, dict) else renditions if isinstance(renditions, list) else ()
    links = (text(lowered(one).get("href")) for one in listed if isinstance(one, dict))
    caption = _by_role(item.get("descriptions"), "caption") or _first(item, (*SUMMARIES, "headline"))
    credit = _first(item, ("descriptioncreditline", "creditline", "byline", "by"))
    return Picture(one_line(caption), one_line(credit), next(filter(None, links), ""))
