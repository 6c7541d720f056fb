"""A Celery worker loads stages and language model once; its tasks fork from it."""

from airflow.providers.celery.executors.default_celery import DEFAULT_CELERY_CONFIG
from celery.signals import worker_init

from pipeline.orchestration.loading import load

CONFIG = DEFAULT_CELERY_CONFIG  # Airflow's setting celery_config_options names this, so that workers load this module

worker_init.connect(load)
