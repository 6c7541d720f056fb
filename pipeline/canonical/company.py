"""In what company a name appears: the evidence for and against two mentions in two texts being one person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

FIELDS = {
    "state": "president vice-president premier chancellor governor minister mayor senator lawmaker congressman "
    "congresswoman legislator diplomat ambassador envoy politician councillor king queen prince princess emir sultan "
    "mp mep candidate",
    "justice": "judge justice prosecutor lawyer attorney solicitor barrister magistrate",
    "police and arms": "detective sergeant constable sheriff superintendent colonel lieutenant admiral brigadier "
    "soldier policeman policewoman general",
    "sport": "striker midfielder defender goalkeeper keeper quarterback pitcher batsman bowler forward coach skipper "
    "golfer swimmer sprinter boxer jockey cyclist footballer cricketer athlete winger player referee runner skier "
    "linebacker halfback rower wrestler",
    "arts": "actor actress singer rapper musician novelist author poet painter filmmaker photographer comedian "
    "playwright sculptor dancer composer guitarist drummer artist writer pianist violinist soprano tenor",
    "science and schools": "professor scientist researcher historian economist physicist biologist epidemiologist "
    "doctor surgeon virologist teacher lecturer astronaut engineer chemist geologist psychologist",
    "business": "businessman businesswoman billionaire ceo financier banker investor entrepreneur tycoon",
    "trades": "farmer fisherman driver carpenter electrician plumber builder baker mechanic miner shopkeeper nurse "
    "waiter waitress hairdresser florist postman",
    "church": "bishop archbishop cardinal priest rabbi imam pastor pope nun monk vicar",
    "media": "journalist reporter editor columnist broadcaster presenter correspondent",
}
FIELD_OF = {role: field for field, roles in FIELDS.items() for role in roles.split()}
"""Walks of life by the role that news gives with a name; what may be of any (chairman, director) is left out."""

ENOUGH = 2
"""Names in common, of bodies or towns or surnames alone, that speak for one person; a full name does by itself."""

type Companion = tuple[str, str]
"""Kind and name of another entity in the same text."""


@dataclass(frozen=True, slots=True)
class Appearance:
    """One name in one text: `text` is the hash of the body, `at` when it was first published."""

    text: str
    at: datetime
    roles: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    companions: frozenset[Companion] = frozenset()


def in_order(appearances: Iterable[Appearance]) -> list[Appearance]:
    """Appearances in the order of their publication, the same whatever the order in which they came in."""
    return sorted(appearances, key=lambda a: (a.at, a.text))


def pooled(appearances: Iterable[Appearance]) -> Appearance:
    """All that is known of several appearances of one person, under the text and the time of the first."""
    known = in_order(appearances)
    return Appearance(
        known[0].text,
        known[0].at,
        frozenset().union(*(a.roles for a in known)),
        frozenset().union(*(a.countries for a in known)),
        frozenset().union(*(a.companions for a in known)),
    )


def shared(one: Appearance, other: Appearance) -> list[Companion]:
    """The companions that two appearances have in common, where they are enough to speak for one person."""
    common = sorted(one.companions & other.companions)
    tells = any(kind == "PER" and " " in name for kind, name in common) or len(common) >= ENOUGH
    return common if tells else []


def differ(one: Appearance, other: Appearance) -> bool:
    """Whether two appearances are of two persons: other walks of life or other countries, and nothing in common."""
    fields, other_fields = _fields(one.roles), _fields(other.roles)
    if not fields or not other_fields or one.roles & other.roles or shared(one, other):
        return False
    is_elsewhere = bool(one.countries and other.countries and not one.countries & other.countries)
    return not fields & other_fields or is_elsewhere


def telling_roles(appearances: Iterable[Appearance]) -> list[str]:
    """The roles that tell a walk of life, those of the first text first."""
    found = [role for a in in_order(appearances) for role in sorted(a.roles) if role in FIELD_OF]
    return list(dict.fromkeys(found))


def _fields(roles: Iterable[str]) -> set[str]:
    return {FIELD_OF[role] for role in roles if role in FIELD_OF}
