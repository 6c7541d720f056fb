"""What well-known words are names of: places by weight, peoples and languages, given names.

The lists are those of maintained packages: ISO 3166 and ISO 639 (pycountry), capitals, peoples and time zones
(countryinfo), given names and towns (Faker). Only what these lack in the words of English news is written here.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from pipeline.extract.lexicon import general, organisations, people, places

COUNTRY, CAPITAL, STATE, CITY, SUBDIVISION = 5.0, 4.0, 3.0, 2.0, 1.5
ALSO_A_GIVEN_NAME = 0.5
"""Weight of a lesser place that is a given name as well (Florence, Austin)."""

SHORT_FORMS = (
    # what news calls countries whose ISO names are long or new
    *("UK", "U.K.", "US", "U.S.", "USA", "U.S.A.", "UAE", "U.A.E.", "DRC", "Britain", "England", "Scotland", "Wales"),
    *("Russia", "Iran", "Syria", "Vietnam", "Laos", "Bolivia", "Venezuela", "Tanzania", "Moldova", "Turkey", "Burma"),
    *("Ivory Coast", "North Korea", "South Korea", "Czech Republic", "United States", "United Kingdom", "Hong Kong"),
    # territories that news writes of as it does of countries
    *("Palestine", "Gaza", "West Bank", "Kosovo", "Northern Ireland"),
    # continents and regions of the world
    *("Africa", "Europe", "Asia", "America", "North America", "South America", "Latin America", "Middle East"),
    *("Asia-Pacific", "Indo-Pacific", "Caribbean", "Balkans", "Caucasus", "Sahel", "Scandinavia", "Siberia", "Arctic"),
    *("Central America", "Central Asia", "East Asia", "South Asia", "Southeast Asia", "Eastern Europe"),
    *("East Africa", "North Africa", "Southern Africa", "West Africa", "Middle East and North Africa", "MENA"),
    *("Western Europe", "Antarctica", "Persian Gulf", "Crimea", "Kashmir", "Kurdistan", "Catalonia"),
)
PEOPLES = (
    # of more than one country, and those that speak of a part of the world
    *("African", "European", "Asian", "Arab", "Latin American", "South American", "North American", "Central American"),
    *("Western", "Middle Eastern", "Scandinavian", "Kurdish", "Soviet", "Ottoman"),
    # without a state of their own
    *("Aboriginal", "Afrikaner", "Assyrian", "Basque", "Catalan", "Druze", "Hispanic", "Indigenous", "Inuit", "Kurd"),
    *("Latina", "Latino", "Maasai", "Maori", "Māori", "Rohingya", "Roma", "Sami", "Sikh", "Tatar", "Tibetan", "Tuareg"),
    *("Uighur", "Uyghur", "Yazidi", "Yoruba", "Zulu"),
    # of one country, where the packages have another form
    *("American", "British", "English", "Scottish", "Welsh", "Irish", "Palestinian", "Taiwanese", "Saudi", "Emirati"),
)
PARENTHESIS = re.compile(r"\s*[\[(].*")
INVERTED = re.compile(r", .*| \(.*")
"""ISO writes "Bolivia, Plurinational State of": what stands before the comma is the short form."""


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Names of the world; `places` holds a weight between 0.5 (a town that is also a given name) and 5 (a country).

    `well_known` are the places that are countries or capitals.
    """

    places: Mapping[str, float]
    well_known: frozenset[str]
    demonyms: frozenset[str]
    languages: frozenset[str]
    given_names: frozenset[str]

    def weight(self, name: str) -> float:
        """How much a name is known as a place; 0 for one that is not."""
        return self.places.get(name, 0.0)

    def is_demonym(self, name: str) -> bool:
        """Whether a name is that of a people or a language."""
        if name.endswith("ers") and name[:-3] in self.places:  # Hong Kongers
            return True
        return name in self.demonyms or (not name.isascii() and without_accents(name) in self.demonyms)


@cache
def gazetteer() -> Gazetteer:
    """The gazetteer, read once in a process (about 0.3 s)."""
    words_of_other_names = _words_of_other_names()
    given_names = frozenset(_given_names()) - words_of_other_names
    places: dict[str, float] = {}
    for name, weight in _places():
        if len(name) > 2 and name[0].isupper() and (weight >= CAPITAL or name not in words_of_other_names):
            places[name] = max(weight, places.get(name, 0.0))
            places.setdefault(without_accents(name), weight)
    for name, weight in places.items():
        if weight < STATE and name in given_names:
            places[name] = ALSO_A_GIVEN_NAME
    places.update(dict.fromkeys(SHORT_FORMS, COUNTRY))
    well_known = frozenset(name for name, weight in places.items() if weight >= CAPITAL)
    return Gazetteer(places, well_known, frozenset(_demonyms()), frozenset(_languages()), given_names)


def without_accents(text: str) -> str:
    """The text with its letters' marks taken off (NFKD, combining characters left out)."""
    if text.isascii():
        return text
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def _places() -> Iterator[tuple[str, float]]:
    import pycountry
    from countryinfo import all_countries
    from faker.providers.geo import Provider as Geography

    for entry in pycountry.countries:
        for field in ("name", "official_name", "common_name"):
            yield INVERTED.sub("", getattr(entry, field, "")), COUNTRY
    for country in all_countries():
        yield country.name(), COUNTRY
        yield country.capital() or "", CAPITAL
        for zone in country.timezone_names():
            yield zone.rpartition("/")[2].replace("_", " "), CITY
    for subdivision in pycountry.subdivisions:
        weight = STATE if subdivision.country_code == "US" else SUBDIVISION
        yield PARENTHESIS.sub("", subdivision.name), weight
    for *_, town, _country, _zone in Geography.land_coords:
        yield town, SUBDIVISION


def _demonyms() -> Iterator[str]:
    import pycountry
    from countryinfo import all_countries

    for name in PEOPLES:
        yield name
        yield name + "s"
    for language in pycountry.languages:
        if hasattr(
            language, "alpha_2"
        ):  # the world's larger languages; ISO 639-3 has 7,000 more, many of them common words
            yield language.name
    for country in all_countries():
        for people_name in re.split(r",| or |/", country.demonym() or ""):
            if people_name.strip()[:1].isupper():
                yield people_name.strip()
                yield people_name.strip() + "s"


def _languages() -> Iterator[str]:
    """Names of all languages, which most peoples without a state share; many are common words or other names too."""
    import pycountry

    for language in pycountry.languages:
        yield from (part.strip() for part in PARENTHESIS.sub("", language.name).split(","))


def _given_names() -> Iterator[str]:
    import faker.providers.person as persons

    for locale in _submodules(persons):
        for field, names in vars(locale.Provider).items():
            if field.startswith(("first_names", "first_romanized_names")) and isinstance(names, Iterable):
                yield from (name for name in names if _is_latin_word(name))


def _submodules(package: ModuleType) -> Iterator[ModuleType]:
    for module in iter_modules(package.__path__):
        yield import_module(f"{package.__name__}.{module.name}")


def _is_latin_word(name: str) -> bool:
    return name.isalpha() and name[0].isupper() and without_accents(name[0]).isascii()


def _words_of_other_names() -> frozenset[str]:
    """Given names and small places somewhere that in English news are ordinary words or parts of other names."""
    return (
        organisations.HEADS
        | places.HEADS
        | places.COMPASS
        | people.TITLES
        | general.FUNCTION_WORDS
        | general.COMMON_NOUNS
        | general.ADJECTIVES_OF_NAMES
        | {"Center", "Centre", "Pool", "Store", "Unity", "Opportunity"}
    )
