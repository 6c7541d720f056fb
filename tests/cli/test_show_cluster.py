"""`newswire show cluster` and `newswire cluster split`."""

TOLD = """The harbour at Midport reopened on Tuesday after divers cleared the wreck of a barge that sank last week.

Some {} ships had waited outside for 3 days, and the first of them entered before noon, the harbour master said.
"""


def test_a_cluster_is_told_in_words_with_both_texts_side_by_side(newswire, tmp_path):
    for number, ships in enumerate((14, 15)):
        (tmp_path / f"{number}.txt").write_text(f"Headline {number}\n\n{TOLD.format(ships)}")
    assert newswire("ingest", tmp_path / "0.txt", tmp_path / "1.txt").code == 0
    shown = newswire("show", "cluster", "1").out
    assert "2 texts of 2 stories" in shown
    assert "figures only here: 15; figures only there: 14" in shown
    (row,) = newswire("show", "cluster", "1", "--json").rows
    first, second = row["versions"]
    assert (first["relation"], second["matched"]) == ("original", first["version"])
    assert [
        (one["change"], "14 ships" in one["before"], "15 ships" in one["after"]) for one in second["paragraphs"]
    ] == [("changed", True, True)]
    missing = newswire("show", "cluster", "99")
    assert missing.code == 1 and "no cluster has this id" in missing.err


def test_stories_that_do_not_belong_are_taken_out(newswire, tmp_path):
    for number, ships in enumerate((14, 15)):
        (tmp_path / f"{number}.txt").write_text(f"Headline {number}\n\n{TOLD.format(ships)}")
    assert newswire("ingest", tmp_path / "0.txt", tmp_path / "1.txt").code == 0
    shown = newswire("cluster", "split", "1", "2")
    assert shown.code == 0
    assert "1 texts of 1 stories" in shown.out and "1 lost stories to 2" in shown.out
    assert "1 lost stories to 2" in newswire("show", "cluster", "1").out
    again = newswire("cluster", "split", "1", "2")
    assert again.code == 1 and "no story of cluster 1" in again.err
