"""The paragraph under the headline that says what the story is, which pages set apart from the text."""

import re
from collections.abc import Iterable

from lxml.html import HtmlElement

from pipeline.formats.page.headline import words
from pipeline.formats.tidy import one_line

SHORTEST, LONGEST = 40, 800  # characters
AFTER_TITLE = 60  # elements after the heading in which it is looked for
_LEAD = re.compile(
    r"stand-?first|(?:^|[\s_-])(?:lead|lede|leadtext|lead-?text|dek|deck|sub-?title|sub-?line|sub-?head(?:line)?|intro|ingress|chapo"
    r"|chapeau|excerpt|abstract|vorspann|sumario|entradilla|teaser-?text|summary)(?=$|[\s_-])",
    re.IGNORECASE,
)
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_TAGS = ("p", "h2", "h3", "div", "span", "strong", "li")


def standfirst_of(tree: HtmlElement, descriptions: Iterable[str]) -> str:
    """The standfirst as the page shows it: what its metadata describe it with, or what is marked so under the heading.

    Empty where the page shows none.
    """
    wanted = [found for text in descriptions if len(found := words(text)) >= SHORTEST]
    longer = ""
    for element in tree.iter(*_TAGS) if wanted else ():
        if len(element) <= 4 and SHORTEST <= len(text := one_line(element.text_content()[: 2 * LONGEST])) <= LONGEST:
            found = words(text)
            if found in wanted:
                return text
            if not longer and any(found.startswith(one) and len(found) < 2 * len(one) for one in wanted):
                longer = text
    if longer:
        return longer
    title = next(tree.iter("h1"), None)
    if title is None:
        return ""
    for number, element in enumerate(title.xpath("following::*")):
        if number == AFTER_TITLE:
            break
        mark = _CAMEL.sub("-", f"{element.get('class') or ''} {element.get('itemprop') or ''}")
        if element.tag in _TAGS and _LEAD.search(mark):
            text = one_line(element.text_content()[: 2 * LONGEST])
            if SHORTEST <= len(text) <= LONGEST:
                return text
    return ""
