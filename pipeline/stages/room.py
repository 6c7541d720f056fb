"""What every stage works with: the database, the archive, the catalogue and the model, opened once a process."""

import os
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, Self

from sqlalchemy import Engine

from pipeline.archive import Archive, open_archive
from pipeline.settings import Settings
from pipeline.sources.access import Access
from pipeline.sources.catalogue import Catalogue, read_catalogue
from pipeline.sources.credentials import Secrets
from pipeline.sources.login import Login
from pipeline.store.engine import open_engine
from pipeline.store.schema import check
from pipeline.store.sources import SourceRow

if TYPE_CHECKING:
    from pipeline.extract import Pipeline


@dataclass(frozen=True)
class Window:
    """The time that a run is about, [start, end); a live run has no bounds.

    A backfill replays what was fetched in it, and fetches what sources with a history published in it.
    """

    start: datetime | None = None
    end: datetime | None = None
    is_backfill: bool = False


LIVE = Window()


@dataclass(frozen=True)
class RunId:
    """A run, as Airflow or the command line names it."""

    dag: str
    run: str

    def __str__(self) -> str:
        return f"{self.dag}/{self.run}"


class Newsroom:
    """The parts of a running Newswire."""

    def __init__(self, settings: Settings, engine: Engine, archive: Archive, secrets: Secrets | None = None) -> None:
        self.settings, self.engine, self.archive = settings, engine, archive
        self.secrets = secrets or Secrets(os.environ)

    @classmethod
    def open(cls, settings: Settings, secrets: Secrets | None = None) -> Self:
        """Open all parts; raises SchemaError, DatabaseUnavailable or SettingsError, each with the way out.

        `secrets` finds those of the sources' logins, by default in the environment.
        """
        engine = open_engine(settings.database)
        check(engine)
        return cls(settings, engine, open_archive(settings.archive_location), secrets)

    def access(self, source: SourceRow) -> Access | None:
        """The login of a source, for requests to the host of its place; None where it has none.

        Not to be called while an event loop runs: Airflow's connections cannot be asked for then.
        """
        login = Login.model_validate(source.login) if source.login else None
        return self.secrets.access(login, source.location) if login else None

    @cached_property
    def catalogue(self) -> Catalogue:
        """The sources that the operator has listed."""
        return read_catalogue(self.settings.sources)

    @property
    def language_model(self) -> "Pipeline":
        """The language model; loaded when it is first needed, unless the process has it already."""
        from pipeline import extract

        return extract.load(self.settings.model)
