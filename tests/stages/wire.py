"""A newsroom that watches feeds on a local server, with a clock of its own."""

import os
import resource
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Engine, text

from pipeline.archive import Archive
from pipeline.settings import Settings
from pipeline.sources.catalogue import Catalogue, Outlet, Source
from pipeline.stages import run as stages
from pipeline.store.engine import reading, writing
from tests.support.http_server import Server

ROOT = Path(__file__).parents[2]
START = datetime(2026, 3, 2, 12, tzinfo=UTC)


def feed(*titles: str, head: str = "") -> bytes:
    """An RSS feed in which an item's guid is its title."""
    items = "".join(
        f"<item><guid>{title}</guid><title>{title}</title><description>{title}, in full.</description></item>"
        for title in titles
    )
    return f"<rss version='2.0'><channel><title>T</title>{head}{items}</channel></rss>".encode()


class Wire:
    """Feeds by name, each the path of that name; a host is "127.0.0.1" or "localhost"."""

    def __init__(self, folder, engine: Engine, server: Server, **settings) -> None:
        self.engine, self.server, self.now = engine, server, START
        options = {
            "home": folder,
            "settle_seconds": 0.05,
            "allow_networks": ["127.0.0.0/8"],
            "failure_ratio": 1,
            "host_pause_seconds": 0.02,
            **settings,
        }
        self.room = stages.Newsroom(Settings(**options), engine, Archive(folder / "archive"))
        self.sources: list[Source] = []

    def pause_for(self, seconds: float) -> None:
        """How long the pause is from now on between two requests to one host; here it is short otherwise."""
        self.room.settings = self.room.settings.model_copy(update={"host_pause_seconds": seconds})

    def watch(
        self, name: str, host: str = "127.0.0.1", *, url: str = "", kind: str = "feed", path: str = "", **keys
    ) -> None:
        if kind == "files":
            place = {"url": url} if url else {"path": path}
        else:
            place = {"url": url or self.server.url(f"/{path or name}", host=host)}
        self.sources.append(Source(id=name, outlet="post", kind=kind, **place, **keys))

    def poll_beside(self, *names: str, limit: int = 0, **environment: str) -> subprocess.Popen[str]:
        """Poll these feeds in a process of its own, in which no file may grow beyond the limit."""
        self.plan()
        url = self.engine.url.render_as_string(hide_password=False)

        def bound() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

        return subprocess.Popen(
            [sys.executable, "-m", "tests.support.poll", url, str(self.room.settings.home), *names],
            cwd=ROOT,
            env=os.environ | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            preexec_fn=bound if limit else None,
        )

    def poll(self, after: timedelta = timedelta(0)) -> dict[str, int]:
        """Let time pass, then poll what is due and parse it; returns what the polls counted."""
        self.now += after
        run, counts = stages.RunId("test", str(self.now)), {}
        for shard in self.plan():
            counts |= stages.fetch(self.room, shard, run=run, now=self.now).counts
        stages.parse(self.room, stages.Window(), run=run, now=self.now)
        return counts

    def backfill(self, start: datetime, end: datetime) -> dict[str, int]:
        """Fetch what was published between these times and parse what came; returns what the fetches counted."""
        self.plan()
        run, window = stages.RunId("backfill", str(self.now)), stages.Window(start, end, is_backfill=True)
        counts: dict[str, int] = {}
        for shard in stages.plan(self.room, window, now=self.now):
            counts |= stages.fetch(self.room, shard, window, run=run, now=self.now).counts
        stages.parse(self.room, window, run=run, now=self.now)
        return counts

    def asked(self) -> list[str]:
        """The paths that were asked for, in order, since the last call."""
        paths = [request.path for request in self.server.requests]
        self.server.requests.clear()
        return paths

    def plan(self) -> list[list[str]]:
        """The sources that are due now, in shards."""
        self.room.catalogue = Catalogue(outlets=(Outlet(id="post", name="The Post"),), sources=tuple(self.sources))
        return stages.plan(self.room, stages.Window(), now=self.now)

    def state(self, name: str) -> tuple[str, str]:
        """A source's state and the reason."""
        query = "SELECT state, reason FROM api_source_health WHERE slug = :name"
        return self.rows(query, name=name)[0]

    def headlines(self, name: str) -> list[str]:
        """The headlines of a source's stories, a version each."""
        query = (
            "SELECT headline FROM story_version JOIN story ON story.id = story_version.story_id "
            "JOIN source ON source.id = story.source_id WHERE slug = :name ORDER BY headline"
        )
        return [headline for (headline,) in self.rows(query, name=name)]

    def rows(self, query: str, **values) -> list[tuple]:
        with reading(self.engine) as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def change(self, statement: str, **values) -> None:
        with writing(self.engine) as connection:
            connection.execute(text(statement), values)
