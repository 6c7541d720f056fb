"""Airflow for tests of DAG files."""

from pathlib import Path

import pytest

import tests.support.airflow_home  # noqa: F401 -- fixes Airflow's home before anything of Airflow is imported


@pytest.fixture(scope="session")
def dag_folder() -> Path:
    """The folder that Airflow reads."""
    return Path(__file__).parents[2] / "dags"
