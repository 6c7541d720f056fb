"""What every task needs is loaded once, by the process from which tasks fork: the scheduler, or a worker of Celery."""

import gc
import logging
import os
from importlib import import_module
from typing import Any

log = logging.getLogger(__name__)


def load(**_: Any) -> None:
    """Load the stages and the language model. What fails is left to the tasks, which say what to do.

    Takes whatever arguments Celery's signals bring.
    """
    try:
        from pipeline import extract
        from pipeline.settings import Settings

        import_module("pipeline.stages.run")
        model = extract.load(Settings.read(os.environ).model)
        list(extract.analyse(model, ["The mayor said so in London on Tuesday."]))
        log.info("the model %s is loaded", model.version)
    except Exception:  # whatever a broken model brings about, the scheduler goes on
        log.warning("stages or language model cannot be loaded; tasks that need them will say why", exc_info=True)
    gc.freeze()  # a collection in a task would write to, and so copy, what it shares with its parent
