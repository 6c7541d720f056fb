"""Stories a second and peak memory of clustering: the stage itself, on SQLite or PostgreSQL.

python -m benchmarks.speed_cluster FILE.jsonl [--copies N] [--database URL]

FILE has {"id", "headline", "text", "source", "published_at"} a line, as for `newswire cluster`. URL is an empty
database; without one it is a new SQLite file. With --copies the same texts come again N - 1 times, each time a month
later, to show how speed holds as the index grows.
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from pipeline.stages.cluster_stream import load
from pipeline.stages.dedupe import dedupe
from pipeline.store.engine import open_engine

LATER = timedelta(days=31)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--database", default="")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(arguments.database or f"sqlite:///{folder}/clusters.db")
        now = load(engine, _rows(arguments.file, arguments.copies))
        before = _peak_megabytes()
        started = time.perf_counter()
        report = dedupe(engine, now=now)
        seconds = time.perf_counter() - started
        engine.dispose()
    print(report)
    print(f"{report.counts.get('versions', 0) / seconds:.0f} stories/s on {engine.dialect.name}, without loading them")
    print(f"peak memory {_peak_megabytes():.0f} MB, of which {before:.0f} MB before clustering")


def _rows(file: Path, copies: int) -> Iterator[dict[str, Any]]:
    for copy in range(copies):
        with file.open(encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                published = datetime.fromisoformat(row["published_at"]) + copy * LATER
                yield row | {"id": f"{row['id']}/{copy}", "published_at": published.isoformat()}


def _peak_megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
