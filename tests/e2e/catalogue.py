"""What the stories and the sources of these tests look like."""

from pathlib import Path

PARAGRAPH = (
    "“The ferry will sail again before the winter,” said Marit Solvang, the harbour master of Lindholm. "
    "Officials in Oslo said the repairs would cost more than planned, and the Norwegian Coastal Authority agreed. "
)


def files_catalogue(folder: Path) -> str:
    """A catalogue with one source: the text files of a folder."""
    return f"""
[[outlet]]
id = "harbour"
name = "Harbour News"

[[source]]
id = "harbour-desk"
outlet = "harbour"
kind = "files"
path = "{folder}/*.txt"
language = "en"
interval_minutes = 1
"""
