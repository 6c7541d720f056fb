"""What the stories and the sources of these tests look like, and when they came."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, func, select, update

from pipeline.store.engine import writing
from pipeline.store.tables import Fetch, StoryVersion

PARAGRAPH = (
    "“The ferry will sail again before the winter,” said Marit Solvang, the harbour master of Lindholm. "
    "Officials in Oslo said the repairs would cost more than planned, and the Norwegian Coastal Authority agreed. "
)


def files_catalogue(folder: Path) -> str:
    """A catalogue with one source: the text files of a folder."""
    return f"""
[[outlet]]
id = "harbour"
name = "Harbour News"

[[source]]
id = "harbour-desk"
outlet = "harbour"
kind = "files"
path = "{folder}/*.txt"
language = "en"
interval_minutes = 1
"""


def move_two_days_back(engine: Engine) -> datetime:
    """Let all that was seen so far have been seen two days earlier; returns the start of the interval it begins in."""
    columns = [Fetch.started_at, Fetch.finished_at]
    columns += [StoryVersion.first_seen_at, StoryVersion.last_seen_at, StoryVersion.revised_at]
    with writing(engine) as connection:
        for column in columns:
            key = column.class_.id
            for number, time in connection.execute(select(key, column).where(column.is_not(None))).all():
                moved = {column.key: time - timedelta(days=2)}
                connection.execute(update(column.class_).where(key == number).values(**moved))
        begin = connection.execute(select(func.min(Fetch.started_at))).scalar_one()
    return interval_of(begin)


def interval_of(time: datetime) -> datetime:
    """The start of the interval of wire_ingest in which a time lies."""
    return time.replace(minute=time.minute // 15 * 15, second=0, microsecond=0)
