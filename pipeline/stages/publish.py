"""Publish: versions that have gone through all stages become visible to the teams."""

from datetime import datetime

from pipeline.stages.report import StageReport
from pipeline.stages.room import Newsroom
from pipeline.store import stories
from pipeline.store.engine import reading, writing


def publish(room: Newsroom, *, now: datetime) -> StageReport:
    """Make available what has been clustered and extracted, and what an embargo held back until now."""
    with writing(room.engine) as connection:
        published, released = stories.publish(connection, now=now)
    with reading(room.engine) as connection:  # counts whole tables: nobody has to wait for that
        totals = stories.totals(connection)
    held_back = {"released from embargo": released} if released else {}
    return StageReport("publish", {"published": published, **held_back, **totals})
