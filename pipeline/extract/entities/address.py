"""Which of two persons with one surname a form of address means: "Mrs Roe" is not John Roe."""

from collections.abc import Mapping

from pipeline.extract.entities.story import Candidates, Story
from pipeline.extract.given_names import Gender, gender_of
from pipeline.model import NameLabel

GENDERS: dict[str, Gender] = {
    **dict.fromkeys("Mr Mr. Sir Lord".split(), "male"),
    **dict.fromkeys("Ms Ms. Mrs Mrs. Miss Lady Dame Baroness".split(), "female"),
}


def by_title(
    story: Story, candidates: Candidates, counts: Mapping[str, int], canonical: Mapping[tuple[NameLabel, str], str]
) -> dict[int, str]:
    """Names, by the first character of the mention, of persons whose title speaks against the usual full name.

    `counts` are the mentions of each name of a person. Where the story lacks the other's full name, it must have both
    titles with the surname; that other then goes by it, for a given name alone may be either's.
    """
    addressed: list[tuple[int, str, Gender]] = []
    for candidate in candidates:
        if candidate.kind == "PER" and candidate.end - candidate.start == 1:
            gender = GENDERS.get(story.word(candidate.start - 1))
            if gender is not None:
                addressed.append((story.starts[candidate.start], story.name(candidate.start, candidate.end), gender))
    genders: dict[str, set[Gender]] = {}
    for _, surname, gender in addressed:
        genders.setdefault(surname, set()).add(gender)
    found: dict[int, str] = {}
    for start, surname, gender in addressed:
        usual = canonical["PER", surname]
        if usual != surname and gender_of(usual.split()[0]) not in (None, gender):
            other = _namesake(surname, gender, usual, counts)
            if other is not None or len(genders[surname]) > 1:
                found[start] = other or surname
    return found


def _namesake(surname: str, gender: Gender, usual: str, counts: Mapping[str, int]) -> str | None:
    """Of the other full names with this surname that the gender fits, the one that the story has most often."""
    fitting = [
        name
        for name in counts
        if name.endswith(f" {surname}") and name != usual and gender_of(name.split()[0]) in (None, gender)
    ]
    return max(fitting, key=lambda name: counts[name], default=None)
