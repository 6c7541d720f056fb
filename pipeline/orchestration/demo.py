"""`make demo`: one run of wire_ingest by Airflow itself, in this process and without servers.

    python -m pipeline.orchestration.demo [FILE|FOLDER]

Airflow's own output goes to a file; the terminal shows one line a task.
"""

import json
import logging
import os
import sys
from pathlib import Path
from typing import TextIO

from pipeline.errors import NewswireError, SettingsError
from pipeline.orchestration.home import LocalAirflow
from pipeline.orchestration.terminal import output_to
from pipeline.settings import PROJECT, Settings
from pipeline.stages import adhoc

SEEDS_CATALOGUE = """\
[[outlet]]
id = "{outlet.id}"
name = "{outlet.name}"

[[source]]
id = "{source.id}"
outlet = "{outlet.id}"
kind = "files"
path = {path}
"""


def main(arguments: list[str]) -> int:
    """Run the demo on the bundled seeds, or on the given file or folder; returns the exit status."""
    try:
        if arguments:
            os.environ["NEWSWIRE_SOURCES"] = str(_catalogue_of(Path(arguments[0]).expanduser().resolve()))
        settings = Settings.read(os.environ)
        log = settings.home / "logs" / "demo.log"
        with output_to(log) as terminal:
            succeeded = _ingest(settings, terminal)
    except NewswireError as error:
        print(error, file=sys.stderr)
        return 2
    if not succeeded:
        print(f"The run failed; see {log}", file=sys.stderr)
    return 0 if succeeded else 1


def _catalogue_of(path: Path) -> Path:
    """The catalogue in a folder of seeds, or one made for the file or folder."""
    if not path.exists():
        raise SettingsError(f"SEEDS={path}", "does not exist", "Give a file, or a folder of stories")
    if (own := path / "sources.toml").is_file():
        return own
    made = Settings.read(os.environ).home / "demo" / "sources.toml"
    made.parent.mkdir(parents=True, exist_ok=True)
    outlet, source = adhoc.local_source(path)
    text = SEEDS_CATALOGUE.format(outlet=outlet, source=source, path=json.dumps(str(path), ensure_ascii=False))
    made.write_text(text, encoding="utf-8")
    return made


def _ingest(settings: Settings, terminal: TextIO) -> bool:
    """Prepare both databases and run the DAG; whether it succeeded."""
    print("Preparing the databases", file=terminal)
    LocalAirflow(settings.home).prepare(settings)

    from airflow.dag_processing.dagbag import DagBag

    bag = DagBag(PROJECT / "dags" / "wire_ingest.py")
    if bag.import_errors:
        print(*bag.import_errors.values(), sep="\n", file=terminal)
        return False
    print("Running wire_ingest by Airflow", file=terminal)
    logging.getLogger("pipeline.orchestration.tasks").addHandler(_Progress(terminal))
    dag = bag.dags["wire_ingest"]
    dag.deadline = None  # a run in one process has nobody who could tell of it, and test() cannot read it
    return str(dag.test().state) == "success"


class _Progress(logging.StreamHandler[TextIO]):
    """Shows what the tasks sum up, a line each."""

    def format(self, record: logging.LogRecord) -> str:
        return f"  {'! ' if record.levelno > logging.INFO else ''}{record.getMessage()}"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
