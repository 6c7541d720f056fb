"""What of a text is compared."""

import pytest

from pipeline.dedupe import text


def test_markup_case_accents_and_typographic_marks_do_not_tell_texts_apart():
    plain = text.words(text.clean("The Cafe Elan's owner didn't comment on the AT&T offer of 1,250.5 dollars"))
    styled = text.words(
        text.clean("<p>The café Élan’s owner <b>didn’t</b> comment on the AT&amp;T offer of 1,250.5 dollars")
    )
    assert styled == plain
    assert "1,250.5" in plain


@pytest.mark.parametrize(
    "lead",
    [
        "LISBON (Northern Press) - ",
        "By Ada Example\nLISBON, March 3 (NP) — ",
        "(Corrects figure in second paragraph)\n",
        "This Tuesday March 3 story has been corrected to fix the name\nLISBON (NP) -- ",
    ],
)
def test_notes_bylines_and_datelines_are_no_part_of_the_story(lead: str):
    assert text.without_lead(lead + "The harbour reopened on Tuesday.") == "The harbour reopened on Tuesday."


def test_a_sentence_that_begins_like_a_note_stays():
    sentence = "Correction officers at the island prison went on strike on Monday, their union said."
    assert text.without_lead(sentence) == sentence


@pytest.mark.parametrize(
    "sentence",
    [
        "東京都は火曜日に新しい橋を公開した。",
        "กรุงเทพมหานครเปิดสะพานใหม่ในวันอังคาร",
        "राजधानी में मंगलवार को नया पुल खुला",
        "فتحت المدينة الجسر الجديد يوم الثلاثاء",
        "Мэрия открыла новый мост во вторник",
    ],
)
def test_every_script_has_words(sentence: str):
    assert len(text.words(sentence)) >= 5


def test_scripts_without_spaces_are_read_in_overlapping_pieces():
    assert text.words("新しい橋") == ["新し", "しい", "い橋"]


def test_a_word_at_the_start_of_a_sentence_is_a_name_only_with_proof():
    forecast = "Here is the forecast for Midport. Expect rain at times with wind from the west."
    assert text.lede_names(forecast) == ["midport"]
    assert text.lede_names("Harrowgate Mills said its profit rose in Midport.") == ["harrowgate", "mills", "midport"]
    assert text.lede_names("Shares of Midport rose. Quillon said so, and analysts at Quillon agreed.") == [
        "midport",
        "quillon",
    ]
    assert text.lede_names("Quillon said its profit rose.") == ["quillon"]


def test_figures_are_compared_without_separators():
    assert text.figures("Two of the 1,200 boats") == text.figures("two of the 1200 boats") == {"two", "1200"}


@pytest.mark.parametrize("headline", ["UPDATE 2-Harbour reopens", "RPT-Harbour reopens", "CORRECTED-Harbour reopens"])
def test_the_agency_says_that_it_sends_a_story_again(headline: str):
    assert text.is_reissue(headline, "The harbour reopened.")
    assert not text.is_reissue("Harbour to update 2 cranes", "The harbour reopened.")


def test_a_row_of_headed_items_is_a_digest():
    paragraph = "The council voted late on Monday to keep the old market open for another two years at least."
    headings = ["Market stays", "Bridge closed for repairs", "Ferry fares to rise"]
    assert text.is_digest("\n".join(f"{heading}\n{paragraph}\n" for heading in headings))
    assert not text.is_digest("\n\n".join([paragraph] * 5))
    assert not text.is_digest("\n".join([paragraph, paragraph, "Read more", *headings]))
