"""`newswire archive`, on a folder and on a bucket."""

from pathlib import Path

import pytest

from tests.support.feeds import serve_feed

STORY = "Ferry sails again\n\nThe ferry sails at noon, the harbour master said.\n"


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    folder = tmp_path / "stories"
    folder.mkdir()
    for name in ("one", "two", "three"):
        (folder / f"{name}.txt").write_text(f"{name.title()} {STORY}")
    return folder


def test_what_is_missing_or_damaged_is_named(newswire, stories, tmp_path):
    assert newswire("ingest", stories).code == 0
    assert newswire("archive", "verify").out == "3 documents, all there and whole\n"
    lost, damaged, _ = sorted((tmp_path / "home" / "archive").rglob("*.gz"))
    lost.unlink()
    damaged.write_bytes(damaged.read_bytes()[:-9])
    result = newswire("archive", "verify", "--json")
    assert result.code == 1
    found = {row["place"]: row for row in result.rows[0]["bad"]}
    assert found.keys() == {str(lost), str(damaged)}
    assert "missing" in found[str(lost)]["problem"]
    assert "cannot be read" in found[str(damaged)]["problem"]
    assert found[str(lost)]["url"].startswith(str(stories))
    assert str(lost) in result.err and str(stories) in result.err


def test_what_was_taken_down_is_not_missed(newswire, stories):
    newswire("ingest", stories)
    assert newswire("purge", "story", "1", "--reason", "a request", "--yes").code == 0
    assert newswire("archive", "verify").out == "2 documents, all there and whole\n"


def test_a_bucket_does_what_a_folder_does(newswire, stories, bucket, tmp_path):
    import s3fs

    files = s3fs.S3FileSystem(skip_instance_cache=True, use_listings_cache=False)
    chosen = {"NEWSWIRE_ARCHIVE": f"{bucket}/raw"}
    assert newswire("ingest", stories, **chosen).code == 0
    assert not (tmp_path / "home" / "archive").exists()
    assert newswire("archive", "verify", **chosen).out == "3 documents, all there and whole\n"
    places = files.find(bucket)
    assert len(places) == 3
    files.rm(places[0])
    result = newswire("archive", "verify", **chosen)
    assert result.code == 1 and places[0] in result.err


def test_feeds_are_archived_in_a_bucket_while_others_are_fetched(newswire, bucket):
    chosen = {"NEWSWIRE_ARCHIVE": bucket}
    with serve_feed() as one, serve_feed() as two:
        one.items["1"], two.items["1"] = ("Ferry sails", "The ferry sails at noon."), ("Ferry waits", "It waits.")
        assert newswire("ingest", one.address, two.address, **chosen).code == 0
    assert newswire("archive", "verify", **chosen).out == "2 documents, all there and whole\n"


def test_an_archive_that_does_not_answer_costs_no_story(newswire, stories, bucket):
    chosen = {"NEWSWIRE_ARCHIVE": bucket}
    gone = {**chosen, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
    result = newswire("ingest", stories, **gone)
    assert result.code == 1 and "does not answer" in result.err
    assert newswire("archive", "verify", **chosen).out == "0 documents, all there and whole\n"
    assert newswire("ingest", stories, **chosen).code == 0
    assert len(newswire("show", "story", "Ferry", "--json", **chosen).rows) == 3
    assert newswire("archive", "verify", **gone).code == 1
