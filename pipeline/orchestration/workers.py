"""Celery's workers: stages and language model are loaded once, by the worker from which its tasks fork."""

import gc
import logging
import os
from typing import Any

from airflow.providers.celery.executors.default_celery import DEFAULT_CELERY_CONFIG
from celery.signals import worker_init

from pipeline.errors import NewswireError

CONFIG = DEFAULT_CELERY_CONFIG  # Airflow's setting celery_config_options names this, so that workers load this module

log = logging.getLogger(__name__)


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
    gc.freeze()  # a collection in a task would write to, and so copy, what it shares with the worker


worker_init.connect(load)
