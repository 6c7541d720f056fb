"""The archive of raw documents: bytes under their SHA-256, written once and never changed."""

import errno
import gzip
import hashlib
import os
import re
import tempfile
import zlib
from pathlib import Path

from pipeline.errors import PermanentError, TransientError

MAX_BYTES = 1024**3  # the largest document that settings admit
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class Archive:
    """A folder with a gzip file for each document, as aa/bb/<sha256>.gz; it may be shared by several processes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, sha256: str) -> Path:
        """Where the document with this hash (64 hexadecimal digits) lies, or would lie."""
        if not re.fullmatch(r"[0-9a-f]{64}", sha256):
            raise PermanentError(repr(sha256), "is not a SHA-256 in hexadecimal digits")
        return self.folder / sha256[:2] / sha256[2:4] / f"{sha256}.gz"

    def put(self, data: bytes) -> str:
        """Keep these bytes; returns their SHA-256. When it returns they are on the disk; keeping them again is free.

        Raises TransientError when there is no room, PermanentError when the folder cannot be written; neither
        leaves anything half-written under the document's name.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        path = self.path(sha256)
        if path.exists():
            return sha256
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(path, gzip.compress(data, compresslevel=6, mtime=0))
            for folder in (path.parent, path.parent.parent, self.folder):
                _sync(folder)
        except OSError as error:
            if error.errno in NO_ROOM:
                raise TransientError(self.folder, "has no room for another document", "Free some space") from error
            problem = f"cannot be written ({error.strerror or error})"
            raise PermanentError(self.folder, problem, "Check its owner and its rights") from error
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes with this hash; raises PermanentError when the archive has none, or has them damaged."""
        path = self.path(sha256)
        try:
            with gzip.open(path) as file:
                data = file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            raise PermanentError(path, "is missing from the archive", "Restore it from a backup") from None
        except (OSError, EOFError, zlib.error) as error:
            raise PermanentError(path, f"cannot be read ({error})", "Restore it from a backup") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise PermanentError(path, "is damaged: its bytes have another hash", "Restore it from a backup")
        return data

    def remove(self, sha256: str) -> bool:
        """Take these bytes out for good, for a takedown; says whether there were any. Raises PermanentError."""
        path = self.path(sha256)
        try:
            for remnant in path.parent.glob(f".{sha256}.*.part"):  # of a writer that was killed
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
