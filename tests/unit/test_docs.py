"""The documents say what the program does: every setting is described."""

import re
from pathlib import Path

from pipeline.settings import Settings
from pipeline.stages.watch import CAUSES

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


def test_every_setting_is_described():
    described = re.findall(r"^\| `(NEWSWIRE_\w+)` \|", OPERATIONS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(described) == sorted(Settings.variables())


def test_every_alert_has_its_section_in_the_runbook():
    sections = re.findall(r"^### Alert `(\w+)`$", OPERATIONS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(sections) == sorted(CAUSES)


def test_every_section_says_what_it_means_what_to_look_at_and_what_to_do():
    sections = re.split(r"^##+ ", OPERATIONS.read_text(encoding="utf-8"), flags=re.MULTILINE)
    told = [section for section in sections if section.startswith(("Alert `", "Task `", "Tasks `"))]
    assert len(told) > len(CAUSES)
    for section in told:
        assert re.findall(r"^- \*\*([\w ]+)\*\*: ", section, flags=re.MULTILINE) == ["Means", "Look at", "Do"], section
