"""The schema's life: migrations both ways on both databases, and the teams' contract written down."""

import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from pipeline.errors import SchemaError, SettingsError
from pipeline.store import schema
from pipeline.store.engine import open_engine, reading, writing
from pipeline.store.tables import Base

DICTIONARY = Path(__file__).parents[2] / "docs" / "data-dictionary.md"


def test_upgrade_downgrade_upgrade(empty_engine):
    engine = empty_engine
    with pytest.raises(SchemaError, match="newswire db upgrade"):
        schema.check(engine)
    schema.upgrade(engine)
    schema.upgrade(engine)
    assert schema.check(engine) == schema.newest_revision()
    schema.downgrade(engine, "base")
    with reading(engine) as connection:
        assert inspect(connection).get_view_names() == []
        assert set(inspect(connection).get_table_names()) <= {"alembic_version"}
    schema.upgrade(engine)


def test_migrations_build_what_the_models_say(engine):
    with reading(engine) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, Base.metadata) == []


def test_a_schema_of_the_future_is_refused(engine):
    with writing(engine) as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaError, match="newer"):
        schema.check(engine)


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense", "sqlite+nonsense:///x"])
def test_a_wrong_url_is_an_error_that_names_the_setting(url):
    with pytest.raises(SettingsError, match="NEWSWIRE_DATABASE_URL"):
        open_engine(url)


def test_every_column_of_the_contract_is_described(engine):
    described: dict[str, set[str]] = {}
    for section in DICTIONARY.read_text(encoding="utf-8").split("\n## ")[1:]:
        name, _, rest = section.partition("\n")
        described[name.strip()] = set(re.findall(r"^\| `(\w+)` \|", rest, flags=re.MULTILINE))
    with reading(engine) as connection:
        views = inspect(connection)
        actual = {
            name: {column["name"] for column in views.get_columns(name)}
            for name in views.get_view_names()
            if name.startswith("api_")
        }
    assert described == actual


def test_every_unique_constraint_has_a_name(engine):
    with reading(engine) as connection:
        tables = inspect(connection)
        for table in tables.get_table_names():
            assert all(constraint["name"] for constraint in tables.get_unique_constraints(table)), table
