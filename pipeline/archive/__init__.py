"""The archive of raw documents: bytes under their SHA-256, written once and never changed."""

import gzip
import hashlib
import re
import zlib
from pathlib import Path

from pipeline.archive.folder import Folder
from pipeline.archive.place import Place
from pipeline.errors import PermanentError

__all__ = ["Archive", "open_archive"]

MAX_BYTES = 1024**3  # the largest document that settings admit
RESTORE = "Restore it from a backup"


def open_archive(location: str | Path) -> "Archive":
    """The archive in a folder, or at the URL of a bucket such as s3://bucket/prefix; raises SettingsError."""
    if isinstance(location, Path) or "://" not in location:
        return Archive(Path(location))
    from pipeline.archive.bucket import Bucket  # its library is installed only where it is used

    return Archive(Bucket(location))


class Archive:
    """A gzip file for each document, as aa/bb/<sha256>.gz in a folder or elsewhere; several processes may share it."""

    def __init__(self, place: Place | Path) -> None:
        self._place = Folder(place) if isinstance(place, Path) else place

    def label(self, sha256: str) -> str:
        """Where the document with this hash (64 hexadecimal digits) lies, or would lie: a path or a URL."""
        return self._place.label(_name(sha256))

    def put(self, data: bytes) -> str:
        """Keep these bytes; returns their SHA-256. When it returns they are safe; keeping them again is free.

        Raises TransientError when there is no room or no answer, PermanentError when the place cannot be written;
        neither leaves anything half-written under the document's name.
        """
        sha256 = hashlib.sha256(data).hexdigest()
        name = _name(sha256)
        if not self._place.has(name):
            self._place.write(name, gzip.compress(data, compresslevel=6, mtime=0))
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes with this hash; raises PermanentError when the archive has none, or has them damaged.

        Raises TransientError when the place does not answer.
        """
        name = _name(sha256)
        path = self._place.label(name)
        try:
            with self._place.open(name) as packed, gzip.open(packed) as file:
                data = file.read(MAX_BYTES + 1)
        except FileNotFoundError:
            raise PermanentError(path, "is missing from the archive", RESTORE) from None
        except (OSError, EOFError, zlib.error) as error:
            raise PermanentError(path, f"cannot be read ({error})", RESTORE) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise PermanentError(path, "is damaged: its bytes have another hash", RESTORE)
        return data

    def remove(self, sha256: str) -> bool:
        """Take these bytes out for good, for a takedown; says whether there were any. Raises PermanentError."""
        return self._place.remove(_name(sha256))


def _name(sha256: str) -> str:
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        raise PermanentError(repr(sha256), "is not a SHA-256 in hexadecimal digits")
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}.gz"
