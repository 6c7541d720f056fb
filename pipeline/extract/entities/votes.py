"""The votes of a story's names: for each name, the sum for each choice."""

from collections.abc import Mapping

from pipeline.extract.entities.evidence import Choice

type Votes = dict[Choice, float]
type Ballots = dict[str, Votes]

CHOICES: tuple[Choice, ...] = ("PER", "LOC", "ORG", "NONE")
"""In the order in which a tie is decided."""


def winner(votes: Mapping[Choice, float]) -> Choice:
    """The choice with the highest sum."""
    return max(CHOICES, key=lambda choice: votes.get(choice, 0.0))
