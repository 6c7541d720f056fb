"""The catalogue of outlets and sources: strict TOML, in which every mistake is named with its line."""

import os
import re
import tomllib
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from pipeline.errors import CatalogueError
from pipeline.sources.entries import Catalogue, Outlet, Source
from pipeline.sources.login import Login

__all__ = ["Catalogue", "Outlet", "Source", "parse_catalogue", "read_catalogue", "read_text", "source_lines"]

MAX_BYTES = 4 * 1024 * 1024
PASSWORD = re.compile(r"//[^/@\s]{1,200}@")


def read_catalogue(path: Path) -> Catalogue:
    """Read sources.toml; raises CatalogueError that names the file and, with its line, every mistake in it."""
    return parse_catalogue(read_text(path), path)


def read_text(path: Path) -> str:
    """The characters of a catalogue; raises CatalogueError."""
    try:
        with path.open("rb") as file:
            text = file.read(MAX_BYTES + 1).decode("utf-8-sig")
    except OSError as error:
        remedy = "Name an existing file in NEWSWIRE_SOURCES"
        raise CatalogueError(path, f"cannot be read ({error.strerror})", remedy) from None
    except UnicodeDecodeError as error:
        raise CatalogueError(path, f"is not UTF-8 ({error.reason} at byte {error.start})") from None
    return text


def parse_catalogue(text: str, path: Path) -> Catalogue:
    """The catalogue in a text that is, or is going to be, the file `path`; raises CatalogueError with all mistakes."""
    if len(text) > MAX_BYTES:
        raise CatalogueError(path, f"is larger than {MAX_BYTES} bytes")
    try:
        document = tomllib.loads(text)
    except (ValueError, RecursionError) as error:  # a number may be too long, too, or arrays too deep
        raise CatalogueError(path, f"is not valid TOML: {error}") from None
    reader = _Reader(_Lines(text), path.absolute().parent)
    catalogue = reader.read(document)
    if reader.problems:
        problems = sorted(reader.problems)
        listed = "\n  ".join(f"line {line}: {problem}" for line, problem in problems)
        raise CatalogueError(path, f"{len(problems)} mistake{'s' if len(problems) > 1 else ''}\n  {listed}")
    return catalogue


def source_lines(path: Path) -> dict[str, int]:
    """For each source of a catalogue without mistakes the line where its address or path stands."""
    text = read_text(path)
    lines = _Lines(text)
    return {
        source.id: lines.of("source", index, "url" if source.url else "path")
        for index, source in enumerate(parse_catalogue(text, path).sources)
    }


class _Lines:
    """Where the tables and keys of a TOML document stand; TOML readers of the standard library do not say."""

    def __init__(self, text: str) -> None:
        self._lines: dict[tuple[str, int, str], int] = {}
        counts: dict[str, int] = {}
        place = ("", 0)
        for number, line in enumerate(text.splitlines(), start=1):
            if found := re.match(r"\s*\[\s*[\w-]+\.([\w-]+)\s*\]", line):  # a table in the last table
                self._lines.setdefault((*place, found[1]), number)
            elif found := re.match(r"\s*\[\[?\s*([\w-]+)\s*\]", line):
                counts[found[1]] = counts.get(found[1], -1) + 1
                place = found[1], counts[found[1]]
                self._lines.setdefault((*place, ""), number)
            elif found := re.match(r"""\s*["']?([\w-]+)["']?\s*=""", line):
                self._lines.setdefault((*place, found[1]), number)

    def of(self, table: str, index: int, key: str = "") -> int:
        """The line of a key, or of its table where the key is not there."""
        return self._lines.get((table, index, key)) or self._lines.get((table, index, "")) or 1


class _Reader:
    """Reads the tables of one catalogue and gathers what is wrong with them."""

    def __init__(self, lines: _Lines, base: Path) -> None:
        self.lines, self.base = lines, base
        self.problems: list[tuple[int, str]] = []

    def read(self, document: dict[str, Any]) -> Catalogue:
        for name in document.keys() - {"outlet", "source"}:
            line = self.lines.of("", 0, name) if self.lines.of("", 0, name) > 1 else self.lines.of(name, 0)
            self.problems.append((line, f"{name!r} is neither [[outlet]] nor [[source]]"))
        outlets = [outlet for _, outlet in self._tables(document, "outlet", Outlet)]
        declared = [table.get("id") for table in document.get("outlet", []) if isinstance(table, dict)]
        sources = []
        for index, source in self._tables(document, "source", Source):
            if source.outlet not in declared:
                hint = _did_you_mean(source.outlet, [name for name in declared if isinstance(name, str)])
                line = self.lines.of("source", index, "outlet")
                self.problems.append((line, f"source {source.id!r}: there is no outlet {source.outlet!r}{hint}"))
            if source.path is not None:
                source = source.model_copy(update={"path": os.path.normpath(self.base / source.path)})
            sources.append(source)
        return Catalogue(outlets=tuple(outlets), sources=tuple(sources))

    def _tables[T: (Outlet, Source)](
        self, document: dict[str, Any], name: str, model: type[T]
    ) -> Iterator[tuple[int, T]]:
        tables = document.get(name, [])
        if not isinstance(tables, list):
            self.problems.append((self.lines.of(name, 0), f"write [[{name}]] with two brackets"))
            return
        first_lines: dict[str, int] = {}
        for index, table in enumerate(tables):
            label = f"{name} {table.get('id', '')!r}" if isinstance(table, dict) else name
            try:
                made = model.model_validate(table)
            except ValidationError as error:
                self.problems += self._explain(error, name, index, label, model)
                continue
            line = self.lines.of(name, index, "id")
            if made.id in first_lines:
                self.problems.append((line, f"{label}: the id is taken by line {first_lines[made.id]}"))
            first_lines.setdefault(made.id, line)
            yield index, made

    def _explain(
        self, error: ValidationError, name: str, index: int, label: str, model: type[BaseModel]
    ) -> Iterator[tuple[int, str]]:
        for detail in error.errors(include_url=False):
            path = [str(part) for part in detail["loc"]] or [""]
            key, is_login = path[-1], path[0] == "login"
            message = detail["msg"].removeprefix("Value error, ")
            if detail["type"] == "extra_forbidden":
                known = Login if is_login else model
                message = f"unknown key {key!r}{_did_you_mean(key, list(known.model_fields))}"
            elif detail["type"] == "missing":
                message = f"the key {key!r} is missing"
            elif key and not is_login:
                message = f"{key} = {PASSWORD.sub('//***@', repr(detail['input']))}: {message}"
            elif key != "login":  # what stands there may be a secret: it is not repeated
                message = f"{key}: {message}"
            yield self.lines.of(name, index, path[0]), f"{label}: {'login: ' if is_login else ''}{message}"


def _did_you_mean(word: str, known: list[str]) -> str:
    near = get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else ""
