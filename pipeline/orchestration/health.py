"""Whether a component of Airflow is well, for health checks: the API server knows of all of them.

    python -m pipeline.orchestration.health metadatabase|scheduler|dag_processor|triggerer

Exit status 0: well; 1: not well, or the API server does not answer. Airflow itself is not imported: that takes seconds.
"""

import json
import os
import sys
from urllib.request import urlopen

WELL = "healthy"
SECONDS = 10


def main(component: str) -> int:
    """Ask the API server that the environment names; returns the exit status."""
    address = os.environ["AIRFLOW__CORE__EXECUTION_API_SERVER_URL"].removesuffix("/execution/")
    try:
        with urlopen(f"{address}/api/v2/monitor/health", timeout=SECONDS) as answer:  # noqa: S310  # http, by this machine's settings
            status = (json.load(answer).get(component) or {}).get("status")
    except OSError as error:
        status = f"unknown, the API server does not answer: {error}"
    print(f"{component}: {status}")
    return 0 if status == WELL else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
