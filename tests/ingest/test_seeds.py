"""The whole pipeline on the bundled stories, compared with what a person says must come out (seeds/expected.json)."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from pipeline.store.checks import run_checks
from pipeline.store.engine import reading
from tests.support.dump import dump

SEEDS = Path(__file__).parents[2] / "seeds"
EXPECTED = json.loads((SEEDS / "expected.json").read_text(encoding="utf-8"))
STORIES = EXPECTED["stories"]

# What the extraction does not get right yet: (story, kind of expectation, what is missing or wrong).
KNOWN_MISSES: set[tuple[str, str, str]] = {
    ("canal-lock", "places", "Pennock"),
    ("evening-digest", "speaker", "a cut in June was likely if prices kept rising more slowly"),
    ("fishing-talks", "places", "Sorland"),
    ("orchard-frost", "places", "Harrow Coombe"),
    ("quake-chile", "organisations", "Pacific Seismic Survey"),
    ("quake-indonesia", "organisations", "Pacific Seismic Survey"),
    ("smart-district", "speaker", "a gift with a receipt"),
    ("smart-district", "speaker", "it had been held up by permits"),
    ("smart-district", "speaker", "the city had asked for no second offer"),
}


def rows(room, query: str, **values) -> list[dict]:
    with reading(room.engine) as connection:
        return [dict(row) for row in connection.execute(text(query), values).mappings()]


@pytest.fixture(scope="module")
def ids(room) -> dict[str, int]:
    """The id in the database of each story in expected.json."""
    found = {
        (row["slug"], row["guid"]): row["id"]
        for row in rows(room, "SELECT story.id, guid, slug FROM story JOIN source ON source.id = story.source_id")
    }
    by_name = {}
    for name, story in STORIES.items():
        guid = story["guid"] or Path(story["files"][0]).name
        by_name[name] = found[story["source"], guid]
    return by_name


def test_totals(room):
    totals = EXPECTED["totals"]
    counted = {
        "stories": rows(room, "SELECT count(*) AS n FROM story")[0]["n"],
        "versions": rows(room, "SELECT count(*) AS n FROM story_version")[0]["n"],
        "visible_stories": rows(room, "SELECT count(*) AS n FROM api_story")[0]["n"],
        "visible_clusters": rows(room, "SELECT count(*) AS n FROM api_cluster")[0]["n"],
        "quarantined": rows(room, "SELECT count(*) AS n FROM quarantine WHERE resolved_at IS NULL")[0]["n"],
    }
    assert counted == {name: totals[name] for name in counted}


def test_a_second_run_adds_nothing(room):
    assert dump(room.engine) == room.after_first
    (parsed,) = [report for report in room.second if report.stage == "parse"]
    assert (parsed.counts["new"], parsed.counts["updated"]) == (0, 0)


def test_what_cannot_be_read_is_in_quarantine_with_its_reason(room):
    kept = rows(room, "SELECT what, reason, raw_document_id FROM quarantine")
    for wanted in EXPECTED["quarantined"]:
        (row,) = [row for row in kept if wanted["file"] in row["what"]]
        assert wanted["reason"].lower() in row["reason"].lower()
        assert row["raw_document_id"] is not None


@pytest.mark.parametrize("name", STORIES)
def test_versions(room, ids, name):
    found = rows(
        room,
        "SELECT version.kind, member.relation, version.headline FROM story_version AS version "
        "LEFT JOIN cluster_member AS member ON member.version_id = version.id "
        "WHERE story_id = :story ORDER BY number",
        story=ids[name],
    )
    wanted = STORIES[name]
    assert [row["kind"] for row in found] == [version["kind"] for version in wanted["versions"]]
    judged = [(row["relation"], version["relation"]) for row, version in zip(found, wanted["versions"], strict=True)]
    assert [found for found, wanted in judged if wanted] == [wanted for _, wanted in judged if wanted]
    assert found[-1]["headline"] == wanted["headline"]


def test_visibility_and_language(room, ids):
    shown = {row["story_id"]: row["language"] for row in rows(room, "SELECT story_id, language FROM api_story")}
    assert {name for name, story in ids.items() if story in shown} == {n for n, s in STORIES.items() if s["visible"]}
    for name, story in ids.items():
        if story in shown:
            assert shown[story] == STORIES[name]["language"], name


def test_clusters(room, ids):
    found = {
        row["story_id"]: row["cluster"]
        for row in rows(
            room,
            "SELECT version.story_id, coalesce(cluster.merged_into, cluster.id) AS cluster FROM cluster_member "
            "JOIN cluster ON cluster.id = cluster_member.cluster_id "
            "JOIN story_version AS version ON version.id = cluster_member.version_id",
        )
    }
    wanted: dict[str, set[str]] = {}
    actual: dict[int, set[str]] = {}
    for name, story in ids.items():
        wanted.setdefault(STORIES[name]["cluster"], set()).add(name)
        actual.setdefault(found[story], set()).add(name)
    assert sorted(map(sorted, actual.values())) == sorted(map(sorted, wanted.values()))


def test_names_and_quotes(room, ids):
    assert set(_misses(room, ids)) == KNOWN_MISSES


def _misses(room, ids):
    for name, story in STORIES.items():
        version = rows(
            room,
            "SELECT extraction_id, body FROM story_version WHERE story_id = :story ORDER BY number DESC LIMIT 1",
            story=ids[name],
        )[0]
        names = {
            (row["label"], row["name"])
            for row in rows(
                room, "SELECT label, name FROM mention WHERE extraction_id = :e", e=version["extraction_id"]
            )
        }
        for kind, label in (("people", "PER"), ("places", "LOC"), ("organisations", "ORG")):
            yield from ((name, kind, wanted) for wanted in story[kind] if (label, wanted) not in names)
        parts = rows(
            room,
            "SELECT part.text, part.kind, part.start, part.fragments, quote.speaker_name FROM quote_part AS part "
            "JOIN quote ON quote.id = part.quote_id WHERE quote.extraction_id = :e",
            e=version["extraction_id"],
        )
        yield from _quote_misses(name, story, version["body"], parts)


def _quote_misses(name, story, body, parts):
    spans = [(part["text"], part["speaker_name"] or "") for part in parts]
    for part in parts:
        fragments = part["fragments"] if isinstance(part["fragments"], list) else json.loads(part["fragments"])
        spans += [(body[start:end], part["speaker_name"] or "") for start, end in fragments]
    for wanted in story["quotes"]:
        speakers = [speaker for words, speaker in spans if _same_words(words, wanted)]
        if not speakers:
            yield name, "quote", wanted["text"]
        elif wanted["speaker"] and not any(wanted["speaker"].lower() in speaker.lower() for speaker in speakers):
            yield name, "speaker", wanted["text"]
    marked = [words for words, _ in spans]
    yield from ((name, "no quote", words) for words in story["not_quotes"] if words in marked)


def _same_words(found: str, wanted: dict) -> bool:
    """Words in marks to the letter; a reported clause may take in a word more or less at its ends."""
    a, b = (" ".join(words.split()).strip(" ,.") for words in (found, wanted["text"]))
    if wanted["kind"] != "indirect":
        return a == b
    first, second = set(a.lower().split()), set(b.lower().split())
    return len(first & second) >= 0.8 * len(first | second)


def test_every_check_of_the_data_passes(room):
    with reading(room.engine) as connection:
        assert run_checks(connection) == {}


def test_items_are_accounted_for(room):
    for report in (*room.first, *room.second):
        if report.stage == "parse":
            counts = report.counts
            assert counts["seen"] == sum(counts[n] for n in ("new", "updated", "unchanged", "quarantined"))
