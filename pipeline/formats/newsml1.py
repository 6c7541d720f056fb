"""NewsML 1.x (https://iptc.org/std/NewsML/1.2/specification/NewsML_1.2-spec-functionalspec_9.html)."""

from collections.abc import Iterable, Iterator
from functools import partial

from pipeline.errors import RejectedInput
from pipeline.formats.assembly import Draft, adjust, document_of
from pipeline.formats.document import Document
from pipeline.formats.markup import plain, text_in, values
from pipeline.formats.nitf import read_nitf
from pipeline.formats.profiles import Profile, profile_for
from pipeline.formats.xml_tree import LANGUAGE, Element, first_text, text_of, texts, tree_of
from pipeline.model import ParsedDocument, Picture

NAME = "newsml1"
ROOTS = frozenset({"NewsML"})
OTHER_MEDIA = frozenset({"photo", "picture", "image", "graphic", "video", "audio", "animation", "clip", "soundtrack"})
CAPTIONS = frozenset({"caption", "legend"})
SUMMARIES = frozenset({"abstract", "summary", "lead", "teaser"})
HEADINGS = frozenset({"title", "headline", "label"})
MAX_NESTED = 40  # components, each of which may be a story with all that is in it
EMBARGOED = "embargoed"


def recognises(document: Document) -> bool:
    """Whether the first element is `NewsML`."""
    return document.root[0] in ROOTS


def read(document: Document) -> ParsedDocument:
    """The stories in a document: of each news item its component, or those of its components that have a headline."""
    root = tree_of(document)
    if root.xpath(f"boolean(.//NewsComponent[count(ancestor::NewsComponent) >= {MAX_NESTED}])"):
        raise RejectedInput(document.name, f"nests more than {MAX_NESTED} components", "Ask its sender for the text")
    drafts = (pair for item in root.iterfind("NewsItem") for pair in _drafts(item, root))
    return document_of(document.name, NAME, drafts)


def _drafts(item: Element, root: Element) -> Iterator[tuple[Draft, Profile]]:
    profile = profile_for(NAME, partial(_senders, item))
    top = item.find("NewsComponent")
    components = list(_units(top)) if top is not None else []
    for component in components or [item]:
        draft = Draft(version=first_text(item, "Identification/NewsIdentifier/RevisionId"))
        _read_identity(item, draft)
        if len(components) > 1 and component.get("Duid"):
            draft.item_id, draft.guid = (f"{name}#{component.get('Duid')}" for name in (draft.item_id, draft.guid))
        _read_management(item, draft)
        if top is not None:
            for described in dict.fromkeys((component, top)):
                _read_component(described, draft)
            _read_content(component, draft)
        draft.urgency = draft.urgency or first_text(root, "NewsEnvelope/Priority@FormalName")
        draft.language = draft.language or component.get(LANGUAGE, "") or item.get(LANGUAGE, "")
        adjust(draft, profile, partial(_values, component, item))
        yield draft, profile


def _values(component: Element, item: Element, place: str) -> Iterable[str]:
    return list(values(component, place)) or values(item, place)


def _senders(item: Element) -> Iterable[str]:
    yield from texts(item, "Identification/NewsIdentifier/ProviderId")
    yield from texts(item, ".//AdministrativeMetadata/Provider/Party@FormalName")


def _units(top: Element) -> Iterator[Element]:
    """The components that are stories of their own: those with a headline, unless they belong to the one above."""
    inner = [
        component
        for component in top.iterdescendants("NewsComponent")
        if component.find("NewsLines/HeadLine") is not None and component.find(".//ContentItem") is not None
    ]
    texts_inside = [component for component in inner if _has_text(component) and not _medium(component)]
    if len(texts_inside) > 1 or (inner and not _own_text(top, inner)):
        yield from texts_inside or inner
    else:
        yield top


