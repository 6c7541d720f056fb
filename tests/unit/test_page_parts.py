"""The pure parts of the operators' page: marks in a text, what changed between two, figures by the hour."""

import re
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from pipeline.orchestration.page.changes import Change, changed_fields, compare
from pipeline.orchestration.page.marking import Mark, Piece, paragraphs
from pipeline.orchestration.page.overview import Hour, by_hour
from pipeline.orchestration.page.rendering import moment, safe_link, span, visible
from pipeline.stages.watch import percentile

TEXT = "“We go,” said Ann Lee.\n\nShe left."


def test_a_name_inside_a_quote_is_both():
    text = "She said Ann Lee was right."
    marks = [Mark(9, 26, "quote", 1), Mark(9, 16, "name", 0)]
    assert paragraphs(text, marks) == [
        [Piece("She said "), Piece("Ann Lee", 0, 1), Piece(" was right", None, 1, ends_quote=True), Piece(".")]
    ]


def test_a_quote_over_two_paragraphs_ends_once():
    text = "one two\n\nthree four"
    first, second = paragraphs(text, [Mark(4, 14, "quote", 7)])
    assert first == [Piece("one "), Piece("two", None, 7)]
    assert second == [Piece("three", None, 7, ends_quote=True), Piece(" four")]


@given(
    st.lists(st.sampled_from(["word", " ", "\n\n", "“", "\n"]), max_size=30).map("".join),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from(["name", "quote"])), max_size=8),
)
def test_the_pieces_are_the_text(text, stretches):
    marks = [Mark(*stretch, key) for key, stretch in enumerate(stretches)]
    found = ["".join(piece.text for piece in pieces) for pieces in paragraphs(text, marks)]
    assert found == [block for block in text.split("\n\n") if block.strip()]


def test_a_changed_word_is_shown_in_its_paragraph():
    old, new = "Same here.\n\nThe vote was 120 to 80.\n\nThe end.", "Same here.\n\nThe vote was 121 to 80.\n\nThe end."
    assert compare(old, new) == [
        [Change("same", "Same here.")],
        [Change("same", "The vote was"), Change("gone", " 120"), Change("new", " 121"), Change("same", " to 80.")],
        [Change("same", "The end.")],
    ]


@given(*[st.lists(st.sampled_from(["a", "b c", "d"]), max_size=6).map("\n\n".join)] * 2)
def test_without_what_is_new_it_is_the_old_text_and_without_what_is_gone_the_new(old, new):
    changes = [change for block in compare(old, new) for change in block]
    for kind, text in (("new", old), ("gone", new)):
        assert " ".join(change.text for change in changes if change.kind != kind).split() == text.split()


def test_the_comparison_of_long_texts_ends_soon():
    old, new = " ".join(map(str, range(200_000))), " ".join(map(str, range(1, 200_000)))
    started = datetime.now(UTC)
    assert [change.kind for change in compare(old, new)[0]] == ["gone", "new"]
    assert datetime.now(UTC) - started < timedelta(seconds=20)


def test_only_fields_that_differ_are_listed():
    assert changed_fields({"a": "x", "b": None}, {"a": "y", "b": ""}, ["a", "b"]) == [("a", "x", "y")]


def test_a_link_leads_to_the_web_or_nowhere():
    assert safe_link("https://post.example/a?b=1") == "https://post.example/a?b=1"
    hostile = (
        "javascript:alert(1)",
        "JaVaScRiPt:x",
        "data:text/html,x",
        "\x01javascript:x",
        "//evil.example",
        "https:",
        "",
    )
    assert [link for link in (*hostile, "http://[", None) if safe_link(link)] == []


def test_characters_that_control_are_made_visible_and_others_stay():
    assert visible("a\u202eb\x1b[0m\x9bc\u2067") == "a�b�[0m�c�"
    assert visible("Ünï\n\tשלום 🙂") == "Ünï\n\tשלום 🙂"
    assert visible(None) == ""


def test_spans_and_times():
    assert [span(seconds) for seconds in (None, 0, 59, 60, 3600, 5400, 90_000, -120, 2_000_000)] == [
        *("–", "0 s", "59 s", "1 min", "1 h", "1 h 30 min", "1 d 1 h", "−2 min", "23 d")
    ]
    shown = moment(datetime(2026, 3, 4, 12, 0, tzinfo=UTC))
    assert re.fullmatch(r'<time datetime="2026-03-04T12:00:00\+00:00" title="(.*)">\1</time>', shown)
    assert "&lt;never&gt;" in moment(None, "<never>")


def test_hours_stand_beside_what_is_usual_at_that_time_of_day():
    now = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)
    hour = now.replace(minute=0)
    hours = by_hour(
        {hour: 5, hour - timedelta(days=1): 7, hour - timedelta(days=7): 7, hour - timedelta(days=8): 99}, now
    )
    assert len(hours) == 24
    assert hours[-1] == Hour(hour, 5, 2.0)
    assert hours[0] == Hour(hour - timedelta(hours=23), 0, 0.0)


def test_percentiles_go_by_nearest_rank():
    spans = [timedelta(minutes=number) for number in range(20, 0, -1)]
    assert (percentile(spans, 50), percentile(spans, 95)) == (timedelta(minutes=10), timedelta(minutes=19))
    assert percentile(spans[:1], 95) == timedelta(minutes=20)
    assert percentile([], 50) is None
