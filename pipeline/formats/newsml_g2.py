"""NewsML-G2 2.x: newsItem, packageItem and newsMessage (https://iptc.org/standards/newsml-g2/, specification 2.34)."""

from collections.abc import Iterable, Iterator
from functools import partial

from pipeline.errors import RejectedInput
from pipeline.formats.assembly import Draft, adjust, document_of
from pipeline.formats.document import Document
from pipeline.formats.markup import DROPPED, plain, text_in, values
from pipeline.formats.profiles import Profile, profile_for
from pipeline.formats.xml_tree import LANGUAGE, Element, first_text, text_of, texts, tree_of
from pipeline.model import LinkRelation, ParsedDocument, Picture

NAME = "newsml_g2"
NAMESPACE = "iptc.org/std/nar/"
STANDARD = "NewsML-G2"
STORIES = ("newsItem", "packageItem")
NO_STORIES = {
    "planningItem": "plans coverage",
    "conceptItem": "describes a concept",
    "knowledgeItem": "is a vocabulary",
    "catalogItem": "is a catalogue",
}
ROOTS = frozenset({*STORIES, *NO_STORIES, "newsMessage"})
# The IPTC vocabularies of item relations and signals; an agency's own schemes often use the same words.
RELATIONS: dict[str, LinkRelation] = {
    **dict.fromkeys(("previousversion", "updates", "update", "supersedes", "replaces", "issupersededby"), "updates"),
    **dict.fromkeys(("corrects", "corrected", "correctionof"), "corrects"),
    **dict.fromkeys(("kills", "cancels", "withdraws"), "kills"),
}
SIGN_OFFS = ("closingline", "notepad")  # roles of notes that are printed below a text
AROUND = frozenset({"header", "footer", "nav", "aside"})  # of a page
CAPTIONS, SUMMARIES = ("caption",), ("summary", "abstract", "lead", "teaser", "long", "short")


def recognises(document: Document) -> bool:
    """Whether the first element is one of the standard's items in its namespace, or a newsMessage."""
    name, start = document.root
    beginning = document.text[start : start + 4000]
    return name in ROOTS and (name == "newsMessage" or NAMESPACE in beginning or STANDARD in beginning)


def read(document: Document) -> ParsedDocument:
    """The news items in a document; packages without text of their own are rejected, as are plans and concepts."""
    root = tree_of(document)
    if root.tag in NO_STORIES:
        raise _no_story(document.name, root.tag)
    items = [root] if root.tag in STORIES else [item for item in root.iterfind("itemSet/*") if item.tag in STORIES]
    if not items:
        others = [item.tag for item in root.iterfind("itemSet/*") if item.tag in NO_STORIES]
        raise _no_story(document.name, others[0] if others else "newsMessage")
    header = root.find("header") if root.tag == "newsMessage" else None
    return document_of(document.name, NAME, (_draft(item, header) for item in items))


def _no_story(name: str, tag: str) -> RejectedInput:
    what = NO_STORIES.get(tag, "has no items")
    return RejectedInput(name, f"is no story: a NewsML-G2 {tag}, which {what}", "Send news items")


def _draft(item: Element, header: Element | None) -> tuple[Draft, Profile]:
    profile = profile_for(NAME, partial(_senders, item, header))
    guid, version = item.get("guid", ""), item.get("version", "")
    draft = Draft(guid=guid, item_id=guid, version=version)
    if guid and version and not guid.endswith(f":{version}"):
        draft.guid = f"{guid}:{version}"  # as a URN of NewsML names a version (RFC 3085, section 2)
    _read_management(item, draft)
    _read_description(item, draft)
    _read_rights(item, draft)
    _read_content(item, draft, profile)
    draft.language = draft.language or item.get(LANGUAGE, "")
    adjust(draft, profile, partial(values, item))
    return draft, profile


