"""An article's HTML page to a story: what its markup and metadata say, whoever published it."""

from lxml import html

from pipeline.errors import RejectedInput
from pipeline.formats.dateline import dateline_of
from pipeline.formats.document import Document
from pipeline.formats.instructions import kind_of
from pipeline.formats.page.body import body_of
from pipeline.formats.page.metadata import metadata_of
from pipeline.formats.tidy import one_line
from pipeline.model import Story

NAME = "html_page"


def read(document: Document, url: str = "") -> Story:
    """The story of a page that came from `url`; raises RejectedInput for a page without the text of an article."""
    try:
        tree = html.document_fromstring(document.html.encode(), parser=html.HTMLParser(encoding="utf-8"))
    except (ValueError, html.etree.LxmlError):
        raise RejectedInput(document.name, "is no HTML page that can be read", "Send the page of an article") from None
    found = metadata_of(tree, url)
    body = body_of(tree, url, found)
    headline = one_line(found.headline)
    if not body:
        raise RejectedInput(document.name, "holds no text of an article", "Send the page of one article")
    return Story(
        format=NAME,
        guid=found.link,
        headline=headline,
        summary=one_line(found.summary),
        body=body,
        byline=", ".join(found.authors),
        dateline=dateline_of(body),
        language=found.language,
        keywords=found.keywords,
        genre=found.sections,
        first_created=found.published,
        version_created=found.modified,
        copyright_holder=found.publisher,
        link=found.link,
        authors=found.authors,
        kind=kind_of(headline, body),
        pictures=found.pictures,
        extra=found.extra,
    )
