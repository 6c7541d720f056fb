"""Newsrooms whose workers can be killed: processes forked from this one, which has loaded the language model.

Real are the processes, the signals, the databases, the archive on the disk and every stage. Only the seconds that a new
process takes to import the program and to load the model are left out.
"""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import event, text

from pipeline.archive import Archive
from pipeline.errors import NewswireError
from pipeline.stages import adhoc
from pipeline.stages import run as stages
from pipeline.store.checks import run_checks
from pipeline.store.engine import open_engine, reading
from tests.support.databases import DIALECTS, copied
from tests.support.dump import dump

NEEDED = (
    'SELECT sha256 FROM raw_document JOIN "fetch" ON "fetch".raw_document_id = raw_document.id '
    "WHERE \"fetch\".outcome = 'document'"
)
REFUSED = 3  # exit code of a worker that ended with an error of ours
STORY = (
    "guid: urn:{number}\nheadline: {headline}\npublished: 2026-03-0{day}T0{number}:00:00+00:00\n\n"
    '{place} (Test) - {text}\n\n"We did not expect {number} of them," said {who}, who counts them at {place}.\n'
)
TEXTS = (
    ("Gulls return to pier", "Corran", "Ada Finch", "Nineteen gulls sat on the pier when the ferry left on Monday."),
    ("Bakers end their strike", "Muddy", "Carla Reed", "The bakers went back to work after nine days of talks."),
    ("Lamp lit in lighthouse", "Farrow", "Dan Moss", "The keeper of the lighthouse lit the lamp by hand on Tuesday."),
)
FEED = """<rss version='2.0'><channel><title>Harbour News</title>
<item><guid>a</guid><title>Choir sings on the quay</title><description>The choir of Corran sang on the quay.
“Nobody stayed at home,” said Eva Lund, its leader.</description></item>
<item><guid>b</guid><title>Snow closes the pass</title>
<description>Snow closed the pass above Tamsin.</description></item>
<item><guid>c</guid></item></channel></rss>"""


@dataclass(frozen=True)
class Ended:
    """How a worker ended: its exit code, negative for a signal, and the error that it told."""

    code: int
    error: str


class Worker:
    """A process that does something and ends."""

    def __init__(self, work: Callable[[], object]) -> None:
        self._reader, writer = os.pipe()
        sys.stdout.flush()
        self.pid = os.fork()
        if self.pid == 0:
            code, told = 1, ""
            try:
                work()
                code = 0
            except NewswireError as error:
                code, told = REFUSED, str(error)
            except BaseException:  # whatever it is, the process that waits has to know it
                told = traceback.format_exc()
            finally:
                os.write(writer, told.encode()[-4000:])
                os._exit(code)
        os.close(writer)

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def is_running(self) -> bool:
        return os.waitid(os.P_PID, self.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None

    def wait(self) -> Ended:
        _, status = os.waitpid(self.pid, 0)
        with os.fdopen(self._reader) as file:
            return Ended(os.waitstatus_to_exitcode(status), file.read())


class Scene:
    """A home, a database of its own, and the stories to ingest, which all scenes share."""

    def __init__(self, folder: Path, url: str, stories: Path, settings) -> None:
        self.folder, self.url, self.stories, self.settings = folder, url, stories, settings

    @contextmanager
    def room(self) -> Iterator[stages.Newsroom]:
        engine = open_engine(self.url)
        room = stages.Newsroom(self.settings, engine, Archive(self.folder / "archive"))
        try:
            yield room
        finally:
            engine.dispose()

    def ingest(self, patience_ms: int | None = None) -> None:
        """What `newswire ingest FOLDER` does; on SQLite a lock can be waited for less long than usual."""
        named = adhoc.name_sources([str(self.stories)])
        with self.room() as room:
            if patience_ms is not None:
                waiting = f"PRAGMA busy_timeout={patience_ms}"
                event.listen(room.engine, "connect", lambda connection, _: connection.execute(waiting))
            run = stages.RunId("command line", uuid4().hex)
            list(stages.ingest(room, named.catalogue, run=run, files=named.files))

    def contents(self) -> dict[str, list[str]]:
        """The rows by natural keys, after a look at everything that must hold however they came in."""
        with self.room() as room:
            with reading(room.engine) as connection:
                assert run_checks(connection) == {}
                assert connection.execute(text("SELECT count(*) FROM claim")).scalar_one() == 0
                hashes = connection.scalars(text(NEEDED)).all()
            assert all(room.archive.get(sha256) for sha256 in hashes)
            return dump(room.engine)


@pytest.fixture(scope="session")
def stories(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("stories")
    for number, (headline, place, who, body) in enumerate(TEXTS, start=1):
        fields = {"number": number, "headline": headline, "place": place, "who": who}
        for day, more in ((1, ""), (2, " Many came to see it, and the school gave its pupils the day off."))[:number]:
            story = STORY.format(**fields, day=day, text=body + more)
            (folder / f"{day}-{number}.txt").write_text(story, encoding="utf-8")
    (folder / "copy.txt").write_text(STORY.format(**fields, day=3, text=body).replace("urn:", "urn:copy:"))
    (folder / "feed.xml").write_text(FEED, encoding="utf-8")
    (folder / "bad.txt").write_bytes(b"\0\1\2\3" * 50)
    return folder


@pytest.fixture(scope="session", params=DIALECTS)
def new_scene(request, tmp_path_factory, settings, stories):
    """Opens scenes: each time a home and a migrated database of its own."""
    home = tmp_path_factory.mktemp("scenes")
    template = request.getfixturevalue(f"migrated_{request.param}")
    import_module("tests.support.warm")

    @contextmanager
    def open_scene() -> Iterator[Scene]:
        folder = home / uuid4().hex
        folder.mkdir()
        with copied(template, folder) as url:
            yield Scene(folder, url, stories, settings)

    return open_scene


@dataclass(frozen=True)
class Undisturbed:
    """What a run that nothing disturbs leaves, and how many seconds it takes."""

    contents: dict[str, list[str]]
    seconds: float


@pytest.fixture(scope="session")
def undisturbed(new_scene) -> Undisturbed:
    with new_scene() as scene:
        Worker(scene.ingest).wait()
    with new_scene() as scene:
        started = time.monotonic()
        assert Worker(scene.ingest).wait() == Ended(0, "")
        seconds = time.monotonic() - started
        return Undisturbed(scene.contents(), seconds)
