"""What two texts have in common and what not."""

from pipeline.dedupe.evidence import evidence

OLD = (
    "MIDPORT (Halyard) - The harbour reopened after divers cleared the wreck. Some 14 ships had waited outside 3 days."
)
NEW = "<p>The harbour reopened after divers cleared the wreck.</p> About 15 ships had waited outside 3 days."


def test_shared_words_and_figures():
    found = evidence(OLD, NEW)
    assert found["passage"] == "the harbour reopened after divers cleared the wreck"
    assert (found["figures_added"], found["figures_missing"]) == (["15"], ["14"])
    assert (found["words"], found["shared_words"]) == (16, 14)


def test_texts_without_anything_in_common():
    found = evidence("", "Bread is short.")
    assert (found["passage"], found["shared_words"], found["figures_added"]) == ("", 0, [])
