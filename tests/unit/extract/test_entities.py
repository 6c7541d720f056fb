"""What the rules make of a model's names.

A case writes what the model said into the text, `{PERSON Jane Roe}`, and states what comes out in the same way.
"""

import re
from itertools import pairwise

import pytest

from pipeline.extract.entities import find_mentions
from pipeline.extract.tokens import Tokens
from pipeline.model import Mention

MARKED = re.compile(r"\{(?P<label>[A-Z_]+) (?P<name>[^}]*)\}")


def mentions_of(marked: str, *, is_tagged: bool = False) -> tuple[str, tuple[Mention, ...]]:
    """The text without its marks, and the mentions that the rules find when the model says what the marks say.

    `is_tagged` makes words in capitals proper nouns and all others common ones.
    """
    import spacy

    text, spans, end = "", [], 0
    for match in MARKED.finditer(marked):
        text += marked[end : match.start()]
        spans.append((len(text), len(text) + len(match["name"]), match["label"]))
        text += match["name"]
        end = match.end()
    text += marked[end:]
    doc = spacy.blank("en")(text)
    entities = [doc.char_span(start, stop, label=label, alignment_mode="expand") for start, stop, label in spans]
    doc.set_ents([entity for entity in entities if entity])
    for token in doc if is_tagged else ():
        token.tag_ = "NNP" if token.is_title else "NN"
    return text, find_mentions(Tokens.read(text, doc), doc)


def corrected(marked: str, *, is_tagged: bool = False) -> str:
    """The text with the rules' names marked."""
    text, mentions = mentions_of(marked, is_tagged=is_tagged)
    result, end = "", 0
    for mention in mentions:
        assert text[mention.start : mention.end] == mention.text
        result += f"{text[end : mention.start]}{{{mention.label} {mention.text}}}"
        end = mention.end
    return result + text[end:]


def names_in(marked: str) -> dict[str, str]:
    """The canonical name of each mention's text."""
    return {mention.text: mention.name for mention in mentions_of(marked)[1]}


@pytest.mark.parametrize(
    ("model", "rules"),
    [
        pytest.param("{DATE Monday} in {GPE Oslo}.", "Monday in {LOC Oslo}.", id="numbers and dates are no names"),
        pytest.param("See {ORG www.example.org} now.", "See www.example.org now.", id="a web address is no name"),
        pytest.param("He met {PERSON Dr. Jane Roe}.", "He met Dr. {PER Jane Roe}.", id="titles stay outside"),
        pytest.param("Then {ORG the Harbour Board} met.", "Then the {ORG Harbour Board} met.", id="and articles"),
        pytest.param("{PERSON Jane Roe's} boat sank.", "{PER Jane Roe}'s boat sank.", id="and possessives"),
        pytest.param("{PERSON Jane Roe Saheb} spoke.", "{PER Jane Roe} Saheb spoke.", id="and titles after the name"),
        pytest.param(
            "{PERSON Freja Holm/Oslo} was there.", "{PER Freja Holm}/{LOC Oslo} was there.", id="a slash ends a name"
        ),
        pytest.param(
            "{PERSON Administration}, 47, spoke. Mr {PERSON Administration} left.",
            "{PER Administration}, 47, spoke. Mr {PER Administration} left.",
            id="an administration is nobody's by itself",
        ),
        pytest.param(
            "The {ORG Fisheries Ministry Spokesman Joe Doe} spoke.",
            "The {ORG Fisheries Ministry} Spokesman {PER Joe Doe} spoke.",
            id="an office stands between a body and a person",
        ),
        pytest.param(
            "It was sold to {ORG Norwegian boatbuilder Fjordkraft AS} then.",
            "It was sold to {NAT Norwegian} boatbuilder {ORG Fjordkraft AS} then.",
            id="a people and a trade before a firm are no part of its name",
        ),
        pytest.param(
            "{PERSON Norwegian Jane Roe} won.", "{NAT Norwegian} {PER Jane Roe} won.", id="nor a people before a person"
        ),
        pytest.param("{PERSON Freedonia Prime} Minister", "Freedonia Prime Minister", id="half an office is no name"),
    ],
)
def test_a_span_is_cut_to_the_name(model: str, rules: str) -> None:
    assert corrected(model) == rules


