"""Airflow as `make up` starts it, for tests: on a free port, in a home of its own, without the schedule."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil

START_SECONDS = 150
RUN_SECONDS = 900
STOP_SECONDS = 60
ATTEMPTS = 5


@dataclass
class Airflow:
    """A running Airflow, spoken to as its pages do: by the public API."""

    address: str
    process: subprocess.Popen[bytes]
    logs: Path
    _token: str = field(default="", repr=False)

    def log_in(self, user: str, password: str) -> None:
        """All that follows is done as this user."""
        self._token = self.call("POST", "/auth/token", {"username": user, "password": password})["access_token"]

    def call(self, method: str, path: str, body: object = None) -> Any:
        """One request to the API; raises HTTPError."""
        headers = {"Content-Type": "application/json"} | (
            {"Authorization": f"Bearer {self._token}"} if self._token else {}
        )
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.address + path, data=data, headers=headers, method=method)
        try:
            with urlopen(request, timeout=90) as answer:
                return json.load(answer)
        except HTTPError as error:
            error.close()
            raise

    def trigger(self, dag: str, conf: Mapping[str, object] | None = None, at: datetime | None = None) -> str:
        """Start a run by hand, if need be one that was due `at` an earlier time; returns its id.

        With SQLite as its own database Airflow may refuse or lose a run while that is locked, so this looks again.
        """
        request: dict[str, object] = {"logical_date": at and at.isoformat(), "conf": conf or {}}
        if at:
            request["run_after"] = at.isoformat()
        for _ in range(ATTEMPTS):
            with suppress(HTTPError):
                run = self.call("POST", f"/api/v2/dags/{dag}/dagRuns", request)
                self.state(dag, run["dag_run_id"])
                return str(run["dag_run_id"])
            time.sleep(1)
        raise AssertionError(f"{dag} cannot be started")

    def backfill(
        self, dag: str, start: datetime, end: datetime, *, at_once: int = 1, seconds: int = RUN_SECONDS
    ) -> list[dict[str, Any]]:
        """Do all intervals that begin in these bounds again, so many runs at a time; returns the runs at their end."""
        number = self.start_backfill(dag, start, end, at_once=at_once)
        self.wait_for(
            lambda: self.call("GET", f"/api/v2/backfills/{number}")["completed_at"], "the backfill to end", seconds
        )
        return self.runs_between(dag, start, end)

    def runs_between(self, dag: str, start: datetime, end: datetime) -> list[dict[str, Any]]:
        """The runs of the intervals that begin in these bounds."""
        bounds = f"logical_date_gte={start:%Y-%m-%dT%H:%M:%SZ}&logical_date_lte={end:%Y-%m-%dT%H:%M:%SZ}"
        return list(self.call("GET", f"/api/v2/dags/{dag}/dagRuns?limit=100&{bounds}")["dag_runs"])

    def start_backfill(self, dag: str, start: datetime, end: datetime, *, at_once: int = 1) -> int:
        """Start a backfill, also of intervals that have runs; returns its number.

        Airflow does not promise this on SQLite: it answers 503 where its database is locked at that moment, and
        leaves a backfill without runs behind, which has to be cancelled before the next attempt.
        """
        request = {
            "dag_id": dag,
            "from_date": start.isoformat(),
            "to_date": end.isoformat(),
            "reprocess_behavior": "completed",
            "max_active_runs": at_once,
        }
        for _ in range(ATTEMPTS):
            try:
                return int(self.call("POST", "/api/v2/backfills", request)["id"])
            except HTTPError as error:
                if error.code != HTTPStatus.SERVICE_UNAVAILABLE:
                    raise
            for left in self.call("GET", f"/api/v2/backfills?dag_id={dag}")["backfills"]:
                if not left["completed_at"]:
                    self.call("PUT", f"/api/v2/backfills/{left['id']}/cancel")
            time.sleep(1)
        raise AssertionError(f"the backfill of {dag} cannot be started")

    def clear(self, dag: str, run: str, *tasks: str) -> None:
        """Let these tasks of a run, or all of them, run again."""
        request = {"dag_run_id": run, "dry_run": False, "only_failed": False} | ({"task_ids": tasks} if tasks else {})
        self.call("POST", f"/api/v2/dags/{dag}/clearTaskInstances", request)

    def set_slots(self, pool: str, slots: int) -> None:
        """How many tasks of a pool may run at a time; with 0 they wait."""
        request = {"pool": pool, "slots": slots, "include_deferred": False}
        self.call("PATCH", f"/api/v2/pools/{pool}?update_mask=slots", request)

    def state(self, dag: str, run: str) -> str:
        """The state of a run."""
        return str(self.call("GET", f"/api/v2/dags/{dag}/dagRuns/{run}")["state"])

    def tasks(self, dag: str, run: str) -> list[dict[str, Any]]:
        """The task instances of a run."""
        return list(self.call("GET", f"/api/v2/dags/{dag}/dagRuns/{run}/taskInstances?limit=100")["task_instances"])

    def finish(self, dag: str, run: str) -> str:
        """Wait for the end of a run; returns its state. Asks once a second: to answer takes time from it."""
        self.wait_for(lambda: self.state(dag, run) in {"success", "failed"}, f"run {run} of {dag} to end", pause=1)
        return self.state(dag, run)

    def run(self, dag: str, conf: Mapping[str, object] | None = None) -> str:
        """Run a DAG by hand to its end, which has to be a good one; returns the run's id."""
        run = self.trigger(dag, conf)
        state = self.finish(dag, run)
        assert state == "success", {task["task_display_name"]: task["state"] for task in self.tasks(dag, run)}
        return run

    def wait_for[Result](
        self, condition: Callable[[], Result], what: str, seconds: int = RUN_SECONDS, *, pause: float = 0.2
    ) -> Result:
        """Ask again until the condition holds, after a pause in seconds; returns what it returned."""
        deadline = time.monotonic() + seconds
        while not (result := condition()):
            assert self.process.poll() is None, "Airflow has ended"
            assert time.monotonic() < deadline, f"waited too long for {what}"
            time.sleep(pause)
        return result

    def owns(self, pid: int) -> bool:
        """Whether a process descends from this Airflow."""
        return pid in {child.pid for child in psutil.Process(self.process.pid).children(recursive=True)}


