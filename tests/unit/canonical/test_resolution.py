"""Which names are one, and which one name is two persons: decided by spelling and by company, whatever the order."""

import itertools
import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.canonical import MOST_TEXTS, Appearance, Known, Verdict, block, resolve

DAY = datetime(2026, 3, 1, tzinfo=UTC)


def seen(text: str, day: int = 0, roles: str = "", countries: str = "", *companions: tuple[str, str]) -> Appearance:
    where, what = frozenset(countries.split()), frozenset(roles.split())
    return Appearance(text, DAY + timedelta(days=day), what, where, frozenset(companions))


def person(name: str, *appearances: Appearance) -> Known:
    return Known("PER", name, appearances or (seen(f"text of {name}"),))


def verdict(name: str, other: str, is_same: bool, day: int = 0, text: str = "") -> Verdict:
    return Verdict("PER", name, other, is_same, DAY + timedelta(days=day), text)


def roots(names, verdicts=(), kind: str = "PER") -> dict[str, str]:
    return {place.name: place.root for place in resolve(kind, names, verdicts).places}


TOGETHER = ("PER", "Jane Roe")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Volodymyr Zelensky", "Volodymyr Zelenskiy"),
        ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
        ("Recep Tayyip Erdoğan", "Recep Tayyip Erdogan"),
        ("Jörg Müller", "Joerg Mueller"),
        ("Łukasz Nowak", "Lukasz Nowak"),
        ("J.K. Rowling", "JK Rowling"),
        ("Kim Jong Un", "Kim Jong-un"),
        ("JANE DOE", "Jane Doe"),
        ("Donald J. Trump", "Donald Trump"),
        ("Bashar al-Assad", "Bashar Assad"),
    ],
)
def test_spellings_of_one_name_meet(one, other):
    assert block("PER", one) == block("PER", other)
    assert len(set(roots([person(one), person(other)]).values())) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("John Smith", "Jane Smith"),
        ("Robert Kennedy", "Robert Kennedy Jr."),
        ("J. Smith", "John Smith"),  # without company in common
        ("Smith", "John Smith"),
        ("Saddam Hassan", "Saddam Hussein"),
        ("John Smith", "John Smyth Jones"),
    ],
)
def test_names_that_may_be_two_persons_stay_two(one, other):
    assert len(set(roots([person(one), person(other)]).values())) == 2


@pytest.mark.parametrize("short", ["J. Smith", "Smith"])
def test_short_forms_meet_the_full_name_in_whose_company_they_appear(short):
    full = person("John Smith", seen("a", 1, "", "", TOGETHER))
    place = next(
        p for p in resolve("PER", [person(short, seen("b", 0, "", "", TOGETHER)), full]).places if p.name == short
    )
    assert place.root == "John Smith"
    assert place.evidence == {"in company of": ["Jane Roe"]}


def test_a_short_form_of_two_persons_stays_alone():
    names = [
        person("J. Smith", seen("a", 0, "", "", TOGETHER)),
        person("John Smith", seen("b", 0, "", "", TOGETHER)),
        person("James Smith", seen("c", 0, "", "", TOGETHER)),
    ]
    assert len(set(roots(names).values())) == 3


def test_a_name_without_its_middle_name_is_nobody_in_particular_where_two_have_one():
    assert len(set(roots([person("John Smith"), person("John A. Smith"), person("John B. Smith")]).values())) == 3


def test_an_abbreviation_meets_the_body_that_a_story_introduced_with_it():
    long = Known("ORG", "World Health Organization", (), frozenset({"WHO", "World Health Organization"}))
    other = Known("ORG", "World Heritage Office", (), frozenset({"World Heritage Office"}))
    assert roots([Known("ORG", "WHO", ()), long, other], kind="ORG")["WHO"] == "World Health Organization"
    rival = Known("ORG", "World Heritage Office", (), frozenset({"WHO"}))
    assert roots([Known("ORG", "WHO", ()), long, rival], kind="ORG")["WHO"] == "WHO"


def test_bodies_meet_over_legal_forms_articles_and_british_spelling():
    names = ["Acme Corp.", "Acme", "The Labour Organisation", "Labor Organization"]
    found = roots([Known("ORG", name, ()) for name in names], kind="ORG")
    assert found["Acme"] == found["Acme Corp."]
    assert found["Labor Organization"] == found["The Labour Organisation"]


def test_two_persons_of_one_name_are_told_apart_by_their_walks_of_life():
    keeper = seen("match", 0, "goalkeeper", "GB", ("ORG", "Rovers"))
    again = seen("transfer", 3, "", "GB", ("ORG", "Rovers"), ("PER", "Ann Coach"))
    minister = seen("budget", 1, "minister", "AU", ("ORG", "Treasury"))
    unknown = seen("list", 2)
    result = resolve("PER", [person("John Smith", keeper, minister, unknown, again)])
    assert result.persons == {("John Smith", "budget"): "John Smith (minister)"}
    (namesake,) = [place for place in result.places if place.name != "John Smith"]
    assert namesake.rule == "namesake"
    assert namesake.evidence["others"] == ["goalkeeper"]


