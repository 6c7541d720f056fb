"""A bucket of S3 keeps what a folder keeps; a real server answers."""

import gzip
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.archive import open_archive
from pipeline.errors import PermanentError, SettingsError, TransientError
from tests.support.s3 import new_bucket, s3_server

DOCUMENT = b"<rss>The ferry sails at noon.</rss>"


@pytest.fixture
def url(bucket: str) -> str:
    return f"{bucket}/raw/documents"


@pytest.fixture
def files(bucket):
    """The bucket as anybody else sees it."""
    import s3fs

    return s3fs.S3FileSystem(skip_instance_cache=True, use_listings_cache=False)


def test_bytes_come_back_under_their_hash(files, url):
    archive = open_archive(url + "/")
    sha256 = archive.put(DOCUMENT)
    assert archive.label(sha256) == f"{url}/{sha256[:2]}/{sha256[2:4]}/{sha256}.gz"
    assert gzip.decompress(files.cat_file(archive.label(sha256))) == DOCUMENT
    assert open_archive(url).get(sha256) == DOCUMENT


def test_the_same_bytes_are_written_once(files, url):
    archive = open_archive(url)
    label = archive.label(archive.put(DOCUMENT))
    before = files.info(label)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(archive.put, [DOCUMENT] * 8))
    assert files.info(label) == before
    assert len(files.find(url)) == 1


def test_a_missing_document_is_named(url):
    with pytest.raises(PermanentError, match=r"s3://.*0000\.gz: is missing from the archive"):
        open_archive(url).get("0" * 64)


@pytest.mark.parametrize(
    "damaged",
    [b"", b"not gzip", gzip.compress(b"another"), gzip.compress(DOCUMENT)[:-6]],
    ids=["emptied", "overwritten", "swapped", "cut off"],
)
def test_a_damaged_document_is_never_given_out(files, url, damaged):
    archive = open_archive(url)
    sha256 = archive.put(DOCUMENT)
    files.pipe_file(archive.label(sha256), damaged)
    with pytest.raises(PermanentError, match=sha256):
        archive.get(sha256)


def test_a_document_is_taken_out_for_good(files, url):
    archive = open_archive(url)
    sha256 = archive.put(DOCUMENT)
    assert archive.remove(sha256)
    assert files.find(url) == []
    assert not archive.remove(sha256)


def test_a_bucket_that_is_not_there_is_named(bucket):
    with pytest.raises(PermanentError, match="s3://nowhere/raw: is not there"):
        open_archive("s3://nowhere/raw").put(DOCUMENT)


def test_a_server_that_is_gone_is_worth_a_retry_and_no_damage(monkeypatch):
    with s3_server() as server:
        archive = open_archive(new_bucket(server, monkeypatch))
        sha256 = archive.put(DOCUMENT)
    for attempt in (lambda: archive.get(sha256), lambda: archive.put(b"x"), lambda: archive.remove(sha256)):
        with pytest.raises(TransientError, match="does not answer"):
            attempt()


def test_without_credentials_nothing_is_tried_for_long(url, monkeypatch):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with pytest.raises(PermanentError, match="NEWSWIRE_ARCHIVE"):
        open_archive(url).put(DOCUMENT)


def test_a_library_that_is_not_installed_is_named(monkeypatch):
    monkeypatch.setitem(sys.modules, "s3fs", None)
    with pytest.raises(SettingsError, match=r"requirements/s3\.txt"):
        open_archive("s3://bucket")
