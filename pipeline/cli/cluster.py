"""Clusters: who had a story, why each text belongs to it and where the texts differ; and what does not belong."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.markup import escape

from pipeline.cli import streams
from pipeline.cli.common import LARGEST_INTEGER, AsJson, newsroom, out, print_json, print_table
from pipeline.dedupe.changes import Edition, changes
from pipeline.errors import RejectedInput
from pipeline.stages import split as stage
from pipeline.store import coverage
from pipeline.store.engine import reading

RULES = {
    "new": "nothing like it was there",
    "disjoint": "it is made of parts of several stories",
    "identical": "word for word the same",
    "same story": "another version of the same source's story",
    "reissue": "it says itself that it corrects or updates the other",
    "near": "much of the text in common within six hours",
    "later": "most of the text in common within two days",
    "far": "nearly all of the text and figures in common within a week",
    "split": "what it matched was taken out of its cluster, or it was",
}


app = typer.Typer(invoke_without_command=True)


@app.callback()
def cluster(context: typer.Context, jsonl: streams.Jsonl = False) -> None:
    """Clusters of the same story: {"id","headline","text","source","published_at"} in, {"id","cluster",…} out."""
    if context.invoked_subcommand is None:
        streams.cluster(jsonl)


@app.command()
def split(
    wanted: Annotated[int, typer.Argument(metavar="ID", min=1, max=LARGEST_INTEGER, help="A cluster's id.")],
    story: Annotated[
        list[int],
        typer.Argument(
            metavar="STORY...", min=1, max=LARGEST_INTEGER, help="Stories that are other news than the rest."
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """Take stories out of a cluster into one of their own, for good: what comes later does not make them one."""
    room = newsroom()
    show_cluster(stage.split(room.engine, wanted, story, now=datetime.now(UTC)), as_json)


def show_cluster(
    wanted: Annotated[
        int,
        typer.Argument(
            metavar="ID", min=1, max=LARGEST_INTEGER, help="A cluster's id; one that was merged leads to its heir."
        ),
    ],
    as_json: AsJson = False,
) -> None:
    """A cluster: who had the story, why each text belongs to it, and where it differs from the one that it matched."""
    with reading(newsroom().engine) as connection:
        cluster = coverage.standing(connection, wanted)
        if cluster is None:
            raise RejectedInput(str(wanted), "no cluster has this id", "Ids are in the column cluster_id of api_story")
        events, members = coverage.events(connection, cluster), coverage.members(connection, cluster)
    texts = {row["version"]: row for row in members}
    if as_json:
        told = [{**_told(row, texts), "paragraphs": _paragraphs(row, texts)} for row in members]
        print_json({"cluster": cluster, "asked": wanted, "events": list(map(dict, events)), "versions": told})
        return
    out.print(
        f"[bold]Cluster {cluster}[/bold], {len(members)} texts of {len({row['story'] for row in members})} stories"
    )
    for event in events:
        because = f", because of version {event['version']}" if event["version"] else ""
        what = "merged into {other}" if event["kind"] == "merged" else "lost stories to {other}"
        out.print(f"{event['cluster']} {what.format_map(event)}, {event['at']:%Y-%m-%d %H:%M} UTC{because}")
    for row in members:
        number = f"version {row['version']} ({row['number']} of story {row['story']})"
        out.print(f"\n[bold]{escape(row['outlet'])}[/bold], {row['published']:%Y-%m-%d %H:%M} UTC, {number}")
        out.print(escape(row["headline"] or "(no headline)"))
        out.print(escape(f"{row['relation'].replace('_', ' ')}: {'; '.join(_reasons(row, texts))}"))
        if paragraphs := _paragraphs(row, texts):
            sides = [(one["before"], one["after"]) for one in paragraphs]
            print_table("", (f"version {row['matched']}", f"version {row['version']}"), sides)


def _told(row: Mapping[Any, Any], texts: Mapping[int, Mapping[Any, Any]]) -> dict[str, Any]:
    told = {name: value for name, value in row.items() if name != "body"}
    return told | {"because": _reasons(row, texts)}


def _reasons(row: Mapping[Any, Any], texts: Mapping[int, Mapping[Any, Any]]) -> list[str]:
    """Why a version is where it is, in words."""
    evidence = row["evidence"] or {}
    reasons = [RULES.get(row["rule"], row["rule"])]
    if row["matched"]:
        other = texts.get(row["matched"])
        whose = f" ({other['outlet']})" if other else ""
        reasons.append(f"compared with version {row['matched']}{whose}")
    if row["rule"] != "identical" and "of_new" in evidence:
        reasons.append(f"{evidence['of_new']:.0%} of it is in the other text, {evidence['of_old']:.0%} of that in it")
    if passage := evidence.get("passage"):
        reasons.append(f"both have “{passage}”")
    for name, meaning in (("figures_added", "only here"), ("figures_missing", "only there")):
        if figures := evidence.get(name):
            reasons.append(f"figures {meaning}: {', '.join(figures)}")
    return reasons


def _paragraphs(row: Mapping[Any, Any], texts: Mapping[int, Mapping[Any, Any]]) -> Sequence[Mapping[str, str]]:
    """The paragraphs in which a version differs from the one that it matched."""
    old = texts.get(row["matched"])
    return changes(Edition("", old["body"]), Edition("", row["body"])).paragraphs if old else []
