"""A process that may not choose how it shares the cores runs all the same."""

import os
import subprocess
import sys

import pytest

from pipeline.process import interrupt_nobody

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="no other system has such a policy")


def test_what_is_not_allowed_is_left_alone(monkeypatch: pytest.MonkeyPatch):
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "sched_setscheduler", refuse)
    interrupt_nobody()


def test_a_command_interrupts_nobody():
    command = "import os, sys; sys.argv[1:] = ['--version']; from pipeline.cli import main\n"
    command += "try: main()\nfinally: print(os.sched_getscheduler(0) == os.SCHED_BATCH)"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=False)
    assert done.stdout.endswith("True\n"), done.stderr
