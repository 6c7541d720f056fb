"""Running the real command in a process of its own, with a home of its own."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass(frozen=True)
class Result:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def newswire(tmp_path: Path):
    """Run `newswire` with arguments; variables are given as keywords."""

    def run(*arguments: object, stdin: str = "", **variables: str) -> Result:
        program = Path(sys.executable).with_name("newswire")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("NEWSWIRE_")}
        environment |= {"NEWSWIRE_HOME": str(tmp_path / "home"), "NEWSWIRE_ALLOW_NETWORKS": "127.0.0.0/8", **variables}
        done = subprocess.run(
            [program, *map(str, arguments)],
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return Result(done.returncode, done.stdout, " ".join(done.stderr.split()))

    return run
