"""Seconds from the trigger of an empty wire_ingest run to its end, on Airflow as `make up` starts it.

    python -m benchmarks.speed_run [RUNS]

Empty: its one source, a folder, has nothing new. The first run, which reads the language model for nobody, counts too.
"""

import sys
import tempfile
from datetime import datetime
from pathlib import Path

from tests.e2e.catalogue import PARAGRAPH, files_catalogue
from tests.support.airflow import running_airflow

LIMIT = 45


def main() -> int:
    """Print a line for each run; the exit status is 1 where one takes longer than the limit."""
    slowest = 0.0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "stories").mkdir()
        (folder / "stories" / "first.txt").write_text(f"First\n\n{PARAGRAPH}\n", encoding="utf-8")
        (folder / "sources.toml").write_text(files_catalogue(folder / "stories"), encoding="utf-8")
        with running_airflow(folder / "home", {"NEWSWIRE_SOURCES": str(folder / "sources.toml")}) as airflow:
            airflow.run("wire_ingest")
            for _ in range(int(sys.argv[1]) if len(sys.argv) > 1 else 3):
                run = airflow.call("GET", f"/api/v2/dags/wire_ingest/dagRuns/{airflow.run('wire_ingest')}")
                times = [datetime.fromisoformat(run[name]) for name in ("queued_at", "end_date")]
                seconds = (times[1] - times[0]).total_seconds()
                slowest = max(slowest, seconds)
                print(f"{seconds:6.1f} s", flush=True)
    return int(slowest > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
