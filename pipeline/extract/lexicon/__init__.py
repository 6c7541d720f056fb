"""The words by which English news tells persons, places and organisations apart, as data."""


def words(text: str) -> frozenset[str]:
    """The words of a text as a set."""
    return frozenset(text.split())
