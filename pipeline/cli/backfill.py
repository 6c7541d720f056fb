"""`newswire backfill`: what sources with a history published in a past time, without Airflow."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from pipeline.cli.common import AsJson, newsroom
from pipeline.cli.ingest import close, follow, new_run
from pipeline.stages import run as stages
from pipeline.timestamps import iso_time


def read_time(text: str) -> datetime:
    """A time in UTC, or in the zone that it names; a bare date is its first moment."""
    try:
        return iso_time(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is no time such as 2026-03-04 or 2026-03-04T12:00Z") from None


def backfill(
    since: Annotated[datetime, typer.Option(parser=read_time, metavar="TIME", help="From when on; UTC.")],
    until: Annotated[
        datetime | None, typer.Option(parser=read_time, metavar="TIME", help="Until when; by default until now.")
    ] = None,
    source: Annotated[list[str] | None, typer.Option(metavar="ID", help="This source alone; may be repeated.")] = None,
    as_json: AsJson = False,
) -> None:
    """Fetch what sources with a history published in a past time and is missing; feeds are not polled."""
    now = datetime.now(UTC)
    end = min(until or now, now)
    if since >= end:
        raise typer.BadParameter("is not before --until, or not in the past", param_hint="--since")
    counts, failed = follow("backfill", stages.backfill(newsroom(create=True), since, end, source or [], run=new_run()))
    close(counts, failed, as_json=as_json)
