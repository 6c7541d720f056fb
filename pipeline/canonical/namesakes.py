"""Persons who share a name, told apart by what they are mentioned with."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.canonical.company import Appearance, differ, in_order, pooled, shared, telling_roles


@dataclass(frozen=True, slots=True)
class Namesake:
    """One of the persons of a name; the one who was published first goes by the plain name, others by their role."""

    name: str
    appearances: tuple[Appearance, ...]
    evidence: dict[str, list[str]]


def tell_apart(name: str, appearances: Sequence[Appearance]) -> list[Namesake]:
    """The persons of a name; only one where nothing says otherwise.

    Appearances in the same company are one person. What is left are persons of their own where their roles belong to
    other walks of life, or to other countries, than those of everybody before; without a telling role, an appearance
    is the first's. Published order decides who is first, so a later text changes nothing for the earlier ones.
    """
    persons: list[list[Appearance]] = []
    for circle in _circles(in_order(appearances)):
        own = pooled(circle)
        person = next((person for person in persons if not differ(pooled(person), own)), None)
        if person is None:
            persons.append(list(circle))
        else:
            person.extend(circle)
    first, *others = persons or [[]]
    found = [Namesake(name, tuple(in_order(first)), {})]
    for person in others:
        roles = telling_roles(person)
        evidence = {"roles": roles, "others": telling_roles(first), "countries": sorted(pooled(person).countries)}
        found.append(Namesake(f"{name} ({roles[0]})", tuple(in_order(person)), evidence))
    return found


def nearest(persons: Sequence[Namesake], appearance: Appearance) -> Namesake:
    """Of the persons of a name the one who appears here: by company, else the first who may be meant."""
    pools = [pooled(person.appearances) for person in persons]
    for person, known in zip(persons, pools, strict=True):
        if shared(known, appearance) or known.roles & appearance.roles:
            return person
    return next((p for p, known in zip(persons, pools, strict=True) if not differ(known, appearance)), persons[0])


def _circles(appearances: Sequence[Appearance]) -> list[list[Appearance]]:
    """The appearances in circles: each is in the company of another one of its circle; by the first of each."""
    circles: list[list[Appearance]] = []
    for appearance in appearances:
        joined = [circle for circle in circles if any(shared(known, appearance) for known in circle)]
        circle = [*(known for part in joined for known in part), appearance]
        circles = [part for part in circles if part not in joined] + [circle]
    return sorted((in_order(circle) for circle in circles), key=lambda circle: (circle[0].at, circle[0].text))
