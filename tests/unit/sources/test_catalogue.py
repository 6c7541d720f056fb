"""A mistake in the catalogue is named with its line, all mistakes at once."""

from pathlib import Path

import pytest

from pipeline.errors import CatalogueError
from pipeline.sources.catalogue import read_catalogue

GOOD = """\
[[outlet]]
id = "harbour-post"
name = "Harbour Post"
homepage = "https://post.example/"
country = "GB"

[[source]]
id = "harbour-post-top"
outlet = "harbour-post"
kind = "feed"
url = "https://post.example/feed.xml"

[[source]]
id = "harbour-post-desk"
outlet = "harbour-post"
kind = "files"
path = "../desk/*.txt"
language = "en"
interval_minutes = 5
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "conf" / "sources.toml"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    return path


def mistakes(folder: Path, text: str) -> str:
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(write(folder, text))
    return str(caught.value)


def test_outlets_and_sources_are_read(tmp_path: Path):
    catalogue = read_catalogue(write(tmp_path, GOOD))
    (outlet,) = catalogue.outlets
    feed, files = catalogue.sources
    assert (outlet.id, outlet.name, outlet.country, outlet.is_agency) == ("harbour-post", "Harbour Post", "GB", False)
    assert (feed.kind, feed.location, feed.interval_minutes) == ("feed", "https://post.example/feed.xml", 15)
    assert (files.kind, files.language, files.interval_minutes) == ("files", "en", 5)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path):
    assert read_catalogue(write(tmp_path, "\ufeff" + GOOD)) == read_catalogue(write(tmp_path, GOOD))


@pytest.mark.parametrize("text", ["a = " + "[" * 20_000, "a = " + "9" * 5_000])
def test_toml_that_no_reader_takes_is_named(tmp_path: Path, text: str):
    with pytest.raises(CatalogueError, match="is not valid TOML"):
        read_catalogue(write(tmp_path, text))


def test_paths_are_relative_to_the_catalogue(tmp_path: Path):
    assert read_catalogue(write(tmp_path, GOOD)).sources[1].location == str(tmp_path / "desk" / "*.txt")


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('name = "Harbour Post"', 'nmae = "Harbour Post"', 3, "unknown key 'nmae'; did you mean 'name'?"),
        ('name = "Harbour Post"\n', "", 1, "the key 'name' is missing"),
        ('country = "GB"', 'country = "Britain"', 5, "country"),
        ('id = "harbour-post-top"', 'id = "Harbour Post"', 8, "id = 'Harbour Post'"),
        ('id = "harbour-post-desk"', 'id = "harbour-post-top"', 14, "the id is taken by line 8"),
        ('outlet = "harbour-post"\nkind = "files"', 'outlet = "harbor-post"\nkind = "files"', 15, "did you mean"),
        ('kind = "feed"', 'kind = "fed"', 10, "kind = 'fed'"),
        ('url = "https://post.example/feed.xml"', 'url = "post.example/feed.xml"', 11, "https://outlet.example"),
        ('url = "https://post', 'url = "https://me:secret@post', 11, "password"),
        ('url = "https://post.example/feed.xml"', 'path = "feed.xml"', 7, 'needs the key "url"'),
        ('kind = "feed"', 'kind = "sitemap"\nfull_text = true', 7, 'has no key "full_text"'),
        ('path = "../desk/*.txt"', 'url = "https://agency.example/out"', 17, "sftp://agency.example"),
        ('path = "../desk/*.txt"', 'url = "sftp://agency.example/out"', 13, 'needs the key "login"'),
        ('path = "../desk/*.txt"', 'url = "sftp://me:secret@agency.example/out"', 17, "password"),
        ('path = "../desk/*.txt"', 'path = "a"\nurl = "s3://agency/out"', 13, 'either "path" or "url"'),
        ('path = "../desk/*.txt"\n', "", 13, 'needs the key "path" or "url"'),
        ("interval_minutes = 5", 'interval_minutes = "5"', 19, "interval_minutes"),
        ("interval_minutes = 5", "interval_minutes = 0", 19, "interval_minutes"),
        ('language = "en"', 'language = "English"', 18, "language"),
        ("[[outlet]]", "[outlet]", 1, "[[outlet]] with two brackets"),
        ("[[outlet]]", "colour = 'red'\n[[outlet]]", 1, "'colour' is neither"),
        ('country = "GB"', 'country = "GB', 5, "TOML"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, old: str, new: str, line: int, words: str):
    assert old in GOOD
    message = mistakes(tmp_path, GOOD.replace(old, new, 1))
    assert "sources.toml" in message
    assert f"line {line}" in message
    assert words in message


LOGIN = 'url = "https://post.example/feed.xml"\nlogin = '


@pytest.mark.parametrize(
    ("login", "words"),
    [
        ('{ kind = "bearer", secret = "hunter2-in-the-open" }', "name of a variable such as AGENCY_TOKEN"),
        ('{ kind = "bearer", secret = "NEWSWIRE_DATABASE_URL" }', "setting of the program"),
        ('{ kind = "bearer", secrt = "hunter2" }', "unknown key 'secrt'; did you mean 'secret'?"),
        ('{ kind = "bearer", password = "hunter2" }', "unknown key 'password'"),
        ('{ kind = "bearer" }', 'needs either "secret"'),
        ('{ kind = "bearer", secret = "A", connection = "a" }', 'needs either "secret"'),
        ('{ kind = "token", secret = "A" }', "kind"),
        ('{ kind = "query", secret = "A" }', 'kind "query" needs "name"'),
        ('{ kind = "header", secret = "A", name = "Host" }', "every request has"),
        ('{ kind = "basic", secret = "A", name = "x" }', 'has no "name"'),
        ('{ kind = "bearer", secret = "A", user = "desk" }', 'has no "user"'),
        ('{ kind = "password", secret = "A", user = "desk" }', "https addresses take kind basic or bearer"),
        ('"hunter2"', "login"),
    ],
)
def test_a_mistake_in_a_login_is_named_and_what_may_be_a_secret_is_not_repeated(tmp_path: Path, login: str, words: str):
    message = mistakes(tmp_path, GOOD.replace('url = "https://post.example/feed.xml"', LOGIN + login))
    assert "line 12: source 'harbour-post-top': login" in message
    assert words in message
    assert "hunter2" not in message


def test_a_login_may_be_a_table_of_its_own(tmp_path: Path):
    table = 'url = "https://post.example/feed.xml"\n[source.login]\nkind = "query"\nname = "key"\nsecret = "{0}"\n'
    url = 'url = "https://post.example/feed.xml"\n'
    login = read_catalogue(write(tmp_path, GOOD.replace(url, table.format("AGENCY_KEY")))).sources[0].login
    assert (login.kind, login.name, login.secret) == ("query", "key", "AGENCY_KEY")
    assert "line 12: source 'harbour-post-top': login: secret:" in mistakes(
        tmp_path, GOOD.replace(url, table.format("a b"))
    )


def test_a_password_in_an_address_is_not_repeated(tmp_path: Path):
    message = mistakes(tmp_path, GOOD.replace("https://post.example/feed", "https://desk:hunter2@post.example/feed"))
    assert "hunter2" not in message


def test_all_mistakes_are_named_at_once(tmp_path: Path):
    message = mistakes(tmp_path, GOOD.replace("country", "land").replace('"files"', '"folder"'))
    assert "2 mistakes" in message
    assert "line 5" in message
    assert "line 16" in message


def test_a_missing_or_unreadable_catalogue_is_named(tmp_path: Path):
    with pytest.raises(CatalogueError, match=r"nowhere\.toml"):
        read_catalogue(tmp_path / "nowhere.toml")
    (tmp_path / "sources.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(CatalogueError, match="not UTF-8"):
        read_catalogue(tmp_path / "sources.toml")


def test_an_empty_catalogue_has_no_sources(tmp_path: Path):
    assert read_catalogue(write(tmp_path, "")).sources == ()


def test_the_sample_catalogue_is_right():
    catalogue = read_catalogue(Path(__file__).parents[3] / "seeds" / "sources.toml")
    assert {source.outlet for source in catalogue.sources} == {outlet.id for outlet in catalogue.outlets}