def _own_text(top: Element, inner: list[Element]) -> bool:
    """Whether there is a text that stands in none of the components with a headline of their own."""
    theirs = {item for component in inner for item in component.iter("ContentItem")}
    return any(item not in theirs and _is_text(item) for item in top.iter("ContentItem")) or any(
        not _medium(component) for component in inner
    )


def _has_text(component: Element) -> bool:
    return any(_is_text(item) for item in component.iter("ContentItem"))


def _is_text(item: Element) -> bool:
    content = item.find("DataContent")
    is_style = first_text(item, "MimeType@FormalName").lower() in {"text/css", "text/javascript"}
    return content is not None and not is_style and bool(len(content) or (content.text or "").strip())


def _medium(component: Element) -> str:
    """The medium of a component that is no text: by its role or by what it holds."""
    role = first_text(component, "Role@FormalName").lower()
    if role in OTHER_MEDIA:
        return role
    media = [text.lower() for text in texts(component, "ContentItem/MediaType@FormalName")]
    return next((medium for medium in media if medium in OTHER_MEDIA), "")


def _read_identity(item: Element, draft: Draft) -> None:
    identifier = item.find("Identification/NewsIdentifier")
    if identifier is None:
        return
    parts = [first_text(identifier, part) for part in ("ProviderId", "DateId", "NewsItemId")]
    public = first_text(identifier, "PublicIdentifier")
    if all(parts):
        draft.item_id = ":".join(("urn:newsml", *parts))
    update = first_text(identifier, "RevisionId@Update")
    draft.guid = public or f"{draft.item_id}:{draft.version}{update}".strip(":")
    draft.slugline = first_text(item, "Identification/NameLabel")
    if update.upper() == "A":
        draft.signals.append("update")


def _read_management(item: Element, draft: Draft) -> None:
    management = item.find("NewsManagement")
    if management is None:
        return
    draft.time("first_created", first_text(management, "FirstCreated"), "FirstCreated")
    draft.time("version_created", first_text(management, "ThisRevisionCreated"), "ThisRevisionCreated")
    draft.urgency = first_text(management, "Urgency@FormalName")
    draft.pubstatus = first_text(management, "Status@FormalName")
    for change in management.iterfind("StatusWillChange"):
        if first_text(change, "FutureStatus@FormalName").lower() == "usable":
            draft.time("embargo", first_text(change, "DateAndTime"), "StatusWillChange")
    if draft.pubstatus.lower() == EMBARGOED and "embargo" not in draft.times:
        draft.signals.append("withhold")  # until the provider releases it, which nobody can foresee
    draft.signals += texts(management, "NewsItemType@FormalName")
    draft.signals += texts(management, "Instruction@FormalName")
    draft.links += [("related", target) for target in texts(management, "AssociatedWith@NewsItem")]
    draft.links += [("updates", target) for target in texts(management, "DerivedFrom@NewsItem")]


def _read_component(component: Element, draft: Draft) -> None:
    lines = component.find("NewsLines")
    if lines is not None:
        _read_lines(lines, draft)
    _read_description(component, draft)
    rights = "RightsMetadata"
    draft.copyright_holder = draft.copyright_holder or first_text(component, f"{rights}/Copyright/CopyrightHolder")
    draft.usage_terms = draft.usage_terms or first_text(component, f"{rights}/UsageRights/UsageType")
    draft.keep("provider", first_text(component, "AdministrativeMetadata/Provider/Party@FormalName"))
    draft.keep("source", first_text(component, "AdministrativeMetadata/Source/Party@FormalName"))
    draft.keep("creator", first_text(component, "AdministrativeMetadata/Creator/Party@FormalName"))


