"""The newcomer's commands, as the Makefile calls them."""

import os
import socket
import subprocess
import sys
from pathlib import Path

STORY = """LINDHOLM (Halyard) - The harbour opened again on Tuesday.

“We waited for a long time,” said Marit Solvang, the harbour master.
"""


def call(module: str, *arguments: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run a module of the orchestration with all that it may write to below `home`, the user's own folder included."""
    user = home.with_name("user")
    user.mkdir(exist_ok=True)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AIRFLOW", "NEWSWIRE_"))}
    environment = kept | {"NEWSWIRE_HOME": str(home), "HOME": str(user)}
    command = [sys.executable, "-m", f"pipeline.orchestration.{module}", *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300, check=False)


def test_the_demo_ingests_the_seeds_and_finds_nothing_new_the_second_time(tmp_path: Path):
    first = call("demo", home=tmp_path / "home")
    assert (first.returncode, first.stderr) == (0, "")
    assert "new" in next(line for line in first.stdout.splitlines() if line.startswith("  parse"))

    second = call("demo", home=tmp_path / "home")
    assert second.returncode == 0
    assert "parse: nothing to do" in second.stdout
    assert not list((tmp_path / "user").iterdir()), "nothing is written outside the home"


def test_the_demo_takes_a_file_or_a_folder(tmp_path: Path):
    stories = tmp_path / "my stories"
    stories.mkdir()
    (stories / "harbour.txt").write_text(STORY)
    for seeds in (stories, stories / "harbour.txt"):
        done = call("demo", str(seeds), home=tmp_path / f"home-{seeds.name}")
        assert "parse: documents 1, seen 1, new 1" in done.stdout


def test_seeds_that_are_not_there_are_named(tmp_path: Path):
    done = call("demo", str(tmp_path / "nowhere"), home=tmp_path / "home")
    assert done.returncode == 2
    assert done.stderr.startswith(f"SEEDS={tmp_path / 'nowhere'}: does not exist")


def test_a_port_that_is_taken_is_said_at_once(tmp_path: Path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = call("up", str(port), home=tmp_path / "home")
    assert done.returncode == 2
    assert done.stderr == f"PORT={port}: is taken. Name another: make up PORT=…\n"
