"""A home for Airflow in this process, fixed before anything of Airflow is imported: import this module first."""

import atexit
import os
import tempfile
from pathlib import Path

_HOME = tempfile.TemporaryDirectory(prefix="newswire-airflow-")
atexit.register(_HOME.cleanup)
USERS = {"vera": "viewer", "otto": "op"}
os.environ |= {
    "AIRFLOW_HOME": _HOME.name,
    "AIRFLOW_CONFIG": str(Path(_HOME.name) / "airflow.cfg"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": ",".join(f"{name}:{role}" for name, role in USERS.items()),
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{_HOME.name}/airflow.db",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN_ASYNC": f"sqlite+aiosqlite:///{_HOME.name}/airflow.db",
    "AIRFLOW__API__SECRET_KEY": "of the tests",
    "AIRFLOW__API_AUTH__JWT_SECRET": "a secret of the tests that is long enough for any algorithm, be it HS512 itself",
}
