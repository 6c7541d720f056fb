"""Checks of the data: each file in sql/checks is a question whose right answer is no row."""

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from pipeline.store.contract import read_views
from pipeline.store.schema import sql_folder, statements, view_files

SHOWN = 5


def run_checks(connection: Connection, names: list[str] | None = None) -> dict[str, list[str]]:
    """The findings of each check (of those named, by default of all), some rows of each, as text; empty is good."""
    findings: dict[str, list[str]] = {}
    for path in sorted((sql_folder() / "checks").glob("*.sql")):
        if names is not None and path.stem not in names:
            continue
        (query,) = statements(path.read_text(encoding="utf-8"))
        rows = connection.exec_driver_sql(query).fetchmany(SHOWN)
        if rows:
            findings[path.stem] = [" | ".join(map(str, row)) for row in rows]
    return findings


def check_views(connection: Connection) -> dict[str, list[str]]:
    """The views that do not answer, each with the reason; empty is good."""
    findings: dict[str, list[str]] = {}
    for view in read_views(view_files()):
        try:
            with connection.begin_nested():
                connection.exec_driver_sql(f"SELECT * FROM {view.name} LIMIT 1").fetchall()  # noqa: S608  # names of our files
        except SQLAlchemyError as error:
            findings.setdefault("views", []).append(f"{view.name} | {str(error.__cause__ or error).splitlines()[0]}")
    return findings