def _read_lines(lines: Element, draft: Draft) -> None:
    draft.headline = draft.headline or first_text(lines, "HeadLine")
    draft.byline = draft.byline or first_text(lines, "ByLine")
    draft.dateline = draft.dateline or first_text(lines, "DateLine")
    draft.slugline = first_text(lines, "SlugLine") or draft.slugline
    draft.credit = draft.credit or first_text(lines, "CreditLine")
    draft.copyright_notice = draft.copyright_notice or first_text(lines, "CopyrightLine")
    draft.usage_terms = draft.usage_terms or first_text(lines, "RightsLine")
    draft.keywords += texts(lines, "KeywordLine")
    draft.keep("subheadline", first_text(lines, "SubHeadLine"))
    for line in lines.iterfind("NewsLine"):
        draft.keep(f"line {first_text(line, 'NewsLineType@FormalName')}", first_text(line, "NewsLineText"))


def _read_description(component: Element, draft: Draft) -> None:
    description = component.find("DescriptiveMetadata")
    if description is None:
        return
    draft.language = draft.language or first_text(description, "Language@FormalName")
    draft.genre += texts(description, "Genre@FormalName")
    draft.keywords += texts(description, "Property[@FormalName='Keyword']@Value")
    for code in description.iterfind("SubjectCode/*"):
        draft.subjects.append((code.get("FormalName", ""), ""))
    draft.place = draft.place or first_text(description, "Location/Property[@FormalName='City']@Value")
    draft.keep("country", first_text(description, "Location/Property[@FormalName='Country']@Value"))
    draft.keep("of_interest_to", ", ".join(texts(description, "OfInterestTo@FormalName")))


def _read_content(component: Element, draft: Draft) -> None:
    """Text, summary, captions: by the role of the component in which a content item stands, and by its media type."""
    bodies: list[str] = []
    medium = _medium(component)
    for item in component.iter("ContentItem"):
        parent = item.getparent()
        role = first_text(parent, "Role@FormalName").lower() if parent is not None else ""
        is_other = parent is not None and parent is not component and bool(_medium(parent))
        text = _text(item, draft) if _is_text(item) else ""
        if not text or role in CAPTIONS or is_other:
            _note_medium(item, parent, text, draft)
        elif role in SUMMARIES:
            draft.summary = draft.summary or text
        elif role in HEADINGS:
            draft.headline = draft.headline or text
        elif not (bodies and parent is not None and parent.get("EquivalentsList") == "yes"):
            bodies.append(text)
    body = "\n\n".join(dict.fromkeys(bodies)) or draft.body
    if medium:
        draft.summary, draft.body = draft.summary or body, ""
        draft.keep("medium", medium)
    else:
        draft.body = body


def _text(item: Element, draft: Draft) -> str:
    content = item.find("DataContent")
    if content is None:
        return ""
    nitf = content.find("nitf")
    if nitf is not None:
        inside = Draft()
        read_nitf(nitf, inside)
        draft.summary = draft.summary or inside.summary
        draft.byline = draft.byline or inside.byline
        draft.dateline = draft.dateline or inside.dateline
        draft.headline = draft.headline or inside.headline
        draft.copyright_holder = draft.copyright_holder or inside.copyright_holder
        draft.editors_note = draft.editors_note or inside.editors_note
        draft.keywords = draft.keywords or inside.keywords
        draft.pictures += inside.pictures
        return inside.body
    if len(content):
        return text_in(content)
    is_html = "html" in first_text(item, "MimeType@FormalName", "Format@FormalName").lower()
    text = content.text or ""
    return plain(text) if is_html or "</p>" in text else text


def _note_medium(item: Element, parent: Element | None, text: str, draft: Draft) -> None:
    address = item.get("Href", "")
    is_picture = first_text(item, "MediaType@FormalName").lower() in {"photo", "picture", "image", "graphic"}
    credit = first_text(parent, "NewsLines/CreditLine", "NewsLines/ByLine") if parent is not None else ""
    if text or is_picture or address.lower().endswith((".jpg", ".jpeg", ".png", ".gif")):
        headline = text_of(parent.find("NewsLines/HeadLine")) if parent is not None else ""
        draft.pictures.append(Picture(text or headline, credit, address))
    elif address:
        draft.keep("media", address)
