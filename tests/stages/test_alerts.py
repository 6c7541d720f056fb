"""Alerts: told once a cause, again only when it changes, and not lost where telling fails."""

from datetime import UTC, datetime, timedelta

import pytest

from pipeline.stages import run as stages
from pipeline.stages.watch import tell
from pipeline.store import alerts, sources
from pipeline.store.engine import reading, writing

NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)
RUN = stages.RunId("test", "run")


def told(desk, now: datetime) -> list[tuple[str, str]]:
    sent: list[alerts.Notice] = []
    tell(desk.room, sent.extend, now=now)
    return [(notice.cause, notice.state) for notice in sent]


def watch(desk, now: datetime, *failed_tasks: str) -> list[tuple[str, str]]:
    stages.watch(desk.room, failed_tasks, run=RUN, now=now)
    return told(desk, now)


def set_state(desk, state: str, now: datetime) -> None:
    ((source,),) = desk.rows("SELECT id FROM source")
    with writing(desk.engine) as connection:
        sources.save_health(connection, source, state, "for a reason", now=now)


@pytest.fixture
def polled(desk):
    """A desk whose source is polled and has brought a story at NOW."""
    desk.write("ferry.txt", "Ferry runs again\n\nThe ferry to Corran ran again on Monday.\n")
    desk.room.catalogue = desk.catalogue
    stages.plan(desk.room, stages.Window(), now=NOW)
    list(stages.ingest(desk.room, desk.catalogue, run=RUN, clock=lambda: NOW))
    stages.plan(desk.room, stages.Window(), now=NOW)
    return desk


def test_a_state_is_told_once_again_when_it_changes_and_when_it_is_over(polled):
    hour = timedelta(hours=1)
    assert watch(polled, NOW) == []
    set_state(polled, "broken", NOW)
    assert watch(polled, NOW + hour / 4) == [("source:desk", "broken")]
    assert watch(polled, NOW + hour / 2) == []
    set_state(polled, "blocked", NOW + hour)
    assert watch(polled, NOW + hour) == [("source:desk", "blocked")]
    set_state(polled, "ok", NOW + 2 * hour)
    assert watch(polled, NOW + 2 * hour) == [("source:desk", "over")]
    assert watch(polled, NOW + 2.5 * hour) == []


def test_silence_ends_with_the_next_story(polled):
    later = NOW + timedelta(hours=4)
    assert watch(polled, later) == [("silence", "silent")]
    polled.write("bread.txt", "Bakers end strike\n\nThe bakers went back to work.\n")
    list(stages.ingest(polled.room, polled.catalogue, run=RUN, clock=lambda: later))
    stages.plan(polled.room, stages.Window(), now=later)
    assert watch(polled, later + timedelta(minutes=5)) == [("silence", "over")]


def test_a_failed_task_is_told_and_over_when_a_run_goes_well(polled):
    assert watch(polled, NOW, "task parse failed") == [("tasks", "task parse failed")]
    assert watch(polled, NOW + timedelta(minutes=15)) == [("tasks", "over")]


def test_what_could_not_be_told_is_told_later(polled):
    stages.watch(polled.room, ["task parse failed"], run=RUN, now=NOW)

    def refuse(notices):
        raise OSError("no route")

    with pytest.raises(OSError, match="no route"):
        tell(polled.room, refuse, now=NOW)
    assert told(polled, NOW) == [("tasks", "task parse failed")]
    assert told(polled, NOW) == []


def test_a_hanging_run_is_noted_beside_what_else_is_wrong(polled):
    set_state(polled, "broken", NOW)
    watch(polled, NOW)
    hangs = alerts.Finding("hangs", "wire_ingest hangs")
    for _ in range(2):
        with writing(polled.engine) as connection:
            alerts.note_one(connection, "run:wire_ingest", hangs, now=NOW)
    assert told(polled, NOW) == [("run:wire_ingest", "hangs")]
    with reading(polled.engine) as connection:
        assert [notice.cause for notice in alerts.current(connection)] == ["source:desk", "run:wire_ingest"]
