"""`make up`: Airflow with its pages on this machine, until Ctrl-C.

    python -m pipeline.orchestration.up [PORT [METADATA]]

Starts the API server, the scheduler, the DAG processor and the triggerer, waits until all of them report that they
are well, and ends them with all their children when it is told to, or when one of them ends by itself.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from urllib.request import urlopen

import psutil

from pipeline.errors import NewswireError, SettingsError
from pipeline.orchestration.home import DEFAULT_PORT, USER, LocalAirflow
from pipeline.orchestration.terminal import output_to
from pipeline.settings import Settings

COMPONENTS = {
    "api-server": ["api-server"],
    "scheduler": ["scheduler", "--skip-serve-logs"],
    "dag-processor": ["dag-processor"],
    "triggerer": ["triggerer", "--skip-serve-logs"],
}
FIRST = "api-server"
REPORTING = ("metadatabase", "scheduler", "dag_processor", "triggerer")
START_SECONDS = 120
STOP_SECONDS = 15
LINES_SHOWN = 20

type Components = Mapping[str, subprocess.Popen[bytes]]


class Stopped(BaseException):
    """Somebody asked for the end: Ctrl-C, a closed terminal, a signal."""


class ComponentFailed(NewswireError):
    """One of Airflow's processes ended by itself, or was not well in time."""


def main(port: str = str(DEFAULT_PORT), metadata: str = "") -> int:
    """Run Airflow until it is told to end; returns the exit status."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _stop)
    try:
        settings = Settings.read(os.environ)
        local = LocalAirflow(settings.home, _free_port(port), metadata)
        print("Preparing the databases", flush=True)
        with output_to(local.logs / "prepare.log"):
            local.prepare(settings)
        with _running(local) as components:
            print("Starting Airflow", flush=True)
            _wait(local, components, lambda: _is_well(local))
            print(f"\nAirflow is at {local.address}\n  user      {USER}\n  password  {local.password}")
            print(f"  logs      {local.logs}\nCtrl-C ends it.", flush=True)
            while True:
                _check_running(local, components)
                time.sleep(1)
    except Stopped:
        print("Ended.")
        return 0
    except NewswireError as error:
        print(error, file=sys.stderr)
        return 2


def _stop(number: int, frame: FrameType | None) -> None:
    for repeated in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(repeated, signal.SIG_IGN)  # impatience must not leave processes behind
    raise Stopped


def _free_port(given: str) -> int:
    if not (given.isdecimal() and 0 < int(given) < 65536):
        raise SettingsError(f"PORT={given}", "is not the number of a port", "Example: make up PORT=8081")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(given)))
        except OSError as error:
            raise SettingsError(f"PORT={given}", "is taken", "Name another: make up PORT=…") from error
    return int(given)


@contextmanager
def _running(local: LocalAirflow) -> Iterator[Components]:
    """Airflow's components, each in a session of its own; at the end of the block nothing of them is left."""
    components: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in COMPONENTS.items():
            with _log(local, name).open("wb") as output:
                components[name] = subprocess.Popen(  # noqa: S603  # this interpreter, and words from the table above
                    [sys.executable, "-m", "airflow", *command],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=output,
                    start_new_session=True,  # Ctrl-C reaches this process alone, which then ends the others in order
                )
            if name == FIRST:  # the scheduler's first task would fail without an answer from it
                _wait(local, components, lambda: _health(local) is not None)
        yield components
    finally:
        _end(components)


def _end(components: Components) -> None:
    sessions = {process.pid for process in components.values()}
    for process in components.values():
        process.terminate()
    _, stubborn = psutil.wait_procs(_members(sessions), timeout=STOP_SECONDS)
    for process in {*stubborn, *_members(sessions)}:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    for component in components.values():
        component.wait()


def _members(sessions: set[int]) -> list[psutil.Process]:
    """All processes of the sessions: tasks run in process groups of their own, but stay in their session."""
    members = []
    for process in psutil.process_iter():
        with suppress(ProcessLookupError, PermissionError):
            if os.getsid(process.pid) in sessions:
                members.append(process)
    return members


def _wait(local: LocalAirflow, components: Components, is_done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_done():
        _check_running(local, components)
        if time.monotonic() > deadline:
            raise ComponentFailed("Airflow", f"was not up after {START_SECONDS} s", f"See the logs in {local.logs}")
        time.sleep(0.3)


def _health(local: LocalAirflow) -> dict[str, dict[str, str] | None] | None:
    """What the API server says of all components; None where it does not answer yet."""
    try:
        with urlopen(f"{local.address}/api/v2/monitor/health", timeout=5) as answer:  # noqa: S310  # our own address
            return dict(json.load(answer))
    except OSError:
        return None


def _is_well(local: LocalAirflow) -> bool:
    health = _health(local) or {}
    return all((health.get(name) or {}).get("status") == "healthy" for name in REPORTING)


def _check_running(local: LocalAirflow, components: Components) -> None:
    for name, process in components.items():
        if process.poll() is not None:
            log = _log(local, name)
            tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-LINES_SHOWN:])
            raise ComponentFailed(f"airflow {name}", f"ended with status {process.returncode}", f"See {log}:\n{tail}")


def _log(local: LocalAirflow, component: str) -> Path:
    return local.logs / f"{component}.log"


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:3]))
