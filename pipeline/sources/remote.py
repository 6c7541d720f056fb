"""Files at an address that fsspec has a library for, such as s3://bucket/drop/*.xml."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pipeline.errors import RejectedInput
from pipeline.sources.access import Access
from pipeline.sources.answer import Unusable
from pipeline.sources.files import is_complete
from pipeline.sources.folders import PATTERN, State, too_large

MAX_FILES = 200_000  # in one folder; more are a mistake, or meant to do harm
CHUNK = 1024 * 1024
CHANGED = ("mtime", "LastModified", "last_modified", "updated", "created")  # as the file systems of fsspec have it
MARKS = ("ETag", "etag", "md5Hash", "generation", "versionId")
ELSEWHERE = "Check the address, and who may read it"


class FsspecFolder:
    """A folder, a file or a pattern at an address. Who we are comes from the login, else from the environment."""

    is_here = False

    def __init__(self, location: str, access: Access | None, *, seconds: float) -> None:
        """Raises Unusable where the library for such addresses is not there, or the secret."""
        import fsspec

        self._location, self._access = location, access
        self._scheme = location.partition("://")[0]
        options = _options(self._scheme, access, seconds)
        try:
            kind = fsspec.get_filesystem_class(self._scheme)
        except ImportError as error:
            raise Unusable("url", f"needs a library that is not installed ({error})", "Install it") from None
        except ValueError:
            raise Unusable("url", f"has a scheme that fsspec does not know: {self._scheme}", "Correct it") from None
        self._files = self._guarded(lambda: kind(**options))
        self._path = self._files._strip_protocol(location)

    def look(self) -> dict[str, State] | None:
        """The complete files with their states."""
        found = self._guarded(self._list)
        return None if found is None else {self._url(path): _state(info) for path, info in sorted(found.items())}

    def _list(self) -> dict[str, Mapping[str, Any]] | None:
        files = self._files
        files.invalidate_cache()
        if PATTERN.search(self._path):
            found = files.glob(self._path, detail=True)
        elif not files.exists(self._path):
            return None
        else:
            found = files.find(self._path, detail=True)
        if len(found) > MAX_FILES:
            raise Unusable("too_large", f"has more than {MAX_FILES} files", "Name those that are meant by a pattern")
        return {path: info for path, info in found.items() if info["type"] == "file" and self._is_meant(path)}

    def _is_meant(self, path: str) -> bool:
        parts = path.removeprefix(PATTERN.split(self._path)[0].rpartition("/")[0]).strip("/").split("/")
        return is_complete(parts[-1]) and not any(part.startswith(".") for part in parts)

    def read(self, name: str, *, limit: int) -> bytes | None:
        """A file's bytes, in pieces and never more of them than the limit."""
        data: bytes | None = self._guarded(lambda: self._read(name, limit))
        return data

    def _read(self, name: str, limit: int) -> bytes | None:
        data = bytearray()
        try:
            with self._files.open(self._files._strip_protocol(name), "rb", block_size=CHUNK) as file:
                while len(data) <= limit and (chunk := file.read(min(CHUNK, limit + 1 - len(data)))):
                    data += chunk
        except FileNotFoundError:
            return None
        except PermissionError:
            raise RejectedInput(name, "cannot be read (Permission denied)", ELSEWHERE) from None
        if len(data) > limit:
            raise too_large(name, len(data), limit)
        return bytes(data)

    def _url(self, path: str) -> str:
        return f"{self._scheme}://{path.lstrip('/')}"

    def _guarded(self, work: Callable[[], Any]) -> Any:
        """Do what asks the server; what its library raises becomes Unusable, without the secret."""
        try:
            return work()
        except (Unusable, RejectedInput):
            raise
        except PermissionError as error:
            raise Unusable("login", f"does not let us in ({self._hidden(error)})", ELSEWHERE) from None
        except Exception as error:  # the libraries behind fsspec have no errors in common: its words are kept
            problem = f"does not answer ({self._hidden(error)})"
            raise Unusable("connection", problem, f"Try again later. {ELSEWHERE}") from None

    def _hidden(self, error: Exception) -> str:
        text = re.sub(r"\s+", " ", str(error) or type(error).__name__)[:300]
        return self._access.scrub(text) if self._access else text


def _options(scheme: str, access: Access | None, seconds: float) -> dict[str, Any]:
    options: dict[str, Any] = {"use_listings_cache": False, "skip_instance_cache": True}
    if scheme == "s3":
        timeouts = {"connect_timeout": seconds, "read_timeout": seconds}
        options["config_kwargs"] = {"retries": {"max_attempts": 2, "mode": "standard"}, **timeouts}
        if access:
            options |= {"key": access.user, "secret": access.value}
    return options


def _state(info: Mapping[str, Any]) -> State:
    """Size, time of change and the server's own mark of the content, as far as it has them."""
    changed = next((info[name] for name in CHANGED if info.get(name)), None)
    mark = next((str(info[name]) for name in MARKS if info.get(name)), None)
    time = changed.isoformat() if isinstance(changed, datetime) else changed and str(changed)
    found = {"size": info.get("size"), "changed": time, "mark": mark}
    return {name: value for name, value in found.items() if value is not None}