@pytest.mark.parametrize(
    ("model", "rules"),
    [
        pytest.param("{PERSON Han Suk}-yeol won.", "{PER Han Suk-yeol} won.", id="syllables"),
        pytest.param("{PERSON Lin Chih}-ching won.", "{PER Lin Chih-ching} won.", id="a syllable that looks like -ing"),
        pytest.param("{PERSON Han} Suk-yeol won.", "{PER Han Suk-yeol} won.", id="a given name left out"),
        pytest.param("The {GPE Oslo}-based firm", "The {LOC Oslo}-based firm", id="not over an adjective"),
        pytest.param("{ORG Mill}-on-Sea is small.", "{LOC Mill-on-Sea} is small.", id="over a lower-case word"),
        pytest.param("{PERSON Maria} {PERSON dos Anjos} sang.", "{PER Maria dos Anjos} sang.", id="particles"),
        pytest.param("{PERSON Jane} “Bo” {PERSON Roe} sang.", "{PER Jane “Bo” Roe} sang.", id="nicknames"),
        pytest.param("J. {PERSON Roe} sang.", "{PER J. Roe} sang.", id="initials"),
        pytest.param(
            "{PERSON Jane Roe} met {PERSON Joe Doe}. {PERSON Roe and Doe} left.",
            "{PER Jane Roe} met {PER Joe Doe}. {PER Roe} and {PER Doe} left.",
            id="two persons in one span",
        ),
    ],
)
def test_persons_are_joined_and_split(model: str, rules: str) -> None:
    assert corrected(model) == rules


@pytest.mark.parametrize(
    ("model", "rules"),
    [
        pytest.param(
            "The {ORG Ministry} of Trade, Industry and Energy said so.",
            "The {ORG Ministry of Trade, Industry and Energy} said so.",
            id="a ministry's fields",
        ),
        pytest.param(
            "the {ORG Commission of Weavers}, {ORG Harbour Watch} and others",
            "the {ORG Commission of Weavers}, {ORG Harbour Watch} and others",
            id="a comma parts bodies",
        ),
        pytest.param(
            "the {ORG Chamber of Commerce President Jane Roe} said",
            "the {ORG Chamber of Commerce} President {PER Jane Roe} said",
            id="an office ends a body's name",
        ),
        pytest.param(
            "the Government of {PERSON President Jane Roe} fell",
            "the Government of President {PER Jane Roe} fell",
            id="a government of a person",
        ),
        pytest.param("He swam in the Stony River.", "He swam in the {LOC Stony River}.", id="a river"),
        pytest.param("They sailed the Gulf of Sorrow.", "They sailed the {LOC Gulf of Sorrow}.", id="a gulf"),
        pytest.param("in Northern {GPE Norway}", "in {LOC Northern Norway}", id="a point of the compass"),
        pytest.param("The {LAW Harbour Safety Act} passed.", "The Harbour Safety Act passed.", id="laws are no names"),
        pytest.param("The {ORG Harbour Cup} began.", "The Harbour Cup began.", id="nor contests"),
        pytest.param("It paid {ORG QR39,750} then.", "It paid QR39,750 then.", id="nor sums"),
        pytest.param("{ORG XYZV-19} spread.", "XYZV-19 spread.", id="nor letters with a number"),
    ],
)
def test_head_nouns_make_names(model: str, rules: str) -> None:
    assert corrected(model) == rules


