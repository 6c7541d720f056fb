"""The contract of `newswire cluster --jsonl`."""

import json
from pathlib import Path

import pytest

from pipeline.errors import RejectedInput
from pipeline.stages.cluster_stream import cluster_stream

HARBOUR = """The harbour at Midport reopened on Tuesday after divers cleared the wreck of a barge that sank last week.
Mayor Ada Example said 14 ships had waited outside and that the first of them would enter before noon."""
BAKERS = """Bakers in Quillon walked out on Tuesday over a plan to begin their shifts an hour earlier than now.
The union said 2,300 of its members had joined, and that bread would be short in the whole region until Friday."""


def test_each_row_gets_its_cluster_in_the_order_of_the_input(tmp_path: Path):
    rows = [
        {"id": 7, "headline": "Again", "text": HARBOUR, "source": "b", "published_at": "2026-03-02T13:00:00+01:00"},
        {"id": "x", "headline": "Bread", "text": BAKERS, "source": "b", "published_at": "2026-03-02T13:00:00"},
        {"id": "first", "headline": "Harbour", "text": HARBOUR, "source": "a", "published_at": "2026-03-02T11:00:00"},
    ]
    late, other, first = cluster_stream(rows, tmp_path)
    assert [row["id"] for row in (late, other, first)] == [7, "x", "first"]
    assert late == {"id": 7, "cluster": first["cluster"], "canonical": "first", "relation": "copy", "score": 1.0}
    assert (other["canonical"], other["relation"], other["score"]) == ("x", "original", 0.0)
    assert other["cluster"] != first["cluster"]


def test_only_id_and_text_are_needed(tmp_path: Path):
    first, second = cluster_stream([{"id": 1, "text": HARBOUR}, {"id": 2, "text": HARBOUR, "source": None}], tmp_path)
    assert first["cluster"] == second["cluster"]


def test_a_row_without_a_time_came_out_with_the_one_before(tmp_path: Path):
    rows = [{"id": 1, "text": HARBOUR, "published_at": "2026-03-02"}, {"id": 2, "text": HARBOUR, "published_at": None}]
    assert len({row["cluster"] for row in cluster_stream(rows, tmp_path)}) == 1


def test_nothing_gives_nothing(tmp_path: Path):
    assert list(cluster_stream([], tmp_path)) == []


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({"text": "a"}, "has no id"),
        ({"id": 2}, "has no text"),
        ({"id": 2, "text": None}, "text is not a string"),
        ({"id": 2, "text": "a", "source": 5}, "source is not a string"),
        ({"id": 2, "text": "a", "published_at": "yesterday"}, "yesterday"),
        ({"id": 2, "text": "a", "published_at": 1772452800}, "published_at is not a string"),
        ({"id": 2, "text": "a", "published_at": "0001-01-01T00:00:00+14:00"}, "out of range"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(tmp_path: Path, row: dict[str, object], problem: str):
    with pytest.raises(RejectedInput, match=f"row 2.*{problem}"):
        list(cluster_stream([{"id": 1, "text": HARBOUR}, row], tmp_path))


def test_half_a_surrogate_pair_does_no_harm(tmp_path: Path):
    row = json.loads('{"id": "\\ud800", "headline": "\\ud800", "text": "harbour \\udfff reopens"}')
    assert [filed["id"] for filed in cluster_stream([row], tmp_path)] == ["\ud800"]
