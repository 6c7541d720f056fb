"""ANPA 1312 and IPTC 7901: control characters, heads, wrapped text, takes, orders."""

from datetime import UTC, datetime

import pytest

from pipeline.formats import parse
from pipeline.model import Link, Story

ANPA = (
    "\x16\x16\x01a0123\x1f_mid\r\n"
    "r i\x13\x11 BC-EU--Ferry-Fire {version}  03-01 0210\r\n"
    "\x02^BC-EU--Ferry Fire{order},0210<\r\n"
    "^Ferry burns off Midport<\r\n"
    "^AP Photo ABC101<\r\n"
    "^Eds: {note}<\r\n"
    "^By ADA EXAMPLE=\r\n"
    "^Shipping Writer=\r\n"
    "\t   MIDPORT (AP) _ The ``Sula'' burned on Sunday, and all who were on board\r\n"
    "came safely to land, the police said.\r\n \r\n"
    "\t   It was late.\r\n"
    "^RESCUE=\r\n"
    "\x08Crew\x10 saved\x1f\x1e 9\r\n"
    "\r\n\t   ^AP-WF-03-01-26 0915GMT<\r\n\x03\r\n\x0c\x04"
)


def anpa(version: str = "", order: str = "", note: str = "With photos.", encoding: str = "latin-1") -> Story:
    text = ANPA.format(version=version, order=order, note=note)
    (story,) = parse(text.encode(encoding), name="a0123").stories
    return story


def test_anpa():
    story = anpa()
    assert (story.format, story.headline, story.slugline) == ("anpa1312", "Ferry burns off Midport", "EU--Ferry-Fire")
    assert (story.byline, story.authors, story.editors_note) == ("By ADA EXAMPLE", ("ADA EXAMPLE",), "With photos.")
    assert story.body == (
        "MIDPORT (AP) _ The ``Sula'' burned on Sunday, and all who were on board came safely to land, the police said."
        "\n\nIt was late.\n\nRESCUE\nCrew saved 9"
    )
    assert (story.urgency, story.guid, story.item_id) == ("4", "a0123/03-01", "EU--Ferry-Fire/03-01")
    assert story.version_created is not None and story.version_created.at == datetime(2026, 3, 1, 9, 15, tzinfo=UTC)
    assert story.extra["byline_title"] == "Shipping Writer"
    assert story.kind == "original"


@pytest.mark.parametrize(
    ("version", "order", "note", "kind"),
    [
        ("1stLd-Writethru", ", 1st Ld-Writethru", "With photos.", "update"),
        ("", ", 2nd Ld", "With photos.", "update"),
        ("", ", Correction", "With photos.", "correction"),
        ("", "", "CORRECTS spelling of name", "correction"),
        ("", ", KILL", "With photos.", "kill"),
        ("", ", Advisory", "With photos.", "advisory"),
    ],
)
def test_orders_in_a_slug_line(version: str, order: str, note: str, kind: str):
    story = anpa(version, order, note)
    assert (story.kind, story.item_id) == (kind, "EU--Ferry-Fire/03-01")


def test_a_kill_reaches_the_days_before():
    assert anpa(order=", KILL").links == tuple(
        Link("kills", f"EU--Ferry-Fire/{day}") for day in ("02-29", "02-28", "02-27")
    )


IPTC = (
    "\x7f\x7f\r\n\x01hal0042 {priority} pl 210  hal 0099\r\n\r\nFerry/fire/\r\n"
    "\x02{label}Ferry burns off M\u00fcnde, all of its passengers and its\ncrew are safe\nBy Ada Example =\r\n\r\n"
    "M\u00fcnde (hal) - The Sula burned on Sunday, and all who were on board\r\ncame safely to land.\r\n\r\n"
    "- Crew: 9\r\n- Guests: 40\r\n\r\nhal mo\r\n\x03010915 GMT Mar 26\r\n\x7f\n\x04"
)


@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "cp1252"])
def test_iptc_7901(encoding: str):
    (story,) = parse(IPTC.format(priority=2, label="").encode(encoding), name="hal0042").stories
    assert story.format == "iptc7901"
    assert story.headline == "Ferry burns off Münde, all of its passengers and its crew are safe"
    assert (story.slugline, story.byline, story.urgency) == ("Ferry/fire", "By Ada Example", "2")
    assert story.body == (
        "Münde (hal) - The Sula burned on Sunday, and all who were on board came safely to land.\n\n"
        "- Crew: 9\n- Guests: 40\n\nhal mo"
    )
    assert story.version_created is not None and story.version_created.at == datetime(2026, 3, 1, 9, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("label", "kind"),
    [
        ("CORRECTION\n", "correction"),
        ("REFILE\n1ST LEAD\n", "correction"),
        ("2ND LEAD\n", "update"),
        ("KILL\n", "kill"),
        ("REPEAT\n", "repeat"),
        ("EXTRA\n", "original"),
    ],
)
def test_labels_above_the_headline(label: str, kind: str):
    (story,) = parse(IPTC.format(priority=3, label=label).encode(), name="hal0042").stories
    assert story.headline.startswith("Ferry burns off Münde")
    assert story.kind == kind


def test_a_message_without_its_end_is_read():
    text = IPTC.format(priority=3, label="").partition("\x03")[0]
    (story,) = parse(text.encode(), name="hal0042").stories
    assert story.body.endswith("hal mo")
