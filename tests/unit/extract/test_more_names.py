"""Names that other names of the story, a heading or the neighbours decide."""

import pytest

from tests.unit.extract.test_entities import corrected, names_in


@pytest.mark.parametrize(
    ("model", "rules"),
    [
        pytest.param(
            "He came to {PERSON Granton}. {FAC Granton National Park} opened.",
            "He came to {LOC Granton}. {LOC Granton National Park} opened.",
            id="what a longer name begins with is of its kind",
        ),
        pytest.param(
            "The {PERSON Henry Prize} went to her.", "The Henry Prize went to her.", id="a prize is no person"
        ),
        pytest.param("She won at the {ORG London Games}.", "She won at the London Games.", id="nor are games"),
        pytest.param(
            "They live in {PERSON Rosa Norda}. She was born in {PERSON Rosa Norda}.",
            "They live in {LOC Rosa Norda}. She was born in {LOC Rosa Norda}.",
            id="behind in, a place",
        ),
        pytest.param(
            "{PERSON Port Lorne} won again.", "{LOC Port Lorne} won again.", id="what begins like a place's name"
        ),
        pytest.param(
            "The {GPE Oslo Ravens} won again.", "The {ORG Oslo Ravens} won again.", id="a place and a plural, a team"
        ),
        pytest.param("Two {ORG Aboriginal} singers.", "Two Aboriginal singers.", id="a people without a state"),
        pytest.param("The {PERSON Londoners} sang.", "The Londoners sang.", id="the people of a town"),
        pytest.param(
            "Farms in sub-Saharan {LOC Africa} grow.", "Farms in {LOC sub-Saharan Africa} grow.", id="sub-Saharan"
        ),
        pytest.param(
            "The deep repair is a process. The {ORG Deep Repair Process} began.",
            "The deep repair is a process. The Deep Repair Process began.",
            id="a title of common words is no body",
        ),
        pytest.param(
            "The spokeswoman for {PERSON Norda Jane Roe} left.",
            "The spokeswoman for {ORG Norda} {PER Jane Roe} left.",
            id="whose office it is, and who holds it",
        ),
        pytest.param("{PERSON Kofi}, his eldest son, left.", "{PER Kofi}, his eldest son, left.", id="a relation"),
        pytest.param("Prime Minister {PERSON L.Roe} left.", "Prime Minister {PER L.Roe} left.", id="an initial"),
    ],
)
def test_the_kind_of_a_name(model: str, rules: str) -> None:
    assert corrected(model) == rules


def test_a_nationality_introduces_a_person() -> None:
    text = "He raced with Russian Boris Orlin in the rain."
    assert "{PER Boris Orlin}" in corrected(text, is_tagged=True)


def test_a_heading_names_who_holds_an_office() -> None:
    text = "HARBOUR MASTER: INGRID HOLM\n\nHolm was a pilot. The crew liked Holm."
    assert corrected(text, is_tagged=True).startswith("HARBOUR MASTER: {PER INGRID HOLM}\n\n{PER Holm} was")


def test_a_body_read_as_one_is_a_person_who_goes_by_the_last_word() -> None:
    text = "The bank chose {ORG Tanisa Norgola}. {ORG Norgola} leads it. {ORG Norgola} wants more. {ORG Norgola} left."
    assert "{PER Tanisa Norgola}" in corrected(text)


def test_a_title_that_speaks_against_the_full_name_is_somebody_elses() -> None:
    text = "{PERSON John Roe} sailed. {PERSON John Roe} sang. {PERSON Mary Roe} stayed. Mrs. {PERSON Roe} wept."
    assert names_in(text)["Roe"] == "Mary Roe"


def test_behind_initials_stands_the_given_name() -> None:
    names = names_in("{PERSON KT Arvid Norda Holm} came. {PERSON Arvid} sang.")
    assert names["Arvid"] == names["KT Arvid Norda Holm"]


@pytest.mark.parametrize(
    ("model", "rules"),
    [
        pytest.param("Trade in the {ORG Indo-Pacific} grew.", "Trade in the {LOC Indo-Pacific} grew.", id="a region"),
        pytest.param("A {ORG Norda Holme} woman sang.", "A {LOC Norda Holme} woman sang.", id="a woman of a place"),
    ],
)
def test_regions_and_who_comes_from_where(model: str, rules: str) -> None:
    assert corrected(model) == rules
