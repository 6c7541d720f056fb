"""A real SFTP server on 127.0.0.1 for tests, which serves a folder and knows one user."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncssh

USER, PASSWORD = "desk", "the-harbour-is-open"


@dataclass
class Sftp:
    """The server: where it is, its key and that key's fingerprint, the user's key, the folder that it serves.

    It remembers which files were read, and who began to log in.
    """

    port: int
    host_key: str
    fingerprint: str
    user_key: str
    folder: Path
    slow: set[str] = field(default_factory=set)  # names of files of which a byte comes in a second
    read: list[str] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)

    def url(self, path: str) -> str:
        """The address of a path on this server."""
        return f"sftp://127.0.0.1:{self.port}{path}"


@contextmanager
def sftp_server(folder: Path) -> Iterator[Sftp]:
    """Serve a folder on a free port until the block ends; it logs in by password or by key, and nothing is written."""
    host_key = asyncssh.generate_private_key("ssh-ed25519")
    user_key = asyncssh.generate_private_key("ssh-ed25519")
    public = host_key.export_public_key().decode()
    server = Sftp(0, public, host_key.get_fingerprint(), user_key.export_private_key().decode(), folder)
    loop = asyncio.new_event_loop()
    listener = loop.run_until_complete(
        asyncssh.listen(
            "127.0.0.1",
            0,
            server_host_keys=[host_key],
            server_factory=lambda: _Login(user_key.convert_to_public(), server),
            sftp_factory=lambda channel: _Files(channel, server),
        )
    )
    server.port = listener.get_port()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(_end(listener), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _end(listener: asyncssh.SSHAcceptor) -> None:
    listener.close()
    await listener.wait_closed()
    rest = asyncio.all_tasks() - {asyncio.current_task()}
    for task in rest:
        task.cancel()
    await asyncio.gather(*rest, return_exceptions=True)


class _Login(asyncssh.SSHServer):
    def __init__(self, key: asyncssh.SSHKey, server: Sftp) -> None:
        self._key, self._server = key, server

    def begin_auth(self, username: str) -> bool:
        self._server.logins.append(username)
        return True

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        return (username, password) == (USER, PASSWORD)

    def public_key_auth_supported(self) -> bool:
        return True

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        return username == USER and key == self._key


class _Files(asyncssh.SFTPServer):
    def __init__(self, channel: asyncssh.SSHServerChannel, server: Sftp) -> None:
        super().__init__(channel, chroot=str(server.folder).encode())
        self._server = server
        self._names: dict[int, str] = {}

    def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> object:
        assert not pflags & (asyncssh.FXF_WRITE | asyncssh.FXF_CREAT | asyncssh.FXF_TRUNC), "a drop folder is read only"
        file = super().open(path, pflags, attrs)
        self._names[id(file)] = path.decode()
        self._server.read.append(path.decode())
        return file

    async def read(self, file_obj: object, offset: int, size: int) -> bytes:
        if Path(self._names[id(file_obj)]).name in self._server.slow:
            await asyncio.sleep(1)
            size = 1
        return super().read(file_obj, offset, size)

    def _refused(self, *arguments: object) -> None:
        raise AssertionError("a drop folder is read only")

    remove = rename = posix_rename = mkdir = rmdir = setstat = symlink = _refused
