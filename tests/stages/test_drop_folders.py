"""An agency's drop folder, wherever it is: complete files are read, each once, and left as they are."""

import os
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import fsspec
import pytest

from pipeline.sources.credentials import Secrets
from pipeline.sources.login import Login
from tests.stages.wire import Wire
from tests.support.dump import dump
from tests.support.s3 import S3, new_bucket
from tests.support.sftp import PASSWORD, USER, Sftp, sftp_server

LATER = timedelta(minutes=20)
STORY = "HEADLINE: {0}\n\n{0}, the harbour office said on Monday.\n"


@pytest.fixture
def sftp(tmp_path: Path) -> Iterator[Sftp]:
    folder = tmp_path / "agency"
    folder.mkdir()
    with sftp_server(folder) as server:
        yield server


@pytest.fixture(params=["memory", "s3", "sftp"])
def drop(request: pytest.FixtureRequest, wire: Wire, monkeypatch: pytest.MonkeyPatch) -> tuple[str, Callable]:
    """The address of an empty folder, which the source `agency` watches, and what writes a file there."""
    if request.param == "sftp":
        server: Sftp = request.getfixturevalue("sftp")
        wire.room.secrets = Secrets({"AGENCY": PASSWORD})
        login = Login(kind="password", user=USER, secret="AGENCY", host_key=server.fingerprint)
        (server.folder / "out").mkdir()

        def write(name: str, text: str | None) -> None:
            path = server.folder / "out" / name
            path.parent.mkdir(exist_ok=True)
            path.unlink() if text is None else path.write_text(text, encoding="utf-8")

        wire.watch("agency", url=server.url("/out"), kind="files", login=login)
        return server.url("/out"), write
    if request.param == "s3":
        s3: S3 = request.getfixturevalue("s3")
        bucket = new_bucket(s3, monkeypatch)
        for variable in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.delenv(variable)
        wire.room.secrets = Secrets({"AGENCY": "testing"})
        options = {"key": "testing", "secret": "testing"}
        url, login = f"{bucket}/out", Login(kind="access_key", user="testing", secret="AGENCY")
    else:
        url, login, options = f"memory://agency/{uuid4().hex}", None, {}
    files = fsspec.filesystem(request.param, use_listings_cache=False, **options)

    def put(name: str, text: str | None) -> None:
        files.rm(f"{url}/{name}") if text is None else files.pipe_file(f"{url}/{name}", text.encode())

    put(".keep", "")  # so that there is such a folder
    wire.watch("agency", url=url, kind="files", login=login)
    return url, put


def test_files_are_read_once_and_stay_where_they_are(wire: Wire, drop):
    url, write = drop
    write("ferry.txt", STORY.format("Ferry sails"))
    write("sub/fire.txt", STORY.format("Fire is out"))
    for name in (".hidden.txt", "half.txt.part", ".sub/lost.txt"):
        write(name, STORY.format("Not meant"))
    assert wire.poll()["documents"] == 2
    assert wire.headlines("agency") == ["Ferry sails", "Fire is out"]
    named = wire.rows("SELECT name, url FROM \"fetch\" WHERE outcome = 'document' ORDER BY url")
    assert named == [("ferry.txt", f"{url}/ferry.txt"), ("sub/fire.txt", f"{url}/sub/fire.txt")]
    assert wire.poll() == {}  # it has its interval
    again = wire.poll(LATER)
    assert (again.get("documents", 0), again["unchanged"]) == (0, 2)
    assert wire.state("agency") == ("ok", "")
    assert PASSWORD not in str(dump(wire.engine))


def test_a_changed_file_is_a_new_version_and_a_moved_one_is_known_by_its_hash(wire: Wire, drop):
    _, write = drop
    write("ferry.txt", STORY.format("Ferry sails"))
    wire.poll()
    write("ferry.txt", None)
    write("done-ferry.txt", STORY.format("Ferry sails"))
    moved = wire.poll(LATER)
    assert (moved.get("documents", 0), moved["unchanged"]) == (0, 1)
    write("done-ferry.txt", STORY.format("Ferry sails") + "\nIt came back at noon.\n")
    assert wire.poll(LATER)["documents"] == 1


def test_a_place_that_is_not_there_is_broken_and_is_read_when_it_comes(wire: Wire, drop):
    url, write = drop
    source = wire.sources.pop()
    wire.sources.append(source.model_copy(update={"url": f"{url}/later"}))
    assert wire.poll()["failed"] == 1
    state, reason = wire.state("agency")
    assert state == "broken"
    assert f"{url}/later: there is no such folder" in reason
    write("later/ferry.txt", STORY.format("Ferry sails"))
    assert wire.poll(timedelta(hours=1))["documents"] == 1
    assert wire.state("agency") == ("ok", "")


def test_a_pattern_names_the_files(wire: Wire, drop):
    url, write = drop
    for name in ("a.xml.txt", "b.txt", "sub/c.txt", "sub/d.log"):
        write(name, STORY.format(f"Story {name}"))
    (source,) = wire.sources
    for pattern, expected in (("*.txt", 2), ("**/*.txt", 3), ("sub/*.txt", 1), ("b.txt", 1)):
        wire.sources[:] = [source.model_copy(update={"id": f"s{expected}{len(pattern)}", "url": f"{url}/{pattern}"})]
        assert wire.poll()["documents"] == expected, pattern


