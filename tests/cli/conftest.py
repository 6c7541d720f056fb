"""Running the command with a home of its own."""

import os
from pathlib import Path

import pytest

from tests.support import command


@pytest.fixture
def newswire(tmp_path: Path):
    """Run `newswire` with arguments; variables are given as keywords."""
    streams = tmp_path / "streams"
    streams.mkdir()

    def run(*arguments: object, stdin: str = "", **variables: str) -> command.Result:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("NEWSWIRE_")}
        environment |= {
            "NEWSWIRE_HOME": str(tmp_path / "home"),
            "NEWSWIRE_ALLOW_NETWORKS": "127.0.0.0/8",
            "NEWSWIRE_HOST_PAUSE_SECONDS": "0.02",
            **variables,
        }
        result = command.run(streams, [str(argument) for argument in arguments], environment, stdin)
        assert "Traceback" not in result.err, result.err
        return command.Result(result.code, result.out, " ".join(result.err.split()))

    return run
