"""The page as a real server, with Airflow's own login, over a newsroom that holds the bundled stories."""

import socket
import threading
import time
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from pipeline.orchestration.page import desk
from tests.support.airflow_home import USERS
from tests.support.newsroom import Ingested

type Log_in = Callable[[str | None], httpx.Client]


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """Where the page is served."""
    with serving() as address:
        yield address


@contextmanager
def serving() -> Iterator[str]:
    """The page on a server of its own, mounted as Airflow mounts it; yields its address."""
    with warnings.catch_warnings(action="ignore"):  # Airflow's own modules warn while they are imported
        from airflow import settings
        from airflow.api_fastapi.app import init_auth_manager
        from airflow.models import import_all_models
        from airflow.models.base import Base

        from pipeline.orchestration.page.app import create_app
        from pipeline.orchestration.page.plugin import PREFIX

    import_all_models()
    Base.metadata.create_all(settings.engine)
    airflow = FastAPI()
    init_auth_manager(airflow)
    airflow.mount(PREFIX, create_app())
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(airflow, log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                assert thread.is_alive()
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}{PREFIX}"
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def log_in(address: str, newsroom: Ingested) -> Iterator[Log_in]:
    """Gives a client of the page for a user: `vera` is a viewer, `otto` an operator, None nobody."""
    clients = []

    def client(user: str | None) -> httpx.Client:
        clients.append(httpx.Client(base_url=address, timeout=60, cookies={"_token": token(user)} if user else {}))
        return clients[-1]

    yield client
    for each in clients:
        each.close()


@pytest.fixture
def newsroom(room: Ingested, monkeypatch: pytest.MonkeyPatch) -> Ingested:
    """The newsroom that the page shows."""
    monkeypatch.setattr(desk, "newsroom", lambda: room)
    return room


def token(user: str) -> str:
    """What Airflow gives a user who logs in."""
    from airflow.api_fastapi.app import get_auth_manager
    from airflow.api_fastapi.auth.managers.simple.user import SimpleAuthManagerUser

    return get_auth_manager().generate_jwt(SimpleAuthManagerUser(username=user, role=USERS[user]))
