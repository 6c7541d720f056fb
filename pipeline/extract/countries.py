"""The country of a place or a people, as an ISO 3166-1 code, and which places stand for their government.

The lists are those of pycountry and countryinfo, and Faker's towns. A name that places of the same rank in two
countries bear (Birmingham) has no code.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

SHORT_NAMES = {
    **dict.fromkeys(("US", "U.S.", "USA", "U.S.A.", "United States", "United States of America", "America"), "US"),
    **dict.fromkeys(("UK", "U.K.", "United Kingdom", "Britain", "Great Britain"), "GB"),
    **dict.fromkeys(("UAE", "U.A.E.", "United Arab Emirates"), "AE"),
    **dict.fromkeys(("DRC", "Democratic Republic of Congo", "Democratic Republic of the Congo"), "CD"),
    **{"Russia": "RU", "Iran": "IR", "Syria": "SY", "Vietnam": "VN", "Laos": "LA", "Bolivia": "BO", "Venezuela": "VE"},
    **{"Tanzania": "TZ", "Moldova": "MD", "Turkey": "TR", "Burma": "MM", "Ivory Coast": "CI", "Czech Republic": "CZ"},
    **{"North Korea": "KP", "South Korea": "KR", "Taiwan": "TW", "Palestine": "PS", "Gaza": "PS", "West Bank": "PS"},
    **{"Hong Kong": "HK", "Macau": "MO", "Kosovo": "XK", "Vatican": "VA", "Micronesia": "FM", "Swaziland": "SZ"},
    **{"Cape Verde": "CV", "East Timor": "TL", "Macedonia": "MK", "Brunei": "BN", "Holland": "NL"},
}
"""What news calls countries; ISO has other, longer or newer names. XK is a code for users, in general use."""
PARTS = dict.fromkeys(("England", "Scotland", "Wales", "Northern Ireland"), "GB")
"""Countries within a country: they carry its code and are not it."""
USUAL = {"US": "United States", "GB": "United Kingdom", "AE": "United Arab Emirates"}
"""The name under which a country's abbreviations are filed."""

PEOPLES = {
    **dict.fromkeys(("American", "Americans"), "US"),
    **dict.fromkeys("British Briton Britons Brit Brits English Scottish Scot Scots Welsh".split(), "GB"),
    **dict.fromkeys("Irish Irishman Irishmen Irishwoman".split(), "IE"),
    **dict.fromkeys("French Frenchman Frenchmen Frenchwoman".split(), "FR"),
    **dict.fromkeys("Dutch Dutchman Dutchmen Dutchwoman".split(), "NL"),
    **dict.fromkeys("Spanish Spaniard Spaniards".split(), "ES"),
    **dict.fromkeys("Polish Pole Poles".split(), "PL"),
    **dict.fromkeys("Turkish Turk Turks".split(), "TR"),
    **dict.fromkeys("Swedish Swede Swedes".split(), "SE"),
    **dict.fromkeys("Danish Dane Danes".split(), "DK"),
    **dict.fromkeys("Finnish Finn Finns".split(), "FI"),
    **dict.fromkeys("Icelandic Icelander Icelanders".split(), "IS"),
    **dict.fromkeys("Filipino Filipinos Filipina Philippine".split(), "PH"),
    **dict.fromkeys("Serbian Serbians Serb Serbs".split(), "RS"),
    **dict.fromkeys("Croatian Croatians Croat Croats".split(), "HR"),
    **dict.fromkeys("Slovenian Slovenians Slovene Slovenes".split(), "SI"),
    **dict.fromkeys("Afghan Afghans".split(), "AF"),
    **dict.fromkeys("Israeli Israelis".split(), "IL"),
    **dict.fromkeys("Iraqi Iraqis".split(), "IQ"),
    **dict.fromkeys("Saudi Saudis".split(), "SA"),
    **dict.fromkeys("Emirati Emiratis".split(), "AE"),
    **dict.fromkeys("Palestinian Palestinians".split(), "PS"),
    **dict.fromkeys("Taiwanese".split(), "TW"),
    **dict.fromkeys("Kosovar Kosovars".split(), "XK"),
    **dict.fromkeys("Indian Indians".split(), "IN"),
    **dict.fromkeys("Chinese".split(), "CN"),
    **dict.fromkeys(("South Korean", "South Koreans"), "KR"),
    **dict.fromkeys(("North Korean", "North Koreans"), "KP"),
    **dict.fromkeys("Norwegian Norwegians".split(), "NO"),
    **dict.fromkeys("Montenegrin Montenegrins".split(), "ME"),
    **dict.fromkeys("Argentine Argentines Argentinian Argentinians".split(), "AR"),
    **dict.fromkeys("Ecuadorian Ecuadorians".split(), "EC"),
    **dict.fromkeys("Azeri Azeris".split(), "AZ"),
    **dict.fromkeys("Kazakh Kazakhs".split(), "KZ"),
    **dict.fromkeys("Kyrgyz".split(), "KG"),
    **dict.fromkeys("Uzbek Uzbeks".split(), "UZ"),
    **dict.fromkeys("Tajik Tajiks".split(), "TJ"),
    **dict.fromkeys("Nepali Nepalis".split(), "NP"),
    **dict.fromkeys("Salvadorean Salvadoreans".split(), "SV"),
    **dict.fromkeys(("New Zealander", "New Zealanders"), "NZ"),
    # of more than one country, or of none
    **dict.fromkeys("Korean Koreans Congolese Dominican Dominicans Kurdish Kurd Kurds Arab Arabs".split(), ""),
    **dict.fromkeys("African Africans European Europeans Asian Asians Scandinavian Scandinavians".split(), ""),
    **dict.fromkeys(("Latin American", "Latin Americans"), ""),
}
"""Peoples of one country in the forms that news uses, where countryinfo has another one or gives it to several."""
SEATS = {"Washington": "US", "Delhi": "IN", "Kiev": "UA"}
"""Capitals under further names."""
SEATS_OF_OTHERS = frozenset(("Brussels",))
"""Capitals that speak for more than their country (the European Union)."""
_SEPARATOR = re.compile(r",| or |/")
_INVERTED = re.compile(r", .*| \(.*")


