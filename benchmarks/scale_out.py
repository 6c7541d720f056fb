"""How much faster two Celery workers extract than one: the services of docker-compose.yml as processes, one task each.

    python -m benchmarks.scale_out TEXTS.jsonl [NUMBER]

Reads the texts (lines of {"text"}) in once, then has them read anew by wire_reprocess with one worker and with two, in
turns. Time counts from the first start of a batch to the last end. Needs redis-server, and a core for each worker and
one for the rest: with fewer, the workers share one with the scheduler.
"""

import json
import sys
import tempfile
from datetime import datetime
from pathlib import Path

from sqlalchemy import text

from pipeline.store.engine import open_engine, writing
from tests.e2e.catalogue import files_catalogue
from tests.support.stack import Stack, running_stack

TURNS = (1, 2, 2, 1)
SLOTS = 4  # two a worker: the next batch waits at the broker


def main() -> None:
    """Measure and print."""
    source, number = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 480
    texts = [json.loads(line)["text"] for line in source.read_text(encoding="utf-8").splitlines()[:number]]
    settings = {"AIRFLOW__CELERY__WORKER_CONCURRENCY": "1"}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "stories").mkdir()
        for place, body in enumerate(texts):
            (folder / "stories" / f"{place:05}.txt").write_text(f"Story {place}\n\n{body}\n", encoding="utf-8")
        with running_stack(folder / "stack", files_catalogue(folder / "stories"), settings) as stack:
            slots = [*"airflow pools set newswire_extract".split(), str(SLOTS), ""]
            stack.call("scheduler", slots).check_returncode()
            stack.start_worker("worker-1")
            stack.airflow.run("wire_ingest")
            seconds: dict[int, list[float]] = {1: [], 2: []}
            for turn, workers in enumerate(TURNS):
                if workers == 2 and "worker-2" not in stack.processes:
                    stack.start_worker("worker-2")
                    stack.airflow.wait_for(lambda: stack.is_well("worker", "worker-2"), "the second worker")
                elif workers == 1 and "worker-2" in stack.processes:
                    stack.end("worker-2")
                seconds[workers].append(_reread(stack, turn))
                print(f"{workers} workers: {len(texts)} texts in {seconds[workers][-1]:.1f} s", flush=True)
    print(f"ratio {min(seconds[1]) / min(seconds[2]):.2f}")


def _reread(stack: Stack, turn: int) -> float:
    engine = open_engine(stack.database)
    newest = "UPDATE extraction SET code_version = :older WHERE code_version NOT LIKE 'older%'"
    with writing(engine) as connection:
        connection.execute(text(newest), {"older": f"older {turn}"})
    engine.dispose()
    run = stack.airflow.run("wire_reprocess", {"stages": ["extract"], "dry_run": False})
    batches = [task for task in stack.airflow.tasks("wire_reprocess", run) if task["task_id"] == "reread"]
    begin = min(datetime.fromisoformat(task["start_date"]) for task in batches)
    end = max(datetime.fromisoformat(task["end_date"]) for task in batches)
    return (end - begin).total_seconds()


if __name__ == "__main__":
    main()
