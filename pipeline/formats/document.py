"""A document on its way to a reader: its bytes, its characters, and the first element if it is XML."""

import json
import re
from functools import cached_property
from typing import Any

from pipeline.formats.decoding import decode

HEAD = 8192  # bytes of a page in which its encoding is looked for
_DECLARED_IN_XML = re.compile(rb"""<\?xml[^<>]{0,200}?\bencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_DECLARED_IN_HTML = re.compile(
    rb"""<meta\b[^<>]{0,200}?\bcharset\s*=\s*["']?\s*([A-Za-z0-9._-]{1,40})""", re.IGNORECASE
)
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9._-]{1,40})""", re.IGNORECASE)
_ELEMENT = re.compile(r"<(?:([A-Za-z_][\w.-]{0,60}):)?([A-Za-z_][\w.-]{0,60})(?=[\s/>])")
_MARKUP = re.compile(r"""["'\[\]>]|<!--|<\?""")


class Document:
    """The bytes of one document with what its sender said about them; read lazily, each view once."""

    def __init__(self, data: bytes, *, name: str, media_type: str = "") -> None:
        self.data, self.name = data, name
        self.media_type = media_type.partition(";")[0].strip().lower()
        self._charset = _CHARSET.search(media_type)

    @cached_property
    def text(self) -> str:
        """The characters of the document."""
        in_xml = _DECLARED_IN_XML.search(self.data[:1000])
        declared = [in_xml[1].decode()] if in_xml else []
        if self._charset:
            declared.append(self._charset[1])
        return decode(self.data, *declared)

    @cached_property
    def html(self) -> str:
        """The characters of a document that is HTML, which may state its encoding in a meta element."""
        in_html = _DECLARED_IN_HTML.search(self.data[:HEAD])
        declared = [self._charset[1]] if self._charset else []
        if in_html:
            declared.append(in_html[1].decode())
        return decode(self.data, *declared)

    @cached_property
    def json(self) -> Any:
        """The value of a document that is JSON; None for any other, and for JSON that is broken or nests too deeply."""
        if self.text.lstrip()[:1] not in {"{", "["}:
            return None
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError):
            return None

    @cached_property
    def root(self) -> tuple[str, int]:
        """Local name of the first element and the position of its tag in the text; ("", -1) if markup does not begin.

        Declarations before it are skipped, not interpreted: no entity is ever defined.
        """
        text, at = self.text, 0
        while True:
            while at < len(text) and text[at].isspace():
                at += 1
            if text.startswith("<?", at):
                end = text.find("?>", at)
            elif text.startswith("<!--", at):
                end = text.find("-->", at) + 1
            elif text[at : at + 9].upper() == "<!DOCTYPE":
                end = _end_of_doctype(text, at) - 1
            else:
                break
            if end <= at:
                return "", -1
            at = end + 2
        found = _ELEMENT.match(text, at)
        return (found[2], at) if found else ("", -1)


def _end_of_doctype(text: str, start: int) -> int:
    """Position of the `>` that ends a document type declaration, quoted values and comments skipped; 0 if none."""
    at, depth = start + 1, 0
    while found := _MARKUP.search(text, at):
        mark, at = found[0], found.end()
        if mark == ">" and depth == 0:
            return found.start()
        if mark in "[]":
            depth += 1 if mark == "[" else -1
        elif mark != ">":
            closing = {"<!--": "-->", "<?": "?>"}.get(mark, mark)
            at = text.find(closing, at) + len(closing)
            if at < len(closing):
                return 0
    return 0
