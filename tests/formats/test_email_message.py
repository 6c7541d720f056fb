"""E-mail: encodings, alternatives, attachments, forms."""

import pytest

from pipeline.errors import RejectedInput
from pipeline.formats import parse
from pipeline.model import Story

HEADERS = (
    "Received: from a.example by b.example\r\nFrom: Ada Example <ada@halyard.example>\r\n"
    "To: desk@post.example\r\nMessage-ID: <1@halyard.example>\r\nDate: Sun, 1 Mar 2026 09:15:00 +0100\r\n"
    "Subject: {subject}\r\nMIME-Version: 1.0\r\n"
)
PLAIN = HEADERS + "Content-Type: text/plain; charset={charset}\r\n\r\n{body}"


def read(data: str, encoding: str = "utf-8") -> Story:
    (story,) = parse(data.encode(encoding), name="mail.eml").stories
    return story


def test_a_plain_message():
    story = read(
        PLAIN.format(
            subject="Ferry burns", charset="utf-8", body="By Ada Example\r\n\r\nThe Sula burned.\r\n-- \r\nAda"
        )
    )
    assert (story.format, story.headline, story.guid) == ("email", "Ferry burns", "1@halyard.example")
    assert (story.byline, story.body, story.authors) == ("Ada Example", "The Sula burned.", ("Ada Example",))
    assert story.first_created is not None and story.first_created.at is not None
    assert story.first_created.at.isoformat() == "2026-03-01T08:15:00+00:00"


@pytest.mark.parametrize(
    ("subject", "headline"),
    [
        ("=?utf-8?Q?F=C3=A4hre_brennt?=", "Fähre brennt"),
        ("=?iso-8859-1?B?RuRocmU=?=\r\n =?utf-8?Q?_brennt?=", "Fähre brennt"),
        ("=?windows-1252?Q?The_ferry\u2019s_end?=", "The ferry\u2019s end"),
        ("=?no-such-charset?Q?Ferry?=", "Ferry"),
        ("=?utf-8?B?%%%?=", ""),
    ],
)
def test_subjects(subject: str, headline: str):
    story = read(PLAIN.format(subject=subject, charset="utf-8", body="The Sula burned."))
    assert story.headline == headline


def test_text_in_another_encoding():
    story = read(PLAIN.format(subject="F", charset="windows-1252", body="Die F\u00e4hre \u201ebrennt\u201c."), "cp1252")
    assert story.body == "Die Fähre „brennt“."


def test_of_alternatives_the_plain_text_counts_and_attachments_are_named():
    body = (
        'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nThe Sula burned.\r\n'
        "--x\r\nContent-Type: text/html\r\n\r\n<p>The Sula burned in HTML.</p>\r\n"
        "--x\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename=s.png\r\n\r\nxx\r\n--x--\r\n"
    )
    story = read(HEADERS.format(subject="Ferry") + body)
    assert (story.body, story.extra["attachments"]) == ("The Sula burned.", "1")
    assert "1 attachment" in story.editors_note


def test_html_alone_is_read():
    story = read(HEADERS.format(subject="Ferry") + "Content-Type: text/html\r\n\r\n<p>One.</p><p>Two.</p>")
    assert story.body == "One.\n\nTwo."


def test_a_message_nested_without_end_is_refused():
    part = 'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'
    with pytest.raises(RejectedInput, match="nested parts"):
        read(HEADERS.format(subject="Ferry") + part * 500)


def test_a_kill_by_mail():
    assert read(PLAIN.format(subject="KILL: Ferry burns", charset="utf-8", body="Do not use.")).kind == "kill"


def test_a_message_as_mailboxes_keep_it():
    message = PLAIN.format(subject="Ferry burns", charset="utf-8", body="The Sula burned.")
    story = read(f"From ada@halyard.example Sun Mar  1 09:15:00 2026\n{message}")
    assert (story.format, story.headline, story.body) == ("email", "Ferry burns", "The Sula burned.")


def test_lines_that_the_readers_window_breaks_are_one_and_the_mail_below_is_not_the_story():
    body = "The Sula \r\nburned.\r\n\r\nAll safe.\r\n\r\nOn Sunday, Bo wrote:\r\n> What burns?\r\n>\r\n> Bo\r\n"
    message = PLAIN.format(subject="Ferry burns", charset="utf-8; format=flowed", body=body)
    assert read(message).body == "The Sula burned.\n\nAll safe."
    assert read(message.replace("flowed", "flowed; delsp=yes")).body == "The Sulaburned.\n\nAll safe."
    assert (
        read(PLAIN.format(subject="Ferry burns", charset="utf-8", body="> The Sula burned.")).body
        == "> The Sula burned."
    )
