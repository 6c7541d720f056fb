"""The `newswire` command in a process of its own for each call, forked from one that has loaded all it needs."""

import json
import multiprocessing
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

FORKS = multiprocessing.get_context("forkserver")
FORKS.set_forkserver_preload(["tests.support.warm"])
"""Starts processes as copies of one that has loaded all that a worker needs."""
SECONDS = 120


@dataclass(frozen=True)
class Result:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict]:
        return [json.loads(line) for line in self.out.splitlines()]


def run(folder: Path, arguments: Sequence[str], environment: Mapping[str, str], stdin: str) -> Result:
    """Run the command in an environment; what it reads and prints goes through files in a folder."""
    streams = [folder / name for name in ("stdin", "stdout", "stderr")]
    streams[0].write_text(stdin, encoding="utf-8")
    process = FORKS.Process(target=_main, args=(arguments, dict(environment), streams))
    process.start()
    process.join(SECONDS)
    assert process.exitcode is not None, f"newswire {' '.join(arguments)} goes on after {SECONDS} s"
    out, err = (stream.read_text(encoding="utf-8") for stream in streams[1:])
    return Result(process.exitcode, out, err)


def _main(arguments: Sequence[str], environment: Mapping[str, str], streams: Sequence[Path]) -> None:
    os.environ.clear()
    os.environ.update(environment)
    for number, stream in enumerate(streams):
        opened = os.open(stream, os.O_RDWR | os.O_CREAT | (os.O_TRUNC if number else 0))
        os.dup2(opened, number)
    sys.stdin = os.fdopen(0, encoding="utf-8")
    sys.argv = ["newswire", *arguments]
    from pipeline.cli import main

    main()