@dataclass(frozen=True, slots=True)
class Countries:
    """ISO codes by name: of places of any size, of states, of capitals, of peoples in singular and plural."""

    places: Mapping[str, str]
    states: Mapping[str, str]
    capitals: Mapping[str, str]
    peoples: Mapping[str, str]

    def government(self, name: str) -> str:
        """The code of the country whose government speaks by this name, that of the country or its capital, else ""."""
        if name in SEATS_OF_OTHERS:
            return ""
        return self.states.get(name) or self.capitals.get(name, "")

    def people(self, name: str) -> str:
        """The usual name of a people: the singular, where it is known as one of the same country."""
        singular = name.removesuffix("s")
        return singular if self.peoples.get(singular, "") == self.peoples.get(name) else name


@cache
def countries() -> Countries:
    """The lists, read once in a process (about 0.2 s)."""
    ranks: defaultdict[int, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for rank, name, code in _places():
        if len(name) > 1:
            ranks[rank][name].add(code)
    places: dict[str, str] = {}
    decided: set[str] = set()
    for rank in sorted(ranks):
        for name, codes in ranks[rank].items():
            if name not in decided and len(codes) == 1:
                places[name] = next(iter(codes))
        decided |= ranks[rank].keys()
    states = {name: places[name] for name in ranks[0] if name in places} | SHORT_NAMES
    capitals = {name: places[name] for name in ranks[1] if name in places and name not in states} | SEATS
    peoples = {people: code for people, code in _peoples().items() if people not in places}
    return Countries(places | SHORT_NAMES | PARTS, states, capitals, peoples)


def _places() -> Iterator[tuple[int, str, str]]:
    """Rank (0 for countries), name and code of all places."""
    import pycountry
    from countryinfo import all_countries
    from faker.providers.geo import Provider as Geography

    for entry in pycountry.countries:
        for field in ("name", "official_name", "common_name"):
            yield 0, _INVERTED.sub("", getattr(entry, field, "")), entry.alpha_2
    for country in all_countries():
        code = country.iso(2)
        yield 0, country.name(), code
        yield 1, country.capital() or "", code
        for zone in country.timezone_names():
            yield 2, zone.rpartition("/")[2].replace("_", " "), code
    for subdivision in pycountry.subdivisions:
        yield 3, _INVERTED.sub("", subdivision.name), subdivision.country_code
    for *_, town, code, _zone in Geography.land_coords:
        yield 3, town, code


def _peoples() -> dict[str, str]:
    from countryinfo import all_countries

    codes: defaultdict[str, set[str]] = defaultdict(set)
    for country in all_countries():
        for people in map(str.strip, _SEPARATOR.split(country.demonym() or "")):
            if people[:1].isupper() and people.replace(" ", "").isalpha():
                codes[people].add(country.iso(2))
                if not people.endswith(("ese", "ish", "ch", "s")):
                    codes[people + "s"].add(country.iso(2))
    found = {people: next(iter(known)) if len(known) == 1 else "" for people, known in codes.items()}
    return found | PEOPLES
