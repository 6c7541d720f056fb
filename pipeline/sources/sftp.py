"""Files of an SFTP server, whose key has to be known, at an address such as sftp://wire.agency.example/out/*.xml."""

import asyncio
import re
import socket
import stat
from collections.abc import Awaitable, Sequence
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import asyncssh

from pipeline.errors import FetchFailed, RejectedInput
from pipeline.sources.access import Access
from pipeline.sources.answer import Unusable
from pipeline.sources.files import is_complete
from pipeline.sources.folders import PATTERN, State, refused, too_large
from pipeline.sources.guard import Network, RefusedAddress, guarded_sockets

PORT = 22
MAX_FILES, MAX_DEPTH = 200_000, 20  # more are a mistake, or meant to do harm
LATER = "Try again later"
LOST = (asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection)


class SftpFolder:
    """A folder, a file or a pattern on an SFTP server, to be used in `with`: one connection, verified, then closed.

    The server is known by the fingerprint in the login, else by the user's known_hosts. Links are not followed.
    """

    is_here = False

    def __init__(self, location: str, access: Access | None, *, allowed: Sequence[Network], seconds: float) -> None:
        """Each step has so many seconds. Raises Unusable where there is no secret."""
        parts = urlsplit(location)
        self._host, self._port, self._origin = parts.hostname or "", parts.port or PORT, f"sftp://{parts.netloc}"
        self._path = location.removeprefix(self._origin).rstrip("/") or "/"
        if access is None:
            raise Unusable("secret", "needs a login", "Give the source one of kind password or key")
        self._access, self._secret, self._allowed, self._seconds = access, access.value, allowed, seconds
        self._runner = asyncio.Runner()

    def __enter__(self) -> Self:
        try:
            self._connection, self._files = self._run(self._connect())
        except BaseException:
            self._runner.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.abort()
        self._runner.close()

    def look(self) -> dict[str, State] | None:
        """The complete files with their states."""
        try:
            return self._run(self._look())
        except asyncssh.SFTPError as error:
            raise Unusable("login", f"does not let us look into it ({error.reason})", "Ask its owner") from None

    def read(self, name: str, *, limit: int) -> bytes | None:
        """A file's bytes, and never more of them than the limit."""
        try:
            return self._run(self._read(name, limit))
        except asyncssh.SFTPError as error:
            raise RejectedInput(name, f"cannot be read ({error.reason})", "Ask its owner") from None
        except Unusable as error:
            if error.kind != "timeout":
                raise
            raise FetchFailed(name, error.problem, error.remedy) from None

    def _run[T](self, work: Awaitable[T]) -> T:
        """Do something within the deadline; what the library raises becomes Unusable."""

        async def bounded() -> T:
            async with asyncio.timeout(self._seconds):
                return await work

        try:
            return self._runner.run(bounded())
        except TimeoutError:
            remedy = f"{LATER}, or raise NEWSWIRE_FETCH_SECONDS"
            raise Unusable("timeout", f"did not answer within {self._seconds:g} seconds", remedy) from None
        except RefusedAddress as error:
            remedy = "Allow its network in NEWSWIRE_ALLOW_NETWORKS if it is yours"
            raise Unusable("address", f"leads to a refused address ({error.strerror})", remedy) from None
        except asyncssh.PermissionDenied:
            raise refused(self._access) from None
        except asyncssh.SFTPError as error:
            if isinstance(error, LOST):
                raise Unusable("connection", f"broke off ({error.reason})", LATER) from None
            raise
        except (OSError, asyncssh.Error) as error:
            raise Unusable("connection", f"broke off ({self._access.scrub(str(error))})", LATER) from None

    async def _connect(self) -> tuple[asyncssh.SSHClientConnection, asyncssh.SFTPClient]:
        login = self._access.login
        try:
            keys = [asyncssh.import_private_key(self._secret)] if login.kind == "key" else []
        except asyncssh.KeyImportError as error:
            raise Unusable("secret", f"has no private key in {login.origin} ({error})", "Set it anew") from None
        seen: list[str] = []
        try:
            connection = await asyncssh.connect(
                self._host,
                self._port,
                sock=await self._socket(),
                config=None,
                agent_path=None,
                username=self._access.user,
                password=self._secret if login.kind == "password" else None,
                client_keys=keys or None,
                preferred_auth="publickey" if keys else "password,keyboard-interactive",
                known_hosts=b"" if login.host_key else (),
                server_host_key_algs="default" if login.host_key else (),
                client_factory=lambda: _Client(login.host_key, seen),
            )
        except asyncssh.HostKeyNotVerifiable:
            raise self._unknown_key(seen) from None
        try:
            return connection, await connection.start_sftp_client(path_errors="surrogateescape")
        except asyncssh.SFTPError as error:
            raise Unusable("connection", f"speaks no SFTP ({error.reason})", "Check the address") from None

    async def _socket(self) -> socket.socket:
        """A connection to the first of the host's addresses that answers, if it is one that may be asked."""
        loop, make = asyncio.get_running_loop(), guarded_sockets(self._allowed)
        try:
            found = await loop.getaddrinfo(self._host, self._port, type=socket.SOCK_STREAM)
        except socket.gaierror:
            raise Unusable("connection", "has a name that cannot be resolved", "Check the address") from None
        for place, info in enumerate(found, start=1):
            connected = make(info)
            connected.setblocking(False)
            try:
                await loop.sock_connect(connected, info[4])
            except OSError as error:
                connected.close()
                if place == len(found):
                    problem = f"cannot be reached ({error.strerror or error})"
                    raise Unusable("connection", problem, LATER) from None
            except BaseException:
                connected.close()
                raise
            else:
                return connected
        raise Unusable("connection", "has a name without an address", "Check the address")

    def _unknown_key(self, seen: Sequence[str]) -> Unusable:
        shown = f" {seen[0]}" if seen else ""
        if self._access.login.host_key:
            remedy = "Ask the agency whether it has a new one; do not change host_key before it says so"
            return Unusable("host_key", f"shows another key than the login's host_key:{shown}", remedy)
        key = seen[0] if seen else "SHA256:…"
        remedy = f'Ask the agency whether it is its own; then write host_key = "{key}" into the login'
        return Unusable("host_key", f"shows a key that nobody has vouched for:{shown}", remedy)

    async def _look(self) -> dict[str, State] | None:
        pattern = PATTERN.search(self._path)
        start = self._path[: pattern.start()].rpartition("/")[0] or "/" if pattern else self._path
        try:
            attributes = await self._files.lstat(start)
        except asyncssh.SFTPNoSuchFile:
            return None
        if stat.S_ISREG(attributes.permissions or 0):
            return {f"{self._origin}{start}": _state(attributes)} if is_complete(start.rpartition("/")[2]) else {}
        wanted = _matcher(self._path) if pattern else None
        is_deep = wanted is None or "**" in self._path
        depth = MAX_DEPTH if is_deep else self._path.count("/") - start.rstrip("/").count("/")
        found: dict[str, State] = {}
        await self._walk(start.rstrip("/"), depth, found)
        named = {path: state for path, state in sorted(found.items()) if wanted is None or wanted.fullmatch(path)}
        return {f"{self._origin}{path}": state for path, state in named.items()}

    async def _walk(self, folder: str, depth: int, found: dict[str, State]) -> None:
        """Gather the complete files below a folder."""
        below = []
        async for entry in self._files.scandir(folder or "/"):
            name = str(entry.filename)
            if "/" in name or not name.isprintable() or name.startswith("."):
                continue
            path, mode = f"{folder}/{name}", entry.attrs.permissions or 0
            if stat.S_ISDIR(mode):
                below.append(path)
            elif stat.S_ISREG(mode) and is_complete(name):
                found[path] = _state(entry.attrs)
            if len(found) + len(below) > MAX_FILES:
                remedy = "Name those that are meant by a pattern"
                raise Unusable("too_large", f"has more than {MAX_FILES} files", remedy)
        for path in below if depth > 1 else ():
            await self._walk(path, depth - 1, found)

    async def _read(self, name: str, limit: int) -> bytes | None:
        try:
            async with self._files.open(name.removeprefix(self._origin), "rb") as file:
                data: bytes = await file.read(limit + 1)
        except asyncssh.SFTPNoSuchFile:
            return None
        if len(data) > limit:
            raise too_large(name, len(data), limit)
        return data


class _Client(asyncssh.SSHClient):
    """Trusts the key with one fingerprint, and notes the fingerprints that were shown."""

    def __init__(self, trusted: str | None, seen: list[str]) -> None:
        self._trusted, self._seen = trusted, seen

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        """Asked where known_hosts does not have the key."""
        self._seen.append(key.get_fingerprint("sha256"))
        return self._seen[-1] == self._trusted


def _matcher(pattern: str) -> re.Pattern[str]:
    from fsspec.utils import glob_translate

    return re.compile(glob_translate(pattern))


def _state(attributes: asyncssh.SFTPAttrs) -> State:
    found = {"size": attributes.size, "changed": attributes.mtime}
    return {name: value for name, value in found.items() if value is not None}
