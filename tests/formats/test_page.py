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


LONG = (
    "Divers who looked at the piers in autumn had found that the sea had washed out more of the ground below them than"
    " anybody had thought, and advised against the winter."
)
OTHER = (
    "<article><h2>Bakers end strike</h2><p>The bakers of Varnholm went back to work on Monday after nine days, and"
    " queues formed before the first shops had opened their doors.</p></article>"
)


@pytest.mark.parametrize(
    "addition",
    [
        f'<div class="factbox"><h3>The bridge</h3><p>{LONG}</p></div>',
        f'<aside class="newsletter-signup"><p>{LONG}</p></aside>',
        f'<div class="ArticleTeaser relatedContent"><p>{LONG}</p></div>',
        f'<div role="dialog"><p>{LONG}</p></div>',
        f'<section id="author-bio"><p>{LONG}</p></section>',
        f"<figure><figcaption>{LONG}</figcaption></figure>",
        '<p><a href="/bakers">Bakers of Varnholm end their strike after nine days and go back to their ovens</a></p>',
        '<p>READ MORE: <a href="/bakers">Bakers of Varnholm end their strike after nine days of queues</a></p>',
        f'<div class="photo"><img src="/a.jpg"><p class="bildunterschrift">{LONG}</p></div>',
        f'<a href="/bakers" class="x7"><p>{LONG}</p></a>',
        f'<div class="x7"><p>{LONG}</p><form><input type="email"></form></div>',
        f'<div class="external-content"><p>{LONG}</p></div>',
        '<h4>More news</h4><ul><li><a href="/bakers">Bakers end strike</a></li></ul>',
        "<p>Advertisement</p><p>Article continues below this ad</p>",
        OTHER,
    ],
)
def test_what_stands_among_the_paragraphs_and_is_no_part_of_them_is_left_out(addition: str):
    assert read(page_of(after=addition)).body.split("\n\n") == PARAGRAPHS


@pytest.mark.parametrize("place", ["</main>", "</article>"])
def test_a_list_of_teasers_longer_than_the_article_is_left_out(place: str):
    items = (f'<div><h3><a href="/{n}">Bakers end strike {n}</a></h3><p>{n}. {LONG}</p></div>' for n in range(20))
    teasers = f'<h2>More news</h2><div class="x7">{"".join(items)}</div>'
    assert read(page_of().replace(place, f"{teasers}{place}")).body.split("\n\n") == PARAGRAPHS


def test_comments_longer_than_the_article_are_not_taken_for_it():
    comments = "".join(f"<li><b>user{n}</b><p>{n}. {LONG}</p></li>" for n in range(20))
    markup = page_of().replace("</main>", f"</main><section id=discussion><ul>{comments}</ul></section>")
    assert read(markup).body.split("\n\n") == PARAGRAPHS


def test_what_json_ld_names_as_the_part_that_is_not_free_is_text_whatever_its_class_says():
    part = {"@type": "WebPageElement", "isAccessibleForFree": False, "cssSelector": ".paywall-offers"}
    rest = "".join(f"<p>{n}. {LONG}</p>" for n in range(3))
    page = page_of(head=linked(headline="Bridge", hasPart=part), after=f'<div class="paywall-offers">{rest}</div>')
    assert len(read(page).body.split("\n\n")) == len(PARAGRAPHS) + 3


def test_a_byline_in_a_paragraph_of_its_own_is_no_part_of_the_text():
    for byline in ("By Edna Winter", "Von Edna Winter und Paul Marsh"):
        assert read(page_of(before=f"<p>{byline}</p>")).body.split("\n\n") == PARAGRAPHS
    assert read(page_of(before="<p>By ferry</p>")).body.split("\n\n") == ["By ferry", *PARAGRAPHS]


def test_an_article_that_follows_below_is_another_one_however_long():
    markup = page_of().replace("</main>", OTHER.replace("</article>", f"<p>{LONG}</p>" * 9 + "</article>") + "</main>")
    assert read(markup).body.split("\n\n") == PARAGRAPHS


def test_the_entries_of_a_live_blog_are_its_text():
    entries = "".join(f"<article><h3>{n}.00 p.m.</h3><p>{n}. {LONG}</p></article>" for n in range(1, 9))
    inside = read(page_of(after=entries)).body
    assert all(f"{n}. Divers" in inside for n in range(1, 9))
    head = linked(headline="Varnholm closes its harbour bridge").replace("NewsArticle", "LiveBlogPosting")
    beside = read(page_of(head=head).replace("</main>", f"{entries}</main>")).body
    assert all(f"{n}. Divers" in beside for n in range(1, 9))


def test_a_body_with_a_word_of_additions_in_its_class_is_kept():
    markup = page_of().replace("<article>", '<article class="has-newsletter"><div class="content related-sidebar">')
    assert read(markup.replace("</article>", "</div></article>")).body.split("\n\n") == PARAGRAPHS


