"""A text as hashes."""

from hashlib import sha256
from time import process_time

import numpy as np
import pytest
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


def test_what_is_stored_of_a_text_is_what_this_code_version_always_made_of_it():
    """Where this fails on purpose, CODE_VERSION must rise: else stored texts are compared with what does not fit."""
    texts = (
        ("", ""),
        ("", "Harbour"),
        (
            "UPDATE 2-Ships wait off Midport",
            "MIDPORT (AP) - Fourteen of 1,400 ships waited, two of them since 3/4, AT&T's and O’Neill's.",
        ),
        (
            "Ships wait",
            "One by one they came. Calder, who owns twenty-two, saw it. The mayor met Calder. J.R. Doe did not.",
        ),
        ("", "Someone phoned; nobody won. A dozen-odd, ten of them, TEN more, 10.5 in all_two one"),
        ("", "TENİS KULÜBÜ İKİ KEZ KAZANDI. Onİe ten"),
        ("", "Élodie Ångström et l’Été: ½ de trois, ² fois. STRAẞE, ǅungla."),
        ("", "東京で火曜日に港が再開した。二隻の船が待っていた。"),
        ("", "Мэр Мидпорта сказал во вторник, что 14 судов ждали."),
        ("", "word " * 300 + "Calder"),
        ("", "Calder said. " * 40),
        ("", " \n\t"),
    )
    stored = b"".join(encode(fingerprint(headline, body)) for headline, body in texts)
    assert sha256(stored).hexdigest() == "0032f77e27ff42b8c212bfa91a1f07b996702f3e8a8619029adbe9bc921dc915"


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


@pytest.mark.parametrize("huge", ["A:" * 20_000 + " 1 A" * 12_000, " ".join(f"N{n}: N{n}" for n in range(7_000))])
def test_a_huge_lede_of_names_takes_no_time_that_grows_with_its_square(huge: str):
    start = process_time()
    fingerprint("", huge)
    assert process_time() - start < 2


def test_the_work_for_a_huge_text_is_bounded():
    huge = " ".join(f"word{number}" for number in range(200_000))
    assert len(encode(fingerprint("", huge))) < 500_000