def _senders(item: Element, header: Element | None) -> Iterable[str]:
    yield item.get("guid", "")
    for path in ("itemMeta/provider", "contentMeta/infoSource", "rightsInfo/copyrightHolder"):
        yield from _all_labels(item, path)
    if header is not None:
        yield from texts(header, "sender")


def _all_labels(item: Element, path: str) -> Iterator[str]:
    for element in item.iterfind(path):
        yield from filter(None, (element.get("literal"), element.get("qcode"), text_of(element.find("name"))))


def _read_management(item: Element, draft: Draft) -> None:
    meta = item.find("itemMeta")
    if meta is None:
        return
    draft.time("first_created", first_text(meta, "firstCreated"), "firstCreated")
    draft.time("version_created", first_text(meta, "versionCreated"), "versionCreated")
    draft.time("embargo", first_text(meta, "embargoed"), "embargoed")
    draft.pubstatus = first_text(meta, "pubStatus@qcode", "pubStatus@uri", "pubStatus").rpartition("/")[2]
    draft.pubstatus = draft.pubstatus.rpartition(":")[2]
    notes = [(_role(note) in SIGN_OFFS, text_in(note)) for note in meta.iterfind("edNote")]
    draft.editors_note = "\n\n".join(text for is_sign_off, text in notes if text and not is_sign_off)
    draft.keep("sign_off", "\n\n".join(dict.fromkeys(text for is_sign_off, text in notes if text and is_sign_off)))
    draft.signals = [code for path in ("signal", "role") for code in texts(meta, f"{path}@qcode")]
    for link in meta.iterfind("link"):
        relation = link.get("rel", "").rpartition(":")[2].lower()
        target = link.get("residref") or link.get("guidref") or link.get("href") or ""
        version = link.get("version")
        is_own = target == item.get("guid")
        if target and not is_own:
            name = RELATIONS.get(relation, "related")
            draft.links.append((name, f"{target}:{version}" if version and name == "related" else target))
    draft.keep("item_class", first_text(meta, "itemClass@qcode", "itemClass@uri"))
    draft.keep("provider", first_text(meta, "provider/name", "provider@literal", "provider@qcode"))
    draft.keep("file_name", first_text(meta, "fileName"))
    draft.keep("services", ", ".join(texts(meta, "service@qcode")))


def _role(element: Element) -> str:
    return str(element.get("role", "")).rpartition(":")[2].lower()


def _read_description(item: Element, draft: Draft) -> None:
    meta = item.find("contentMeta")
    if meta is None:
        return
    draft.urgency = first_text(meta, "urgency")
    draft.headline = _in_own_language(meta, "headline", item)
    draft.slugline = first_text(meta, "slugline")
    draft.byline = first_text(meta, "by")
    draft.dateline = first_text(meta, "dateline")
    draft.credit = first_text(meta, "creditline")
    draft.language = first_text(meta, "language@tag")
    draft.place = first_text(meta, "located/name", "located@literal")
    draft.summary = _description(meta, SUMMARIES) or _description(meta, CAPTIONS)
    if draft.slugline and draft.summary.startswith(f"{draft.slugline}:"):
        draft.summary = ""  # slug line and headline once more
    draft.time("first_created", first_text(meta, "contentCreated"), "contentCreated")
    draft.time("version_created", first_text(meta, "contentModified"), "contentModified")
    draft.keywords = list(texts(meta, "keyword"))
    draft.genre = [_label(genre) for genre in meta.iterfind("genre")]
    draft.signals += list(texts(meta, "genre@qcode"))
    draft.authors = [
        name
        for path in ("creator", "contributor")
        for person in meta.iterfind(path)
        if _role(person) in {"", "author", "aut", "reporter", "writer"} and (name := _name(person))
    ]
    for topic in meta.iterfind("subject"):
        draft.subjects.append((_topic_code(topic), text_of(topic.find("name")) or topic.get("literal", "")))
    draft.keep("alternative_ids", ", ".join(texts(meta, "altId")))


