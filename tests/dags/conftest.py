"""Airflow for tests of DAG files: a home of its own, fixed before anything of Airflow is imported."""

import os
import tempfile
from pathlib import Path

import pytest

HOME = tempfile.TemporaryDirectory(prefix="newswire-airflow-")
os.environ |= {
    "AIRFLOW_HOME": HOME.name,
    "AIRFLOW_CONFIG": str(Path(HOME.name) / "airflow.cfg"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{HOME.name}/airflow.db",
}


@pytest.fixture(scope="session")
def dag_folder() -> Path:
    """The folder that Airflow reads."""
    return Path(__file__).parents[2] / "dags"