def test_a_body_in_several_containers_comes_whole_and_in_order():
    halves = [f'<div class="body-part"><p>{LONG} Part {half}{n}.</p>' for half in "ab" for n in range(1)]
    more = [f"<p>{n}. {LONG}</p>" for n in range(8)]
    markup = page_of(
        after=f"{halves[0]}{''.join(more[:4])}</div><div class=ad></div>{halves[1]}{''.join(more[4:])}</div>"
    )
    body = read(markup).body
    places = [body.find(f"{n}. Divers") for n in range(8)]
    assert -1 not in places
    assert places == sorted(places)


def test_the_standfirst_that_the_page_shows_comes_first_and_one_that_it_does_not_show_is_not_made_up():
    lead = "The old bridge of Varnholm will not open again, and a ferry is to take its place until a new one stands."
    description = f'<meta property="og:description" content="{lead}">'
    shown = read(page_of(head=description, before=f'<div class="x1"><span>{lead}</span></div>'))
    assert shown.body.split("\n\n") == [lead, *PARAGRAPHS]
    assert shown.summary == lead
    assert read(page_of(head=description)).body.split("\n\n") == PARAGRAPHS


def titles(described: str, shared: str, heading: str, **fields: object) -> str:
    head = linked(headline=described, **fields) + f'<meta property="og:title" content="{shared}">'
    return read(page_of(head=head).replace("<h1>Varnholm closes its harbour bridge</h1>", heading)).headline


def test_the_headline_is_the_one_that_the_article_shows():
    bridge, kicker = "Varnholm closes its harbour bridge", "Harbour"
    assert titles(bridge, f"{bridge} - The Post", f"<h1>{bridge}</h1>") == bridge
    split = f"<h1><span>{kicker}</span> <span>{bridge}</span></h1>"
    assert titles(f"{kicker}: {bridge}", bridge, split) == bridge
    assert titles(bridge, "You will not believe what Varnholm did", f"<h1>{bridge}</h1>") == bridge
    other = {"alternativeHeadline": bridge}
    assert titles("Harbour bridge closed Varnholm", bridge, f"<h1>{bridge}</h1>", **other) == bridge


@pytest.mark.parametrize(
    "addition",
    [" :: The Post", " ‹ The Post", " > The Post", " (The Post)", ", The Post", " | Post.example", " - post.example",
     " | News | The Post", " | The Post UK"],
)  # fmt: skip
def test_the_sites_name_is_no_part_of_a_headline(addition: str):
    site = '<meta property="og:site_name" content="The Post">'
    shared = f'<meta property="og:title" content="Varnholm closes its harbour bridge{addition}">'
    page = page_of(head=site + shared).replace("<h1>Varnholm closes its harbour bridge</h1>", "<h1>Bridge shut</h1>")
    assert read(page, "https://www.post.example/bridge").headline == "Varnholm closes its harbour bridge"


@pytest.mark.parametrize("ending", ["the post office was right", "the post, and who reads it", "where the post ends"])
def test_the_end_of_a_headline_that_mentions_the_site_stays(ending: str):
    site = '<meta property="og:site_name" content="Post">'
    shared = f'<meta property="og:title" content="Varnholm – {ending}">'
    page = page_of(head=site + shared).replace("<h1>Varnholm closes its harbour bridge</h1>", "")
    assert read(page).headline == f"Varnholm – {ending}"


def test_a_headline_that_json_ld_cuts_off_is_the_whole_one_that_the_page_shares():
    bridge = "Varnholm closes its harbour bridge"
    assert titles("Varnholm closes its…", bridge, f"<h1>{bridge}</h1>") == bridge
    assert titles("News Example", bridge, "", publisher={"name": "News Example"}) == bridge


def test_of_several_articles_in_json_ld_the_one_that_the_page_shows_counts():
    other = {"@type": "NewsArticle", "headline": "Bakers end strike", "author": "Ida Roe"}
    listed = {"@type": "ItemList", "itemListElement": [{"@type": "ListItem", "item": other}]}
    own = linked(headline="Varnholm closes its harbour bridge", author="Edna Winter")
    for first in (linked(**listed), linked(**other)):
        story = read(page_of(head=first + own))
        assert (story.headline, story.authors) == ("Varnholm closes its harbour bridge", ("Edna Winter",))


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "Organization", "name": "Post"} {"@type": "NewsArticle", "author": "Edna Winter"}',
        '{"@type": "NewsArticle", "author": "Edna Winter", "description": "Varnholm\\\'s bridge"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;author&quot;: &quot;Edna Winter&quot;}",
    ],
)
def test_json_ld_that_is_not_quite_json(script: str):
    assert read(page_of(head=f'<script type="application/ld+json">{script}</script>')).authors == ("Edna Winter",)


