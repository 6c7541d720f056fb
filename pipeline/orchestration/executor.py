"""Where tasks run on one machine: the scheduler loads stages and language model once, and its tasks fork from it."""

import gc
import logging
import os
from typing import Any

from airflow.executors.local_executor import LocalExecutor

from pipeline.errors import NewswireError

log = logging.getLogger(__name__)


class LoadedExecutor(LocalExecutor):
    """Airflow's own, whose processes have loaded already what every task needs."""

    def start(self) -> None:
        """Load, then start the processes that run tasks."""
        load()
        super().start()


def load(**_: Any) -> None:
    """Load what a task would load for itself. What fails here is left to the tasks, which say what to do."""
    from pipeline import extract
    from pipeline.settings import Settings
    from pipeline.stages import run

    try:
        model = extract.load(Settings.read(os.environ).model)
        list(extract.analyse(model, ["The mayor said so in London on Tuesday."]))
    except NewswireError as error:
        log.warning("%s", error)
    else:
        log.info("%s and the model %s are loaded", run.__name__, model.version)
    gc.freeze()  # a collection in a task would write to, and so copy, what it shares with its parent
