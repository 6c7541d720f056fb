"""Airflow on one machine: all it writes lies in Newswire's home, and only this machine reaches it."""

import json
import os
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.orchestration.pools import create_missing
from pipeline.settings import PROJECT, Settings

USER = "admin"
DEFAULT_PORT = 8080
KEYS = {"API_AUTH__JWT_SECRET": 64, "API__SECRET_KEY": 32, "CORE__FERNET_KEY": 32}  # bytes; Fernet's are 32


@dataclass(frozen=True)
class LocalAirflow:
    """An Airflow whose files lie in Newswire's home and whose pages are served on a port of 127.0.0.1.

    `metadata` is the URL of its own database, postgresql+psycopg://…; by default a file of SQLite.
    """

    home: Path
    port: int = DEFAULT_PORT
    metadata: str = ""

    @property
    def address(self) -> str:
        """Where the pages are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def folder(self) -> Path:
        """Airflow's own folder: its database, its keys and the password."""
        return self.home / "airflow"

    @property
    def logs(self) -> Path:
        """Folder of what the processes print, and of the tasks' logs, by DAG and run."""
        return self.home / "logs"

    @property
    def password(self) -> str:
        """The password of the user, made up when it is first asked for."""
        return self._kept(self._password_file, {USER: 12})[USER]

    @property
    def _password_file(self) -> Path:
        return self.folder / "passwords.json"

    def prepare(self, settings: Settings) -> None:
        """Bring both databases up to date, make the pools, and set this process's environment for this Airflow.

        To be called before anything of Airflow is imported.
        """
        from pipeline.store.engine import open_engine
        from pipeline.store.schema import upgrade

        upgrade(open_engine(settings.database))
        os.environ.update(self.variables())

        from airflow.utils import db

        db.initdb()
        create_missing()

    def variables(self) -> dict[str, str]:
        """The environment that every process of this Airflow needs."""
        settings: dict[str, object] = {
            "CORE__DAGS_FOLDER": PROJECT / "dags",
            "CORE__LOAD_EXAMPLES": False,
            "CORE__DAGS_ARE_PAUSED_AT_CREATION": False,
            "CORE__EXECUTOR": "pipeline.orchestration.executor.LoadedExecutor",
            "CORE__PARALLELISM": 4,
            "CORE__EXECUTION_API_SERVER_URL": f"{self.address}/execution/",
            "CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
            "CORE__SIMPLE_AUTH_MANAGER_PASSWORDS_FILE": self._password_file,
            "DATABASE__SQL_ALCHEMY_CONN": self.metadata or f"sqlite:///{self.folder / 'airflow.db'}",
            "DATABASE__SQL_ALCHEMY_CONN_ASYNC": self.metadata or f"sqlite+aiosqlite:///{self.folder / 'airflow.db'}",
            "WORKERS__MIN_HEARTBEAT_INTERVAL": 1,  # seconds; a task whose end is overlooked keeps its place for as long
            "LOGGING__BASE_LOG_FOLDER": self.logs,
            "LOGGING__DAG_PROCESSOR_CHILD_PROCESS_LOG_DIRECTORY": self.logs / "dag-processor",
            "API__HOST": "127.0.0.1",
            "API__PORT": self.port,
            "API__BASE_URL": self.address,
            "API__WORKERS": 1,
            "API__INSTANCE_NAME": "Newswire",
        }
        settings |= self._kept(self.folder / "keys.json", KEYS)
        configuration = self.folder / "airflow.cfg"
        configuration.touch()  # a missing one would be written by each of Airflow's processes, at the same time
        places = {"AIRFLOW_HOME": str(self.folder), "AIRFLOW_CONFIG": str(configuration)}
        return places | {f"AIRFLOW__{name}": str(value) for name, value in settings.items()}

    def _kept(self, path: Path, sizes: Mapping[str, int]) -> dict[str, str]:
        """The secrets in a file that only its owner reads; made of so many random bytes each where there is none."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            made = {name: urlsafe_b64encode(secrets.token_bytes(size)).decode() for name, size in sizes.items()}
            path.touch(mode=0o600)
            path.write_text(json.dumps(made), encoding="utf-8")
        return dict(json.loads(path.read_text(encoding="utf-8")))
