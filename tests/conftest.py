"""Fixtures that every part of the suite shares."""

import os
from pathlib import Path

import pytest

from pipeline.settings import Settings

pytest_plugins = ["tests.support.databases", "tests.support.newsroom", "tests.support.s3"]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The development data, where they are at hand; tests that need them skip elsewhere."""
    folder = Path(os.environ.get("NEWSWIRE_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("the development data are not here")
    return folder


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings with a home of their own, by which a file is read as soon as it is there."""
    return Settings.read({"NEWSWIRE_HOME": str(tmp_path_factory.mktemp("home")), "NEWSWIRE_SETTLE_SECONDS": "0"})
