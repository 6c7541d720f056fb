"""What stands among an article's paragraphs and is no part of it, known by how pages mark it."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from lxml.html import HtmlElement

from pipeline.formats.page.headline import Heading, words

MAIN_SHARE = 0.65  # of the page's paragraphs; what holds more is no addition to the article
SHORT = 500  # characters of paragraphs; a page with less has its text in other elements
LINKED_SHARE = 0.8  # of a paragraph's characters; what has more is a link to another story
SMALL_SHARE, MAX_OFFER = 0.3, 2  # of the page's paragraphs, and paragraphs, of an offer with a field for mail addresses
TEASERS, MAX_TEASERS = 4, 100  # headings in a list of teasers, looked at
MAX_FIELDS, MAX_LABEL, MAX_LINK = 20, 60, 300
LABELS = frozenset({"h2", "h3", "h4", "h5", "h6", "p", "div", "span"})
TEASER_SHARE = 0.4  # of the article's paragraphs; an article in it that has less is a teaser of another
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_WORD = r"(?:^|[\s_-])(?:{})(?=$|[\s_-])"
_MARKS = re.compile(
    _WORD.format(
        "|".join(
            (
                r"fact-?box(?:es)?|info-?box(?:es)?|fakta-?(?:boks|ruta)|side-?box|pull-?quote|tl-?dr|key-?(?:points|takeaways)",
                r"ai-(?:[a-z]+-)?summary|news-?letters?|sign-?up|subscri(?:be|ption)|registration|donat(?:e|ion)s?",
                r"(?:access|regi?|pay|sign-?in|login)-?walls?(?=-)|membership|offers?",
                r"relateds?|related-?(?:articles?|content|links?|news|posts?|stories|story|topics?)|more-?(?:from|on|stories|topics?)",
                r"recirc(?:ulation)?|recommend(?:ed|ations?)|read-?(?:more|next|also)|also-?read|most-?(?:read|popular|viewed)",
                r"popular(?:-articles?)?|trending|you-?may-?(?:also-?)?like|suggest(?:ed|ions)|collections?|article-?(?:card|preview)s?",
                r"author-?(?:bio|box|info|card|biography|description|content)|biography|about-?(?:the-?)?authors?|by-?lines?",
                r"comments?|comment-?(?:policy|form|section)|disqus|conversation|share|sharing|social(?:-?(?:bar|share|links|media))?",
                r"ads?|advert(?:isement|orial)?s?|ad-?(?:label|slot|unit|container|wrapper)|sponsor(?:ed)?|promo(?:tion)?s?",
                r"affiliate(?:-?(?:info|disclosure|notice))?|twitter-?tweet|instagram-?media|tiktok-?embed|fb-?post|bluesky-?embed",
                r"bread-?crumbs?|tags?|tag-?list|topics?|cookies?|consent|modal|dialog|pop-?up|tool-?tip|no-?print|print-?only",
                r"visually-?hidden|sr-?only|screen-?reader(?:-?text)?|captions?|legende?|credits?|photo-?credit|copyright",
                r"bild-?(?:unterschrift|unterzeile|quelle)|(?:img|image|photo|foto|bild|media)-?(?:caption|desc(?:ription)?)",
                r"date-?(?:published|updated)|(?:pub(?:lish(?:ed)?)?|article|post|entry)-?date|last-?(?:updated|modified)",
                r"outbrain|taboola|plista|piano-?(?:container|inline|offer|template)|support-?us",
                r"(?:two|2)-?clicks?|opt-?in|(?:external|third-?party)-?(?:content|embed)|embed-?(?:consent|placeholder|privacy)",
                r"feedback|report-?error|correction-?form|cite|citation|read(?:ing)?-?time|lese-?dauer|time-?stamps?|display-?date",
                r"audio-?player|video-?player|gallery|slideshow|poll|quiz|survey|web-?push|app-?promo|follow(?:-?us)?|toc",
            )
        )
    ),
    re.IGNORECASE,
)
_TAGS = ("div", "section", "aside", "ul", "ol", "dl", "figure", "p", "span", "form", "blockquote", "table", "details")
_HEADINGS = ("h1", "h2", "h3", "h4")
_LABEL = re.compile(r"[^\w\s]*[^\n.!?]{1,40}[:|»›>–—]\s*$")


@dataclass(frozen=True)
class Sought:
    """What is known of the article: its headline, the page's headings and host, classes of its text, if it is live."""

    headline: str
    headings: tuple[Heading, ...]
    host: str
    classes: frozenset[str]
    is_live: bool


