"""Keep the terminal for what a person wants to read."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def output_to(log: Path) -> Iterator[TextIO]:
    """Send whatever this process prints in the block to a file, libraries included, and yield the terminal."""
    log.parent.mkdir(parents=True, exist_ok=True)
    _flush()
    kept = {descriptor: os.dup(descriptor) for descriptor in (1, 2)}
    try:
        with log.open("wb") as file, os.fdopen(os.dup(1), "w", buffering=1) as terminal:
            for descriptor in kept:
                os.dup2(file.fileno(), descriptor)
            yield terminal
    finally:
        _flush()
        for descriptor, original in kept.items():
            os.dup2(original, descriptor)
            os.close(original)


def _flush() -> None:
    sys.stdout.flush()
    sys.stderr.flush()
