"""What a newer reading changes, counted by values."""

import pytest

from pipeline.extract.changes import Finds, Statement, compare


def said(*spans: tuple[int, int], by: str = "Ada Finch", kind: str = "PER") -> Statement:
    return Statement(spans, kind if by else "", by)


def changes(old: list[Statement], new: list[Statement]) -> dict[str, int]:
    return {name: number for name, number in compare(Finds(tuple(old)), Finds(tuple(new))).items() if number}


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ([said((0, 9))], [said((0, 9))], {}),
        ([], [said((0, 9))], {"quotes gained": 1}),
        ([said((0, 9))], [], {"quotes lost": 1}),
        ([said((0, 9))], [said((0, 9), by="Ben Oak")], {"quotes reattributed": 1}),
        ([said((0, 9), by="")], [said((0, 9))], {"quotes reattributed": 1}),
        ([said((0, 9))], [said((0, 9), by="")], {"quotes reattributed": 1}),
        ([said((0, 9))], [said((0, 12))], {"quotes recut": 1}),
        ([said((0, 9))], [said((3, 12), by="Ben Oak")], {"quotes reattributed": 1}),
        ([said((0, 9))], [said((9, 12))], {"quotes gained": 1, "quotes lost": 1}),
        ([said((0, 9), (20, 30))], [said((0, 9)), said((20, 30))], {"quotes recut": 1, "quotes gained": 1}),
        ([said((0, 9)), said((20, 30))], [said((0, 9), (20, 30))], {"quotes recut": 1, "quotes lost": 1}),
    ],
)
def test_a_change_of_quotes_is_named(old, new, expected):
    assert changes(old, new) == expected


def test_a_part_is_taken_for_the_quote_that_it_has_most_in_common_with():
    assert changes([said((0, 10)), said((10, 50), by="Ben Oak")], [said((8, 50), by="Ben Oak")]) == {
        "quotes recut": 1,
        "quotes lost": 1,
    }


def test_names_count_by_place_and_meaning():
    old = Finds(names=frozenset({(0, 5, "PER", "Ada Finch"), (9, 12, "LOC", "Oslo")}))
    new = Finds(names=frozenset({(0, 5, "PER", "Ada Finch"), (9, 12, "ORG", "Oslo")}))
    counts = compare(old, new)
    assert (counts["names gained"], counts["names lost"]) == (1, 1)