def prune(tree: HtmlElement, sought: Sought) -> None:
    """Take out of the tree what is no part of the article.

    That is: other articles; boxes, teasers, forms, notices and captions by their class, id or role, unless they hold
    a good part of the page's text; dialogs and what is hidden; headings that repeat the headline; paragraphs and list
    items that are nothing but links to other stories.
    """
    title = title_of(tree, sought.headline)
    kept = [] if title is None else [title, *title.iterancestors()]
    if not sought.is_live:  # whose entries are articles
        _drop_other_articles(tree, kept)
        _drop_teasers(tree, kept, sought.host)
    in_paragraphs = _paragraph_lengths(tree)
    length = in_paragraphs.__getitem__ if in_paragraphs[tree] >= SHORT else _length
    total = length(tree)
    for element in list(tree.iter(*_TAGS)):
        if (
            element in kept
            or element.get("itemprop") == "articleBody"
            or not sought.classes.isdisjoint(element.classes)
        ):
            continue
        if _is_marked(element) and length(element) <= MAIN_SHARE * total:
            _drop(element)
    for field in islice(tree.iterfind(".//input[@type='email']"), MAX_FIELDS):
        box = next((one for one in field.iterancestors() if length(one)), tree)
        if box not in kept and length(box) <= SMALL_SHARE * total and len(box.findall(".//p")) <= MAX_OFFER:
            _drop(box)
    shown = {words(one.whole) for one in sought.headings if one.shows(sought.headline)} | {words(sought.headline)}
    for links in list(tree.iter("ul", "ol")):
        if len(links) and all(_is_link(item) for item in links):
            _drop_with_label(links)
    for element in list(tree.iter("h1", "h2", "h3", "h4", "h5", "h6", "p", "li")):
        repeats = element.tag[0] == "h" and (element.tag == "h1" or words(element.text_content()) in shown)
        if repeats or _is_link(element):
            _drop(element)


def _drop_with_label(element: HtmlElement) -> None:
    label = element.getprevious()
    if label is not None and _is_label(label):
        _drop(label)
    _drop(element)


def _is_label(element: HtmlElement) -> bool:
    """Whether this heading or short line, without the end of a sentence, names what follows it."""
    line = element.text_content().strip()
    return element.tag in LABELS and len(line) <= MAX_LABEL and not line.endswith((".", "!", "”", '"'))


def title_of(tree: HtmlElement, headline: str) -> HtmlElement | None:
    """The element that shows the headline."""
    shown = (one for one in tree.iter("h1", "h2") if words(one.text_content()) == words(headline))
    title = next(shown, None)
    return title if title is not None else next(tree.iter("h1"), None)


def _drop(element: HtmlElement) -> None:
    """Take an element out with what it holds; the text after it stays."""
    if element.getparent() is not None:
        element.drop_tree()


def _drop_other_articles(tree: HtmlElement, kept: list[HtmlElement]) -> None:
    """Articles with a heading of their own beside the one with the headline, and short ones in it."""
    length = _paragraph_lengths(tree)
    main = next((element for element in kept if element.tag == "article" and length[element]), None)
    if main is None:
        return
    whole = length[main]
    others = [one for one in tree.iter("article") if one not in kept and next(one.iter(*_HEADINGS), None) is not None]
    inside = {one: length[one] for one in others if main in one.iterancestors()}
    are_parts = sum(inside.values()) > MAIN_SHARE * whole
    for article in others:
        if article not in inside or (not are_parts and inside[article] < TEASER_SHARE * whole):
            _drop(article)


def _drop_teasers(tree: HtmlElement, kept: list[HtmlElement], host: str) -> None:
    """What holds several headings that lead to other pages of the site, and hardly a paragraph for each."""
    leading = (one for one in tree.iter(*_HEADINGS) if _leads_on(one, host))
    teasers = Counter(around for one in islice(leading, MAX_TEASERS) for around in one.iterancestors())
    for element, count in teasers.items() if kept else ():
        if count >= TEASERS and element not in kept and next(islice(element.iter("p"), count, None), None) is None:
            for around in element.iterancestors():
                teasers[around] -= count
            _drop_with_label(element)


def _leads_on(heading: HtmlElement, host: str) -> bool:
    links = (*heading.iter("a"), *islice(heading.iterancestors("a"), 1))
    return _is_link(heading) and any(_is_own(link.get("href") or "", host) for link in links)


def _is_own(address: str, host: str) -> bool:
    return address.startswith("/") or bool(host and f"//{host}/" in address)


def _is_marked(element: HtmlElement) -> bool:
    if (
        element.get("hidden") is not None
        or element.get("aria-modal")
        or element.get("role") in ("dialog", "alertdialog")
    ):
        return True
    return any(_says(value) for name in ("class", "id", "data-testid") if (value := element.get(name)))


@lru_cache(maxsize=20_000)
def _says(value: str) -> bool:
    return _MARKS.search(_CAMEL.sub("-", value[:500])) is not None


def _paragraph_lengths(tree: HtmlElement) -> Counter[HtmlElement]:
    """How many characters of paragraphs each element holds, told in one pass however deep they nest."""
    found: Counter[HtmlElement] = Counter()
    for element in reversed(list(tree.iter())):
        if element.tag == "p":
            found[element] += len(element.text_content())
        if (length := found[element]) and (parent := element.getparent()) is not None:
            found[parent] += length
    return found


def _length(element: HtmlElement) -> int:
    return len(element.text_content())


def _is_link(element: HtmlElement) -> bool:
    """Whether a paragraph, item or heading is one link with nothing but a label before it, or stands in a link."""
    around = next(element.iterancestors("a"), None)
    if around is not None and around.get("href") and len(around.text_content()) <= MAX_LINK:
        return True
    links = list(element.iter("a"))
    if not links:
        return False
    whole = element.text_content().strip()
    linked = sum(len(link.text_content().strip()) for link in links)
    if not linked or len(whole) > MAX_LINK:
        return False
    before = whole.removesuffix(links[-1].text_content().strip())
    return linked >= LINKED_SHARE * len(whole) or (
        len(links) == 1 and len(before) < len(whole) and bool(_LABEL.fullmatch(before))
    )
