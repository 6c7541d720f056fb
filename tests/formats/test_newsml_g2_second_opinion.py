"""NewsML-G2 as the IPTC's own library (newsmlg2) reads it: each field that it reads from an item agrees with ours.

Files of agencies count, too, where NEWSWIRE_NEWSML_G2_FILES names a folder of them.
"""

import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import NewsMLG2
import pytest
from lxml import etree

from pipeline import formats
from pipeline.model import Story
from tests.formats.test_newsml_g2 import item

SEEDS = Path(__file__).parents[2] / "seeds" / "tarn"
NEWS_ITEM = "{http://iptc.org/std/nar/2006-10-01/}newsItem"
SAMPLES = {path.name: path.read_bytes() for path in sorted(SEEDS.glob("*.g2.xml"))} | {"item.xml": item().encode()}
FOLDER = os.environ.get("NEWSWIRE_NEWSML_G2_FILES", "")
FILES = sorted(Path(FOLDER).iterdir()) if FOLDER else []


def children(parent: Any, name: str) -> list[Any]:
    """The library's elements of a name, whether it holds one or a list; none where there is none."""
    try:
        found = getattr(parent, name)
    except AttributeError:
        return []
    return list(found) if isinstance(found, NewsMLG2.core.GenericArray) else [found]


def told(element: Any, *names: str) -> str:
    """The first of these attributes that an element has, without its scheme, or its text."""
    for name in names:
        value = getattr(element, name, None) if name in dir(element) or hasattr(element, name) else None
        if value:
            return str(value).rpartition("/")[2].rpartition(":")[2] if name in ("qcode", "uri") else str(value)
    try:
        text = str(element)
    except AttributeError:  # an element that the item does not have
        return ""
    return "" if text.startswith("<") else " ".join(text.split())


def read_by_library(data: bytes) -> dict[str, list[str]]:
    """What the library reads from an item, by our names of the fields."""
    found = NewsMLG2.NewsMLG2Document(data).get_item()
    (management,), descriptions = children(found, "itemmeta"), children(found, "contentmeta")
    fields = {
        "item_id": [found.guid],
        "version": [str(found.version)],
        "first_created": [told(one) for one in children(management, "firstcreated")],
        "version_created": [told(one) for one in children(management, "versioncreated")],
        "embargo": [told(one) for one in children(management, "embargoed")],
        "pubstatus": [told(one, "qcode", "uri") for one in children(management, "pubstatus")],
        "copyright_notice": [told(one) for one in children(rights(found), "copyrightnotice")],
        "usage_terms": [told(one) for one in children(rights(found), "usageterms")],
    }
    for description in descriptions[:1]:
        for ours, theirs in (("headline", "headline"), ("byline", "by"), ("credit", "creditline")):
            fields[ours] = [told(one) for one in children(description, theirs)]
        for name in ("slugline", "urgency", "dateline"):
            fields[name] = [told(one) for one in children(description, name)]
        fields["keywords"] = [told(one) for one in children(description, "keyword")]
        fields["language"] = [told(one, "tag") for one in children(description, "language")]
    return {name: [text for text in texts if text] for name, texts in fields.items()}


def rights(found: Any) -> Any:
    return next(iter(children(found, "rightsinfo")), None)


def differences(story: Story, theirs: dict[str, list[str]], lists: tuple[str, ...] = ("keywords",)) -> Iterator[str]:
    """Where ours is not one of the library's values, told for a person."""
    for name, texts in theirs.items():
        ours = getattr(story, name)
        if name in lists:
            if list(ours) != list(dict.fromkeys(texts)):
                yield f"{name}: {ours} is not {texts}"
        elif name in ("first_created", "version_created", "embargo"):
            times = [datetime.fromisoformat(text) for text in texts]
            if times and (ours is None or ours.at not in times):
                yield f"{name}: {ours} is not {texts}"
        elif texts and ours not in texts:
            yield f"{name}: {ours!r} is not one of {texts}"


@pytest.mark.parametrize("name", SAMPLES)
def test_each_field_that_the_library_reads_agrees(name: str):
    (story,) = formats.parse(SAMPLES[name], name=name).stories
    theirs = read_by_library(SAMPLES[name])
    assert {"item_id", "version", "headline", "first_created", "pubstatus", "language"} <= theirs.keys()
    assert all(theirs[field] for field in ("item_id", "version", "headline", "first_created", "pubstatus", "language"))
    assert list(differences(story, theirs)) == []


@pytest.mark.skipif(not FOLDER, reason="NEWSWIRE_NEWSML_G2_FILES names no folder of an agency's files")
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_agencies_files_agree_but_for_what_their_profile_changes(path: Path):
    data = path.read_bytes()
    if b"iptc.org/std/nar/" not in data or b"<newsItem" not in data:
        pytest.skip("no news item in NewsML-G2")
    stories = {story.item_id: story for story in formats.parse(data, name=path.name).stories}
    for element in etree.fromstring(data).iter(NEWS_ITEM):
        story = stories.get(element.get("guid"))
        if story is not None and not story.profile:
            assert list(differences(story, read_by_library(etree.tostring(element)))) == []
