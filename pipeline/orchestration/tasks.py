"""The bodies of the tasks: open the newsroom, call the stage, log one summary line, translate errors for Airflow.

What passes between tasks is ids and counts. Stages are imported inside the tasks, so that parsing a DAG stays cheap.
"""

import atexit
import logging
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from airflow.sdk import Connection, get_current_context
from airflow.sdk.exceptions import AirflowFailException, AirflowNotFoundException

from pipeline.errors import PermanentError
from pipeline.orchestration.alerts import send
from pipeline.orchestration.assets import STORIES
from pipeline.orchestration.window import Occasion, occasion_of

if TYPE_CHECKING:
    from pipeline.sources.access import Secret
    from pipeline.stages.run import Newsroom, Order, RunId, StageReport

type Counts = dict[str, int]  # an alias: a plain dict TaskFlow would take apart into one XCom a key

MAX_MAPPED = 1000  # Airflow maps a task over 1,024 items at most
SHOWN_FAILURES = 20

log = logging.getLogger(__name__)


def plan() -> list[list[str]]:
    """The sources to fetch, in shards by host: those that are due, in a backfill those that have a history."""
    from pipeline.stages import run

    occasion = _occasion()
    shards = _call(run.plan, occasion.window) if occasion.may_fetch else []
    log.info("plan: %s run, sources %d, shards %d", occasion.kind, sum(map(len, shards)), len(shards))
    return _bounded(shards, "shards")


def fetch(source_ids: list[str]) -> Counts:
    """Fetch one shard: poll it, or in a backfill fetch what is missing of its interval."""
    from pipeline.stages import run

    occasion = _occasion()
    if not occasion.may_fetch:
        log.info("fetch: nothing to do, a later run has polled")
        return {}
    return _perform(run.fetch, source_ids, occasion.window).counts


def parse() -> Counts:
    """Turn what was fetched into story versions."""
    from pipeline.stages import run

    return _perform(run.parse, _occasion().window).counts


def dedupe() -> Counts:
    """Join new versions to their clusters."""
    from pipeline.stages import run

    return _perform(run.dedupe, _occasion().window).counts


def batches() -> list[list[int]]:
    """The versions that wait for extraction, in batches."""
    from pipeline.stages import run

    found = _call(run.pending_extraction, _occasion().window, batch_size=newsroom().settings.extract_batch)
    log.info("batches: versions %d, batches %d", sum(map(len, found)), len(found))
    return _bounded(found, "batches")


def extract(version_ids: list[int]) -> Counts:
    """Find names and quotes in one batch of versions."""
    from pipeline.stages import run

    return _perform(run.extract, version_ids).counts


def compare() -> Counts:
    """Compare what was read with what others said, and with the version before."""
    from pipeline.stages import run

    return _perform(run.compare).counts


def publish() -> Counts:
    """Release what is complete, and tell the asset's readers how much that is."""
    from pipeline.stages import run

    counts = _perform(run.publish).counts
    get_current_context()["outlet_events"][STORIES].extra = dict(counts)
    return counts


def audit() -> Counts:
    """Judge the data and this run, and tell what needs somebody; fails where a finding or a failed task does."""
    from pipeline.stages import run
    from pipeline.stages.watch import tell

    report = _perform(run.audit)
    failed_tasks = _failed_tasks()
    for name in failed_tasks:
        log.error("audit: %s", name)
    _perform(run.watch, failed_tasks)
    context, settings = get_current_context(), newsroom().settings
    _call(tell, lambda notices: send(notices, settings, context))
    if findings := [*failed_tasks, *report.failed]:
        raise AirflowFailException("audit: " + "; ".join(findings))
    return report.counts


def replay() -> Counts:
    """Parse again what is archived and file it, as the form asks."""
    from pipeline.stages import run

    return _perform(run.replay, _order()).counts


def outdated() -> list[list[int]]:
    """The versions that another model or other rules have read, in batches; of a dry run a sample of them."""
    from pipeline.stages import run

    size = newsroom().settings.extract_batch
    found = _call(run.outdated, _order(), batch_size=size, run=_run_id())
    log.info("outdated: versions %d, batches %d", sum(map(len, found)), len(found))
    return _bounded(found, "batches")


def reread(version_ids: list[int]) -> Counts:
    """Read one batch of versions anew and count what that changes."""
    from pipeline.stages import run

    return _perform(run.reread, version_ids, get_current_context()["params"]["dry_run"]).counts


