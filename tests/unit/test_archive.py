"""What the archive took it gives back, or says what is wrong."""

import gzip
import hashlib
import resource
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from pipeline.archive import Archive
from pipeline.errors import PermanentError, TransientError

DOCUMENT = b"<rss>The ferry sails at noon.</rss>"


@contextmanager
def room_for(size: int) -> Iterator[None]:
    """No file of this process may grow beyond `size` bytes, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_bytes_come_back_under_their_hash(tmp_path: Path):
    archive = Archive(tmp_path / "archive")
    sha256 = archive.put(DOCUMENT)
    assert sha256 == hashlib.sha256(DOCUMENT).hexdigest()
    assert archive.get(sha256) == DOCUMENT
    assert Path(archive.label(sha256)) == tmp_path / "archive" / sha256[:2] / sha256[2:4] / f"{sha256}.gz"
    assert gzip.decompress(Path(archive.label(sha256)).read_bytes()) == DOCUMENT


def test_the_same_bytes_are_written_once(tmp_path: Path):
    archive = Archive(tmp_path)
    archive.put(DOCUMENT)
    before = [(path, path.stat().st_mtime_ns, path.stat().st_ino) for path in files(tmp_path)]
    archive.put(DOCUMENT)
    assert [(path, path.stat().st_mtime_ns, path.stat().st_ino) for path in files(tmp_path)] == before


def test_many_writers_of_the_same_bytes_do_not_disturb_each_other(tmp_path: Path):
    with ThreadPoolExecutor(8) as pool:
        hashes = set(pool.map(lambda _: Archive(tmp_path).put(DOCUMENT * 1000), range(40)))
    assert len(hashes) == len(files(tmp_path)) == 1
    assert Archive(tmp_path).get(hashes.pop()) == DOCUMENT * 1000


def test_nothing_is_a_document_too(tmp_path: Path):
    archive = Archive(tmp_path)
    assert archive.get(archive.put(b"")) == b""


def test_a_missing_document_is_named(tmp_path: Path):
    with pytest.raises(PermanentError, match=r"0000\.gz: is missing from the archive"):
        Archive(tmp_path).get("0" * 64)


@pytest.mark.parametrize("name", ["", "abc", "../../etc/passwd", "G" * 64])
def test_only_hashes_name_documents(tmp_path: Path, name: str):
    with pytest.raises(PermanentError, match="not a SHA-256"):
        Archive(tmp_path).get(name)


@pytest.mark.parametrize(
    "damaged",
    [
        pytest.param(lambda packed: packed[:-6], id="cut off"),
        pytest.param(lambda packed: b"not gzip", id="overwritten"),
        pytest.param(lambda packed: gzip.compress(b"another document"), id="swapped"),
        pytest.param(lambda packed: packed[:12] + b"\xff\xff" + packed[14:], id="bits flipped"),
        pytest.param(lambda packed: b"", id="emptied"),
    ],
)
def test_a_damaged_document_is_never_given_out(tmp_path: Path, damaged):
    archive = Archive(tmp_path)
    sha256 = archive.put(DOCUMENT)
    path = Path(archive.label(sha256))
    path.write_bytes(damaged(path.read_bytes()))
    with pytest.raises(PermanentError, match=sha256):
        archive.get(sha256)


def test_a_full_disk_is_named_and_leaves_nothing_behind(tmp_path: Path):
    archive = Archive(tmp_path)
    document = hashlib.sha512(DOCUMENT).digest() * 64
    with room_for(20), pytest.raises(TransientError, match=str(tmp_path)):
        archive.put(document)
    assert files(tmp_path) == []
    assert archive.get(archive.put(document)) == document


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path):
    (tmp_path / "archive").write_text("a file where the folder should be")
    with pytest.raises(PermanentError, match="archive: cannot be written"):
        Archive(tmp_path / "archive").put(DOCUMENT)
