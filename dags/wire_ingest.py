"""The Airflow DAG of the newsroom's cycle: poll what is due, then work off everything that is pending."""

from datetime import timedelta

from airflow.sdk import AssetOrTimeSchedule, CronDataIntervalTimetable, TriggerRule, dag, task

from pipeline.orchestration import tasks
from pipeline.orchestration.assets import ARRIVALS, STORIES
from pipeline.orchestration.defaults import EXTRACT_POOL, FETCH_POOL, START, TASK_DEFAULTS, hang_alert, owner_links

DOC = """
### When it is red
1. Open the red task and read the **last lines of its log**: one line says which stage, which input and the way out.
2. **fetch** red: most sources of one shard failed. Everything else went on; the next run tries them again.
   Nothing to do unless it lasts: then look at those sources' sites and at this machine's network.
3. **parse, dedupe, batches, extract, compare, publish** red: clear that task *with downstream*. Work is never done
   twice and never lost; what stays undone is done by the next run.
4. **audit** red: its last line lists the findings. Act on them; clearing the task judges anew.
5. A task that stays *scheduled* or *queued* for long: are the pools `newswire_fetch` and `newswire_extract` there
   (Admin, Pools), and have they free slots?

### What it does
Every 15 minutes: plan → fetch (a task a shard of hosts) → parse → dedupe → extract (a task a batch) → compare →
publish → audit.
A run polls the sources that are due and then handles **all** that is pending, so a failed run heals in the next one.

- **Clear** an old run: it works off what is pending and does not poll.
- **Backfill** an interval: replays what was archived in it, and fetches what sources with a history published in it and
  what is missing; live feeds are not polled.
- **Trigger** by hand at any time: like a scheduled run. So is a run by the asset `newswire_arrivals`, which whoever
  delivers files updates when they are there.

`publish` updates the asset `newswire_stories`; the event's `extra` carries the counts.
"""


@dag(
    schedule=AssetOrTimeSchedule(
        timetable=CronDataIntervalTimetable("*/15 * * * *", timezone="UTC"), assets=[ARRIVALS]
    ),
    start_date=START,
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=2),
    default_args=TASK_DEFAULTS,
    deadline=hang_alert(minutes=45),
    owner_links=owner_links(),
    tags=["newswire", "ingest"],
    doc_md=DOC,
)
def wire_ingest() -> None:
    shards = task(tasks.plan)()
    fetched = task(
        pool=FETCH_POOL,
        execution_timeout=timedelta(minutes=15),
        map_index_template="shard {{ ti.map_index + 1 }}: {{ task.op_kwargs['source_ids'] | length }} sources",
    )(tasks.fetch).expand(source_ids=shards)
    # These run whatever came before them: what is pending is worked off even if this poll failed.
    parsed = task(trigger_rule=TriggerRule.ALL_DONE)(tasks.parse)()
    clustered = task(tasks.dedupe)()
    pending = task(tasks.batches)()
    extracted = task(
        pool=EXTRACT_POOL,
        execution_timeout=timedelta(minutes=30),
        map_index_template="batch {{ ti.map_index + 1 }}: {{ task.op_kwargs['version_ids'] | length }} versions",
    )(tasks.extract).expand(version_ids=pending)
    compared = task(trigger_rule=TriggerRule.ALL_DONE)(tasks.compare)()
    released = task(trigger_rule=TriggerRule.ALL_DONE, outlets=[STORIES])(tasks.publish)()
    judged = task(trigger_rule=TriggerRule.ALL_DONE, retries=1)(tasks.audit)()

    fetched >> parsed >> clustered >> pending
    extracted >> compared >> released >> judged


wire_ingest()
