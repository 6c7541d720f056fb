"""`newswire entity`: which names are one person, place or body."""

import json
from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.markup import escape

from pipeline.cli.common import LARGEST_INTEGER, AsJson, newsroom, out, print_json, print_table
from pipeline.stages import entity as stage
from pipeline.stages.room import Newsroom

app = typer.Typer(help="People, places and bodies over all stories: look, merge, split.", no_args_is_help=True)

Wanted = Annotated[str, typer.Argument(metavar="ID|NAME", help="An id, a name, or a form under which stories have it.")]
Kind = Annotated[str | None, typer.Option(help="PER, LOC, ORG or NAT, where a name is of several kinds.")]
Reason = Annotated[str, typer.Option(help="Why; it is kept with the decision.")]


@app.command()
def show(wanted: Wanted, kind: Kind = None, as_json: AsJson = False) -> None:
    """An entity with its names, why they are one, its namesakes, and all that was decided."""
    _show(newsroom(), wanted, kind, as_json=as_json)


@app.command()
def merge(
    keep: Wanted,
    others: Annotated[list[str], typer.Argument(metavar="ID|NAME...", help="What is the same as the first.")],
    reason: Reason,
    kind: Kind = None,
    as_json: AsJson = False,
) -> None:
    """Say that others are the same as the first; `split` takes it back."""
    room = newsroom()
    found = stage.merge(room, keep, others, kind, reason=reason, now=datetime.now(UTC))
    _show(room, str(found), None, as_json=as_json)


@app.command()
def split(
    names: Annotated[list[str], typer.Argument(metavar="ID|NAME...", help="What is not the same as the rest.")],
    reason: Reason,
    story: Annotated[
        list[int] | None,
        typer.Option(
            min=1, max=LARGEST_INTEGER, help="A story in which the name means another person; may be repeated."
        ),
    ] = None,
    other: Annotated[
        str | None,
        typer.Option("--as", metavar="NAME", help='How to call that person: "NAME (what tells them apart)".'),
    ] = None,
    kind: Kind = None,
    as_json: AsJson = False,
) -> None:
    """Say that names are not the same as the rest of their entity, or with --story that two persons share a name.

    `merge` takes it back.
    """
    room = newsroom()
    now = datetime.now(UTC)
    if story:
        if len(names) != 1:
            raise typer.BadParameter("with --story, name one", param_hint="NAME")
        found = stage.split_stories(room, names[0], story, other, kind, reason=reason, now=now)
    else:
        found = stage.split(room, names, kind, reason=reason, now=now)
    _show(room, str(found), None, as_json=as_json)


def _show(room: Newsroom, wanted: str, kind: str | None, *, as_json: bool) -> None:
    found = stage.show(room, wanted, kind)
    if as_json:
        print_json(found)
        return
    country = f", {found['country']}" if found["country"] else ""
    out.print(f"[bold]{escape(found['name'])}[/bold]  ({found['kind']}{country}; entity {found['entity']})")
    out.print(f"In stories: {escape(', '.join(found['forms']))}\n")
    rows = [(row["id"], row["name"], row["rule"], _plain(row["evidence"])) for row in found["names"]]
    print_table("Names", ("id", "name", "one by", "evidence"), rows)
    if found["namesakes"]:
        others = [(row["id"], row["name"], _plain(row["evidence"])) for row in found["namesakes"]]
        print_table("Others of this name", ("id", "name", "evidence"), others)
    if found["decisions"]:
        decided = [
            (f"{row['at']:%Y-%m-%d %H:%M}", row["name"], "is" if row["same"] else "is not", row["other"], row["reason"])
            for row in found["decisions"]
        ]
        print_table("Decided", ("when", "name", "", "other", "why"), decided)
    if found["history"]:
        changes = [
            (f"{row['at']:%Y-%m-%d %H:%M}", row["name"], row["from"], row["to"], row["rule"])
            for row in found["history"]
        ]
        print_table("History", ("when", "name", "was one with", "is one with", "by"), changes)


def _plain(evidence: dict[str, object]) -> str:
    return "; ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in evidence.items() if value)
