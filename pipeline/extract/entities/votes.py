"""The votes of a story's names: for each name, the sum for each choice."""

from collections.abc import Mapping

from pipeline.extract.entities.evidence import Choice

type Votes = dict[Choice, float]
type Ballots = dict[str, Votes]

CHOICES: tuple[Choice, ...] = ("PER", "LOC", "ORG", "NONE")
"""In the order in which a tie is decided."""


def winner(votes: Mapping[Choice, float]) -> Choice:
    """The choice with the highest sum."""
    best, highest = CHOICES[0], votes.get(CHOICES[0], 0.0)
    for choice in CHOICES[1:]:
        if (sum_of_votes := votes.get(choice, 0.0)) > highest:
            best, highest = choice, sum_of_votes
    return best
