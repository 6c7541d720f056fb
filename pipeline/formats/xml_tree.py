"""XML documents as trees that are safe to walk: no declarations, no entities, no network, bounded depth."""

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cache

from lxml import etree

from pipeline.errors import RejectedInput
from pipeline.formats.document import Document
from pipeline.formats.feed_xml import repaired
from pipeline.formats.tidy import one_line

type Element = etree._Element
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_LAST_TAG = re.compile(r"</(?:[\w.-]{1,60}:)?([\w.-]{1,60})\s*>\s*\Z")
_PATH = re.compile(r"(.*?)(?:/?@([\w.-]+))?")
_LIMITS = {
    "resolve_entities": False,
    "no_network": True,
    "load_dtd": False,
    "huge_tree": False,  # libxml2 then stops at a depth of 256 and at texts of 10 MB
    "remove_comments": True,
    "remove_pis": True,
}


def tree_of(document: Document) -> Element:
    """The document's first element, with local names in place of qualified ones.

    Small faults, such as a prefix that nobody declared, are mended; raises RejectedInput for a document that breaks
    off or is no XML, since half a story misleads.
    """
    name, start = document.root
    xml = repaired(document, start).encode()
    try:
        root = etree.fromstring(xml, etree.XMLParser(**_LIMITS))
    except etree.XMLSyntaxError as error:
        root = _mended(xml, document, name, str(error))
    for element in root.iter(etree.Element):
        local = element.tag.rpartition("}")[2].rpartition(":")[2]
        if local != element.tag:
            with suppress(ValueError):  # what is no name is no element that anyone looks for
                element.tag = local
    return root


def _mended(xml: bytes, document: Document, name: str, problem: str) -> Element:
    last = _LAST_TAG.search(document.text[-1000:])
    root = etree.fromstring(xml, etree.XMLParser(recover=True, **_LIMITS)) if last and last[1] == name else None
    if root is None or "Excessive depth" in problem:
        short = one_line(problem)[:120]
        raise RejectedInput(document.name, f"its XML breaks off or is broken ({short})", "Ask for it again")
    return root


def text_of(element: Element | None) -> str:
    """All text in an element, in one line; empty for None."""
    if element is None:
        return ""
    text = element.text if not len(element) else "".join(element.itertext())
    return one_line(text) if text else ""


def first_text(element: Element, *paths: str) -> str:
    """The text of the first element at these paths that has one; a path may end in `@attribute`."""
    for path in paths:
        for text in texts(element, path):
            return text
    return ""


def texts(element: Element, path: str) -> Iterator[str]:
    """The texts, none empty, of the elements at a path, or of their attribute where it ends in `@attribute`."""
    where, attribute = _split(path)
    for found in element.iterfind(where) if where else (element,):
        text = one_line(found.get(attribute) or "") if attribute else text_of(found)
        if text:
            yield text


@cache
def _split(path: str) -> tuple[str, str]:
    found = _PATH.fullmatch(path)
    return (found[1], found[2] or "") if found else (path, "")
