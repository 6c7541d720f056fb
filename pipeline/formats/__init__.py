"""Documents to stories: bytes in any format that Newswire reads become `Story` values, pure and without a network.

`parse` is the one verb; a new format is one module and one line in `table.FORMATS`.
"""

from collections.abc import Callable

from pipeline.errors import RejectedInput
from pipeline.formats import page, sitemap
from pipeline.formats.as_json import to_json
from pipeline.formats.computing import TooMuchComputing, bounded_computing
from pipeline.formats.document import Document
from pipeline.formats.table import FEEDS, format_of
from pipeline.model import ParsedDocument, Story

__all__ = ["FEEDS", "detect", "parse", "parse_page", "sitemap_listing", "to_json"]

SECONDS, SECONDS_A_MIB = 20, 5  # of computing; an honest document takes a tenth of it
MIB = 1024 * 1024


def parse(data: bytes, *, name: str, media_type: str = "") -> ParsedDocument:
    """The stories in a document; `name` is what errors call it, `media_type` the sender's Content-Type.

    Every item is a story or rejected with a reason. Raises RejectedInput, with the reason and the way out, when
    nothing in the document can be used.
    """
    document = Document(data, name=name, media_type=media_type)
    return _bounded(document, lambda: format_of(document).read(document))


def parse_page(data: bytes, *, name: str, url: str = "", media_type: str = "") -> Story:
    """The story of the HTML page of an article that came from `url`; `name` and `media_type` as for `parse`.

    Its text without what surrounds it, and what JSON-LD, OpenGraph and meta elements say; `link` is the page's own
    canonical address on that host. Raises RejectedInput for what holds no text of an article.
    """
    document = Document(data, name=name, media_type=media_type)
    return _bounded(document, lambda: page.read_page(document, url))


def _bounded[T](document: Document, read: Callable[[], T]) -> T:
    seconds = SECONDS + SECONDS_A_MIB * len(document.data) / MIB
    try:
        with bounded_computing(seconds):
            return read()
    except TooMuchComputing:
        problem = f"takes more than {seconds:.0f} seconds of computing to read"
        raise RejectedInput(
            document.name, problem, "It may be built to do harm; look at it before you send it again"
        ) from None


def sitemap_listing(data: bytes, *, name: str, media_type: str = "") -> list[sitemap.Part] | None:
    """The sitemaps that an index lists, each with the time of its last change; none for a sitemap of any pages.

    None for every document whose entries are stories, or that is no sitemap.
    """
    return sitemap.listing(Document(data, name=name, media_type=media_type))


def detect(data: bytes, *, name: str, media_type: str = "") -> str:
    """The name of a document's format, by its content; raises RejectedInput when Newswire reads none such."""
    return format_of(Document(data, name=name, media_type=media_type)).name
