"""E-mail (RFC 5322, MIME): the subject as headline, the last plain text as body, else the text of the HTML part."""

import base64
import re
from collections.abc import Iterator
from email import policy
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from email.utils import parseaddr

from pipeline.errors import RejectedInput
from pipeline.formats.assembly import Draft, document_of
from pipeline.formats.decoding import decode
from pipeline.formats.document import Document
from pipeline.formats.house import json_drafts
from pipeline.formats.html_text import html_to_text
from pipeline.formats.profiles import Profile, profile_for
from pipeline.formats.text import heads_of
from pipeline.formats.tidy import one_line
from pipeline.model import ParsedDocument

NAME = "email"
HEADERS = frozenset(
    "delivered-to received return-path from to subject date message-id mime-version content-type reply-to sender "
    "arc-seal x-received dkim-signature authentication-results cc x-mailer x-google-smtp-source received-spf".split()
)
NEEDED = frozenset({"from", "subject", "date", "message-id", "received", "mime-version"})
MAX_PARTS, MAX_CONTAINERS, MAX_HEADER = 200, 50, 10_000
_HEADER = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,60}):[ \t]?")
_CONTAINER = re.compile(rb"content-type:\s{0,20}(?:multipart|message)/", re.IGNORECASE)
_ENDLESS_BOUNDARY = re.compile(rb"boundary[^=\n]{0,20}=[^\n]{1000}", re.IGNORECASE)  # RFC 2046 admits 70 characters
_EMPTY_LINES = re.compile(rb"[\r\n]{20,}")  # the parser takes as long over each as over a line of text
_ENCODED = re.compile(
    r"=\?(?P<charset>[A-Za-z0-9._-]{1,40})(?:\*[A-Za-z-]{1,20})?\?(?P<kind>[bBqQ])\?(?P<text>[^?\s]*)\?="
)
_BETWEEN_ENCODED = re.compile(r"(?<=\?=)\s+(?==\?)")
_OCTETS = re.compile(r"(?:=[0-9A-Fa-f]{2})+")
_SOFT_BREAK = re.compile(r"(?<!\n--) \r?\n")  # of text that the reader's window breaks into lines (RFC 3676)
_SIGNATURE = re.compile(r"\n-- ?\n.*", re.DOTALL)  # RFC 3676, section 4.3


def recognises(document: Document) -> bool:
    """Whether the document begins with header lines, of which at least three are an e-mail's."""
    found: set[str] = set()
    head = document.text[:16_384].lstrip()
    if head.startswith("From "):  # as mailboxes part their messages (RFC 4155)
        head = head.partition("\n")[2]
    for number, line in enumerate(head.split("\n")):
        header = _HEADER.match(line)
        if header:
            found.add(header[1].lower())
        elif not line.strip() or not (number and line[0] in " \t"):
            break
    return len(found & HEADERS) >= 3 and len(found & NEEDED) >= 2


def read(document: Document) -> ParsedDocument:
    """The one story of a message, or the story of an agency's form in it. What is attached is named, not read."""
    message = _message(document)
    draft = Draft(headline=_header(message, "subject"), guid=_header(message, "message-id").strip("<>"))
    draft.time("first_created", _header(message, "date"), "Date")
    name, address = parseaddr(_header(message, "from"))
    draft.authors = [name] if name else []
    draft.keep("from", address)
    parts = list(_parts(message))
    texts = [text for kind, text in parts if kind == "text/plain"]
    pages = [html_to_text(text) for kind, text in parts if kind == "text/html"]
    body = next((text for text in reversed(texts) if text.strip()), "") or next(filter(None, reversed(pages)), "")
    attached = sum(1 for kind, _ in parts if kind == "attachment")
    if attached:
        draft.keep("attachments", str(attached))
        draft.editors_note = f"The story has {attached} attachment(s)"
    if filled := list(_form(body, document.name, draft)):
        return document_of(document.name, NAME, filled)
    heads = heads_of(_without_quoted(_SIGNATURE.sub("", body.replace("\r\n", "\n"))))
    draft.slugline, draft.byline, draft.body = heads.slugline, heads.byline, heads.body
    draft.editors_note = heads.editors_note or draft.editors_note
    profile = profile_for(NAME, lambda: [address, _header(message, "sender")])
    return document_of(document.name, NAME, [(draft, profile)])


