"""A small document of each format, of our own writing, to mutate and to measure on."""

import json
from collections.abc import Iterator
from pathlib import Path

SEEDS = Path(__file__).parents[1] / "seeds"
OF_SEEDS = {
    "text": "halyard/20260324-0610-ferry.txt",
    "rss": "ledger/feed.rss",
    "atom": "courier/latest.atom",
    "newsml_g2": "tarn/20260327-1130-canal-update.g2.xml",
    "nitf": "tarn/20260327-0955-mill-corrected.nitf.xml",
    "ninjs": "tarn/20260327-1210-tram.json",
    "anpa1312": "tarn/20260327-1520-orchard.anpa",
}
BODY = [
    "The council of Varnholm voted on Tuesday to close the old harbour bridge for good.",
    "“None of the ways to keep it open is safe,” said Mayor Elsa Thorne after the vote.",
    "The ferry across the inlet will run until midnight from next month, the council said.",
]
PARAGRAPHS = "".join(f"<p>{paragraph}</p>" for paragraph in BODY)
NEWSML1 = f"""<?xml version="1.0" encoding="UTF-8"?>
<NewsML><NewsEnvelope><DateAndTime>20260303T180500Z</DateAndTime></NewsEnvelope><NewsItem><Identification>
<NewsIdentifier><ProviderId>tarn.example</ProviderId><DateId>20260303</DateId><NewsItemId>bridge</NewsItemId>
<RevisionId PreviousRevision="0" Update="N">1</RevisionId>
<PublicIdentifier>urn:newsml:tarn.example:20260303:bridge:1</PublicIdentifier></NewsIdentifier>
</Identification><NewsManagement><NewsItemType FormalName="News"/><FirstCreated>20260303T180500Z</FirstCreated>
<ThisRevisionCreated>20260303T180500Z</ThisRevisionCreated><Status FormalName="Usable"/></NewsManagement><NewsComponent>
<NewsLines><HeadLine>Varnholm closes its bridge</HeadLine><ByLine>By Edna Winter</ByLine></NewsLines><ContentItem>
<DataContent>{PARAGRAPHS}</DataContent></ContentItem></NewsComponent></NewsItem></NewsML>"""
IPTC7901 = (
    "\x16\x16\x01tvp012 4 pl 45  TVP 0417\r\n\r\nVarnholm bridge\r\n\r\n\x02Varnholm closes its bridge =\r\n\r\n"
    + "\r\n".join(f"   {paragraph}" for paragraph in BODY)
    + "\r\n\x03031805 mar 26\r\n\r\n\x04"
)
AP_JSON = {
    "data": {
        "item": {
            "type": "text",
            "altids": {"itemid": "bridge", "etag": "bridge_1"},
            "version": 1,
            "pubstatus": "usable",
            "firstcreated": "2026-03-03T18:05:00Z",
            "versioncreated": "2026-03-03T18:05:00Z",
            "headline": "Varnholm closes its bridge",
            "bylines": [{"by": "By Edna Winter"}],
            "body_nitf": f"<block>{PARAGRAPHS}</block>",
        }
    }
}
EMAIL = (
    "From: desk@tarn.example\r\nTo: wire@post.example\r\nSubject: Varnholm closes its bridge\r\n"
    "Date: Tue, 03 Mar 2026 18:05:00 +0000\r\nMessage-ID: <bridge@tarn.example>\r\nMIME-Version: 1.0\r\n"
    'Content-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n'
    + "\r\n\r\n".join(BODY)
    + f"\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{PARAGRAPHS}\r\n--b--\r\n"
)
JSON_FEED = {
    "version": "https://jsonfeed.org/version/1.1",
    "title": "Harbour Post",
    "items": [{"id": "1", "title": "Bridge", "content_html": PARAGRAPHS, "date_published": "2026-03-03T18:05:00Z"}],
}
SITEMAP = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://post.example/bridge</loc><news:news>
<news:publication_date>2026-03-03T18:05:00Z</news:publication_date><news:title>Bridge</news:title></news:news></url></urlset>"""
WORDPRESS = [
    {
        "id": 1,
        "date_gmt": "2026-03-03T18:05:00",
        "modified_gmt": "2026-03-03T18:05:00",
        "guid": {"rendered": "https://post.example/?p=1"},
        "link": "https://post.example/bridge",
        "title": {"rendered": "Bridge"},
        "content": {"rendered": PARAGRAPHS, "protected": False},
    }
]
LINKED = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": "Varnholm closes its bridge",
    "datePublished": "2026-03-03T18:05:00Z",
    "author": [{"@type": "Person", "name": "Edna Winter"}],
    "description": BODY[0],
}
PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Varnholm closes its bridge | Post</title>
<meta property="og:type" content="article"><meta property="og:title" content="Varnholm closes its bridge">
<script type="application/ld+json">{json.dumps(LINKED)}</script></head><body><nav><a href="/">Home</a></nav><main>
<article><h1>Varnholm closes its bridge</h1><p class="byline">By <a rel="author" href="/edna">Edna Winter</a></p>
{PARAGRAPHS * 3}
<ul class="related"><li><a href="/2">Ferries</a></li></ul></article></main><footer>Post</footer></body></html>"""
WRITTEN = {
    "newsml1": NEWSML1,
    "iptc7901": IPTC7901,
    "ap_json": json.dumps(AP_JSON),
    "email": EMAIL,
    "json_feed": json.dumps(JSON_FEED),
    "sitemap": SITEMAP,
    "wordpress": json.dumps(WORDPRESS),
    "html_page": PAGE,
}


def samples() -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each."""
    for name, path in OF_SEEDS.items():
        yield name, (SEEDS / path).read_bytes()
    for name, text in WRITTEN.items():
        yield name, text.encode()
