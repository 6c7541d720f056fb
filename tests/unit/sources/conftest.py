"""A local server for the tests of this folder."""

from collections.abc import Iterator

import pytest

from tests.support.http_server import Server


@pytest.fixture
def server() -> Iterator[Server]:
    """A server that only this test uses."""
    with Server() as running:
        yield running
