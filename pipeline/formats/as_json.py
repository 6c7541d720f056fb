"""A story in the form that `newswire parse` prints."""

from dataclasses import asdict
from typing import Any

from pipeline.model import Moment, Story

TIMES = ("first_created", "version_created", "embargo")


def to_json(story: Story, file: str) -> dict[str, Any]:
    """The story as a JSON object: the file it is from, then the fields of `Story`; times in ISO 8601 with offset.

    A time that could not be read is null, like one that the story does not give.
    """
    fields = asdict(story) | {name: _iso(getattr(story, name)) for name in TIMES}
    return {"file": file, **fields}


def _iso(moment: Moment | None) -> str | None:
    return moment.at.isoformat() if moment is not None and moment.at is not None else None
