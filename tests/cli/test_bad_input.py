"""Whatever goes wrong is named with the way out, ends with the right exit code, and harms nothing else."""

import os

import pytest

GOOD = 'Bakers end strike\n\nThe bakers of Corran went back to work on Monday.\n\n"We won," said Ada Finch, a baker.\n'


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "good.txt"
    path.write_text(GOOD, encoding="utf-8")
    return path


def stories(newswire) -> int:
    return len(newswire("show", "story", "Bakers", "--json").rows)


def test_a_path_that_does_not_exist(newswire, good, tmp_path):
    result = newswire("ingest", good, tmp_path / "nowhere.txt")
    assert result.code == 1
    assert "nowhere.txt: does not exist" in result.err
    assert stories(newswire) == 1


@pytest.mark.parametrize("argument", ["", "a" * 300, "a\nb", "http://[x/feed", "http://"])
def test_an_argument_that_leads_nowhere_is_named_and_the_rest_goes_on(newswire, good, argument):
    result = newswire("ingest", argument, good)
    assert result.code == 1
    assert " ".join((argument or "(empty)").split()) in result.err
    assert stories(newswire) == 1


def test_a_name_that_is_not_utf_8_keeps_no_file_away(newswire, good, tmp_path):
    folder = tmp_path / "drop"
    folder.mkdir()
    good.rename(folder / "good.txt")
    name = os.fsdecode(os.fsencode(folder) + b"/caf\xe9.txt")
    with open(name, "w", encoding="utf-8") as file:  # noqa: PTH123  # as the system has it
        file.write("Ferry delayed\n\nThe ferry waits for the fog to lift, the harbour says.\n")
    assert newswire("ingest", folder).code == 0
    assert stories(newswire) == 1
    assert len(newswire("show", "story", "Ferry", "--json").rows) == 1
    assert "nothing new" in newswire("ingest", folder).out
    with open(name, "wb") as file:  # noqa: PTH123
        file.write(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    result = newswire("ingest", folder)
    assert result.code == 1
    assert "caf\\xe9.txt" in result.err


def test_an_argument_that_is_not_utf_8(newswire):
    result = newswire("show", "story", "caf\udce9")
    assert result.code == 2
    assert "is not UTF-8" in result.err


def test_a_pipe_is_no_file(newswire, good, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    result = newswire("ingest", tmp_path / "pipe", good)
    assert (result.code, stories(newswire)) == (1, 1)
    assert "pipe: is not a regular file" in result.err


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("empty.txt", b"", "empty"),
        ("picture.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + bytes(range(256)), "picture"),
        ("broken.xml", b"<?xml version='1.0'?><rss><channel><item><title>Half a", "XML"),
    ],
)
def test_a_file_that_cannot_be_read_is_named_and_the_rest_goes_on(newswire, good, tmp_path, name, content, message):
    bad = tmp_path / name
    bad.write_bytes(content)
    for _ in range(2):
        result = newswire("ingest", bad, good)
        assert result.code == 1
        assert name in result.err
        assert message in result.err
        assert stories(newswire) == 1
    parsed = newswire("parse", bad, good)
    assert (parsed.code, len(parsed.rows)) == (1, 1)
    assert name in parsed.err


def test_reprocessing_what_cannot_be_read_names_it_too(newswire, good, tmp_path):
    (tmp_path / "broken.xml").write_text("<?xml version='1.0'?><rss><channel><item><title>Half a", encoding="utf-8")
    newswire("ingest", tmp_path / "broken.xml", good)
    result = newswire("reprocess", "--all", "--stage", "parse")
    assert result.code == 1
    assert "broken.xml" in result.err


def test_a_file_of_200_megabytes_is_not_read(newswire, good, tmp_path):
    huge = tmp_path / "huge.txt"
    huge.touch()
    os.truncate(huge, 200 * 1024 * 1024)
    result = newswire("ingest", huge, good)
    assert result.code == 1
    assert "huge.txt" in result.err
    assert "NEWSWIRE_MAX_DOCUMENT_MB" in result.err
    assert stories(newswire) == 1


def test_a_database_that_is_down(newswire, good):
    result = newswire("ingest", good, NEWSWIRE_DATABASE_URL="postgresql+psycopg://u:secret@127.0.0.1:1/news")
    assert result.code == 2
    assert "127.0.0.1:1/news" in result.err
    assert "NEWSWIRE_DATABASE_URL" in result.err
    assert "secret" not in result.err


def test_a_file_that_is_no_database(newswire, tmp_path):
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "newswire.db").write_bytes(b"words, not a database\n" * 500)
    result = newswire("report")
    assert result.code == 2
    assert "newswire.db: file is not a database" in result.err


