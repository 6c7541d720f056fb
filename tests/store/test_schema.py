"""The schema's life: migrations both ways on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from pipeline.errors import SchemaError, SettingsError
from pipeline.store import schema
from pipeline.store.engine import open_engine, reading, writing
from pipeline.store.tables import Base


@pytest.fixture
def empty_engine(database_url):
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


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


def test_every_unique_constraint_has_a_name(engine):
    with reading(engine) as connection:
        tables = inspect(connection)
        for table in tables.get_table_names():
            assert all(constraint["name"] for constraint in tables.get_unique_constraints(table)), table
