"""The canonical name of each mention within its story."""

from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache

from pipeline.extract.entities.abbreviations import Abbreviation
from pipeline.extract.entities.story import SHORTEST_IN_CAPITALS
from pipeline.extract.gazetteer import Gazetteer, without_accents
from pipeline.extract.lexicon import organisations, people
from pipeline.model import NameLabel

type CountsByForm = dict[tuple[str, ...], dict[str, int]]
"""Mentions of the full names that a form of a person's name, folded, may stand for."""

LONGEST_FULL_NAME = 8
LONGEST_INITIALS = 2
REMEMBERED = 2_000
"""Names whose folded form is kept, since each is asked for several times."""


def canonical_names(
    names: Mapping[NameLabel, Mapping[str, int]], abbreviations: Mapping[str, Abbreviation], gazetteer: Gazetteer
) -> dict[tuple[NameLabel, str], str]:
    """The canonical name by label and name, of names that are given with the number of their mentions.

    Spellings of one name go with the most frequent; a part of a person's name with the full name that the story uses
    most; an abbreviation with its long form, the one that introduces it or else the only one with these initials.
    """
    canonical = {}
    for label, counts in names.items():
        spellings = _usual_spellings(counts, gazetteer)
        usual: dict[str, int] = {}
        for name, count in counts.items():
            usual[spellings[name]] = usual.get(spellings[name], 0) + count
        if label == "PER":
            longer = _full_names(usual, gazetteer.given_names)
        else:
            longer = _long_forms(usual)
            for short, abbreviation in abbreviations.items():
                if abbreviation.kind == label and abbreviation.long_form:
                    longer[short] = spellings.get(abbreviation.long_form, abbreviation.long_form)
        for name, spelling in spellings.items():
            canonical[label, name] = longer.get(spelling, spelling)
    return canonical


def _usual_spellings(counts: Mapping[str, int], gazetteer: Gazetteer) -> dict[str, str]:
    """Each name's most frequent spelling: capitals, accents, full stops and legal forms (Inc) make no other name."""
    variants: dict[tuple[str, ...], list[str]] = {}
    for name in counts:
        variants.setdefault(_folded(name), []).append(name)
    usual = {}
    for names in variants.values():
        best = names[0]
        if len(names) > 1:
            best = max(names, key=lambda name: (not _is_in_capitals(name), counts[name]))
        if _is_in_capitals(best) and gazetteer.weight(best.title()):
            best = best.title()
        for name in names:
            usual[name] = best
    return usual


@lru_cache(maxsize=REMEMBERED)
def _folded(name: str) -> tuple[str, ...]:
    words = without_accents(name).casefold().replace(".", "").split()
    while len(words) > 1 and words[-1] in organisations.FOLDED_LEGAL_FORMS:
        words.pop()
    return tuple(words)


def _is_in_capitals(name: str) -> bool:
    return name.isupper() and len(name) >= SHORTEST_IN_CAPITALS


def _full_names(counts: Mapping[str, int], given_names: Collection[str]) -> dict[str, str]:
    """The full name by each shorter form of it: surnames, and first words that are no other person's surname."""
    by_ends: dict[tuple[str, str], dict[str, int]] = {}
    for name, count in counts.items():
        words = _folded_person(name)
        if 2 <= len(words) <= LONGEST_FULL_NAME:
            by_ends.setdefault((words[0], words[-1]), {})[name] = count
    by_surname: CountsByForm = {}
    by_first_word: CountsByForm = {}
    for variants in by_ends.values():
        full_name = max(variants, key=lambda name: (variants[name], len(name)))
        total = sum(variants.values())
        for variant in variants:
            words = _folded_person(variant)
            for first in range(len(words)):  # the whole and every shorter ending
                _add(by_surname, words[first:], full_name, total)
        _add(by_first_word, _given_name(full_name), full_name, total)
    forms = {form: _most_frequent(names) for form, names in (by_first_word | by_surname).items()}
    order = {name: place for place, name in enumerate(counts)}
    longer = {full: _longest(full, by_surname, order, given_names) for full in set(forms.values())}
    return {name: longer[forms[form]] for name in counts if (form := _folded_person(name)) in forms}


def _most_frequent(names: Mapping[str, int]) -> str:
    return max(names, key=names.__getitem__) if len(names) > 1 else next(iter(names))


def _add(counts: CountsByForm, form: tuple[str, ...], name: str, count: int) -> None:
    names = counts.setdefault(form, {})
    names[name] = names.get(name, 0) + count


def _longest(
    name: str,
    by_surname: CountsByForm,
    order: Mapping[str, int],
    given_names: Collection[str],
) -> str:
    """`Jane de la Doe` for `De la Doe`: the only longer name of the story that ends so, for a surname of several words.

    That it is one tells the `order` of first mentions, since news begins with the full name, or the given names.
    """
    others = [other for other in by_surname[_folded_person(name)] if other != name]
    if len(others) != 1 or len(others[0].split()) <= len(name.split()):
        return name
    is_surname = name.split()[0] not in given_names and others[0].split()[0] in given_names
    return others[0] if is_surname or order[others[0]] < order[name] else name


@lru_cache(maxsize=REMEMBERED)
def _folded_person(name: str) -> tuple[str, ...]:
    words = name.split()
    while len(words) > 1 and words[-1] in people.GENERATIONS:
        words.pop()
    return _folded(" ".join(words))


def _given_name(full_name: str) -> tuple[str, ...]:
    """The first word, in folded form, or the second of three behind initials: "JD", "J.D."."""
    words = _folded_person(full_name)
    initials, *others = full_name.split()
    is_initials = len(others) > 1 and len(words[0]) <= LONGEST_INITIALS and initials.isupper()
    return words[1:2] if is_initials else words[:1]


def _long_forms(counts: Iterable[str]) -> dict[str, str]:
    """The long form by each acronym whose letters are the initials of one name of the story and no other."""
    by_initials: dict[str, set[str]] = {}
    for name in counts:
        words = [word for word in name.split() if word not in organisations.LINKING_WORDS]
        if len(words) > 1:
            by_initials.setdefault("".join([word[0] for word in words]), set()).add(name)
    return {
        name: next(iter(long_forms))
        for name in counts
        if len(long_forms := by_initials.get(name.replace(".", ""), ())) == 1 and name not in long_forms
    }