def summary() -> Counts:
    """Compare what was read anew, and sum up what the run has changed; fails where a step of it failed.

    In a dry run: what it would change.
    """
    from pipeline.stages import run

    dry_run = get_current_context()["params"]["dry_run"]
    if not dry_run:
        _perform(run.compare)
    counts = _perform(run.summary, dry_run).counts
    if failed := _failed_tasks():
        raise AirflowFailException("summary: " + "; ".join(failed))
    return counts


def maintain() -> Counts:
    """Retention, sources, integrity; the log has a line for each source."""
    from pipeline.stages import run
    from pipeline.stages.maintain import statistics

    for name, counts in _call(statistics).items():
        log.info("%s %s", name, counts)
    report = _perform(run.maintain, get_current_context()["params"]["dry_run"])
    if report.failed:
        raise AirflowFailException("maintain: " + "; ".join(report.failed))
    return report.counts


@cache
def newsroom() -> "Newsroom":
    """The newsroom of this process, which closes its connections before it ends (why: `loading.load`)."""
    from pipeline.settings import Settings
    from pipeline.sources.credentials import Secrets
    from pipeline.stages.run import Newsroom

    with _for_airflow():
        opened = Newsroom.open(Settings.read(os.environ), Secrets(os.environ, connection))
    atexit.register(opened.engine.dispose)
    return opened


def connection(name: str) -> "Secret | None":
    """The secret in a connection of Airflow, None where there is no such connection; Airflow hides it in its logs."""
    from pipeline.sources.credentials import secret_of

    try:
        found = Connection.get(name)
    except AirflowNotFoundException:
        return None
    return secret_of(found.login, found.password, found.extra)


@contextmanager
def _for_airflow() -> Iterator[None]:
    """An error that stays until somebody acts fails the task at once; all others are left to the retries."""
    try:
        yield
    except PermanentError as error:
        log.error("%s", error)
        raise AirflowFailException(str(error)) from error


def _call[Result](verb: Callable[..., Result], *arguments: object, **options: object) -> Result:
    with _for_airflow():
        return verb(newsroom(), *arguments, now=datetime.now(UTC), **options)


def _perform(verb: "Callable[..., StageReport]", *arguments: object) -> "StageReport":
    """Call a stage as a part of this run, and close the log with what failed in it and one line that sums it up."""
    report = _call(verb, *arguments, run=_run_id())
    for name in report.failed[:SHOWN_FAILURES]:
        log.warning("%s: %s", report.stage, name)
    if (hidden := len(report.failed) - SHOWN_FAILURES) > 0:
        log.warning("%s: %d more failed", report.stage, hidden)
    log.info("%s", report)
    return report


def _run_id() -> "RunId":
    from pipeline.stages.run import RunId

    run: Any = get_current_context()["dag_run"]
    return RunId(run.dag_id, run.run_id)


def _order() -> "Order":
    """What the form of wire_reprocess asks for."""
    from pipeline.stages.run import Order, Window

    form = get_current_context()["params"]
    window = Window(_time_in(form, "since"), _time_in(form, "until"), is_backfill=True)
    return Order(form["stages"], window, form["source"] or None, form["only_outdated"], form["dry_run"])


def _time_in(form: Mapping[str, Any], name: str) -> datetime | None:
    """A time of the form, UTC where it names no zone; Airflow itself does not check its shape."""
    from pipeline.timestamps import iso_time

    try:
        return iso_time(form[name]) if form[name] else None
    except ValueError as error:
        raise AirflowFailException(f"{name}: {form[name]!r} is not a time such as 2026-03-04T12:00Z") from error


def _occasion() -> Occasion:
    return occasion_of(get_current_context()["dag_run"], datetime.now(UTC))


def _bounded[Item](items: list[Item], what: str) -> list[Item]:
    """Keep what one run may map over; the rest stays pending and the next live run takes it."""
    if len(items) > MAX_MAPPED:
        log.warning("%d of %d %s are left to the next run", len(items) - MAX_MAPPED, len(items), what)
    return items[:MAX_MAPPED]


def _failed_tasks() -> list[str]:
    context = get_current_context()
    run: Any = context["dag_run"]
    states = context["ti"].get_task_states(dag_id=run.dag_id, run_ids=[run.run_id]).get(run.run_id, {})
    return [f"task {name} failed" for name, state in sorted(states.items()) if state == "failed"]