@pytest.mark.parametrize(
    ("model", "rules"),
    [
        pytest.param(
            "STONYBAY, Norway (AFP) — It rained.",
            "{LOC STONYBAY}, {LOC Norway} ({ORG AFP}) — It rained.",
            id="dateline",
        ),
        pytest.param("By Jane Roe\nIt rained.", "By {PER Jane Roe}\nIt rained.", id="byline"),
        pytest.param(
            "It rained. (Reporting by Jane Roe and others; Editing by Joe Doe)",
            "It rained. (Reporting by {PER Jane Roe} and others; Editing by {PER Joe Doe})",
            id="credits",
        ),
        pytest.param(
            "Jane Roe / {GPE Pool} via REUTERS\n", "{PER Jane Roe} / {ORG Pool} via REUTERS\n", id="photo credit"
        ),
    ],
)
def test_lines_of_a_known_form(model: str, rules: str) -> None:
    assert corrected(model) == rules


@pytest.mark.parametrize(
    ("model", "rules"),
    [
        pytest.param("{ORG Zork}, 47, sang.", "{PER Zork}, 47, sang.", id="an age"),
        pytest.param("{GPE Mr Zork} sang.", "Mr {PER Zork} sang.", id="a form of address"),
        pytest.param("the city of {PERSON Zork}", "the city of {LOC Zork}", id="city of"),
        pytest.param("{PERSON Zork}, a small port, is full.", "{LOC Zork}, a small port, is full.", id="a description"),
        pytest.param("the retailer {GPE Zork} grew", "the retailer {ORG Zork} grew", id="a trade"),
        pytest.param("{ORG Norway} won.", "{LOC Norway} won.", id="a country"),
        pytest.param("The {GPE Norwegians} won.", "The {NAT Norwegians} won.", id="a people"),
        pytest.param("The {NORP Afghan} Jane Roe", "The {NAT Afghan} Jane Roe", id="a people beside a name"),
        pytest.param("a {ORG South Korean} firm", "a {NAT South Korean} firm", id="a people of two words"),
        pytest.param("storm {PERSON Zork} hit. {PERSON Zork} grew.", "storm Zork hit. Zork grew.", id="a storm"),
        pytest.param("Minister of {ORG Trade} Jane", "Minister of Trade Jane", id="a minister's field"),
        pytest.param("the {ORG Public Safety} Minister", "the Public Safety Minister", id="a field before the office"),
        pytest.param("at {ORG Zork Expo 2022}", "at Zork Expo 2022", id="an edition"),
        pytest.param("{PERSON Fundación Zork} gave", "{ORG Fundación Zork} gave", id="a foundation in Spanish"),
        pytest.param("near {PERSON Cerro Zork}", "near {LOC Cerro Zork}", id="a hill in Spanish"),
        pytest.param(
            "{ORG Rohingya} families. {ORG Rohingya} left.", "Rohingya families. Rohingya left.", id="a tongue"
        ),
        pytest.param("the {GPE Pentagon} said", "the {ORG Pentagon} said", id="a body that news does not explain"),
        pytest.param("{PERSON Zork} sank.", "Zork sank.", id="a lone word that nothing supports is no person"),
        pytest.param("It rained. ({GPE Reuters})", "It rained. ({ORG Reuters})", id="an agency"),
        pytest.param("the {GPE Zork} virus", "the Zork virus", id="a disease"),
    ],
)
def test_neighbours_say_what_a_name_is(model: str, rules: str) -> None:
    assert corrected(model) == rules


