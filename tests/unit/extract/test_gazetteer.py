"""What the gazetteer knows of the world."""

import pytest

from pipeline.extract.gazetteer import CAPITAL, COUNTRY, gazetteer, without_accents


@pytest.mark.parametrize(
    "name",
    ["France", "Bolivia", "Tanzania", "United Kingdom", "UK", "U.S.", "South Korea", "Ivory Coast", "Africa", "Gaza"],
)
def test_countries_by_the_names_that_news_uses(name: str) -> None:
    assert gazetteer().weight(name) == COUNTRY


@pytest.mark.parametrize("name", ["Oslo", "Nairobi", "Buenos Aires", "Canberra"])
def test_capitals_weigh_less_than_countries(name: str) -> None:
    assert CAPITAL <= gazetteer().weight(name) < COUNTRY


@pytest.mark.parametrize("name", ["Texas", "New York", "Los Angeles", "São Paulo", "Sao Paulo", "Karachi"])
def test_states_and_cities_weigh_less_than_capitals(name: str) -> None:
    assert 0 < gazetteer().weight(name) < CAPITAL


@pytest.mark.parametrize("name", ["Pool", "Centre", "West", "Zork", ""])
def test_ordinary_words_are_no_places(name: str) -> None:
    assert gazetteer().weight(name) == 0


@pytest.mark.parametrize("name", ["French", "Kenyan", "Kenyans", "European", "Spanish", "Palestinian", "Taiwanese"])
def test_peoples_and_languages(name: str) -> None:
    assert gazetteer().is_demonym(name)


@pytest.mark.parametrize("name", ["France", "Zork", "Texas"])
def test_places_are_no_peoples(name: str) -> None:
    assert not gazetteer().is_demonym(name)


def test_given_names_of_many_languages_and_no_titles() -> None:
    names = gazetteer().given_names
    assert {"Maria", "Ivan", "Amina", "Aarav"} <= names
    assert names.isdisjoint({"President", "River", "Council", "The"})


def test_accents_are_taken_off() -> None:
    assert without_accents("Álvaro Ñandú") == "Alvaro Nandu"
