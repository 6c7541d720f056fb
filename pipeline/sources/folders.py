"""Folders that files are dropped into, on this machine or elsewhere: what lies in one, and the bytes of a file."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from pipeline.errors import RejectedInput
from pipeline.sources.access import Access
from pipeline.sources.answer import MIB, Limits, Unusable
from pipeline.sources.files import find_files, read_file
from pipeline.sources.guard import Network

PATTERN = re.compile(r"[*?\[]")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://")

type State = Mapping[str, Any]  # a file's size and time of change, in types that JSON has


class Folder(Protocol):
    """A folder, a single file, or all files that a pattern matches; a file's name is its path, or its address."""

    is_here: bool  # on this machine, whose clock gives the files their times

    def look(self) -> dict[str, State] | None:
        """The complete files, sorted, each with its state; None where there is no such place. Raises Unusable."""
        ...

    def read(self, name: str, *, limit: int) -> bytes | None:
        """A file's bytes; None if it has gone since.

        Raises RejectedInput where this file cannot be read as it is, FetchFailed where it did not come this time,
        Unusable where no other will come either.
        """
        ...


class LocalFolder:
    """Files of this machine: those that a path names, or some of them alone."""

    is_here = True

    def __init__(self, location: str, paths: Sequence[Path] | None = None) -> None:
        self._location, self._paths = location, paths
        self._found: dict[str, Path] = {}

    def look(self) -> dict[str, State] | None:
        """The complete files with their states."""
        paths = find_files(self._location) if self._paths is None else self._paths
        if not paths and self._paths is None and not self._is_there():
            return None
        self._found = {name_of(path): path for path in paths}
        return {name: _state(path) for name, path in self._found.items()}

    def read(self, name: str, *, limit: int) -> bytes:
        """A file's bytes; one that is not there is rejected, since somebody may have named it."""
        return read_file(self._found.get(name, Path(name)), limit=limit)

    def _is_there(self) -> bool:
        has_pattern = PATTERN.search(self._location) is not None
        return Path(self._location).exists() or (has_pattern and Path(_parent(self._location)).is_dir())


@contextmanager
def open_folder(
    location: str, access: Access | None, *, allowed: Sequence[Network] = (), limits: Limits
) -> Iterator[Folder]:
    """The folder at a path or an address, until the block ends; raises Unusable where it cannot be reached.

    Of the limits `seconds` holds for each step: to connect, to list a folder, to read a file.
    """
    if not is_remote(location):
        yield LocalFolder(location)
    elif location.startswith("sftp://"):
        from pipeline.sources.sftp import SftpFolder

        with SftpFolder(location, access, allowed=allowed, seconds=limits.seconds) as folder:
            yield folder
    else:
        from pipeline.sources.remote import FsspecFolder

        yield FsspecFolder(location, access, seconds=limits.seconds)


def is_remote(location: str) -> bool:
    """Whether a location is an address, and no path of this machine."""
    return SCHEME.match(location) is not None


def name_of(path: Path) -> str:
    """What a local file goes by: its path; bytes in it that are no UTF-8, which no database takes, as `\\xe9`."""
    return str(path).encode(errors="surrogateescape").decode(errors="backslashreplace")


def name_below(location: str, file: str) -> str:
    """A file's name within its source: its path below the folder, or below the last folder before a pattern."""
    folder = location.rstrip("/") + "/"
    if not file.startswith(folder):
        folder = _parent(location)
    return file.removeprefix(folder)


def _parent(location: str) -> str:
    """The folder above the first pattern, or above a single file; with its slash."""
    parent, slash, _ = PATTERN.split(location)[0].rpartition("/")
    return parent + slash


def changed_at(state: State) -> tuple[str, int]:
    """By what the files of one folder are sorted by time; one without a time comes first."""
    changed = state.get("changed_ns", state.get("changed", 0))
    return ("", changed) if isinstance(changed, int) else (str(changed), 0)


def too_large(name: str, size: int, limit: int) -> RejectedInput:
    """The error for a file beyond the limit, which is not read."""
    problem = f"has {size / MIB:.1f} MiB, more than the limit of {limit / MIB:.1f} MiB"
    return RejectedInput(name, problem, "Split it, or raise NEWSWIRE_MAX_DOCUMENT_MB")


def refused(access: Access) -> Unusable:
    """The error for a login that is not accepted."""
    return Unusable("login", "does not accept the login", f"Look at {access.login.origin}")


def _state(path: Path) -> State:
    try:
        found = path.stat()
    except OSError:
        return {}
    return {"size": found.st_size, "changed_ns": found.st_mtime_ns}
