"""`newswire reprocess`: stages again on what is stored, without Airflow."""

from datetime import datetime
from typing import Annotated

import typer

from pipeline.cli.backfill import read_time
from pipeline.cli.common import AsJson, complain, newsroom, out, print_json, progress
from pipeline.cli.ingest import new_run
from pipeline.stages import run as stages
from pipeline.stages.reprocess import SAMPLE, STAGES
from pipeline.stages.run import Order, Window

Time = typer.Option(parser=read_time, metavar="TIME", help="Only what was fetched from then on; UTC.")


def reprocess(
    stage: Annotated[
        list[str] | None, typer.Option(metavar="|".join(STAGES), help="This stage alone; may be repeated.")
    ] = None,
    since: Annotated[datetime | None, Time] = None,
    until: Annotated[
        datetime | None, typer.Option(parser=read_time, metavar="TIME", help="Only what was fetched before.")
    ] = None,
    source: Annotated[str | None, typer.Option(metavar="ID", help="Only what came from this source.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also parse again what this version of Newswire has parsed.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=f"Say by a sample of {SAMPLE} what would change; change nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Run stages again on what is stored, after an upgrade or with another model, and say what that changes."""
    window = Window(since, until, is_backfill=True)
    order = Order(stage or STAGES, window, source, only_outdated=not everything, dry_run=dry_run)
    with progress("reprocess") as bar:
        for report in stages.reprocess(newsroom(), order, run=new_run()):
            bar.update(bar.task_ids[0], description=report.stage, advance=1)
    for problem in dict.fromkeys(report.failed):
        complain(problem)
    if as_json:
        print_json({**report.counts, "dry_run": dry_run, "failed": list(report.failed)})
    else:
        out.print(str(report), markup=False)
    raise typer.Exit(1 if report.failed else 0)
