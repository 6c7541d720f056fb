"""A text as hashes."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from pipeline.dedupe.fingerprint import Fingerprint, decode, encode, fingerprint

STORY = """The harbour at Midport reopened on Tuesday after divers cleared the wreck of a barge that sank last week.
Mayor Ada Example said 14 ships had waited outside and that the first of them would enter before noon.
Insurers put the damage at 3.5 million crowns, more than was feared when the barge went down in the storm."""


def share(part: Fingerprint, whole: Fingerprint) -> float:
    return len(np.intersect1d(part.grams, whole.grams)) / len(part.grams)


@given(st.text(), st.text())
def test_any_text_has_a_fingerprint_that_survives_storage(headline: str, body: str):
    stored = encode(fingerprint(headline, body))
    assert encode(decode(stored)) == stored


def test_hashes_are_signed_63_bits_and_the_same_on_every_machine():
    hashes = fingerprint("", "the harbour reopened on tuesday").grams
    assert hashes.tolist() == [68394609242302957, 533623436175268959, 4584761908979681656]
    assert (hashes >= 0).all()


def test_layout_and_lead_do_not_change_a_text():
    wired = fingerprint("", f"(Adds quote)\nMIDPORT (NP) - {STORY.upper()}")
    plain = fingerprint("", STORY)
    assert wired.whole == plain.whole
    assert wired.sketch.tolist() == plain.sketch.tolist()


def test_an_excerpt_shares_hashes_with_the_whole():
    excerpt = fingerprint("", STORY.split("\n")[0])
    whole = fingerprint("", STORY + " Officials gave no further details." * 40)
    assert share(excerpt, whole) > 0.95
    assert len(np.intersect1d(excerpt.sketch, whole.sketch)) >= 2


def test_copies_of_a_few_words_share_a_hash_in_any_script():
    for words in ("Harbour reopens", "港が再開", "المرفأ يعود", "Порт открыт"):
        assert np.intersect1d(fingerprint("", words).sketch, fingerprint("", words + " ").sketch).size


def test_a_text_without_words_has_no_hashes():
    assert fingerprint("Photo", "*** — …").sketch.size == 0


def test_the_work_for_a_huge_text_is_bounded():
    huge = " ".join(f"word{number}" for number in range(200_000))
    assert len(encode(fingerprint("", huge))) < 500_000
