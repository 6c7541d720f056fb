"""The Airflow DAG that runs stages again on what is stored: after better rules, a new model, a mended parser."""

from datetime import timedelta

from airflow.sdk import Param, dag, task

from pipeline.orchestration import tasks
from pipeline.orchestration.defaults import TASK_DEFAULTS, hang_alert, owner_links

DOC = """
### When it is red
Read the last line of the log, mend what it names, and clear the task: what was done is not done again.
Unsure what a run would touch? Trigger it with **dry run** on: it counts and changes nothing.

### What it does
Runs the chosen stages again on what is stored, without the network. Rows that come out the same stay as they are.
New results stand beside the old ones, by model and code version; readers see the newest.
"""
STAGES = ["parse", "dedupe", "extract"]


@dag(
    schedule=None,
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS,
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
        "dry_run": Param(True, type="boolean", title="Dry run", description="Count what would be done; change nothing"),
    },
)
def wire_reprocess() -> None:
    task(execution_timeout=timedelta(hours=12))(tasks.reprocess)()


wire_reprocess()
