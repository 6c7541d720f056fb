"""The Airflow DAG of the daily chores: integrity of what is stored, sources gone quiet, clearing of old notes."""

from datetime import timedelta

from airflow.sdk import CronDataIntervalTimetable, Param, dag, task

from pipeline.orchestration import tasks
from pipeline.orchestration.defaults import START, TASK_DEFAULTS, hang_alert, owner_links

DOC = """
### When it is red
The last line of the log names what failed. Nothing is half done: clear the task once it is mended, or leave it to
tomorrow's run. An integrity finding means stored rows contradict each other: keep the log and tell the maintainers.

### What it does
Every night: checks that what is stored agrees with itself and that every view answers, logs how each source did in the
last day, names those that have gone quiet, and clears what `NEWSWIRE_KEEP_…_DAYS` no longer keep: notes, replaced
readings, bytes in the archive. Trigger it with **dry run** on to see what it would clear.
"""


@dag(
    schedule=CronDataIntervalTimetable("20 3 * * *", timezone="UTC"),
    start_date=START,
    catchup=False,
    max_active_runs=1,
    default_args=TASK_DEFAULTS,
    deadline=hang_alert(minutes=150),
    owner_links=owner_links(),
    tags=["newswire", "maintenance"],
    doc_md=DOC,
    params={
        "dry_run": Param(False, type="boolean", title="Dry run", description="Count what would be cleared; keep it"),
    },
)
def wire_maintenance() -> None:
    task(execution_timeout=timedelta(hours=2))(tasks.maintain)()


wire_maintenance()
