"""`newswire purge`: takedowns."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape

from pipeline.cli.common import AsJson, newsroom, out, print_json
from pipeline.stages import purge as stage
from pipeline.stages.room import Newsroom

app = typer.Typer(help="Take down stories: rows, archived bytes and all, for good.", no_args_is_help=True)
NAMED = 10

Reason = Annotated[str, typer.Option(help="Why; it is kept with the tombstone.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]


@app.command()
def story(
    wanted: Annotated[str, typer.Argument(metavar="ID|GUID", help="A story's id or guid.")],
    reason: Reason,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Take a story down in all its versions; it does not come back, whatever is fetched or replayed."""
    room = newsroom()
    _purge(room, stage.find_story(room, wanted), reason, is_sure=yes, as_json=as_json)


@app.command()
def source(
    name: Annotated[str, typer.Argument(metavar="SLUG", help="A source's name, as `newswire show sources` has it.")],
    reason: Reason,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    """Take down all that a source ever sent; take it out of the catalogue too, or its next stories come in."""
    room = newsroom()
    _purge(room, stage.find_source(room, name), reason, is_sure=yes, as_json=as_json)


def _purge(room: Newsroom, takedown: stage.Takedown, reason: str, *, is_sure: bool, as_json: bool) -> None:
    if not reason.strip():
        raise typer.BadParameter("say why", param_hint="--reason")
    if takedown.stories and not is_sure:
        typer.confirm(f"Take down {takedown.label}? It cannot be undone", abort=True, err=True)
    report = stage.purge(room, takedown, reason=reason, now=datetime.now(UTC))
    if as_json:
        print_json({"purged": takedown.label, **report.counts, "copies": takedown.copies})
        return
    out.print(f"{escape(takedown.label)}\n{report}")
    if takedown.copies:
        out.print(f"The same text stays in other stories: {_listed(takedown.copies)}")


def _listed(stories: Sequence[int]) -> str:
    rest = f" and {len(stories) - NAMED} more" if len(stories) > NAMED else ""
    return ", ".join(map(str, stories[:NAMED])) + rest
