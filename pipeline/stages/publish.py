"""Publish: versions that have gone through all stages become visible to the teams."""

from datetime import datetime

from pipeline.stages.report import StageReport
from pipeline.stages.room import Newsroom, RunId
from pipeline.store import stories
from pipeline.store.engine import writing


def publish(room: Newsroom, *, run: RunId, now: datetime) -> StageReport:
    """Make available what has been clustered and extracted, and what an embargo held back until now."""
    with writing(room.engine) as connection:
        published, released = stories.publish(connection, now=now)
        totals = stories.totals(connection)
    held_back = {"released from embargo": released} if released else {}
    return StageReport("publish", {"published": published, **held_back, **totals})
