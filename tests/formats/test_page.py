"""Article pages: text without what surrounds it; headline, authors and dates by what the page says of itself."""

import json

import pytest

from pipeline import formats
from pipeline.errors import RejectedInput

PARAGRAPHS = [
    "The council of Varnholm voted on Tuesday to close the old harbour bridge for good, a year after inspectors found"
    " cracks in two of its piers.",
    "“We have looked at every way to keep it open, and none of them is safe,” said Mayor Elsa Thorne after the vote,"
    " which ended two years of debate.",
    "The ferry across the inlet, which carries about 900 people on a weekday, will run until midnight from next month,"
    " the council said in a statement.",
]


def page_of(*, head: str = "", before: str = "", after: str = "", title: str = "Varnholm closes its harbour bridge"):
    body = "".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)
    return (
        f"<!DOCTYPE html><html lang=en-GB><head><meta charset=utf-8><title>{title}</title>{head}</head><body>"
        f"<nav><a href=/>Home</a> <a href=/news>News</a></nav><main><article><h1>{title}</h1>{before}{body}{after}"
        "</article></main><footer>All rights reserved</footer></body></html>"
    )


def linked(**fields: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle", **fields})}</script>'


def read(markup: str, url: str = "https://news.example/varnholm/bridge"):
    return formats.parse_page(markup.encode(), name="bridge.html", url=url)


def test_the_text_keeps_its_paragraphs_and_leaves_out_what_surrounds_it():
    story = read(page_of())
    assert story.body.split("\n\n") == PARAGRAPHS
    assert story.headline == "Varnholm closes its harbour bridge"
    assert (story.language, story.link) == ("en-GB", "https://news.example/varnholm/bridge")


def test_authors_and_times_are_those_of_the_json_ld_and_say_so():
    people = [{"@type": "Person", "name": "Edna Winter"}, {"@type": "Person", "name": "Paul Marsh"}]
    times = {"datePublished": "2026-03-03T18:05:00+01:00", "dateModified": "2026-03-03T19:00:00+01:00"}
    story = read(page_of(head=linked(headline="Varnholm closes its harbour bridge", author=people, **times)))
    assert story.authors == ("Edna Winter", "Paul Marsh")
    assert story.first_created.at.isoformat() == "2026-03-03T17:05:00+00:00"
    assert story.first_created.provenance == "json-ld:datePublished"
    assert story.version_created.at.isoformat() == "2026-03-03T18:00:00+00:00"
    assert story.extra["authors_from"] == "json-ld:author"


def test_a_person_named_by_reference_is_looked_up():
    graph = {
        "@graph": [
            {"@type": "Article", "headline": "Bridge", "author": {"@id": "https://news.example/#edna"}},
            {"@type": "Person", "@id": "https://news.example/#edna", "name": "Edna Winter"},
        ]
    }
    head = f'<script type="application/ld+json">{json.dumps(graph)}</script>'
    assert read(page_of(head=head)).authors == ("Edna Winter",)


def test_meta_elements_serve_where_there_is_no_json_ld():
    head = (
        '<meta property="article:published_time" content="2026-03-03T17:05:00Z">'
        '<meta name="author" content="By Edna Winter and Paul Marsh">'
        '<meta property="og:title" content="Varnholm closes its harbour bridge | The Example">'
        '<meta property="og:site_name" content="The Example">'
    )
    story = read(page_of(head=head))
    assert story.authors == ("Edna Winter", "Paul Marsh")
    assert story.first_created.provenance == "meta:article:published_time"
    assert story.headline == "Varnholm closes its harbour bridge"


def test_a_page_without_an_article_is_refused_by_name():
    with pytest.raises(RejectedInput, match=r"empty\.html: holds no text of an article"):
        formats.parse_page(b"<html><body></body></html>", name="empty.html")
