"""`newswire sources`: how the sources are doing, whether they are good, and new ones for the catalogue."""

import os
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from sqlalchemy import RowMapping

from pipeline.cli.common import AsJson, complain, newsroom, out, print_json, print_table, settings
from pipeline.sources.credentials import Secrets
from pipeline.sources.kinds import SOURCE_KINDS
from pipeline.sources.listing import Entries, to_toml
from pipeline.sources.opml import write_opml
from pipeline.stages import sources as stage
from pipeline.store import source_figures
from pipeline.store.engine import reading

app = typer.Typer(help="Keep the catalogue of sources.", no_args_is_help=True)

Write = Annotated[bool, typer.Option("--write", help="Append the entries to the catalogue instead of printing them.")]


@app.command()
def status(as_json: AsJson = False) -> None:
    """The sources and how each is doing."""
    with reading(newsroom().engine) as connection:
        rows = [_with_use(row) for row in source_figures.source_statistics(connection)]
    if as_json:
        for row in rows:
            print_json(row)
        return
    columns = ("source", "outlet", "kind", "use", "state", "last_success_at", "next_poll_at", "stories", "reason")
    listed = [[row[name] for name in columns] for row in rows]
    print_table(f"{len(rows)} sources", columns, listed)
    for row in rows:
        if row["unstable_guids_since"] is not None:
            since, reason = row["unstable_guids_since"], row["unstable_guids_reason"]
            out.print(f"{row['source']}: stories go by link since {since:%Y-%m-%d %H:%M}: {reason}", markup=False)


@app.command()
def check(
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Sources of the catalogue.")] = None,
    as_json: AsJson = False,
) -> None:
    """Look once at these sources, or at all, without storing anything; exit code 1 when something is wrong with one."""
    looks = stage.check_sources(settings(), Secrets(os.environ), ids or [], now=datetime.now(UTC))
    for look in looks:
        if as_json:
            print_json(asdict(look))
        else:
            _print(look)
    raise typer.Exit(1 if any(look.problems for look in looks) else 0)


@app.command()
def add(
    url: Annotated[str, typer.Argument(metavar="URL", help="A feed, or a page that names its feeds.")],
    write: Write = False,
) -> None:
    """Find the feeds at an address and make entries of them for the catalogue."""
    _hand_over(stage.find_feeds(settings(), url), is_written=write)


@app.command(name="import")
def import_list(
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="A list of feeds in OPML.")],
    write: Write = False,
) -> None:
    """Make entries for the catalogue of the feeds in an OPML file."""
    _hand_over(stage.read_list(settings(), file), is_written=write)


@app.command(name="export")
def export_list(
    file: Annotated[Path, typer.Argument(metavar="FILE.opml", help="What to write; - is standard output.")],
) -> None:
    """Write the feeds of the catalogue as OPML, for readers and other programs."""
    document = write_opml(stage.known_sources(settings()), datetime.now(UTC))
    if str(file) == "-":
        typer.echo(document.decode(), nl=False)
        return
    try:
        file.write_bytes(document)
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be written ({error.strerror})", param_hint="FILE.opml") from None


def _with_use(row: RowMapping) -> dict[str, Any]:
    """A source's statistics with what it is for, and with a state also where none was ever noted."""
    kind = SOURCE_KINDS[row["kind"]]
    use = kind.abilities(is_history_only=row["is_history_only"])
    return {**row, "use": use, "state": row["state"] or "ok"}


def _hand_over(entries: Entries, *, is_written: bool) -> None:
    for reason in entries.left_out:
        complain(reason)
    if entries.sources and is_written:
        stage.write_entries(settings(), entries)
        added = ", ".join(source.id for source in entries.sources)
        typer.echo(f"{settings().sources}: added {added}")
    elif entries.sources:
        typer.echo(to_toml(entries), nl=False)
    raise typer.Exit(0 if entries.sources else 1)


def _print(look: stage.Look) -> None:
    out.print(f"[bold]{escape(look.source)}[/bold]  {escape(look.location)}  ({look.use})")
    if look.format:
        text = {"full": "full text", "summaries": "summaries only", "headlines": "headlines only"}.get(look.text, "")
        dated = f"{look.oldest:%Y-%m-%d %H:%M} to {look.newest:%Y-%m-%d %H:%M}" if look.oldest and look.newest else ""
        undated = f"{look.undated} without a date" if look.undated else ""
        parts = (look.format, f"{look.items} items", dated, undated, text)
        out.print("  " + ", ".join(part for part in parts if part), markup=False)
    for redirect in look.redirects:
        out.print(f"  redirected: {redirect}", markup=False)
    for problem in look.problems:
        out.print(f"  ! {problem}", markup=False)
