"""A login's secret may lie in a connection of Airflow."""

import json

from pipeline.orchestration import tasks
from pipeline.sources.credentials import Secrets
from pipeline.sources.login import Login


def test_a_connection_of_airflow_gives_user_and_password(monkeypatch):
    fields = {"conn_type": "http", "login": "desk", "password": "the-harbour-is-open"}
    monkeypatch.setenv("AIRFLOW_CONN_AGENCY", json.dumps(fields))
    secrets = Secrets({}, tasks.connection)
    found = secrets.access(Login(kind="basic", connection="agency"), "https://agency.example/")
    assert (found.user, found.value) == ("desk", "the-harbour-is-open")
    missing = secrets.access(Login(kind="basic", connection="nobody"), "https://agency.example/")
    assert "the connection nobody of Airflow is not there" in missing.problem
