"""The newsroom that the page shows, opened when it is first asked for."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import Connection

from pipeline.settings import Settings
from pipeline.stages.room import Newsroom
from pipeline.store.engine import reading


@cache
def newsroom() -> Newsroom:
    """The newsroom of this process; raises NewswireError, and is asked again next time, where it cannot be opened."""
    return Newsroom.open(Settings.read(os.environ))


@contextmanager
def looking() -> Iterator[Connection]:
    """A connection that only reads."""
    with reading(newsroom().engine) as connection:
        yield connection
