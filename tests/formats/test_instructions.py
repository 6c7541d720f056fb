"""Agencies say in fixed places what a version does to the ones before it."""

import pytest

from pipeline.formats.instructions import kind_of


@pytest.mark.parametrize(
    ("headline", "kind"),
    [
        ("Ferry delayed", "original"),
        ("UPDATE 1-Ferry delayed", "update"),
        ("UPDATE: Ferry delayed", "update"),
        ("Update 2: Ferry delayed", "update"),
        ("WRAPUP 3-Ferries delayed", "update"),
        ("RPT-UPDATE 1-Ferry delayed", "update"),
        ("CORRECTED-Ferry delayed", "correction"),
        ("CORRECTED-UPDATE 1-Ferry delayed", "correction"),
        ("UPDATE 1-CORRECTED-Ferry delayed", "correction"),
        ("REFILE-Ferry delayed", "correction"),
        ("Correction: Ferry delayed", "correction"),
        ("CORRECTION: Ferry delayed", "correction"),
        ("(Corrected) Ferry delayed", "correction"),
        ("KILL: Ferry delayed", "kill"),
        ("KILL - Ferry delayed", "kill"),
        ("BULLETIN KILL: Ferry delayed", "kill"),
        ("ADVISORY: STORY KILL on ferry", "kill"),
        ("Kill Bill star takes the ferry", "original"),
        ("KILLER whales seen from ferry", "original"),
        ("Correction officers take the ferry", "original"),
        ("Updates on the ferry come too late", "original"),
        ("Update on the ferry comes too late", "original"),
        ("RPT-Ferry delayed", "repeat"),
        ("EXCLUSIVE-Ferry delayed", "original"),
        ("", "original"),
    ],
)
def test_headlines(headline: str, kind: str):
    assert kind_of(headline) == kind


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("(Corrects spelling of captain's name)\n\nThe ferry is late.", "correction"),
        ("(This March 3 story has been corrected to say Tuesday.)\n\nThe ferry is late.", "correction"),
        ("Corrects paragraph 2 to say Tuesday\n\nThe ferry is late.", "correction"),
        ("(Adds quotes, background)\n\nThe ferry is late.", "update"),
        ("KILL KILL KILL\n\nEditors: do not use this story.", "kill"),
        ("Adds of the house sold well on Tuesday.", "original"),
        ("The ferry is late.\n\nCorrects paragraph 2", "original"),
    ],
)
def test_first_lines(body: str, kind: str):
    assert kind_of("Ferry delayed", body) == kind


def test_the_status_decides():
    assert kind_of("Ferry delayed", pubstatus="canceled") == "kill"
    assert kind_of("Ferry delayed", pubstatus="stat:canceled") == "kill"
    assert kind_of("Ferry delayed", pubstatus="usable") == "original"
    assert kind_of("Ferry delayed", pubstatus="withheld") == "withhold"


def test_editors_notes():
    assert kind_of("Ferry delayed", editors_note="Corrects number of passengers") == "correction"
    assert kind_of("Ferry delayed", editors_note="Updates with captain's comment") == "update"
    assert kind_of("Ferry delayed", editors_note="Kills story; letter was a forgery") == "kill"
    assert kind_of("Ferry delayed", editors_note="With photos") == "original"


@pytest.mark.parametrize("piece", ["UPDATE 1-", "BULLETIN ", "(", "- ", "This "])
def test_long_input_is_read_in_linear_time(piece: str):
    assert kind_of(piece * 50_000, piece * 50_000, editors_note=piece * 50_000)
