"""Commands that read lines or files and write lines: the contract for outside tools, see docs/architecture.md."""

import json
import sys
import tempfile
from collections.abc import Iterable, Iterator
from itertools import batched
from pathlib import Path
from typing import Annotated, Any, NoReturn
from urllib.parse import urlsplit

import typer

from pipeline.cli.common import complain, print_json, progress, settings
from pipeline.errors import RejectedInput
from pipeline.process import collect_rarely
from pipeline.timestamps import iso_time

BATCH = 64  # texts that extraction reads at a time

Jsonl = Annotated[bool, typer.Option("--jsonl", help="Lines of JSON from standard input to standard output.")]


class Lines:
    """Objects from lines of JSON; a line that is none is named on standard error and counted, the others go on."""

    def __init__(self, lines: Iterable[bytes], *needed: str) -> None:
        self._lines, self._needed, self.failed = lines, needed, 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for number, line in enumerate(self._lines, start=1):
            if not line.strip():
                continue
            try:
                yield self._read(line)
            except (ValueError, TypeError) as error:
                self._complain(number, str(error))
            except RecursionError:
                self._complain(number, "nests too deeply")

    def _complain(self, number: int, reason: str) -> None:
        self.failed += 1
        complain(f"standard input, line {number}: {reason}")

    def _read(self, line: bytes) -> dict[str, Any]:
        row = json.loads(line, parse_constant=_refuse)
        if not isinstance(row, dict):
            raise ValueError("not a JSON object")
        if missing := [name for name in self._needed if name not in row]:
            raise ValueError(f"has no {', '.join(missing)}")
        for name in ("text", "headline", "source", "published_at", "file", "url"):
            if not isinstance(row[name] if name in self._needed else row.get(name) or "", str):
                raise TypeError(f"{name} is not a string")
        if row.get("published_at"):
            iso_time(row["published_at"])
        return row


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON")


def _input(jsonl: bool) -> Iterable[bytes]:
    if not jsonl:
        raise typer.BadParameter("the only form of input is --jsonl", param_hint="--jsonl")
    return sys.stdin.buffer


def extract(jsonl: Jsonl = False) -> None:
    """Entities and quotes of each text: {"id","text"} a line in, {"id","entities","quotes"} a line out."""
    from pipeline import extract as wing

    lines, broken = Lines(_input(jsonl), "id", "text"), 0
    pipeline = wing.load(settings().model)
    collect_rarely()
    with progress("extract") as bar:
        for rows in batched(bar.track(lines, task_id=bar.task_ids[0]), BATCH):
            analyses = wing.analyse_batch(pipeline, [row["text"] for row in rows])
            for row, analysis in zip(rows, analyses, strict=True):
                if analysis is None:
                    broken += 1
                    complain(f"{row['id']}: model or rules broke at its text, as said above")
                else:
                    print_json({"id": row["id"], **wing.as_json(analysis)})
    raise typer.Exit(1 if lines.failed or broken else 0)


def cluster(jsonl: Jsonl = False) -> None:
    """Clusters of the same story: {"id","headline","text","source","published_at"} in, {"id","cluster",…} out."""
    from pipeline.stages.cluster_stream import cluster_stream

    lines = Lines(_input(jsonl), "id", "text")
    with tempfile.TemporaryDirectory(prefix="newswire-") as folder, progress("cluster") as bar:
        for row in cluster_stream(bar.track(lines, task_id=bar.task_ids[0]), Path(folder)):
            print_json(row)
    raise typer.Exit(1 if lines.failed else 0)


def parse(files: Annotated[list[Path], typer.Argument(help="Documents in any format that Newswire reads.")]) -> None:
    """The stories in files, one JSON object a line; a file that cannot be read is named, the others go on."""
    from pipeline import formats
    from pipeline.sources.files import read_file

    limit, failed = settings().max_document_bytes, 0
    for path in files:
        try:
            parsed = formats.parse(read_file(path, limit=limit), name=path.name)
        except RejectedInput as error:
            complain(RejectedInput(path, error.problem, error.remedy))
            failed += 1
            continue
        for story in parsed.stories:
            print_json(formats.to_json(story, str(path)))
        for item in parsed.rejected:
            complain(f"{path}: {item.label}: {item.reason}")
            failed += 1
    raise typer.Exit(1 if failed else 0)


def page(
    file: Annotated[Path | None, typer.Argument(help="An HTML page.")] = None,
    url: Annotated[str, typer.Option(help="Where the page is from.")] = "",
    jsonl: Jsonl = False,
) -> None:
    """The story in the HTML page of an article, as JSON; with --jsonl {"file","url"} a line in, a story a line out."""
    if (file is None) is not jsonl:
        raise typer.BadParameter("give one page, or --jsonl", param_hint="FILE")
    lines = Lines(_input(jsonl), "file") if jsonl else None
    failed = 0
    for row in lines if lines is not None else [{"file": str(file), "url": url}]:
        failed += not _print_page(row["file"], row.get("url") or "")
    raise typer.Exit(1 if failed or (lines is not None and lines.failed) else 0)


def _address(url: str) -> str:
    try:
        urlsplit(url)
    except ValueError as error:
        raise RejectedInput(url, f"{url} is no address ({error})", "Correct it, or leave it out") from None
    return url


def _print_page(file: str, url: str) -> bool:
    from pipeline import formats
    from pipeline.sources.files import read_file

    try:
        data = read_file(Path(file), limit=settings().max_document_bytes)
        story = formats.parse_page(data, name=Path(file).name, url=_address(url))
    except RejectedInput as error:
        complain(RejectedInput(file, error.problem, error.remedy))
        return False
    print_json(formats.to_json(story, file))
    return True
