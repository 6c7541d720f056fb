"""NITF 3.x, the News Industry Text Format (https://iptc.org/standards/nitf/), alone or inside another format."""

from collections.abc import Iterable
from functools import partial

from pipeline.formats.assembly import Draft, adjust, document_of
from pipeline.formats.document import Document
from pipeline.formats.markup import DROPPED, text_in, values
from pipeline.formats.profiles import profile_for
from pipeline.formats.xml_tree import Element, first_text, text_of, texts, tree_of
from pipeline.model import ParsedDocument, Picture

NAME = "nitf"
SENDERS = (
    *("head/docdata/doc-id@regsrc", "head/docdata/doc.copyright@holder", "head/docdata/del-list/from-src@src-name"),
    *("body/body.head/distributor", "body/body.head/rights/rights.owner", "head/pubdata@name", "head/meta@content"),
)
SLUGS = frozenset({"slug", "slugline", "slug-line"})  # names of meta elements
TITLES = frozenset({"byttl"})
IN_BODY = DROPPED | {"byline", "dateline", "hedline", "tagline", "bibliography", "distributor"}


def recognises(document: Document) -> bool:
    """Whether the first element is `nitf`."""
    return document.root[0] == NAME


def read(document: Document) -> ParsedDocument:
    """The one story of a NITF document."""
    root = tree_of(document)
    profile = profile_for(NAME, partial(senders, root))
    draft = Draft()
    read_nitf(root, draft)
    adjust(draft, profile, partial(values, root))
    return document_of(document.name, NAME, [(draft, profile)])


def senders(root: Element) -> Iterable[str]:
    """What a document says of who sent it."""
    for path in SENDERS:
        yield from texts(root, path)


def read_nitf(root: Element, draft: Draft) -> None:
    """Fill what is empty in a draft from a `nitf` element."""
    _read_head(root, draft)
    _read_docdata(root, draft)
    head = root.find("body/body.head")
    if head is not None:
        _read_body_head(head, draft)
    draft.headline = draft.headline or first_text(root, "head/title")
    content = root.find("body/body.content")
    if content is None:
        content = root.find("body")
    if content is not None:
        draft.body = draft.body or text_in(content, dropped=IN_BODY)
        draft.pictures += [_picture(media) for media in content.iter("media")]
    draft.keep("tagline", first_text(root, "body/body.end/tagline"))


def _read_head(root: Element, draft: Draft) -> None:
    draft.language = draft.language or root.get("baselang", "")
    for path in ("head/tobject@tobject.type", "head/tobject/tobject.property@tobject.property.type"):
        draft.genre += [genre for genre in texts(root, path) if genre.lower() not in {"news", "current"}]
    for topic in root.iterfind("head/tobject/tobject.subject"):
        code = topic.get("tobject.subject.refnum") or topic.get("tobject.subject.code") or ""
        parts = (topic.get(f"tobject.subject.{part}", "") for part in ("detail", "matter", "type"))
        draft.subjects.append((code, next(filter(None, parts), "")))
    for meta in root.iterfind("head/meta"):
        if meta.get("name", "").lower() in SLUGS:
            draft.slugline = draft.slugline or meta.get("content", "")
        draft.keep(f"meta {meta.get('name', '')}", meta.get("content", ""))


def _read_docdata(root: Element, draft: Draft) -> None:
    data = root.find("head/docdata")
    if data is None:
        return
    draft.guid = draft.guid or first_text(data, "doc-id@id-string")
    draft.urgency = draft.urgency or first_text(data, "urgency@ed-urg")
    draft.pubstatus = draft.pubstatus or data.get("management-status", "")
    draft.version = draft.version or first_text(data, "du-key@version")
    draft.editors_note = draft.editors_note or first_text(data, "ed-msg@info")
    draft.copyright_holder = draft.copyright_holder or first_text(data, "doc.copyright@holder", "doc.rights@owner")
    draft.keywords = draft.keywords or list(texts(data, "key-list/keyword@key"))
    issued = first_text(data, "date.issue@norm", "date.issue")
    released = first_text(data, "date.release@norm")
    draft.time("first_created", issued or released, "date.issue" if issued else "date.release")
    if released > issued or draft.pubstatus.lower() == "embargoed":
        draft.time("embargo", released, "date.release")
    for correction in data.iterfind("correction"):
        draft.editors_note = draft.editors_note or correction.get("info", "")
        draft.signals.append("correction")
        draft.links.append(("corrects", correction.get("id-string", "")))
    draft.keep("du_key", first_text(data, "du-key@key"))
    draft.keep("expires", first_text(data, "date.expire@norm"))
    draft.keep("scope", ", ".join(texts(data, "doc-scope@scope")))
    draft.keep("series_part", first_text(data, "series@series.part"))


def _read_body_head(head: Element, draft: Draft) -> None:
    draft.headline = draft.headline or first_text(head, "hedline/hl1", "hedline/hl2")
    bylines = [
        line for byline in head.iterfind("byline") if (line := " ".join(text_in(byline, dropped=TITLES).split()))
    ]
    draft.byline = draft.byline or ", ".join(bylines)
    draft.authors = draft.authors or list(texts(head, "byline/person"))
    draft.keep("byline_title", first_text(head, "byline/byttl"))
    draft.keep("subheadline", first_text(head, "hedline/hl2"))
    draft.dateline = draft.dateline or first_text(head, "dateline/location")
    dateline = head.find("dateline")
    if dateline is not None:
        draft.dateline = draft.dateline or " ".join(text_in(dateline, dropped=frozenset({"story.date"})).split())
        draft.time("first_created", first_text(dateline, "story.date@norm"), "story.date")
    draft.copyright_holder = draft.copyright_holder or first_text(head, "rights/rights.owner")
    draft.usage_terms = draft.usage_terms or first_text(head, "rights/rights.agent", "rights/rights.limitations")
    draft.credit = draft.credit or first_text(head, "distributor")
    abstract = head.find("abstract")
    if abstract is not None:
        draft.summary = draft.summary or text_in(abstract)
    notes = [text_in(note) for note in head.iterfind("note")]
    draft.editors_note = draft.editors_note or "\n\n".join(filter(None, notes))


def _picture(media: Element) -> Picture:
    captions = (text_of(caption) for caption in media.iterfind("media-caption"))
    return Picture(
        " ".join(filter(None, captions)),
        first_text(media, "media-producer"),
        first_text(media, "media-reference@source"),
    )