def _message(document: Document) -> Message:
    """The message; the parser of old mails tolerates what the newer one raises on."""
    data = _EMPTY_LINES.sub(b"\n\n", document.data.lstrip())
    if _ENDLESS_BOUNDARY.search(data):
        raise RejectedInput(document.name, "is an e-mail with an endless line between its parts", "Ask for it again")
    if len(_CONTAINER.findall(data)) > MAX_CONTAINERS:
        raise RejectedInput(document.name, f"is an e-mail of more than {MAX_CONTAINERS} nested parts", "Send the text")
    try:
        return BytesParser(policy=policy.compat32).parsebytes(data)
    except (MessageError, ValueError, RecursionError, LookupError) as error:
        problem = f"is an e-mail that is broken ({type(error).__name__})"
        raise RejectedInput(document.name, problem, "Ask for it again") from None


def _header(message: Message, name: str) -> str:
    """A header's value with its encoded words decoded (RFC 2047), those in it that are wrongly made as well."""
    raw = next((str(value) for key, value in message.raw_items() if key.lower() == name), "")
    text = decode(raw[:MAX_HEADER].encode("utf-8", "surrogateescape"))
    return one_line(_ENCODED.sub(_decoded, _BETWEEN_ENCODED.sub("", text)))


def _decoded(word: re.Match[str]) -> str:
    if word["kind"] in "bB":
        try:
            return decode(base64.b64decode(word["text"].encode("ascii", "ignore")), word["charset"])
        except ValueError:
            return word[0]
    return _OCTETS.sub(
        lambda octets: decode(bytes.fromhex(octets[0].replace("=", "")), word["charset"]),
        word["text"].replace("_", " "),
    )


def _parts(message: Message) -> Iterator[tuple[str, str]]:
    """Of each part its type and text; an attachment is ("attachment", its name)."""
    for number, part in enumerate(message.walk()):
        if number >= MAX_PARTS:
            return
        if part.is_multipart():
            continue
        kind = part.get_content_type()
        name = part.get_filename()
        if name or str(part.get("Content-Disposition") or "").lower().startswith("attachment"):
            yield "attachment", str(name or kind)
        elif kind in {"text/plain", "text/html"}:
            payload = part.get_payload(decode=True)
            charset = part.get_content_charset() or ""
            text = decode(payload, charset) if isinstance(payload, bytes) else ""
            flowed, without = (str(part.get_param(name) or "").lower() for name in ("format", "delsp"))
            yield kind, _SOFT_BREAK.sub("" if without == "yes" else " ", text) if flowed == "flowed" else text


def _without_quoted(text: str) -> str:
    """The text without the mail that it answers, which stands below it behind angle brackets; all of it if no more."""
    lines = text.rstrip().split("\n")
    own = len(lines)
    while own and (lines[own - 1].startswith(">") or not lines[own - 1].strip()):
        own -= 1
    if 0 < own < len(lines) and lines[own - 1].rstrip().endswith(":"):  # who wrote it
        own -= 1
    return "\n".join(lines[:own]) if "\n".join(lines[:own]).strip() else text


def _form(body: str, name: str, draft: Draft) -> Iterator[tuple[Draft, Profile]]:
    """The story of an agency's form, sent as JSON in the text; it keeps the message's identity and time."""
    value = Document(body.strip().encode(), name=name).json if body.lstrip().startswith("{") else None
    for filled, profile in json_drafts(value) if value is not None else ():
        filled.guid = filled.guid or draft.guid
        filled.times = draft.times
        filled.extra |= draft.extra
        yield filled, profile
