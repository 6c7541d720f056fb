"""The copy of a text that the model reads."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.shadow import shadow


@pytest.mark.parametrize(
    ("text", "copy"),
    [
        pytest.param("“It’s ‘mine’,” she said.", "\"It's 'mine',\" she said.", id="marks are straight"),
        pytest.param("The boat that\nsank was old.", "The boat that sank was old.", id="wrapped lines are joined"),
        pytest.param("The boat sank.\nit was old.", "The boat sank.\nit was old.", id="paragraphs are not"),
        pytest.param("The boat- the old one -sank", "The boat, the old one ,sank", id="dangling hyphens are commas"),
        pytest.param("a well-known boat", "a well-known boat", id="other hyphens stay"),
        pytest.param("HARBOUR BOARD SELLS BOAT\nAll", "Harbour Board Sells Boat\nAll", id="headlines"),
        pytest.param("STONYBAY (AFP) - All is well.", "Stonybay (AFP) - All is well.", id="datelines"),
        pytest.param("OSLO, Norway - Oslo is calm.", "Oslo, Norway - Oslo is calm.", id="short but known"),
        pytest.param("WHO, AFP - All is well.", "WHO, AFP - All is well.", id="short and unknown"),
        pytest.param("The AFP agency said so.", "The AFP agency said so.", id="abbreviations in a sentence"),
    ],
)
def test_the_model_reads_what_it_knows_best(text: str, copy: str) -> None:
    assert shadow(text) == copy


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("ABİIßŉ-’“ \n(),."))))
def test_offsets_hold(text: str) -> None:
    assert len(shadow(text)) == len(text)


def test_letters_whose_lower_case_is_longer_keep_the_length() -> None:
    assert shadow("DİYARBAKIR HABER MERKEZI SOĞUK") == "DİYARBAKIR Haber Merkezi Soğuk"
