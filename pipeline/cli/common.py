"""What all commands share: settings, the newsroom, output for people and for programs."""

import json
import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from pipeline.errors import NewswireError
from pipeline.settings import Settings
from pipeline.stages.room import Newsroom
from pipeline.store import schema
from pipeline.store.engine import open_engine

WIDTH = 110  # of what is printed into a file or a pipe, where no terminal says how wide it is
out = Console(highlight=False, emoji=False, soft_wrap=True, width=None if sys.stdout.isatty() else WIDTH)
errors = Console(stderr=True, highlight=False, emoji=False, soft_wrap=True)

LARGEST_INTEGER = 2**63 - 1  # that databases have

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def settings() -> Settings:
    """The settings of this process."""
    return Settings.read(os.environ)


def newsroom(*, create: bool = False) -> Newsroom:
    """The open newsroom; with `create` an embedded database that does not exist yet is made."""
    chosen = settings()
    engine = open_engine(chosen.database)
    if create and engine.dialect.name == "sqlite" and schema.is_empty(engine):
        schema.upgrade(engine)
    return Newsroom.open(chosen)


def complain(error: NewswireError | str) -> None:
    """One line on standard error."""
    errors.print(f"newswire: {error}", markup=False)


def print_json(value: Any) -> None:
    """A line of JSON on standard output; times in ISO 8601."""
    typer.echo(as_line(value))


def as_line(value: Any) -> bytes:
    """JSON in UTF-8. Half of a surrogate pair, which UTF-8 has no bytes for, is escaped, as it came."""
    try:
        return orjson.dumps(value, default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME)
    except TypeError:  # or a number of more than 64 bits
        return json.dumps(value, default=_plain).encode()


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table for people on standard output."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="dim", box=None, pad_edge=False)
    for name in columns:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(escape("" if cell is None else str(cell)) for cell in row))
    out.print(table)
    out.print()


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


@contextmanager
def progress(label: str, total: int | None = None) -> Iterator[Progress]:
    """A bar on standard error, on a terminal only; its one task has the number 0."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=errors, transient=True, disable=not errors.is_terminal) as bar:
        bar.add_task(label, total=total)
        yield bar
