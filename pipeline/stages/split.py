"""Split: an operator takes stories out of a cluster that are not the same news as the rest."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Engine

from pipeline.errors import RejectedInput
from pipeline.stages.compare import compare
from pipeline.store import clusters, coverage, filings, readings
from pipeline.store.engine import writing


def split(engine: Engine, cluster: int, stories: Sequence[int], *, now: datetime) -> int:
    """Put all versions of these stories into a cluster of their own, whose id is returned.

    What comes later joins the one or the other, and never makes them one. What was said in both is compared anew.
    Raises RejectedInput where the cluster or one of its stories is not there, or none would be left.
    """
    with writing(engine) as connection:
        readings.lock(connection, is_shared=True)
        filings.lock(connection)
        found = coverage.standing(connection, cluster)
        if found is None:
            raise RejectedInput(str(cluster), "no cluster has this id", "Ids are in the column cluster_id of api_story")
        there = {row["story"] for row in coverage.members(connection, found)}
        for story in stories:
            if story not in there:
                raise RejectedInput(str(story), f"is no story of cluster {found}", f"newswire show cluster {found}")
        if there <= set(stories):
            raise RejectedInput(str(cluster), "would be left without a story", "Name those that do not belong to it")
        filings.lock_members(connection, [found])
        new = clusters.split(connection, found, stories, now)
    compare(engine, now=now)
    return new
