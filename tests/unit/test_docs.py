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
