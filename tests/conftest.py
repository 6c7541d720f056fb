"""Fixtures that every part of the suite shares."""

import os
from pathlib import Path

import pytest

pytest_plugins = ["tests.support.databases"]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The development data, where they are at hand; tests that need them skip elsewhere."""
    folder = Path(os.environ.get("NEWSWIRE_SHARED_DATA") or Path(__file__).parents[2] / "shared" / "data")
    if not folder.is_dir():
        pytest.skip("the development data are not here")
    return folder
