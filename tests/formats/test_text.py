"""Plain text: header, headline, byline and dateline are found; what cannot be trusted is rejected."""

from datetime import UTC, datetime

import pytest

from pipeline.errors import RejectedInput
from pipeline.formats import parse, to_json
from pipeline.model import Story

HEADED = """\
Guid: urn:desk:17
Version: 2
Headline: Ferry delayed
Byline: Edna Winter and Paul Marsh
Slugline: NORWAY-FERRY/
Language: en
Urgency: 2
Pubstatus: usable
Keywords: ferry, Norway
Genre: Current
Editors-Note: Adds detail
  in paragraph two
Published: 2026-03-24T06:10:00+00:00
Updated: 2026-03-24T08:10:00+02:00
Embargo: Tue, 24 Mar 2026 09:00:00 CET
Copyright: Copyright 2026 Harbour Post
Link: https://post.example/1
Summary: It is late.

OSLO, Norway (Desk) - The ferry is late.

"It will come," said Edna Winter.
"""


def read(text: str | bytes) -> Story:
    data = text.encode() if isinstance(text, str) else text
    document = parse(data, name="story.txt")
    assert document.format == "text"
    assert document.rejected == ()
    (story,) = document.stories
    return story


def test_the_header_gives_the_fields():
    story = read(HEADED)
    assert (story.guid, story.version, story.headline) == ("urn:desk:17", "2", "Ferry delayed")
    assert (story.byline, story.authors) == ("Edna Winter and Paul Marsh", ("Edna Winter", "Paul Marsh"))
    assert (story.slugline, story.language, story.urgency, story.pubstatus) == ("NORWAY-FERRY/", "en", "2", "usable")
    assert (story.keywords, story.genre) == (("ferry", "Norway"), ("Current",))
    assert story.editors_note == "Adds detail in paragraph two"
    assert (story.copyright_notice, story.link) == ("Copyright 2026 Harbour Post", "https://post.example/1")
    assert story.summary == "It is late."
    assert story.first_created.at == story.version_created.at == datetime(2026, 3, 24, 6, 10, tzinfo=UTC)
    assert story.embargo.at == datetime(2026, 3, 24, 8, 0, tzinfo=UTC)
    assert story.kind == "update"


def test_the_body_begins_after_the_header_and_keeps_its_dateline():
    story = read(HEADED)
    assert story.body == 'OSLO, Norway (Desk) - The ferry is late.\n\n"It will come," said Edna Winter.'
    assert story.dateline == "OSLO, Norway"


def test_the_form_of_the_command_line():
    fields = to_json(read(HEADED), "desk/story.txt")
    assert fields["file"] == "desk/story.txt"
    assert fields["embargo"] == "2026-03-24T08:00:00+00:00"
    assert fields["kind"] == "update"
    assert to_json(Story("text"), "x")["embargo"] is None


def test_without_a_header_the_first_line_is_the_headline():
    story = read("Ferry delayed\n\nBy Edna Winter\n\nOSLO - The ferry is late.\n\nIt will come.")
    assert (story.headline, story.byline, story.dateline) == ("Ferry delayed", "Edna Winter", "OSLO")
    assert story.body == "OSLO - The ferry is late.\n\nIt will come."
    assert story.guid == ""


@pytest.mark.parametrize(
    "text",
    [
        "The ferry is late.\n\nIt will come.",
        "OSLO, Norway (Desk) - The ferry is late and nobody knows why",
        "The ferry is late, and nobody at the harbour could say on Tuesday when it would come, " * 3 + "\n\nIt will.",
    ],
)
def test_a_text_that_begins_with_a_sentence_has_no_headline(text: str):
    story = read(text)
    assert story.headline == ""
    assert story.body.startswith(text[:20])


def test_a_colon_in_the_first_line_makes_no_header():
    story = read("Ukraine: ferry delayed\n\nThe ferry is late.")
    assert (story.headline, story.body) == ("Ukraine: ferry delayed", "The ferry is late.")


