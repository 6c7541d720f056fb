"""The schema's life: migrations, and what is made anew after them: views, comments, and what each role may do."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.schema import SetColumnComment, SetTableComment

from pipeline.errors import SchemaError
from pipeline.store.contract import View, read_views
from pipeline.store.engine import exclusive, reading, writing
from pipeline.store.tables import Base

ROLES = {"writer": "newswire_writer", "reader": "newswire_reader"}


def sql_folder() -> Path:
    """The folder `sql/`: beside the package in a clone, inside it when installed as a wheel."""
    package = Path(__file__).resolve().parents[1]
    return package / "sql" if (package / "sql").is_dir() else package.parent / "sql"


def view_files() -> list[Path]:
    """The files of the views, in the order in which they build on one another."""
    return sorted((sql_folder() / "views").glob("*.sql"))


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(sql_folder() / "migrations"))
    if connection is not None:
        config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Bring the schema to a revision (the newest by default) and create the views; all or nothing."""
    _migrate(engine, command.upgrade, revision)


def downgrade(engine: Engine, revision: str) -> None:
    """Take the schema back to an older revision ("base": nothing is left)."""
    _migrate(engine, command.downgrade, revision)


def _migrate(engine: Engine, move: Callable[[Config, str], None], revision: str) -> None:
    with writing(engine) as connection:
        exclusive(connection, "schema")
        views = read_views(view_files())
        for view in reversed(views):
            connection.execute(text(f"DROP VIEW IF EXISTS {view.name}"))
        move(_config(connection), revision)
        if _revision(connection) == newest_revision():
            for path in view_files():
                _run(connection, path.read_text(encoding="utf-8"))
            if connection.dialect.name == "postgresql":
                _comment(connection, views)
                _grant(connection, views)


def _run(connection: Connection, script: str) -> None:
    """Run a file of ours; psycopg takes a single `%` for a placeholder."""
    for statement in statements(script):
        is_formatted = connection.dialect.name == "postgresql"
        connection.exec_driver_sql(statement.replace("%", "%%") if is_formatted else statement)


def _comment(connection: Connection, views: Sequence[View]) -> None:
    """Tell the database what its tables, views and columns mean."""
    for table in Base.metadata.sorted_tables:
        connection.execute(SetTableComment(table))
        for column in table.columns:
            connection.execute(SetColumnComment(column))
    for view in views:
        _run(connection, f"COMMENT ON VIEW {view.name} IS {_literal(view.description)}")
        for name, meaning in view.columns.items():
            _run(connection, f'COMMENT ON COLUMN {view.name}."{name}" IS {_literal(meaning)}')


def _grant(connection: Connection, views: Sequence[View]) -> None:
    """Give the roles of sql/roles.sql, where they exist, what they may do with tables and views."""
    roles = set(connection.scalars(text("SELECT rolname FROM pg_roles WHERE rolname IN (:writer, :reader)"), ROLES))
    tables = ", ".join(f'"{table.name}"' for table in Base.metadata.sorted_tables)
    every_view = ", ".join(view.name for view in views)
    contract = ", ".join(view.name for view in views if view.is_public)
    if ROLES["writer"] in roles:
        _run(connection, f"GRANT SELECT, INSERT, UPDATE, DELETE ON {tables} TO {ROLES['writer']}")
        _run(connection, f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {ROLES['writer']}")
        _run(connection, f"GRANT SELECT ON alembic_version, {every_view} TO {ROLES['writer']}")
    if ROLES["reader"] in roles:
        _run(connection, f"GRANT SELECT ON {contract} TO {ROLES['reader']}")


def _literal(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


def statements(script: str) -> list[str]:
    """The statements of a script in which no text or comment holds a semicolon at a line's end."""
    return [part.strip() for part in re.split(r";\s*$", script, flags=re.MULTILINE) if part.strip()]


def newest_revision() -> str | None:
    """The revision that this code needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def is_empty(engine: Engine) -> bool:
    """Whether the database has no table at all."""
    with reading(engine) as connection:
        return not inspect(connection).get_table_names()


def check(engine: Engine) -> str:
    """The database's revision; raises SchemaError where it is not the one that this code needs."""
    with reading(engine) as connection:
        found, needed = _revision(connection), newest_revision()
    where = engine.url.render_as_string(hide_password=True)
    if found == needed and found is not None:
        return found
    if found is None:
        raise SchemaError(where, "has no tables of Newswire", "Run: newswire db upgrade")
    known = {script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found in known:
        raise SchemaError(where, f"has the older schema {found}, {needed} is needed", "Run: newswire db upgrade")
    raise SchemaError(where, f"has the schema {found}, newer than this program's {needed}", "Install a newer Newswire")