def test_the_site_itself_is_the_author_only_where_nobody_else_is_named():
    head = linked(
        headline="Bridge", author={"@type": "Organization", "name": "The Post"}, publisher={"name": "The Post"}
    )
    assert read(page_of(head=head)).authors == ("The Post",)
    assert read(page_of(head=head + '<meta name="author" content="Edna Winter">')).authors == ("Edna Winter",)


@pytest.mark.parametrize(
    "author",
    [
        ["Edna Winter", {"@type": "Person", "name": "Paul O’Marsh"}],
        {"@type": "Person", "name": ["Edna Winter", "Paul O’Marsh"]},
        "By Edna Winter, and Paul O’Marsh",
        "Edna Winter / Paul O’Marsh",
        "Edna Winter with Paul O’Marsh for The Post",
        "Edna Winter, Political Editor; Paul O’Marsh (Tarn) paul@post.example",
    ],
)
def test_authors_in_json_ld_of_any_form(author: object):
    assert read(page_of(head=linked(headline="Bridge", author=author))).authors == ("Edna Winter", "Paul O’Marsh")


@pytest.mark.parametrize(
    "byline",
    [
        '<p>Words by <a rel="author" href="/e">Edna Winter</a> and <a rel="author" href="/p">Paul O’Marsh</a></p>',
        '<div class="byline">By <b>Edna Winter</b> and <b>Paul O’Marsh</b><i>Mar 3, 2026</i><i>4 min read</i></div>',
        '<div itemprop="author"><b itemprop="name">Edna Winter</b>, editor</div><div itemprop="author"><meta'
        ' itemprop="name" content="Paul O’Marsh"></div>',
        "<p>By Edna Winter and Paul O’Marsh</p>",
    ],
)
def test_the_byline_names_the_authors_where_the_metadata_name_nobody_or_only_the_site(byline: str):
    site = linked(headline="Bridge", author={"@type": "Organization", "name": "The Post"}, publisher="The Post")
    for head in ("", site):
        assert read(page_of(head=head, before=byline)).authors == ("Edna Winter", "Paul O’Marsh")


def test_a_byline_at_the_headline_comes_before_what_is_marked_as_an_author_elsewhere():
    advertisement = '<div itemprop="author">Tarn Recruiting</div>'
    below = page_of(before='<a href="/authors/edna">Edna Winter</a>').replace("<main>", f"{advertisement}<main>")
    above = page_of().replace("<h1>", '<div class="post-author">Edna Winter</div><h1>').replace("<main>", advertisement)
    assert read(below).authors == read(above).authors == ("Edna Winter",)


def test_names_in_one_value_are_parted_but_not_the_name_of_a_desk():
    byline = '<meta name="author" content="{}">'
    assert read(page_of(head=byline.format("Von Edna Winter, Paul Marsh und Ida Roe"))).authors == (
        *("Edna Winter", "Paul Marsh", "Ida Roe"),
    )
    assert read(page_of(head=byline.format("Arts and Culture"))).authors == ("Arts and Culture",)


def test_an_encoding_of_the_page_is_found_where_it_says_it():
    text = "港口大桥周二关闭。市长说，没有办法保证安全，渡轮将从下个月起运行到午夜，直到新桥建成为止。" * 4
    page = '<html lang=zh><head><meta http-equiv="content-type" content="text/html;charset=gb2312"></head><body>'
    page += f"<article><h1>港口大桥关闭——镕基</h1><p>{text}</p><p>{text[::-1]}</p></article></body></html>"
    story = formats.parse_page(page.encode("gb18030"), name="bridge.html")
    assert story.headline == "港口大桥关闭——镕基"
    assert text[:20] in story.body


def test_a_page_whose_text_only_json_ld_has():
    head = linked(headline="Varnholm closes its harbour bridge", articleBody="\n\n".join(PARAGRAPHS))
    markup = (
        f"<html><head>{head}</head><body><h1>Varnholm closes its harbour bridge</h1><div id=app></div></body></html>"
    )
    assert read(markup).body.split("\n\n") == PARAGRAPHS


def test_the_link_is_the_canonical_address_of_the_same_host_only():
    own = '<link rel="canonical" href="/varnholm/bridge-closes">'
    assert read(page_of(head=own)).link == "https://news.example/varnholm/bridge-closes"
    foreign = '<link rel="canonical" href="https://elsewhere.example/copied">'
    assert read(page_of(head=foreign)).link == "https://news.example/varnholm/bridge"


def test_a_page_that_says_that_it_is_an_article_is_read_like_any_other_document():
    article = page_of(head='<meta property="og:type" content="article">')
    parsed = formats.parse(article.encode(), name="bridge.html")
    assert (parsed.format, parsed.stories[0].headline) == ("html_page", "Varnholm closes its harbour bridge")
    with pytest.raises(RejectedInput, match="does not say that it is one article"):
        formats.parse(page_of().encode(), name="bridge.html")
