"""Write the reference parts of docs/data-dictionary.md and docs/schema.md anew: `python -m pipeline.store.dictionary`.

Each file is written by hand down to its MARK, and from there on out of the comments in sql/views and in
pipeline/store/tables. A test fails when a file is out of date.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Table, UniqueConstraint

from pipeline.store.contract import View, portable_type, read_views
from pipeline.store.schema import sql_folder, view_files
from pipeline.store.tables import Base

MARK = "<!-- From here on written by `python -m pipeline.store.dictionary`. -->\n"
type Contract = Mapping[str, Mapping[str, str]]  # view -> column -> portable type


def contract() -> Contract:
    """What has been promised to the teams, as sql/views/contract.json pins it."""
    pinned: Contract = json.loads((sql_folder() / "views" / "contract.json").read_text(encoding="utf-8"))
    return pinned


def documents() -> dict[str, str]:
    """The reference part of each document in docs/, by the file's name."""
    views = [view for view in read_views(view_files()) if view.is_public]
    return {
        "data-dictionary.md": _joined(_views(views, contract())),
        "schema.md": _joined(_tables(Base.metadata.sorted_tables)),
    }


def renew(folder: Path) -> list[Path]:
    """Write the reference parts into the documents of a folder; returns the files that were out of date."""
    outdated = []
    for name, reference in documents().items():
        path = folder / name
        old = path.read_text(encoding="utf-8")
        new = old[: old.index(MARK)] + MARK + reference
        if new != old:
            path.write_text(new, encoding="utf-8")
            outdated.append(path)
    return outdated


def _joined(blocks: Iterable[str]) -> str:
    return "".join(f"\n{block}\n" for block in blocks)


def _views(views: list[View], types: Contract) -> Iterator[str]:
    keys = {next(iter(view.columns)): view.name for view in reversed(views)}
    targets = {(view.name, column): _target(view, column, keys) for view in views for column in view.columns}
    yield _picture(f"{target} ||--o{{ {name} : {column}" for (name, column), target in targets.items() if target)
    for view in views:
        rows = [
            (column, types.get(view.name, {}).get(column, ""), _linked(meaning, targets[view.name, column]))
            for column, meaning in view.columns.items()
        ]
        yield f"## {view.name}\n\n{view.description}\n\n{_grid(rows)}"


def _target(view: View, column: str, keys: Mapping[str, str]) -> str:
    """The view whose key a column holds, as its name says: `speaker_entity_id` is an `entity_id`; else empty."""
    found = [target for key, target in keys.items() if column == key or column.endswith(f"_{key}")]
    return next((target for target in found if target != view.name), "")


def _tables(tables: list[Table]) -> Iterator[str]:
    related = [_relation(column) for table in tables for column in table.columns if column.foreign_keys]
    alone = [table.name for table in tables if not any(table.name in relation.split() for relation in related)]
    yield _picture([*related, *alone])
    for table in tables:
        unique = [[column.name for column in key.columns] for key in _unique(table)]
        keys = "; ".join(sorted(", ".join(f"`{name}`" for name in names) for names in unique))
        rows = [
            (column.name, portable_type(column.type) or "", _linked(column.comment or "", _points_to(column)))
            for column in table.columns
        ]
        unique_line = f" Unique: {keys}." if keys else ""
        yield f"## {table.name}\n\n{table.comment}{unique_line}\n\n{_grid(rows)}"


def _unique(table: Table) -> list[UniqueConstraint]:
    return [constraint for constraint in table.constraints if isinstance(constraint, UniqueConstraint)]


def _relation(column: Column[Any]) -> str:
    """A foreign key as a line of the picture, with how many rows there may be at either end."""
    table = column.table
    keys = [list(table.primary_key.columns), *(list(key.columns) for key in _unique(table))]
    one = "|o" if column.nullable else "||"
    many = "o|" if any(len(key) == 1 and key[0] is column for key in keys) else "o{"
    return f"{_points_to(column)} {one}--{many} {table.name} : {column.name}"


def _points_to(column: Column[Any]) -> str:
    return next((key.column.table.name for key in column.foreign_keys), "")


def _picture(lines: Iterable[str]) -> str:
    return "\n".join(["```mermaid", "erDiagram", *(f"    {line}" for line in lines), "```"])


def _linked(meaning: str, target: str) -> str:
    return f"{meaning} (in [{target}](#{target}))" if target else meaning


def _grid(rows: Iterable[tuple[str, str, str]]) -> str:
    lines = [f"| `{name}` | {kind} | {meaning.replace('|', '\\|')} |" for name, kind, meaning in rows]
    return "\n".join(["| column | type | meaning |", "|---|---|---|", *lines])


if __name__ == "__main__":
    for file in renew(sql_folder().parent / "docs"):
        print(f"written: {file}")
