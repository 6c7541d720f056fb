"""Only complete files are read, and never more of one than the limit."""

import os
import socket
from pathlib import Path

import pytest

from pipeline.errors import RejectedInput
from pipeline.sources.files import find_files, read_file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("b.txt", "a.txt", ".hidden.txt", "c.txt.part", "d.tmp", "e.txt~", "sub/f.txt", ".trash/g.txt"):
        path = tmp_path / "wire" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("The ferry sails at noon.")
    os.mkfifo(tmp_path / "wire" / "pipe.txt")
    (tmp_path / "wire" / "link.txt").symlink_to("/etc/hosts")
    return tmp_path


def names(paths: list[Path], base: Path) -> list[str]:
    return [str(path.relative_to(base)) for path in paths]


def test_a_folder_gives_the_complete_files_below_it_in_order(folder: Path):
    assert names(find_files(str(folder / "wire")), folder) == ["wire/a.txt", "wire/b.txt", "wire/sub/f.txt"]


def test_a_glob_gives_what_it_matches(folder: Path):
    assert names(find_files(str(folder / "wire" / "*.txt")), folder) == ["wire/a.txt", "wire/b.txt"]
    assert names(find_files("wire/**/*.txt", folder), folder) == ["wire/a.txt", "wire/b.txt", "wire/sub/f.txt"]


def test_a_folder_that_is_a_link_leads_nowhere_unless_it_is_written_out(folder: Path):
    (folder / "elsewhere").mkdir()
    (folder / "elsewhere" / "secret.txt").write_text("Not for the wire.")
    (folder / "wire" / "way-out").symlink_to(folder / "elsewhere")
    assert names(find_files("wire/**/*.txt", folder), folder) == ["wire/a.txt", "wire/b.txt", "wire/sub/f.txt"]
    assert names(find_files("wire/*/*.txt", folder), folder) == ["wire/sub/f.txt"]
    assert names(find_files("wire", folder), folder) == ["wire/a.txt", "wire/b.txt", "wire/sub/f.txt"]
    assert names(find_files("wire/way-out/*.txt", folder), folder) == ["wire/way-out/secret.txt"]


def test_a_file_gives_itself(folder: Path):
    assert names(find_files("wire/a.txt", folder), folder) == ["wire/a.txt"]


def test_a_name_with_brackets_is_a_name_if_it_is_there(tmp_path: Path):
    (tmp_path / "story[1].txt").write_text("The ferry sails at noon.")
    assert names(find_files(str(tmp_path / "story[1].txt")), tmp_path) == ["story[1].txt"]


def test_what_is_not_there_gives_nothing(tmp_path: Path):
    assert find_files(str(tmp_path / "nowhere")) == []
    assert find_files(str(tmp_path / "nowhere" / "*.txt")) == []


def test_sockets_are_no_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as unix:
        unix.bind("desk.sock")
        assert find_files(tmp_path) == []


def test_a_file_at_the_limit_is_read(tmp_path: Path):
    path = tmp_path / "story.txt"
    path.write_bytes(b"x" * 100)
    assert read_file(path, limit=100) == b"x" * 100


def test_a_file_of_200_mib_is_refused_unread(tmp_path: Path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    with pytest.raises(RejectedInput, match=r"huge.txt: has 200.0 MiB, more than the limit of 32.0 MiB"):
        read_file(path, limit=32 * 1024 * 1024)


def test_what_cannot_be_read_is_named_and_never_waited_for(folder: Path):
    with pytest.raises(RejectedInput, match="does not exist"):
        read_file(folder / "nowhere.txt", limit=100)
    with pytest.raises(RejectedInput, match="not a regular file"):
        read_file(folder / "wire" / "pipe.txt", limit=100)
    with pytest.raises(RejectedInput, match="wire"):
        read_file(folder / "wire", limit=100)


def test_a_folder_is_no_file_and_leaves_nothing_open(folder):
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    for _ in range(5):
        with pytest.raises(RejectedInput, match="directory"):
            read_file(folder, limit=100)
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208
