"""`newswire ingest`: the whole pipeline on what is named, without Airflow."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import UTC, datetime
from typing import Annotated
from uuid import uuid4

import typer
from sqlalchemy import RowMapping

from pipeline.cli.common import AsJson, complain, newsroom, out, print_json, progress
from pipeline.sources.folders import name_of
from pipeline.stages import adhoc
from pipeline.stages import run as stages
from pipeline.store import runs
from pipeline.store.engine import reading

type Counts = dict[str, Counter[str]]


def ingest(
    what: Annotated[
        list[str], typer.Argument(metavar="PATH|URL...", help="Files, folders, feeds' addresses, or a sources.toml.")
    ],
    as_json: AsJson = False,
) -> None:
    """Fetch, parse, cluster and extract what is named; repeat it as often as you like, nothing comes twice."""
    room = newsroom(create=True)
    named = adhoc.name_sources(what)
    for argument, problem in named.missing.items():
        complain(f"{argument or '(empty)'}: {problem}")
    counts, failed = follow("ingest", stages.ingest(room, named.catalogue, run=new_run(), files=named.files))
    with reading(room.engine) as connection:
        kept = runs.open_quarantine(connection, sources=list(named.sources))
    failed += [f"{row['what']}: {row['reason']}" for row in kept if row["stage"] == "parse" and _concerns(row, named)]
    close(counts, failed, as_json=as_json, missing=named.missing)


def new_run() -> stages.RunId:
    """A run of its own."""
    return stages.RunId("command line", f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{uuid4().hex[:8]}")


def follow(label: str, reports: Iterable[stages.StageReport]) -> tuple[Counts, list[str]]:
    """Show how far a run is; returns its counts by stage, and what failed to be fetched or audited."""
    counts: Counts = {}
    failed: list[str] = []
    with progress(label) as bar:
        for report in reports:
            counts.setdefault(report.stage, Counter()).update(report.counts)
            bar.update(bar.task_ids[0], description=report.stage, advance=1)
            if report.stage in ("fetch", "audit"):
                failed += report.failed
    return counts, failed


def close(counts: Counts, failed: list[str], *, as_json: bool, missing: Collection[str] = ()) -> None:
    """Say what came of a run, and end with its exit code."""
    for problem in dict.fromkeys(failed):
        complain(problem)
    if as_json:
        print_json({stage: dict(numbers) for stage, numbers in counts.items()} | {"failed": [*failed, *missing]})
    else:
        _print(counts)
    raise typer.Exit(1 if failed or missing else 0)


def _concerns(row: RowMapping, named: adhoc.Named) -> bool:
    """Whether a line of the quarantine is about what was named, not about another file of the same folder."""
    files = named.files.get(row["source"])
    return files is None or any(name_of(path) == row["url"] for path in files)


def _print(counts: Counts) -> None:
    parsed, extracted = counts["parse"], counts.get("extract", Counter())
    if not parsed["new"] and not parsed["updated"]:
        out.print("nothing new")
    else:
        out.print(
            f"{parsed['new']} new stories, {parsed['updated']} new versions of known ones; "
            f"{extracted['quotes']} quotes and {extracted['mentions']} mentions found"
        )
    if parsed["quarantined"]:
        out.print(f"{parsed['quarantined']} items went to quarantine")
