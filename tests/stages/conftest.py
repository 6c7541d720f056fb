"""A newsroom with a folder of stories, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from pipeline.archive import Archive
from pipeline.settings import Settings
from pipeline.sources.catalogue import Catalogue, read_catalogue
from pipeline.stages import run as stages
from pipeline.store.engine import reading, writing
from tests.stages.wire import Wire
from tests.support.http_server import Server

CATALOGUE = """
[[outlet]]
id = "post"
name = "The Post"

[[source]]
id = "desk"
outlet = "post"
kind = "files"
path = "stories"
"""


class Desk:
    """A newsroom and the folder that it watches."""

    def __init__(self, folder: Path, engine: Engine, settings: Settings) -> None:
        self.folder, self.engine = folder, engine
        self.stories = folder / "stories"
        self.stories.mkdir()
        (folder / "sources.toml").write_text(CATALOGUE, encoding="utf-8")
        self.room = stages.Newsroom(settings, engine, Archive(folder / "archive"))

    @property
    def catalogue(self) -> Catalogue:
        return read_catalogue(self.folder / "sources.toml")

    def write(self, name: str, body: str) -> None:
        (self.stories / name).write_text(body, encoding="utf-8")

    def ingest(self, run: str) -> dict[str, stages.StageReport]:
        reports = stages.ingest(self.room, self.catalogue, run=stages.RunId("test", run))
        return {report.stage: report for report in reports}

    def rows(self, query: str, **values) -> list[tuple]:
        with reading(self.engine) as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def change(self, statement: str, **values) -> None:
        with writing(self.engine) as connection:
            connection.execute(text(statement), values)


@pytest.fixture
def desk(tmp_path, engine, settings) -> Desk:
    return Desk(tmp_path, engine, settings)


@pytest.fixture
def wire(tmp_path, engine) -> Iterator[Wire]:
    with Server() as server:
        yield Wire(tmp_path, engine, server)
