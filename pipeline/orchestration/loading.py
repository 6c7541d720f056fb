"""What every task needs is loaded once, by the process from which tasks fork: the scheduler, or a worker of Celery."""

import gc
import logging
import os
import sys
from contextlib import suppress
from importlib import import_module
from typing import Any

SAMPLE = "The mayor said in London on Tuesday that nobody would have to leave the old town."

log = logging.getLogger(__name__)


def load(**_: Any) -> None:
    """Load the stages, the language model and what tells languages apart, and see to it that tasks end at once.

    What fails is left to the tasks, which say what to do. Takes whatever arguments Celery's signals bring.
    """
    try:
        from pipeline import extract
        from pipeline.settings import Settings

        import_module("pipeline.stages.run")
        extract.detect_language(SAMPLE)
        model = extract.load(Settings.read(os.environ).model)
        list(extract.analyse(model, [SAMPLE]))
        log.info("the model %s is loaded", model.version)
    except Exception:  # a model may raise anything; scheduler or worker goes on without it
        log.warning("stages or language model cannot be loaded; tasks that need them will say why", exc_info=True)
    gc.freeze()  # a collection in a task would write to, and so copy, what it shares with its parent
    let_tasks_end()


def let_tasks_end() -> None:
    """Keep the supervisor of a task from interrupting the task's end; both fork from this process, and inherit that.

    Airflow's supervisor wakes when the last socket of its task is closed, looks once whether the task has ended, and
    if not sleeps for `workers.min_heartbeat_interval`: for so long the task keeps its place. On a busy machine it takes
    the core from the very process that wakes it, and so looks too early; a batch process that wakes does not interrupt
    the one that runs. It looks too early as well where the task has a connection left to close after that socket.
    """
    if sys.platform == "linux":
        with suppress(OSError):  # where it is not allowed, the place is given back a second later
            os.sched_setscheduler(0, os.SCHED_BATCH, os.sched_param(0))
