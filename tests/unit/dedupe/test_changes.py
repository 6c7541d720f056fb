"""What changed between two versions of a story."""

from pipeline.dedupe.changes import Edition, changes

FIRST = "Eleven people were hurt when a ferry caught fire.\n\nThe ship was towed to Saltby.\n\nIts owner said nothing."


def test_nothing_changed():
    found = changes(
        Edition("Ferry burns", FIRST, [("Ada", "It is over")]), Edition("FERRY BURNS", FIRST, [("Ada", "it is over.")])
    )
    assert (found.is_headline_changed, found.paragraphs, found.figures, found.quotes) == (False, [], [], [])


def test_paragraphs_that_come_go_move_and_change():
    ferry, ship, owner = FIRST.split("\n\n")
    changed, gone, new = ferry.replace("Eleven", "13"), "Two men were looked for.", "The fire is out."
    before, after = [ferry, ship, gone, owner], [changed, owner, ship, new]
    found = changes(Edition("", "\n\n".join(before)), Edition("", "\n\n".join(after)))
    rows = [(row["change"], row["before"], row["after"]) for row in found.paragraphs]
    assert rows[0] == ("changed", ferry, changed)
    assert rows[1] in [("moved", owner, owner), ("moved", ship, ship)]
    assert rows[2:] == [("added", "", new), ("removed", gone, "")]
    assert found.figures == [{"before": "eleven", "after": "13", "context": "13 people were hurt when"}]


def test_quotes_that_are_dropped_changed_and_new():
    before = [("Ada Brook", "We will sail at dawn whatever happens"), ("Bo Reed", "I saw nothing at all")]
    after = [("Ada Brook", "We will sail at noon whatever happens"), ("Cleo Hart", "The crew did well")]
    assert changes(Edition("", "", before), Edition("Ferry", "", after)).quotes == [
        {"change": "changed", "speaker": "Ada Brook", "before": before[0][1], "after": after[0][1]},
        {"change": "added", "speaker": "Cleo Hart", "before": "", "after": "The crew did well"},
        {"change": "dropped", "speaker": "Bo Reed", "before": "I saw nothing at all", "after": ""},
    ]
