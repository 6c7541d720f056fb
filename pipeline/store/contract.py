"""The contract with the teams that query the database, as the files in sql/views state it.

A view's file opens with the view's description in `--` comments. Each column of its SELECT stands indented by four
spaces, ends with its name, and may be described by a comment after it. A column that only passes one of a table or
another view through (`version.headline`, `outlet.id AS outlet_id`) inherits the description that stands there.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Boolean, DateTime, Double, Float, Integer, LargeBinary, String
from sqlalchemy.types import TypeEngine

from pipeline.store.tables import Base, UtcDateTime

_VIEW = re.compile(r"^((?:--.*\n)+)CREATE VIEW (\w+) AS\nSELECT(.*?)^(FROM .*)", re.MULTILINE | re.DOTALL)
_COLUMN = re.compile(r"^ {4}(?! )(.*?)(\w+),?(?: -- (.+))?$", re.MULTILINE)
_PASSED_THROUGH = re.compile(r'(\w+)\.(?:"?(\w+)"? AS )?')
_RELATION = re.compile(r"\b(?:FROM|JOIN) (\w+)(?: AS (\w+))?")
_PORTABLE_TYPES: dict[str, tuple[type[TypeEngine[Any]], ...]] = {
    "boolean": (Boolean,),
    "integer": (Integer,),
    "number": (Double, Float),
    "time": (UtcDateTime, DateTime),
    "json": (JSON,),
    "bytes": (LargeBinary,),
    "text": (String,),
}


@dataclass(frozen=True)
class View:
    """A view, and what it and its columns mean."""

    name: str
    description: str
    columns: dict[str, str]

    @property
    def is_public(self) -> bool:
        """Whether it belongs to the contract."""
        return re.match(r"api\d*_", self.name) is not None


def read_views(files: Iterable[Path]) -> list[View]:
    """The views, in the order in which they build on one another; a column that nothing describes has an empty text."""
    meanings = {
        table.name: {column.name: column.comment or "" for column in table.columns}
        for table in Base.metadata.sorted_tables
    }
    views = []
    for file in files:
        view = _read(file.read_text(encoding="utf-8"), meanings)
        meanings[view.name] = view.columns
        views.append(view)
    return views


def _read(script: str, meanings: dict[str, dict[str, str]]) -> View:
    match = _VIEW.search(script)
    if match is None:
        raise ValueError(f"not laid out as a view: {script[:80]!r}")
    comment, name, selected, rest = match.groups()
    relations = {alias or relation: relation for relation, alias in _RELATION.findall(rest)}
    everything = re.fullmatch(r"\s*(\w+)\.\*\s*", selected)
    if everything is not None:
        columns = meanings[relations[everything.group(1)]]
    else:
        columns = {
            column: text or _inherited(expression, column, relations, meanings)
            for expression, column, text in _COLUMN.findall(selected)
        }
    return View(name, " ".join(comment.replace("--", "").split()), columns)


def _inherited(expression: str, column: str, relations: dict[str, str], meanings: dict[str, dict[str, str]]) -> str:
    match = _PASSED_THROUGH.fullmatch(expression)
    if match is None:
        return ""
    relation, original = match.groups()
    return meanings.get(relations.get(relation, ""), {}).get(original or column, "")


def portable_type(declared: TypeEngine[Any]) -> str | None:
    """The name, the same on both databases, of a column's type; None where SQLite knows none (a computed column)."""
    return next((name for name, types in _PORTABLE_TYPES.items() if isinstance(declared, types)), None)