@pytest.mark.parametrize(
    ("model", "rules"),
    [
        pytest.param(
            "{PERSON Jane Quill} sang. {ORG Quill} danced. {GPE Quill} left.",
            "{PER Jane Quill} sang. {PER Quill} danced. {PER Quill} left.",
            id="a surname goes with the full name",
        ),
        pytest.param(
            "{ORG Taleni Quill} came. {ORG Quill} danced. {ORG Quill} left.",
            "{PER Taleni Quill} came. {PER Quill} danced. {PER Quill} left.",
            id="a name that is later its last word is a person",
        ),
        pytest.param(
            "{PERSON Jane Quill} sang. Later Quill danced.",
            "{PER Jane Quill} sang. Later {PER Quill} danced.",
            id="a mention that the model missed",
        ),
        pytest.param(
            "{PERSON Jane Reed} sang in the reed beds. Reed grows there.",
            "{PER Jane Reed} sang in the reed beds. Reed grows there.",
            id="but no word that the story has in lower case",
        ),
        pytest.param(
            "DIRECTOR: {PERSON JANE QUILL}\n\n{ORG Quill} sang.",
            "DIRECTOR: {PER JANE QUILL}\n\n{PER Quill} sang.",
            id="a full name in capitals",
        ),
        pytest.param(
            "{GPE QUILL} SINGS AGAIN\n\n{PERSON Jane Quill} sang.",
            "{PER QUILL} SINGS AGAIN\n\n{PER Jane Quill} sang.",
            id="a surname in a headline's capitals",
        ),
        pytest.param(
            "{ORG Zork Inc} grew. {PERSON Zork Inc} shrank. {ORG Zork Inc} fell.",
            "{ORG Zork Inc} grew. {ORG Zork Inc} shrank. {ORG Zork Inc} fell.",
            id="one name, one label",
        ),
        pytest.param(
            "{GPE Oslo}, {GPE Bergen}, {ORG Zork} and {GPE Lima}",
            "{LOC Oslo}, {LOC Bergen}, {LOC Zork} and {LOC Lima}",
            id="the items of an enumeration are of one kind",
        ),
        pytest.param(
            "{ORG Stonybay Rovers} met {ORG Hill United}. {GPE Stonybay} won the second half.",
            "{ORG Stonybay Rovers} met {ORG Hill United}. {ORG Stonybay} won the second half.",
            id="a team by its city",
        ),
    ],
)
def test_the_mentions_of_a_story_speak_for_each_other(model: str, rules: str) -> None:
    assert corrected(model) == rules


@pytest.mark.parametrize(
    ("model", "rules"),
    [
        pytest.param(
            "The Union of Stony Weavers (USW) met. USW members voted.",
            "The {ORG Union of Stony Weavers} ({ORG USW}) met. {ORG USW} members voted.",
            id="initials",
        ),
        pytest.param(
            "An initial public offering ({ORG IPO}) is near. The {ORG IPO} is big.",
            "An initial public offering (IPO) is near. The IPO is big.",
            id="common words",
        ),
        pytest.param(
            "{ORG Stony Weavers Party}'s ({ORG SWP}) vote",
            "{ORG Stony Weavers Party}'s ({ORG SWP}) vote",
            id="after a possessive",
        ),
        pytest.param(
            "The {ORG Stony Weavers Organization} ({GPE Sowea}) met. {GPE Sowea} voted.",
            "The {ORG Stony Weavers Organization} ({ORG Sowea}) met. {ORG Sowea} voted.",
            id="said as a word",
        ),
    ],
)
def test_abbreviations_are_what_they_stand_for(model: str, rules: str) -> None:
    assert corrected(model) == rules


@pytest.mark.parametrize("labels", [("PERSON", "GPE", "ORG"), ("PER", "LOC", "ORG")])
def test_any_set_of_labels_will_do(labels: tuple[str, str, str]) -> None:
    person, place, body = labels
    text = f"{{{person} Jane Roe}} left {{{place} Norway}} for {{{body} Acme Inc}}"
    assert corrected(text) == "{PER Jane Roe} left {LOC Norway} for {ORG Acme Inc}"


def test_persons_go_by_their_full_name() -> None:
    assert names_in("{PERSON Jane Quill} sang. {PERSON Mr Quill} said so.") == {
        "Jane Quill": "Jane Quill",
        "Quill": "Jane Quill",
    }


def test_family_names_may_come_first() -> None:
    names = names_in("{PERSON Qi Lanfen} spoke. {PERSON Qi} said so. {PERSON Mr Qi} left.")
    assert names == {"Qi Lanfen": "Qi Lanfen", "Qi": "Qi Lanfen"}


