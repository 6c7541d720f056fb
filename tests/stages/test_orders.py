"""Orders of agencies, in their own formats, from the file to what teams see: embargoes, advisories, tests, kills."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from pipeline.stages import run as stages
from tests.formats.test_newsml_g2 import XHTML, item

HOUR = timedelta(hours=1)


def ingest(desk, *, at: datetime) -> dict[str, Any]:
    reports = stages.ingest(desk.room, desk.catalogue, run=stages.RunId("test", f"{at}"), clock=lambda: at)
    return {report.stage: report.counts for report in reports}


def shown(desk) -> list[str]:
    return [headline for (headline,) in desk.rows("SELECT headline FROM api_story ORDER BY headline")]


def newsml(
    embargo: datetime | None = None, *, signal: str = "sig:none", status: str = "usable", number: int = 1
) -> str:
    text = item(XHTML, status=status, signal=signal).replace(":ferry", f":ferry-{number}")
    if number > 1:
        text = text.replace("Ferry burns off Midport", f"Harbour {number} reopens").replace("Sula", f"Quay {number}")
    wanted = f"<embargoed>{embargo.isoformat()}</embargoed>" if embargo else ""
    return text.replace("<embargoed>2026-03-02T06:00:00Z</embargoed>", wanted)


def test_what_an_embargo_held_back_is_announced_by_the_next_run(desk):
    begun = datetime.now(UTC).replace(microsecond=0)
    desk.write("ferry.xml", newsml(begun + HOUR))
    assert ingest(desk, at=begun)["publish"]["published"] == 1
    assert shown(desk) == []
    assert "released from embargo" not in ingest(desk, at=begun + HOUR / 2)["publish"]

    released = ingest(desk, at=begun + 2 * HOUR)["publish"]
    assert (released["published"], released["released from embargo"]) == (0, 1)
    assert shown(desk) == ["Ferry burns off Midport"]
    (new,) = desk.rows("SELECT headline FROM api_story WHERE available_at >= :since", since=str(begun + HOUR))
    assert new == ("Ferry burns off Midport",)

    assert "released from embargo" not in ingest(desk, at=begun + 3 * HOUR)["publish"]


def test_a_story_without_an_embargo_is_announced_once(desk):
    begun = datetime.now(UTC)
    desk.write("ferry.xml", newsml())
    assert ingest(desk, at=begun)["publish"]["published"] == 1
    later = ingest(desk, at=begun + HOUR)["publish"]
    assert (later["published"], "released from embargo" in later) == (0, False)


@pytest.mark.parametrize(("signal", "status"), [("sig:advisory", "usable"), ("sig:test", "usable"), ("x", "withheld")])
def test_what_is_no_story_for_readers_is_not_shown(desk, signal, status):
    desk.write("ferry.xml", newsml(number=1))
    desk.write("order.xml", newsml(signal=signal, status=status, number=2))
    ingest(desk, at=datetime.now(UTC))
    assert desk.rows("SELECT count(*) FROM story_version") == [(2,)]
    assert shown(desk) == ["Ferry burns off Midport"]


def test_a_kill_that_comes_in_another_file_hides_the_story_at_once(desk):
    begun = datetime.now(UTC)
    desk.write("ferry.xml", newsml())
    ingest(desk, at=begun)
    assert len(shown(desk)) == 1
    desk.write("kill.xml", newsml(status="canceled").replace('version="3"', 'version="4"'))
    ingest(desk, at=begun + HOUR)
    assert shown(desk) == []
    assert desk.rows("SELECT count(*) FROM story_version") == [(2,)]
