"""Airflow's API server alone, with its pages, for tests of them:  python -m tests.support.api_server HOME PORT

It serves the newsroom in HOME. Three users may log in, each with the own name as password: a viewer, an operator and
an administrator. No scheduler runs: a run that is started stays queued.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

from pipeline.orchestration.home import LocalAirflow

USERS = {"vera": "viewer", "otto": "op", "admin": "admin"}
START_SECONDS = 240


@contextmanager
def running_api_server(home: Path, database: str = "") -> Iterator[str]:
    """Start it on a free port of 127.0.0.1 and yield its address; `database` is by default the one in the home."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "NEWSWIRE_"))}
    settings = {"NEWSWIRE_HOME": str(home)} | ({"NEWSWIRE_DATABASE_URL": database} if database else {})
    output = home / "api-server.out"
    with output.open("wb") as file:
        command = [sys.executable, "-m", "tests.support.api_server", str(home), str(port)]
        process = subprocess.Popen(command, env=inherited | settings, stdout=file, stderr=file, start_new_session=True)
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(address):
            assert process.poll() is None, output.read_text()
            assert time.monotonic() < deadline, output.read_text()
            time.sleep(0.3)
        yield address
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _answers(address: str) -> bool:
    try:
        with urlopen(f"{address}/api/v2/version", timeout=5):
            return True
    except OSError:
        return False


def main(home: Path, port: int) -> None:
    """Become the server."""
    local = LocalAirflow(home, port)
    os.environ.update(local.variables())
    os.environ["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS"] = ",".join(f"{name}:{role}" for name, role in USERS.items())
    passwords = Path(os.environ["AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE"])
    passwords.write_text(json.dumps({name: name for name in USERS}), encoding="utf-8")
    airflow = [sys.executable, "-m", "airflow"]
    subprocess.run([*airflow, "db", "migrate"], check=True)
    subprocess.run([*airflow, "dags", "reserialize"], check=True)
    os.execv(airflow[0], [*airflow, "api-server"])


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
