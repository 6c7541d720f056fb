"""Gender of pronouns, and of given names by the lists of female and male ones that Faker keeps for some 70 locales."""

from collections import Counter
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Literal

type Gender = Literal["female", "male"]

GENDER_OF_PRONOUN: dict[str, Gender] = {
    **dict.fromkeys(("he", "him", "his", "himself"), "male"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "female"),
}
CLEAR = 3  # times as many locales must know a name as one gender than as the other


@cache
def gender_of(given_name: str) -> Gender | None:
    """The gender that most locales give a name; None where they do not know it or disagree."""
    female, male = _locales()
    name = given_name.lower()
    if female[name] >= max(1, CLEAR * male[name]):
        return "female"
    return "male" if male[name] >= max(1, CLEAR * female[name]) else None


@cache
def _locales() -> tuple[Counter[str], Counter[str]]:
    """How many locales list a name as female, and as male; read once, in about 0.1 s."""
    import faker.providers.person as persons

    female: Counter[str] = Counter()
    male: Counter[str] = Counter()
    for module in iter_modules(persons.__path__):
        provider = import_module(f"{persons.__name__}.{module.name}").Provider
        female.update({name.lower() for name in getattr(provider, "first_names_female", ())})
        male.update({name.lower() for name in getattr(provider, "first_names_male", ())})
    return female, male