def test_one_person_of_two_walks_of_life_is_one_where_the_company_is_the_same():
    actor = seen("film", 0, "actor", "US", TOGETHER)
    governor = seen("election", 9, "governor", "US", TOGETHER)
    assert resolve("PER", [person("John Smith", actor, governor)]).persons == {}


def test_two_ministers_of_two_countries_are_two_and_one_who_travels_is_one():
    home = seen("home", 0, "minister", "FR", ("ORG", "Assembly"), ("PER", "Luc Roux"))
    abroad = seen("abroad", 1, "minister", "JP", ("PER", "Luc Roux"))
    elsewhere = seen("elsewhere", 2, "senator", "BR")
    result = resolve("PER", [person("Jean Petit", home, abroad, elsewhere)])
    assert result.persons == {("Jean Petit", "elsewhere"): "Jean Petit (senator)"}


def test_a_name_spelled_otherwise_is_not_the_person_whose_company_speaks_against_it():
    names = [
        person("Volodymyr Zelensky", seen("a", 0, "president", "UA")),
        person("Volodymyr Zelenskiy", seen("b", 0, "goalkeeper", "PL")),
    ]
    assert len(set(roots(names).values())) == 2


def test_operators_have_the_last_word_and_the_latest_of_theirs_holds():
    names = [person("Cassius Clay"), person("Muhammad Ali"), person("Mohammed Ali")]
    same = verdict("Cassius Clay", "Muhammad Ali", True, 1)
    assert roots(names, [same])["Cassius Clay"] == "Muhammad Ali"
    apart = verdict("Cassius Clay", "Muhammad Ali", False, 2)
    assert roots(names, [same, apart])["Cassius Clay"] == "Cassius Clay"
    again = verdict("Muhammad Ali", "Cassius Clay", True, 3)
    assert roots(names, [apart, again, same])["Muhammad Ali"] == "Cassius Clay"
    spelled = [person("Jane Doe"), person("JANE DOE")]
    assert len(set(roots(spelled, [verdict("Jane Doe", "JANE DOE", False)]).values())) == 2


def test_operators_say_which_person_a_text_means():
    pointed = verdict("John Smith", "John Smith (2)", True, text="b")
    result = resolve("PER", [person("John Smith", seen("a"), seen("b"))], [pointed])
    assert result.persons == {("John Smith", "b"): "John Smith (2)"}
    back = verdict("John Smith", "John Smith", True, 1, text="b")
    assert resolve("PER", [person("John Smith", seen("a"), seen("b"))], [pointed, back]).persons == {}


def test_texts_beyond_those_that_decide_go_to_the_person_in_whose_company_they_are():
    first = [seen(f"match {n}", n, "goalkeeper", "GB", ("PER", "Ann Coach")) for n in range(MOST_TEXTS - 1)]
    minister = seen("budget", 1, "minister", "AU", TOGETHER)
    late = seen("late", 99, "", "AU", TOGETHER)
    result = resolve("PER", [person("John Smith", *first, minister, late)])
    assert result.persons[("John Smith", "late")] == "John Smith (minister)"


def test_a_large_block_is_decided_by_spelling_in_good_time():
    many = [person("a".join(given).capitalize() + " Smith") for given in itertools.product("bdflmnprstvz", repeat=3)]
    found = roots([*many, person("Badab SMITH")])
    assert found["Badab SMITH"] == found["Badab Smith"]
    assert len(set(found.values())) == len(many)


NAMES = ["John Smith", "J. Smith", "Smith", "John A. Smith", "Jon Smith", "JOHN SMITH", "John B. Smith", "Jöhn Smith"]
APPEARANCES = st.builds(
    lambda text, day, role, country, companions: seen(
        f"text {text}", day, role, country, *(("PER", f"Known {c}") for c in companions)
    ),
    st.integers(0, 40),
    st.integers(0, 20),
    st.sampled_from(["", "minister", "goalkeeper", "actor", "farmer"]),
    st.sampled_from(["", "FR", "GB", "FR GB"]),
    st.sets(st.sampled_from("abcdef"), max_size=3),
)


@given(
    st.dictionaries(st.sampled_from(NAMES), st.lists(APPEARANCES, min_size=1, max_size=6), min_size=1),
    st.lists(
        st.builds(verdict, st.sampled_from(NAMES), st.sampled_from(NAMES), st.booleans(), st.integers(0, 9)).filter(
            lambda v: v.name != v.other
        ),
        max_size=3,
        unique_by=lambda v: v.decided_at,
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_makes_no_difference_and_every_root_is_its_own(names, verdicts, chance: random.Random):
    known = [person(name, *{a.text: a for a in appearances}.values()) for name, appearances in names.items()]
    expected = resolve("PER", known, verdicts)
    by_name = {place.name: place for place in expected.places}
    assert all(by_name[place.root].root == place.root for place in expected.places)
    for _ in range(3):
        shuffled = [person(k.name, *chance.sample(k.appearances, len(k.appearances))) for k in known]
        chance.shuffle(shuffled)
        assert resolve("PER", shuffled, chance.sample(verdicts, len(verdicts))) == expected
