"""`newswire page`: one page, or pages by lines of JSON; what cannot be read is named and the others go on."""

import json

import pytest

from benchmarks.samples import PAGE


def test_a_page_becomes_a_story(newswire, tmp_path):
    page = tmp_path / "bridge.html"
    page.write_text(PAGE, encoding="utf-8")
    result = newswire("page", page, "--url", "https://post.example/bridge")
    (story,) = result.rows
    assert (result.code, story["file"], story["link"]) == (0, str(page), "https://post.example/bridge")
    assert (story["headline"], story["authors"]) == ("Varnholm closes its bridge", ["Edna Winter"])
    assert story["first_created"] == "2026-03-03T18:05:00+00:00"


def test_pages_by_lines_and_those_that_fail_are_named(newswire, tmp_path):
    (tmp_path / "bridge.html").write_text(PAGE, encoding="utf-8")
    (tmp_path / "empty.html").write_text("<html></html>", encoding="utf-8")
    names = ["bridge.html", "missing.html", "empty.html", "bridge.html"]
    lines = [json.dumps({"file": str(tmp_path / name), "url": "https://post.example/x"}) for name in names]
    result = newswire("page", "--jsonl", stdin="\n".join([lines[0], "nonsense", '{"url": "x"}', *lines[1:]]))
    assert result.code == 1
    assert [row["headline"] for row in result.rows] == ["Varnholm closes its bridge"] * 2
    for named in ("missing.html", "empty.html", "line 2", "line 3"):
        assert named in result.err


@pytest.mark.parametrize("bad", [{"file": None}, {"file": "a\0b"}, {"file": "a\ud800b"}, {"url": "http://[x"}])
def test_a_line_that_names_no_page_or_no_address(newswire, tmp_path, bad):
    page = tmp_path / "bridge.html"
    page.write_text(PAGE, encoding="utf-8")
    lines = [json.dumps({"file": str(page)} | row) for row in (bad, {})]
    result = newswire("page", "--jsonl", stdin="\n".join(lines))
    assert (result.code, len(result.rows)) == (1, 1)


def test_a_page_and_lines_at_once_are_wrong_usage(newswire, tmp_path):
    assert newswire("page").code == 2
    assert newswire("page", tmp_path / "bridge.html", "--jsonl").code == 2