def test_a_model_that_is_not_installed_loses_nothing(newswire, good):
    result = newswire("ingest", good, NEWSWIRE_MODEL="en_core_web_huge")
    assert result.code == 2
    assert "en_core_web_huge" in result.err
    assert newswire("ingest", good).code == 0
    assert stories(newswire) == 1


@pytest.mark.parametrize("command", [["ingest", "x"], ["show", "sources"], ["db", "check"], ["extract", "--jsonl"]])
def test_an_unknown_variable(newswire, command):
    result = newswire(*command, NEWSWIRE_DATABSE_URL="x")
    assert result.code == 2
    assert "NEWSWIRE_DATABSE_URL" in result.err
    assert "NEWSWIRE_DATABASE_URL" in result.err


def test_an_old_or_missing_schema_says_what_to_run(newswire):
    result = newswire("db", "check")
    assert result.code == 2
    assert "newswire db upgrade" in result.err
    assert newswire("db", "upgrade").code == 0
    assert newswire("db", "check").code == 0


def test_a_home_that_cannot_be_made(newswire, good):
    result = newswire("ingest", good, NEWSWIRE_HOME=str(good))
    assert result.code == 2
    assert "good.txt" in result.err
    assert "NEWSWIRE_HOME" in result.err


def test_looking_before_anything_was_ingested_says_what_to_run(newswire):
    result = newswire("report")
    assert result.code == 2
    assert "newswire db upgrade" in result.err


def test_a_headline_is_shown_as_it_is(newswire, tmp_path):
    (tmp_path / "odd.txt").write_text("Gulls :x: take [bold]:100: chips\n\nThe gulls took them.\n", encoding="utf-8")
    newswire("ingest", tmp_path / "odd.txt")
    assert "Gulls :x: take [bold]:100: chips" in newswire("show", "story", "Gulls").out


def test_a_number_means_the_story_with_that_id(newswire, tmp_path):
    for number in (1, 2):
        (tmp_path / f"{number}.txt").write_text(f"Gull number {number} of 2\n\nA gull sat there.\n", encoding="utf-8")
    newswire("ingest", tmp_path / "1.txt", tmp_path / "2.txt")
    assert len(newswire("show", "story", "1", "--json").rows) == 1
    assert len(newswire("show", "story", "gull number", "--json").rows) == 2


def test_wrong_usage(newswire):
    assert newswire("ingest").code == 2
    assert newswire("nonsense").code == 2


@pytest.mark.parametrize("arguments", [["show", "cluster", 2**64], ["show", "quotes", "--limit", 2**64]])
def test_a_number_that_no_database_has(newswire, good, arguments):
    newswire("ingest", good)
    assert newswire(*arguments).code == 2


def test_a_story_that_nobody_has(newswire, good):
    newswire("ingest", good)
    result = newswire("show", "story", "nothing-of-the-kind")
    assert result.code == 1
    assert "nothing-of-the-kind" in result.err


@pytest.mark.parametrize("command", ["extract", "cluster"])
def test_lines_that_are_no_story_are_named_and_the_others_go_on(newswire, command):
    bad = ["nonsense", '{"id": 2}', "[]", "[" * 100_000, '{"id": NaN, "text": "x"}', '{"id": 4, "text": null}']
    bad.append('{"id": 5, "text": "x", "published_at": "0001-01-01T00:00+05:00"}')
    lines = '{"id": 1, "text": "Ada Finch spoke."}', *bad, '{"id": 3, "text": "Ben Oak left."}'
    result = newswire(command, "--jsonl", stdin="\n".join(lines))
    assert result.code == 1
    assert [row["id"] for row in result.rows] == [1, 3]
    for number in range(2, 2 + len(bad)):
        assert f"line {number}:" in result.err


def test_half_of_a_surrogate_pair_comes_out_as_it_went_in(newswire):
    lines = '{"id": "\\ud800", "text": "\\udc00 Ada Finch spoke."}\n{"id": 2, "text": "Ben Oak left."}\n'
    result = newswire("extract", "--jsonl", stdin=lines)
    assert result.code == 0, result.err
    assert [row["id"] for row in result.rows] == ["\ud800", 2]
    [ada] = result.rows[0]["entities"]
    assert (ada["text"], ada["start"], ada["end"]) == ("Ada Finch", 2, 11)
