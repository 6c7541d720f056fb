"""The Airflow DAG that runs stages again on what is stored: after better rules, a new model, a mended parser."""

from datetime import timedelta

from airflow.sdk import Param, TriggerRule, dag, task

from pipeline.orchestration import tasks
from pipeline.orchestration.defaults import EXTRACT_POOL, REPROCESS_PRIORITY, TASK_DEFAULTS, hang_alert, owner_links

DOC = """
### When it is red
Read the last line of the log, mend what it names, and clear the red tasks *with downstream*: what was done is not done
again. Unsure what a run would change? Trigger it with **dry run** on.

### What it does
Runs the chosen stages again on what is stored, without the network: replay (parse, dedupe) → outdated → reread (a task
a batch) → summary. Rows that come out the same stay as they are. New results stand beside the old ones, by model and
code version; readers see the newest.

- **summary** says what changed: quotes gained, lost, reattributed (another speaker) and recut (other borders), and
  names gained and lost.
- A **dry run** reads a sample of at most 400 documents and 400 texts, and says what they would change; it writes
  nothing.
- New stories come first: batches of `wire_ingest` get the next free slot of the pool `newswire_extract`.
- Ended in the middle? Trigger it anew with **only outdated** on: it goes on where it was.
"""
STAGES = ["parse", "dedupe", "extract"]


@dag(
    schedule=None,
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS | {"priority_weight": REPROCESS_PRIORITY},
    deadline=hang_alert(minutes=780),
    owner_links=owner_links(),
    tags=["newswire", "reprocess"],
    doc_md=DOC,
    params={
        "stages": Param(
            STAGES,
            type="array",
            items={"type": "string", "enum": STAGES},
            examples=STAGES,
            minItems=1,
            uniqueItems=True,
            title="Stages",
            description="Run in the order parse, dedupe, extract, whatever the order here",
        ),
        "since": Param(
            None,
            type=["null", "string"],
            format="date-time",
            title="Since",
            description="Only what was fetched at or after this time; empty: from the beginning",
        ),
        "until": Param(
            None,
            type=["null", "string"],
            format="date-time",
            title="Until",
            description="Only what was fetched before this time; empty: up to now",
        ),
        "source": Param(
            None,
            type=["null", "string"],
            title="Source",
            description="The id of one source, as in sources.toml; empty: all",
        ),
        "only_outdated": Param(
            True,
            type="boolean",
            title="Only outdated",
            description="Only what an older version of Newswire has parsed, or another model or other rules have read",
        ),
        "dry_run": Param(
            True, type="boolean", title="Dry run", description="Say by a sample what would change; change nothing"
        ),
    },
)
def wire_reprocess() -> None:
    replayed = task(execution_timeout=timedelta(hours=12))(tasks.replay)()
    batches = task(tasks.outdated)()
    reread = task(
        pool=EXTRACT_POOL,
        execution_timeout=timedelta(minutes=60),
        map_index_template="batch {{ ti.map_index + 1 }}: {{ task.op_kwargs['version_ids'] | length }} versions",
    )(tasks.reread).expand(version_ids=batches)
    summed_up = task(trigger_rule=TriggerRule.ALL_DONE)(tasks.summary)()

    replayed >> batches
    reread >> summed_up


wire_reprocess()
