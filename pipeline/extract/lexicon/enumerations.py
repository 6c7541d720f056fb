"""Nouns in the plural that tell of what kind the names are which they introduce: "towns such as X and Y"."""

from typing import TYPE_CHECKING

from pipeline.extract.lexicon import words

if TYPE_CHECKING:
    from pipeline.extract.entities.story import Kind

PLACES = words("""
    cities towns villages hamlets suburbs districts provinces regions counties municipalities prefectures constituencies
    neighborhoods neighbourhoods countries nations islands rivers lakes mountains ports
""")
BODIES = words("""
    companies firms corporations banks lenders insurers airlines carmakers automakers retailers startups exchanges
    newspapers magazines broadcasters agencies universities clubs parties groups organisations organizations charities
""")
KIN = words("sons daughters children brothers sisters siblings twins grandchildren parents")
"""Nouns that no connecting word follows: "two daughters, X and Y"."""
PERSONS = KIN | words("""
    actors actresses singers musicians rappers authors writers poets players footballers strikers athletes senators
    lawmakers ministers candidates activists
""")
_KINDS: dict[str, "Kind"] = {
    **dict.fromkeys(PLACES, "LOC"),
    **dict.fromkeys(BODIES, "ORG"),
    **dict.fromkeys(PERSONS, "PER"),
}
KINDS = _KINDS | {noun.capitalize(): kind for noun, kind in _KINDS.items()}
