"""Names that other names of the story, a heading or the neighbours decide."""

import pytest

from tests.unit.extract.conftest import Reader
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


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        pytest.param(
            "He walked to villages including Harrow Pell, Sunder and Lodd.",
            "He walked to villages including {LOC Harrow Pell}, {LOC Sunder} and {LOC Lodd}.",
            id="villages including",
        ),
        pytest.param(
            "The river runs on -- the rivers -- {PERSON Ostra}, Lodd and {ORG Senna} -- run dry.",
            "The river runs on -- the rivers -- {LOC Ostra}, {LOC Lodd} and {LOC Senna} -- run dry.",
            id="rivers between dashes",
        ),
        pytest.param(
            "In provinces such as {ORG Lodd} (+5%); {PERSON Sunder} (+4%); and Pell (+3%).",
            "In provinces such as {LOC Lodd} (+5%); {LOC Sunder} (+4%); and {LOC Pell} (+3%).",
            id="figures in brackets",
        ),
        pytest.param(
            "She has two daughters, Tanisa and Norgola.",
            "She has two daughters, {PER Tanisa} and {PER Norgola}.",
            id="kin",
        ),
        pytest.param(
            "Exchanges such as {GPE Updit} and {GPE Coinor} closed; exchanges like {GPE Updit} and {GPE Coinor} lost.",
            "Exchanges such as {ORG Updit} and {ORG Coinor} closed; exchanges like {ORG Updit} and {ORG Coinor} lost.",
            id="bodies",
        ),
        pytest.param(
            "Players like Tanisa and {GPE Norgola} won.",
            "Players like {PER Tanisa} and {PER Norgola} won.",
            id="at first",
        ),
        pytest.param(
            "She met nations such as {NORP Danes} and {NORP Swedes}.",
            "She met nations such as {NAT Danes} and {NAT Swedes}.",
            id="peoples stay peoples",
        ),
        pytest.param("The two cities, Sunder said, met.", "The two cities, Sunder said, met.", id="no enumeration"),
    ],
)
def test_what_an_enumeration_lists(text: str, rules: str) -> None:
    assert corrected(text, is_tagged=True) == rules


@pytest.mark.parametrize(
    ("model", "rules"),
    [
        pytest.param(
            "She works at the {PERSON Norda} and {ORG Flora Pell Foundation}.",
            "She works at the {ORG Norda and Flora Pell Foundation}.",
            id="two words before one head noun",
        ),
        pytest.param(
            "He met the {ORG Army} and {ORG Norda Ministry}.",
            "He met the {ORG Army} and {ORG Norda Ministry}.",
            id="but not two bodies",
        ),
        pytest.param("Sent to {ORG Southern Canada}.", "Sent to {LOC Southern Canada}.", id="a part by the compass"),
        pytest.param(
            "It is in the {ORG Norda National Park}.", "It is in the {LOC Norda National Park}.", id="a national park"
        ),
        pytest.param(
            "He saw {PERSON Jane Lane} there.", "He saw {PER Jane Lane} there.", id="Lane behind a given name"
        ),
        pytest.param(
            "{LOC Etla}, the company behind the port, grew.",
            "{ORG Etla}, the company behind the port, grew.",
            id="the company behind",
        ),
        pytest.param("He left {GPE TownBus} in May.", "He left {ORG TownBus} in May.", id="capitals within a word"),
        pytest.param("He met {PERSON McRoe} in May.", "He met McRoe in May.", id="but not behind Mc"),
        pytest.param("It burns in the {ORG Amazon}.", "It burns in the {LOC Amazon}.", id="the river"),
        pytest.param("She works for {ORG Amazon}.", "She works for {ORG Amazon}.", id="the firm"),
        pytest.param(
            "She was wearing it. {PERSON Wearing Norda} again, she left.",
            "She was wearing it. Wearing Norda again, she left.",
            id="a participle is no given name",
        ),
        pytest.param(
            "The Growth Rate (GDP) fell. {ORG GDP} fell.", "The Growth Rate (GDP) fell. GDP fell.", id="a common noun"
        ),
        pytest.param(
            "The {ORG Norda Road Manager} ({ORG NRM}) spoke. The {ORG NRM} left.",
            "The Norda Road Manager (NRM) spoke. The NRM left.",
            id="the abbreviation of an office",
        ),
        pytest.param(
            "The {ORG Norda Harbour Trust}, or NHT, spoke. NHT left.",
            "The {ORG Norda Harbour Trust}, or {ORG NHT}, spoke. {ORG NHT} left.",
            id="an abbreviation behind a comma",
        ),
        pytest.param(
            "She sent an electronic money transfer, or {ORG EMT}. An {ORG EMT} is dear.",
            "She sent an electronic money transfer, or EMT. An EMT is dear.",
            id="of common words",
        ),
    ],
)
def test_kinds_by_form(model: str, rules: str) -> None:
    assert corrected(model) == rules


def test_a_thing_that_is_called_by_its_maker_is_no_body(analysed: Reader) -> None:
    assert analysed("They want to drive a Porsche.").mentions == ()


def test_an_office_ends_a_place_that_begins_with_its_noun(analysed: Reader) -> None:
    text = "The Special Envoy to the Horn of Africa Ambassador Mike Calder came to the lake."
    assert [mention.text for mention in analysed(text).mentions] == ["Horn of Africa", "Mike Calder"]


def test_surnames_of_two_letters_and_of_several_words() -> None:
    assert names_in("{PERSON Gary Ng} spoke. Ng left. {PERSON Mr Ng} said so.")["Ng"] == "Gary Ng"
    names = names_in("{PERSON Marine de la Roe} spoke. {PERSON De la Roe} left. {PERSON De la Roe} won.")
    assert names["De la Roe"] == "Marine de la Roe"
    both = names_in("{PERSON Kevin Roe} spoke. {PERSON Getty Images Kevin Roe} sat. {PERSON Kevin Roe} left.")
    assert both["Kevin Roe"] == "Kevin Roe"
