"""What every task needs is loaded once, by the process from which tasks fork: the scheduler, or a worker of Celery."""

import logging
import os
from importlib import import_module
from typing import Any

from pipeline.process import collect_rarely, interrupt_nobody

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
    collect_rarely()
    # Airflow's supervisor wakes when the last socket of its task is closed, looks once whether the task has ended, and
    # if not sleeps for `workers.min_heartbeat_interval`: for so long the task keeps its place. On a busy machine it
    # interrupted the very process that wakes it, and so looked too early. (So it does where the task has a connection
    # left to close after that socket: `tasks.newsroom`.)
    interrupt_nobody()
