"""docker-compose.yml without containers: its services as processes, with the file's own commands and environment.

What differs is what a container would have for itself: paths (below one folder), ports, and the names of the workers.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

import psutil
from sqlalchemy import make_url

from tests.support.airflow import Airflow
from tests.support.compose import ROOT, Service, image_environment, secrets_of_example, services
from tests.support.postgres import postgres_server

REMEDY = "Install Debian's package redis-server (as .ci/run does); the test of the Celery profile needs it"
START_SECONDS = 300
STOP_SECONDS = 30
AIRFLOW_SERVICES = ("api-server", "scheduler", "dag-processor", "triggerer")
SERVE_LOGS = ("triggerer", "worker")  # to every network, unless told not to
FOR_TESTS = {  # 127.0.0.1 alone, no run by itself, and no five minutes of waiting for a worker that was ended
    "AIRFLOW__API__HOST": "127.0.0.1",
    "AIRFLOW__SCHEDULER__USE_JOB_SCHEDULE": "False",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "30",
    "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT_DETECTION_INTERVAL": "5",
    "NEWSWIRE_ALLOW_NETWORKS": "127.0.0.0/8",
}


@dataclass
class Stack:
    """The running services; `catalogue` is the folder that is mounted as /etc/newswire."""

    folder: Path
    variables: dict[str, str]
    ports: dict[str, int]
    declared: dict[str, Service]
    settings: Mapping[str, str]
    processes: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)
    _airflow: Airflow | None = None

    @property
    def catalogue(self) -> Path:
        """Folder of sources.toml."""
        return self.folder / "etc"

    @property
    def airflow(self) -> Airflow:
        """Its public API, logged in as the first user."""
        if self._airflow is None:
            address = f"http://127.0.0.1:{self.variables['PORT']}"
            self._airflow = Airflow(address, self.processes["api-server"], self.folder / "logs")
            self._airflow.log_in("admin", self.variables["ADMIN_PASSWORD"])
        return self._airflow

    @property
    def database(self) -> str:
        """URL of the stories' database, as the writer."""
        return self.environment("scheduler", "scheduler")["NEWSWIRE_DATABASE_URL"]

    def environment(self, service: str, name: str) -> dict[str, str]:
        """What a process of a service finds in its environment, under a name of its own as each container has."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("AIRFLOW", "NEWSWIRE_", "PG"))}
        declared = (image_environment() if service not in ("postgres", "redis") else {}) | self.declared[
            service
        ].environment
        places = {key: self._placed(value, name) for key, value in declared.items()}
        places["PATH"] = f"{Path(sys.executable).parent}:{kept['PATH']}"
        own = {"HOSTNAME": name, "HOME": str(self.folder), "PYTHONPATH": ""}
        return kept | places | own | ({} if service in ("postgres", "redis") else FOR_TESTS | dict(self.settings))

    def _placed(self, value: str, name: str) -> str:
        for path, own in {
            "/opt/newswire": str(ROOT),
            "/var/lib/airflow": str(self.folder / name),
            "/var/log/airflow": str(self.folder / "logs"),
            "/var/lib/newswire": str(self.folder / "home"),
            "/etc/newswire": str(self.catalogue),
            ":5432/": f":{self.ports['postgres']}/",
            ":6379/": f":{self.ports['redis']}/",
            "redis-server ": f"redis-server --port {self.ports['redis']} --bind 127.0.0.1 --dir {self.folder} ",
            "redis-cli ": f"redis-cli -p {self.ports['redis']} ",
        }.items():
            value = value.replace(path, own)
        return value

    def call(self, service: str, command: list[str], name: str = "") -> subprocess.CompletedProcess[str]:
        """Run a command where a service runs, to its end."""
        placed = [self._placed(word, name or service) for word in command]
        environment = self.environment(service, name or service)
        return subprocess.run(placed, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=600)

    def start(self, service: str, name: str = "", *arguments: str) -> "subprocess.Popen[bytes]":
        """Start a service; its output goes to a file."""
        name = name or service
        quiet = ("--skip-serve-logs",) if service in SERVE_LOGS else ()
        command = [self._placed(word, name) for word in (*self.declared[service].command, *quiet, *arguments)]
        with (self.folder / f"{name}.out").open("ab") as output:
            self.processes[name] = subprocess.Popen(
                command, cwd=ROOT, env=self.environment(service, name), stdout=output, stderr=output
            )
        return self.processes[name]

    def start_worker(self, name: str) -> None:
        """One more worker; beside others on one machine it needs a name."""
        self.start("worker", name, "--celery-hostname", f"celery@{name}")

    def is_well(self, service: str, name: str = "") -> bool:
        """What the service's own health check says."""
        return self.call(service, self.declared[service].healthcheck, name).returncode == 0

    def output(self, name: str) -> str:
        """The end of what a process printed."""
        return (self.folder / f"{name}.out").read_text(encoding="utf-8", errors="replace")[-4000:]

    def end(self, name: str, *, at_once: bool = False) -> None:
        """End one process with its children: as asked to, or at once, as when a machine dies."""
        process = self.processes.pop(name)
        with suppress(psutil.NoSuchProcess):
            family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
            if not at_once:
                process.terminate()
                psutil.wait_procs(family, timeout=STOP_SECONDS)
            for member in family:
                with suppress(psutil.NoSuchProcess):
                    member.kill()
        process.wait(STOP_SECONDS)

    def end_all(self) -> None:
        """End whatever is left, Redis last."""
        for name in sorted(self.processes, key=lambda name: name == "redis"):
            self.end(name, at_once=name != "redis")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_stack(folder: Path, catalogue: str, settings: Mapping[str, str] | None = None) -> Iterator[Stack]:
    """Bring up all services but the workers, as `docker-compose --profile celery up` does, with this sources.toml.

    `settings` are further variables of Newswire and Airflow.
    """
    if not shutil.which("redis-server"):
        raise RuntimeError(f"no redis-server here. {REMEDY}")
    ports = {name: free_port() for name in ("postgres", "redis")}
    variables = secrets_of_example() | {"MAIN_HOST": "127.0.0.1", "EXECUTOR": "CeleryExecutor"}
    variables |= {"PORT": str(free_port()), "FERNET_KEY": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0MTI="}
    variables["BASE_URL"] = f"http://127.0.0.1:{variables['PORT']}"
    stack = Stack(folder, variables, ports, services(variables), settings or {})
    stack.catalogue.mkdir(parents=True)
    (stack.catalogue / "sources.toml").write_text(catalogue)
    with ExitStack() as ending:
        server = make_url(ending.enter_context(postgres_server(port=ports["postgres"])))
        ending.callback(stack.end_all)
        _create_databases(stack, str(server.query["host"]))
        stack.start("redis")
        done = stack.call("init", stack.declared["init"].command)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        for name in AIRFLOW_SERVICES:
            stack.start(name)
        _wait_for_pages(stack)
        yield stack


def _create_databases(stack: Stack, socket_folder: str) -> None:
    own = {"PGHOST": socket_folder, "PGPORT": str(stack.ports["postgres"]), "ROLES": str(ROOT / "sql" / "roles.sql")}
    environment = stack.environment("postgres", "postgres") | own
    subprocess.run([ROOT / "scripts" / "create_databases.sh"], env=environment, check=True, capture_output=True)


def _wait_for_pages(stack: Stack) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        for name, process in stack.processes.items():
            assert process.poll() is None, f"{name} has ended: {stack.output(name)}"
        with suppress(OSError), urlopen(f"http://127.0.0.1:{stack.variables['PORT']}/api/v2/monitor/health"):
            dags = {dag["dag_id"] for dag in stack.airflow.call("GET", "/api/v2/dags")["dags"]}
            if dags >= {"wire_ingest", "wire_maintenance", "wire_reprocess"}:
                return
        assert time.monotonic() < deadline, stack.output("api-server")
        time.sleep(0.5)