def test_a_headlines_capitals_make_no_other_person() -> None:
    assert names_in("{GPE QUILL} SINGS AGAIN\n\n{PERSON Jane Quill} sang.")["QUILL"] == "Jane Quill"


def test_a_surname_comes_before_another_persons_given_name() -> None:
    names = names_in("{PERSON Jane Paul} met {PERSON Paul Roe}. {PERSON Mr Paul} said no.")
    assert names["Paul"] == "Jane Paul"


def test_middle_names_and_particles_make_no_other_person() -> None:
    names = names_in(
        "{PERSON Jane van der Quill} and {PERSON Joe K. Roe} met. {PERSON Mr van der Quill} left. {PERSON Joe Roe} "
        "and {PERSON Mr Roe} stayed. {PERSON Joe Roe} slept."
    )
    assert names["van der Quill"] == "Jane van der Quill"
    assert names["Joe K. Roe"] == names["Roe"] == "Joe Roe"


def test_a_surname_of_two_goes_with_the_one_named_most() -> None:
    names = names_in("{PERSON Ann Quill} met {PERSON Joe Quill}. {PERSON Joe Quill} spoke. {PERSON Mr Quill} left.")
    assert names["Quill"] == "Joe Quill"


def test_capitals_accents_and_legal_forms_make_no_other_name() -> None:
    names = names_in(
        "{GPE OSLO} (AP) - It rained.\n{PERSON José Quill} works for {ORG Zork Inc}. {PERSON Jose Quill} likes "
        "{ORG Zork}. {ORG Zork} likes {PERSON José Quill}."
    )
    assert names["OSLO"] == "Oslo"
    assert names["Jose Quill"] == "José Quill"
    assert names["Zork Inc"] == "Zork"


def test_abbreviations_go_by_their_long_form() -> None:
    names = names_in("The {ORG Union of Stony Weavers} ({ORG USW}) met. {ORG USW} members voted.")
    assert names["USW"] == "Union of Stony Weavers"


def test_initials_find_the_one_long_form_that_fits() -> None:
    one = names_in("{ORG Stony Press} reported it. The {ORG SP} was first.")
    assert one["SP"] == "Stony Press"
    two = names_in("{ORG Stony Press} and {ORG Salty Press} reported it. The {ORG SP} was first.")
    assert two["SP"] == "SP"


@pytest.mark.parametrize("text", ["", " ", "\n\n", "x", "(", "The (TH)", "-", "of the (OT)", "A-", "Mr", "/ via AP"])
def test_odd_texts_are_no_error(text: str) -> None:
    assert isinstance(mentions_of(text)[1], tuple)


def test_mentions_are_in_order_and_do_not_overlap() -> None:
    _, mentions = mentions_of(
        "STONYBAY (AP) - {PERSON Jane Roe} of the {ORG Harbour Board (HB)} met {PERSON Roe-Doe} in the {ORG Stony "
        "River} Ministry of {GPE Norway} and {ORG Sweden}, {PERSON Director Roe} said."
    )
    bounds = [(mention.start, mention.end) for mention in mentions]
    assert all(end <= start for (_, end), (start, _) in pairwise(bounds))


def test_names_of_a_country_are_one_and_places_and_peoples_carry_its_code() -> None:
    text = (
        "{GPE U.S.} and {GPE U.K.} troops left {GPE Lagos} and {GPE Zork}. {NORP Ukrainians} and {NORP Kurds} stayed."
    )
    found = {mention.text: (mention.label, mention.name, mention.country) for mention in mentions_of(text)[1]}
    assert found == {
        "U.S.": ("LOC", "United States", "US"),
        "U.K.": ("LOC", "United Kingdom", "GB"),
        "Lagos": ("LOC", "Lagos", "NG"),
        "Zork": ("LOC", "Zork", ""),
        "Ukrainians": ("NAT", "Ukrainian", "UA"),
        "Kurds": ("NAT", "Kurd", ""),
    }


