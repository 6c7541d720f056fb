"""What an archive asks of the place where its files lie."""

from typing import BinaryIO, Protocol


class Place(Protocol):
    """Files under names such as aa/bb/<sha256>.gz. A file is there in full or not at all, and never changes."""

    def label(self, name: str) -> str:
        """What errors call a file."""
        ...

    def has(self, name: str) -> bool:
        """Whether the file is there; raises TransientError or PermanentError."""
        ...

    def write(self, name: str, data: bytes) -> None:
        """Make the file, all of it or nothing; when it returns, the file outlives a loss of power.

        Raises TransientError when there is no room or no answer, PermanentError when the place cannot be written.
        """
        ...

    def open(self, name: str) -> BinaryIO:
        """The file, to be read; raises FileNotFoundError or another OSError, or TransientError."""
        ...

    def remove(self, name: str) -> bool:
        """Take the file away; says whether it was there. Raises TransientError or PermanentError."""
        ...
