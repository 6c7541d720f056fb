"""What every task and DAG of Newswire has in common."""

import os
from datetime import UTC, datetime, timedelta
from typing import Any

from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

OWNER = "newsroom"
FETCH_POOL = "newswire_fetch"
EXTRACT_POOL = "newswire_extract"
LIVE_PRIORITY, REPROCESS_PRIORITY = 10, 1  # of tasks that wait for a slot, the new stories' come first
START = datetime(2026, 1, 1, tzinfo=UTC)  # a backfill may reach back to here

TASK_DEFAULTS: dict[str, Any] = {
    "owner": OWNER,
    "retries": 3,
    "retry_delay": timedelta(seconds=30),
    "retry_exponential_backoff": 2.0,
    "max_retry_delay": timedelta(minutes=10),
    "execution_timeout": timedelta(minutes=10),
    "priority_weight": LIVE_PRIORITY,
    "weight_rule": "absolute",
}


def owner_links() -> dict[str, str]:
    """How to reach the owner from the list of DAGs: NEWSWIRE_CONTACT, an address or a URL; nothing without it."""
    contact = os.environ.get("NEWSWIRE_CONTACT", "")
    if not contact:
        return {}
    return {OWNER: contact if ":" in contact else f"mailto:{contact}"}


def hang_alert(minutes: int) -> DeadlineAlert:
    """An alert about a run that has not ended so long after it was queued."""
    callback = AsyncCallback("pipeline.orchestration.alerts.run_hangs", {"minutes": minutes})
    return DeadlineAlert(DeadlineReference.DAGRUN_QUEUED_AT, timedelta(minutes=minutes), callback)
