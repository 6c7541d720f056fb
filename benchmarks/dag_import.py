"""Processor seconds that each DAG file adds to `import airflow.sdk`: the best of five fresh processes.

python benchmarks/dag_import.py
"""

import subprocess
import sys
import tempfile
from pathlib import Path

DAGS = Path(__file__).parents[1] / "dags"
LIMIT = 0.3
ROUNDS = 5
TIMED = """
import airflow.sdk, runpy, sys, time
start = time.process_time()
runpy.run_path(sys.argv[1])
print(time.process_time() - start)
"""


def main() -> int:
    """Print a line for each DAG; the exit status is 1 where one is above the limit."""
    slow = False
    with tempfile.TemporaryDirectory() as home:
        for path in sorted(DAGS.glob("*.py")):
            command = [sys.executable, "-c", TIMED, str(path)]
            environment = {"AIRFLOW_HOME": home}
            best = min(
                float(subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout)
                for _ in range(ROUNDS)
            )
            slow |= best > LIMIT
            print(f"{path.stem:20} {best:6.3f} s")
    return int(slow)


if __name__ == "__main__":
    raise SystemExit(main())
