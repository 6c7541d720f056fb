"""The votes of a story's names: for each name, the sum for each choice."""

from pipeline.extract.entities.evidence import Choice

type Votes = dict[Choice, float]
type Ballots = dict[str, Votes]

LESSER_CHOICES: tuple[Choice, ...] = ("LOC", "ORG", "NONE")
"""In the order in which a tie is decided, behind a person."""


def no_votes() -> Votes:
    """The sums before anything votes."""
    return {"PER": 0.0, "LOC": 0.0, "ORG": 0.0, "NONE": 0.0}


def winner(votes: Votes) -> Choice:
    """The choice with the highest sum."""
    best: Choice = "PER"
    for choice in LESSER_CHOICES:
        if votes[choice] > votes[best]:
            best = choice
    return best