def test_a_growing_file_waits_until_it_is_whole(wire: Wire, sftp: Sftp):
    wire.room.settings = wire.room.settings.model_copy(update={"settle_seconds": 0.6})
    watch(wire, sftp)
    path, is_done = sftp.folder / "long.txt", threading.Event()

    def upload() -> None:
        with path.open("w", encoding="utf-8") as file:
            for part in [*STORY.format("Ferry sails").splitlines(keepends=True)] * 10:
                file.write(part)
                file.flush()
                if is_done.wait(0.2):
                    break

    path.touch()
    (sftp.folder / "short.txt").write_text(STORY.format("Fire is out"), encoding="utf-8")
    uploading = threading.Thread(target=upload)
    uploading.start()
    counts = wire.poll()
    is_done.set()
    uploading.join()
    assert (counts["documents"], counts["growing"]) == (1, 1)
    assert wire.headlines("agency") == ["Fire is out"]
    assert wire.poll(LATER)["documents"] == 1
    assert wire.headlines("agency") == ["Ferry sails", "Fire is out"]


def test_a_file_here_that_was_just_written_is_looked_at_twice(wire: Wire, tmp_path: Path):
    wire.room.settings = wire.room.settings.model_copy(update={"settle_seconds": 60})
    folder = tmp_path / "drop"
    folder.mkdir()
    (folder / "old.txt").write_text(STORY.format("Fire is out"), encoding="utf-8")
    os.utime(folder / "old.txt", (0, 0))
    wire.watch("agency", kind="files", path=str(folder))
    began = time.monotonic()
    assert wire.poll()["documents"] == 1
    assert time.monotonic() - began < 60  # nothing here can still grow
    wire.room.settings = wire.room.settings.model_copy(update={"settle_seconds": 0.5})
    growing = folder / "new.txt"
    growing.write_text(STORY.format("Ferry sails"), encoding="utf-8")
    timer = threading.Timer(0.2, lambda: growing.write_text(STORY.format("Ferry sails") + "More.", encoding="utf-8"))
    timer.start()
    counts = wire.poll(LATER)
    timer.join()
    assert (counts.get("documents", 0), counts["growing"]) == (0, 1)
    assert wire.poll(LATER)["documents"] == 1


def watch(wire: Wire, server: Sftp, path: str = "/", secret: str = PASSWORD, **login) -> None:
    wire.room.secrets = Secrets({"AGENCY": secret})
    wire.sources.clear()
    keys = {"kind": "password", "user": USER, "secret": "AGENCY", "host_key": server.fingerprint} | login
    wire.watch("agency", url=server.url(path), kind="files", login=Login(**keys))


def test_a_wrong_password_is_blocked_and_said_nowhere(wire: Wire, sftp: Sftp):
    watch(wire, sftp, secret="wrong-and-secret")
    assert wire.poll()["failed"] == 1
    state, reason = wire.state("agency")
    assert state == "blocked"
    assert "the variable AGENCY" in reason
    assert "wrong-and-secret" not in str(dump(wire.engine))


def test_a_file_that_drips_keeps_no_other_from_being_read(wire: Wire, sftp: Sftp):
    wire.room.settings = wire.room.settings.model_copy(update={"fetch_seconds": 1.5})
    sftp.slow.add("a.txt")
    for name, headline in (("a.txt", "Ferry sails"), ("b.txt", "Fire is out")):
        (sftp.folder / name).write_text(STORY.format(headline), encoding="utf-8")
    watch(wire, sftp)
    counts = wire.poll()
    assert (counts["documents"], counts["failed"]) == (1, 1)
    assert wire.headlines("agency") == ["Fire is out"]
    sftp.slow.clear()
    assert wire.poll(LATER)["documents"] == 1
    assert wire.headlines("agency") == ["Ferry sails", "Fire is out"]
    assert wire.rows("SELECT count(*) FROM quarantine WHERE resolved_at IS NULL") == [(0,)]


def test_a_file_beyond_the_limit_is_not_read(wire: Wire, sftp: Sftp):
    wire.room.settings = wire.room.settings.model_copy(update={"max_document_mb": 1})
    (sftp.folder / "huge.txt").write_bytes(b"x" * 2 * 1024 * 1024)
    (sftp.folder / "b.txt").write_text(STORY.format("Fire is out"), encoding="utf-8")
    watch(wire, sftp)
    counts = wire.poll()
    assert (counts["documents"], counts["failed"]) == (1, 1)
    assert "/huge.txt" not in sftp.read
    assert wire.rows("SELECT reason FROM quarantine")[0][0].startswith("has 2.0 MiB")
    assert wire.state("agency") == ("ok", "")


def test_a_server_that_goes_away_leaves_the_other_sources_unharmed(wire: Wire, tmp_path: Path):
    folder = tmp_path / "agency"
    folder.mkdir()
    with sftp_server(folder) as server:
        watch(wire, server)
        wire.poll()
    desk = tmp_path / "desk"
    desk.mkdir()
    (desk / "ferry.txt").write_text(STORY.format("Ferry sails"), encoding="utf-8")
    wire.watch("desk", kind="files", path=str(desk))
    wire.poll(LATER)
    assert wire.state("agency")[0] == "broken"
    assert wire.headlines("desk") == ["Ferry sails"]


def test_silence_of_a_drop_folder_is_news(wire: Wire, sftp: Sftp):
    watch(wire, sftp)
    for number in range(4):
        (sftp.folder / f"{number}.txt").write_text(STORY.format(f"Story {number}"), encoding="utf-8")
        wire.poll(timedelta(hours=1))
    assert wire.state("agency") == ("ok", "")
    wire.poll(timedelta(hours=30))
    state, reason = wire.state("agency")
    assert state == "quiet"
    assert "usually every" in reason
