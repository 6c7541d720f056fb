"""Settings come from NEWSWIRE_* variables, and a mistake in one is named."""

from pathlib import Path

import pytest

from pipeline.errors import SettingsError
from pipeline.settings import Settings


def test_defaults_need_no_variable():
    settings = Settings.read({"PATH": "/bin"})
    assert settings.database.startswith("sqlite:///")
    assert Path(settings.archive_location).name == "archive"


def test_values_are_read():
    settings = Settings.read(
        {"NEWSWIRE_HOME": "/srv/news", "NEWSWIRE_ALLOW_NETWORKS": "10.0.0.0/8, 127.0.0.0/8", "NEWSWIRE_MODEL": "x"}
    )
    assert settings.database == "sqlite:////srv/news/newswire.db"
    assert settings.archive_location == Path("/srv/news/archive")
    assert [str(network) for network in settings.allow_networks] == ["10.0.0.0/8", "127.0.0.0/8"]


def test_an_empty_variable_counts_as_unset():
    empty = {f"NEWSWIRE_{name}": "" for name in ("HOME", "DATABASE_URL", "FETCH_SECONDS", "MODEL")}
    assert Settings.read(empty) == Settings.read({})


def test_the_archive_is_a_folder_or_a_bucket():
    for archive in ("/srv/raw", "raw", "s3://bucket", "s3://bucket/raw/documents"):
        assert Settings.read({"NEWSWIRE_ARCHIVE": archive}).archive_location == archive


@pytest.mark.parametrize(
    ("variable", "value", "message"),
    [
        ("NEWSWIRE_DATABSE_URL", "x", "Did you mean NEWSWIRE_DATABASE_URL"),
        ("NEWSWIRE_COLOUR", "x", "NEWSWIRE_COLOUR: is not a setting"),
        ("NEWSWIRE_FETCH_SECONDS", "soon", "NEWSWIRE_FETCH_SECONDS"),
        ("NEWSWIRE_ARCHIVE", "gopher://bucket/raw", "NEWSWIRE_ARCHIVE"),
        ("NEWSWIRE_ARCHIVE", "s3://key:secret@bucket/raw", "NEWSWIRE_ARCHIVE"),
        ("NEWSWIRE_ARCHIVE", "s3:///raw", "NEWSWIRE_ARCHIVE"),
        ("NEWSWIRE_ALLOW_NETWORKS", "everybody", "NEWSWIRE_ALLOW_NETWORKS"),
        ("NEWSWIRE_HOME", "/srv/what?", "question mark"),
        ("NEWSWIRE_LEASE_MINUTES", "99999999999999", "NEWSWIRE_LEASE_MINUTES"),
    ],
)
def test_a_mistake_is_named_with_the_way_out(variable, value, message):
    with pytest.raises(SettingsError, match=message):
        Settings.read({variable: value})
