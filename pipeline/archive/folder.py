"""A folder as the place of an archive."""

import errno
import os
import tempfile
from pathlib import Path
from typing import BinaryIO

from pipeline.errors import PermanentError, TransientError

NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Folder:
    """A folder on this machine, or on a file system that several machines share."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, name: str) -> Path:
        """Where a file lies."""
        return self.folder / name

    def label(self, name: str) -> str:
        """What errors call a file."""
        return str(self.path(name))

    def has(self, name: str) -> bool:
        """Whether the file is there."""
        return self.path(name).exists()

    def write(self, name: str, data: bytes) -> None:
        """Write the whole file or nothing, and make it survive a loss of power."""
        path = self.path(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, data)
            for folder in (path.parent, path.parent.parent, self.folder):
                _sync(folder)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise TransientError(self.folder, "has no room for another document", "Free some space") from error
            problem = f"cannot be written ({error.strerror or error})"
            raise PermanentError(self.folder, problem, "Check its owner and its rights") from error

    def open(self, name: str) -> BinaryIO:
        """The file, to be read; raises OSError."""
        return self.path(name).open("rb")

    def remove(self, name: str) -> bool:
        """Take the file away, with what a writer that was killed left of it."""
        path = self.path(name)
        try:
            for remnant in path.parent.glob(f".{path.stem}.*.part"):
                remnant.unlink(missing_ok=True)
            path.unlink()
            _sync(path.parent)
        except FileNotFoundError:
            return False
        except OSError as error:
            raise PermanentError(path, f"cannot be removed ({error.strerror or error})", "Check its rights") from error
        return True


def _write(path: Path, data: bytes) -> None:
    """Write the whole file or nothing."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.stem}.", suffix=".part", delete=False) as file:
        try:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            Path(file.name).replace(path)
        except OSError:
            Path(file.name).unlink(missing_ok=True)
            raise


def _sync(folder: Path) -> None:
    """Make the names in a folder survive a loss of power."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