def test_paragraphs_sent_one_a_line_are_set_apart():
    first, second = ("The ferry is late. " * 12).strip(), ("It will come. " * 12).strip()
    assert read(f"{first}\n{second}\n{first}").body == f"{first}\n\n{second}\n\n{first}"


@pytest.mark.parametrize(
    ("lede", "dateline"),
    [
        ("LONDON (Reuters) - The ferry", "LONDON"),
        ("KYIV, Ukraine (AP) — The ferry", "KYIV, Ukraine"),
        ("SÃO PAULO, March 3 (Desk) – The ferry", "SÃO PAULO, March 3"),
        ("LONDON/PARIS, March 3 (Desk) -- The ferry", "LONDON/PARIS, March 3"),
        ("ST. JOHN'S, Newfoundland - The ferry", "ST. JOHN'S, Newfoundland"),
        ("BREAKING - The ferry", ""),
        ("The ferry - late again - came", ""),
        ("LONDON is waiting for the ferry - again", ""),
        ("A ferry", ""),
    ],
)
def test_datelines(lede: str, dateline: str):
    story = read(f"Ferry delayed\n\n{lede} is late.")
    assert story.dateline == dateline
    assert story.body == f"{lede} is late."


@pytest.mark.parametrize(
    "data",
    [
        "Fähre verspätet\n\nSie kommt.".encode(),
        b"\xef\xbb\xbf" + "Fähre verspätet\n\nSie kommt.".encode(),
        "Fähre verspätet\n\nSie kommt.".encode("windows-1252"),
        "Fähre verspätet\r\n\r\nSie kommt.\r\n".encode("utf-16"),
        "Fa\u0308hre verspa\u0308tet\n\nSie kommt.".encode(),
    ],
)
def test_encodings(data: bytes):
    story = read(data)
    assert (story.headline, story.body) == ("Fähre verspätet", "Sie kommt.")


def test_invisible_characters_and_blanks_go():
    assert read("Ferry\n\nThe\u00ad fer\u200bry \t is\u00a0late.  \x07\n\n\n\nIt will come.").body == (
        "The ferry is late.\n\nIt will come."
    )


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \n\r\n\t", "is empty"),
        (b"\0\0\0\0", "is empty"),
        (b"The ferry\0 is late", "binary"),
        (bytes(range(256)) * 4, "binary"),
        (b"12345 ... 678 !!!", "has no letters"),
        (b"%PDF-1.7 ...", "a PDF file"),
        (b"\x89PNG\r\n\x1a\n...", "a PNG picture"),
        (b"PK\x03\x04...", "a ZIP archive"),
        (b"Guid: 1\nHeadlin: Ferry\n\nThe ferry is late.", "header line 2: 'headlin' is not a known key"),
        (b"Guid: 1\nGuid: 2\n\nThe ferry is late.", "header line 2: 'guid' is given twice"),
        (b"Guid: 1\nEmbargo: tonight\n\nThe ferry is late.", "the embargo 'tonight'"),
        (b"Guid: 1\nSlugline: FERRY/\n\n", "neither a headline nor a text"),
        (b"<!DOCTYPE html><html><body>Hello</body></html>", "is an HTML page"),
        (b"  <HTML><head></head></HTML>", "is an HTML page"),
        (b'{"headline": "Ferry delayed"}', "is JSON"),
        (b"<?xml version='1.0'?><planet><ring/></planet>", "its first element is <planet>"),
        (b"<unknown", "markup"),
    ],
)
def test_what_is_no_story_is_rejected_with_its_name_and_reason(data: bytes, reason: str):
    with pytest.raises(RejectedInput) as caught:
        parse(data, name="story.txt")
    assert caught.value.what == "story.txt"
    assert reason in caught.value.problem
    assert caught.value.remedy


def test_a_telex_message_is_read_between_its_signs():
    (story,) = parse(
        b"ZCZC HAL0123\r\nFERRY BURNS\r\n\r\nThe Sula burned.\r\n\r\nAll safe.\r\n\r\nNNNN\r\n", name="x"
    ).stories
    assert (story.headline, story.body) == ("FERRY BURNS", "The Sula burned.\n\nAll safe.")