@pytest.mark.parametrize(
    ("marked", "role"),
    [
        ("President {PERSON Jane Roe} sang.", "president"),
        ("Gov. {PERSON Jane Roe} sang.", "governor"),
        ("Mr {PERSON Jane Roe} sang.", ""),
        ("It was {PERSON Jane Roe} alone.", ""),
    ],
)
def test_a_person_carries_the_role_given_with_the_name(marked: str, role: str) -> None:
    (mention,) = mentions_of(marked)[1]
    assert mention.role == role


def test_what_signs_a_story_is_told_from_what_it_is_about() -> None:
    _, mentions = mentions_of(
        "By {PERSON Freja Holm}\n\n"
        "OSLO, Norway (Fjordwire) — {PERSON Jane Roe} left {GPE Oslo}, she told {ORG Fjordwire}.\n\n"
        "(Reporting by Joe Doe)\n\nSome material by {ORG Harbour Press}."
    )
    assert [(m.text, m.position) for m in mentions] == [
        ("Freja Holm", "byline"),
        *[("OSLO", "dateline"), ("Norway", "dateline"), ("Fjordwire", "dateline")],
        *[("Jane Roe", "text"), ("Oslo", "text"), ("Fjordwire", "credit")],
        *[("Joe Doe", "credit"), ("Harbour Press", "credit")],
    ]


@pytest.mark.parametrize(
    ("model", "rules"),
    [
        pytest.param(
            "The retailer {PERSON Ted Quill} cut jobs. {PERSON Ted Quill} grew.",
            "The retailer {ORG Ted Quill} cut jobs. {ORG Ted Quill} grew.",
            id="by its trade",
        ),
        pytest.param(
            "{PERSON Nexbury}, a Dutch company, grew. {PERSON Nexbury} sold chips.",
            "{ORG Nexbury}, a {NAT Dutch} company, grew. {ORG Nexbury} sold chips.",
            id="by a description",
        ),
        pytest.param("{ORG Zork Meng}, the city's party chief, won.", "{PER Zork Meng}, the city's party chief, won."),
        pytest.param(
            "{PERSON Birgit Moser}, a mountain guide.", "{PER Birgit Moser}, a mountain guide.", id="its head"
        ),
        pytest.param(
            "In {GPE London}, a lawyer won.", "In {LOC London}, a lawyer won.", id="not where a clause follows"
        ),
        pytest.param(
            "{ORG Zorken Group} grew. {PERSON Zorken} sold boats.",
            "{ORG Zorken Group} grew. {ORG Zorken} sold boats.",
            id="a body by the first word of its name",
        ),
    ],
)
def test_what_a_story_introduces_a_name_as_outweighs_the_model(model: str, rules: str) -> None:
    assert corrected(model) == rules


@pytest.mark.parametrize("office", ["Public Diplomacy Advisor", "Minister of Economy", "Leader of the Opposition"])
def test_who_holds_an_office_is_no_body(office: str) -> None:
    assert corrected(f"He met the {{ORG {office}}}.") == f"He met the {office}."


@pytest.mark.parametrize(
    ("model", "rules"),
    [
        pytest.param("Then Mr Zork Quillan left.", "Then Mr {PER Zork Quillan} left.", id="behind a title"),
        pytest.param("It bought the retailer Zorka.", "It bought the retailer {ORG Zorka}.", id="behind a trade"),
        pytest.param(
            "Then Zorkina {PERSON Quill} left. Mr {PERSON Quill} sang.",
            "Then {PER Zorkina Quill} left. Mr {PER Quill} sang.",
            id="before a bare surname",
        ),
        pytest.param(
            "{PERSON Zorkina Quill} sang. Then Zorkina left.",
            "{PER Zorkina Quill} sang. Then {PER Zorkina} left.",
            id="a given name alone",
        ),
    ],
)
def test_names_that_the_model_passes_over_are_told_by_what_stands_beside_them(model: str, rules: str) -> None:
    assert corrected(model, is_tagged=True) == rules