def _name(person: Element) -> str:
    """A person's name; a literal is one where it is no code."""
    literal = person.get("literal", "")
    return text_of(person.find("name")) or (literal if " " in literal.strip() else "")


def _topic_code(topic: Element) -> str:
    """The subject's code; one that is the same as a Media Topic counts as that."""
    codes = [topic.get("qcode") or topic.get("uri") or ""]
    codes += [same.get("qcode") or same.get("uri") or "" for same in topic.iterfind("sameAs")]
    return next((code for code in codes if "medtop" in code or "mediatopic" in code), codes[0])


def _label(concept: Element) -> str:
    code = concept.get("literal") or concept.get("qcode", "").rpartition(":")[2]
    return text_of(concept.find("name")) or code


def _in_own_language(meta: Element, tag: str, item: Element) -> str:
    """Of texts in several languages that of the item, else the first."""
    found = [element for element in meta.iterfind(tag) if text_of(element)]
    language = item.get(LANGUAGE, "").lower()[:2]
    own = (element for element in found if element.get(LANGUAGE, "").lower().startswith(language))
    return text_of(next(own, found[0] if found else None))


def _description(meta: Element, roles: tuple[str, ...]) -> str:
    found = {_role(element): element for element in reversed(meta.findall("description")) if text_of(element)}
    wanted = next((found[role] for role in (*roles, "") if role in found), None)
    return "" if wanted is None else text_in(wanted)


def _read_rights(item: Element, draft: Draft) -> None:
    rights = item.find("rightsInfo")
    if rights is None:
        return
    draft.copyright_holder = first_text(rights, "copyrightHolder/name", "copyrightHolder@literal", "copyrightHolder")
    draft.copyright_holder = draft.copyright_holder or first_text(rights, "copyrightHolder@qcode")
    draft.copyright_notice = _in_own_language(rights, "copyrightNotice", item)
    draft.usage_terms = _in_own_language(rights, "usageTerms", item)


def _read_content(item: Element, draft: Draft, profile: Profile) -> None:
    content = item.find("contentSet")
    if content is None:
        return
    bodies = [body for inline in _in_one_language(content, item) if (body := _inline(inline, draft, profile))]
    if not bodies:
        bodies = [plain(inline.text or "") for inline in content.iterfind("inlineData")]
    draft.body = "\n\n".join(bodies)
    remote = content.find("remoteContent")
    if remote is not None:
        address = remote.get("href") or remote.get("residref") or ""
        if "picture" in draft.extra.get("item_class", "") or remote.get("contenttype", "").startswith("image/"):
            draft.pictures.append(Picture(draft.summary, draft.byline or draft.credit, address))
        else:
            draft.keep("remote_content", address)


def _in_one_language(content: Element, item: Element) -> list[Element]:
    """The texts, of translations those in the item's language, else in the first one's."""
    texts_in: dict[str, list[Element]] = {}
    for inline in content.iterfind("inlineXML"):
        texts_in.setdefault(inline.get(LANGUAGE, "").lower()[:2], []).append(inline)
    own = item.get(LANGUAGE, "").lower()[:2]
    return texts_in.get(own) or next(iter(texts_in.values()), [])


def _inline(inline: Element, draft: Draft, profile: Profile) -> str:
    """The text of an XHTML, NITF or other document in the item; NITF's head lines fill what is still empty."""
    dropped = DROPPED | {tag.lower() for tag in profile.drop}
    body = inline.find(".//body.content")
    if body is None:
        body = inline.find(".//body")
    else:
        draft.byline = draft.byline or first_text(inline, ".//body.head/byline")
        draft.headline = draft.headline or first_text(inline, ".//body.head/hedline/hl1")
        draft.dateline = draft.dateline or first_text(inline, ".//body.head/dateline/location", ".//body.head/dateline")
    draft.headline = draft.headline or first_text(inline, ".//head/title")
    content = inline if body is None else body
    return text_in(content, dropped=dropped | AROUND) or text_in(content, dropped=dropped)
