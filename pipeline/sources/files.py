"""Files of a source: which ones are complete, and their bytes within a limit."""

import glob
import os
import stat
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path

from pipeline.errors import RejectedInput

UNFINISHED = (".part", ".partial", ".tmp", ".temp", ".filepart", ".crdownload", ".swp", "~")
MIB = 1024 * 1024


def find_files(location: str | Path, base: Path | None = None) -> list[Path]:
    """The complete regular files at a path, in a folder with all below it, or matching a glob; sorted.

    Hidden files, names that mean "still being written", links and special files are left out: a link in a folder
    that others write to may point anywhere. What a glob writes out before its first sign may be one. A relative
    location is taken from `base`.
    """
    pattern = str(base / location) if base else str(location)
    if glob.has_magic(pattern) and not Path(pattern).exists():
        names = glob.iglob(pattern, recursive=True)  # noqa: PTH207  # Path.glob would give hidden files too
        fixed = Path(*takewhile(lambda part: not glob.has_magic(part), Path(pattern).parts))
        found: Iterator[Path] = (path for path in map(Path, names) if not _is_behind_link(path, fixed))
    elif Path(pattern).is_dir():
        found = _below(Path(pattern))
    else:
        found = iter([Path(pattern)])
    return sorted(path for path in found if _is_complete(path))


def _is_behind_link(path: Path, fixed: Path) -> bool:
    """Whether a folder between the part of a glob that its author wrote out and a path is a link."""
    return any(parent != fixed and parent.is_relative_to(fixed) and parent.is_symlink() for parent in path.parents)


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in names)


def is_complete(name: str) -> bool:
    """Whether a file of this name is meant to be read: it is not hidden, and its name says nothing of more to come."""
    return not name.startswith(".") and not name.lower().endswith(UNFINISHED)


def _is_complete(path: Path) -> bool:
    if not is_complete(path.name):
        return False
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def read_file(path: Path, *, limit: int) -> bytes:
    """The bytes of a regular file; raises RejectedInput if it has more than `limit` bytes or cannot be read.

    A larger file is not read at all, and one that grows meanwhile not beyond the limit.
    """
    try:
        with open(path, "rb", opener=_without_waiting) as file:  # Path.open takes no opener
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise RejectedInput(path, "is not a regular file", "Name a file")
            data = b"" if found.st_size > limit else file.read(limit + 1)
    except FileNotFoundError:
        raise RejectedInput(path, "does not exist", "Check the path") from None
    except OSError as error:
        raise RejectedInput(path, f"cannot be read ({error.strerror})", "Check its owner and its rights") from None
    except ValueError as error:
        raise RejectedInput(ascii(str(path)), f"cannot be the path of a file ({error})", "Correct it") from None
    size = max(found.st_size, len(data))
    if size > limit:
        problem = f"has {size / MIB:.1f} MiB, more than the limit of {limit / MIB:.1f} MiB"
        raise RejectedInput(path, problem, "Split it, or raise NEWSWIRE_MAX_DOCUMENT_MB")
    return data


def _without_waiting(path: str, flags: int) -> int:
    """Open a file; one that is a pipe would else wait for somebody to write."""
    return os.open(path, flags | os.O_NONBLOCK)