@contextmanager
def running_airflow(
    home: Path, settings: Mapping[str, str], metadata: str = "", *, is_scheduled: bool = False
) -> Iterator[Airflow]:
    """Start Airflow as `make up` does, with these NEWSWIRE_* variables; without a schedule runs start by hand alone."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "NEWSWIRE_"))}
    environment = inherited | settings | {"NEWSWIRE_HOME": str(home)}
    environment["AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE"] = str(is_scheduled)
    output = home.with_suffix(".out")
    with output.open("wb") as file:
        command = [sys.executable, "-m", "pipeline.orchestration.up", str(port), metadata]
        process = subprocess.Popen(command, env=environment, stdout=file, stderr=file)
    airflow = Airflow(f"http://127.0.0.1:{port}", process, home / "logs")
    try:
        deadline = time.monotonic() + START_SECONDS
        while "Ctrl-C ends it" not in output.read_text():
            assert process.poll() is None, output.read_text()
            assert time.monotonic() < deadline, f"Airflow is not up: {output.read_text()}"
            time.sleep(0.2)
        airflow.log_in("admin", json.loads((home / "airflow" / "passwords.json").read_text())["admin"])
        dags = {"wire_ingest", "wire_maintenance", "wire_reprocess"}
        airflow.wait_for(lambda: {dag["dag_id"] for dag in airflow.call("GET", "/api/v2/dags")["dags"]} >= dags, "DAGs")
        yield airflow
    finally:
        family = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        process.wait(STOP_SECONDS)
        left = [member for member in family if member.is_running() and member.status() != psutil.STATUS_ZOMBIE]
        assert not left, "Ctrl-C ends all processes"
