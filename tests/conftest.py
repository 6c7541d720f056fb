"""Fixtures that every part of the suite shares."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipeline.settings import Settings
from pipeline.store import schema
from pipeline.store.engine import open_engine

pytest_plugins = ["tests.support.databases", "tests.support.newsroom", "tests.support.s3"]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The development data, where they are at hand; tests that need them skip elsewhere."""
    folder = Path(os.environ.get("NEWSWIRE_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("the development data are not here")
    return folder


@pytest.fixture
def empty_engine(database_url: str) -> Iterator[Engine]:
    """A database without tables that only this test uses, once on SQLite and once on PostgreSQL."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(empty_engine: Engine) -> Engine:
    """A migrated database that only this test uses, once on SQLite and once on PostgreSQL."""
    schema.upgrade(empty_engine)
    return empty_engine


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with a home of their own, by which a file is read as soon as it is there."""
    return Settings.read({"NEWSWIRE_HOME": str(tmp_path_factory.mktemp("home")), "NEWSWIRE_SETTLE_SECONDS": "0"})
