"""People over stories: one under all spellings, two under one name; in whatever order stories come and come again."""

import itertools
from datetime import UTC, datetime

import pytest

from pipeline.errors import RejectedInput
from pipeline.stages import entity, purge
from pipeline.stages import run as stages
from pipeline.store.checks import run_checks
from pipeline.store.engine import reading
from tests.support.dump import dump

LATER = datetime(2030, 1, 1, tzinfo=UTC)
STORIES = {
    "kyiv-1.txt": "KYIV, March 2 (Reuters) - Ukrainian President Volodymyr Zelenskiy said that talks would go on.\n\n"
    '"We will not give up," Zelenskiy told reporters beside Defence Minister Andriy Taran.',
    "kyiv-2.txt": "KYIV, March 3 (AP) - President Volodymyr Zelenskyy met Defense Minister Andriy Taran on Tuesday.\n\n"
    '"It was a good talk," Zelenskyy said.',
    "kyiv-3.txt": "LONDON, March 4 - Ukraine's President Volodymyr Zelensky will speak in London.\n\n"
    'The U.K. is "with him", Mayor Ann Bell said.',
    "pitch.txt": "LEEDS, March 5 - Leeds goalkeeper John Barlow saved two penalties in England on Thursday.\n\n"
    '"I guessed," the goalkeeper John Barlow said.',
    "farm.txt": "PERTH, March 6 - The farmer John Barlow lost 400 sheep in Australia, he said on Friday.\n\n"
    '"It has not rained since June," John Barlow, a farmer, said.',
}


def write(desk, name: str) -> None:
    headline = name.removesuffix(".txt").replace("-", " ").title()
    day = sorted(STORIES).index(name) + 2
    desk.write(name, f"Headline: {headline}\nPublished: 2026-03-0{day}T09:00:00Z\n\n{STORIES[name]}\n")


def names_of(desk, form: str) -> list[str]:
    with_form = "SELECT entity.name FROM api_mention JOIN api_entity AS entity USING (entity_id) WHERE text = :form"
    return [name for (name,) in desk.rows(f"{with_form} ORDER BY version_id, start_offset", form=form)]


@pytest.fixture
def kyiv(desk):
    for name in STORIES:
        write(desk, name)
    desk.ingest("all")
    return desk


def test_a_name_in_three_spellings_is_one_person_with_all_quotes(kyiv):
    spellings = ["Volodymyr Zelenskiy", "Volodymyr Zelenskyy", "Volodymyr Zelensky"]
    assert {name for spelling in spellings for name in names_of(kyiv, spelling)} == {"Volodymyr Zelenskiy"}
    said = kyiv.rows(
        "SELECT count(*) FROM api_quote JOIN api_entity ON entity_id = speaker_entity_id "
        "WHERE name = 'Volodymyr Zelenskiy' AND api_quote.kind = 'direct'"
    )
    assert said == [(2,)]
    shown = entity.show(kyiv.room, "Volodymyr Zelensky", None)
    assert [(row["name"], row["rule"]) for row in shown["names"]] == [
        ("Volodymyr Zelenskiy", None),
        ("Volodymyr Zelensky", "transliteration"),
        ("Volodymyr Zelenskyy", "transliteration"),
    ]
    assert kyiv.rows("SELECT story_count FROM api_entity WHERE name = 'Volodymyr Zelenskiy'") == [(3,)]


def test_two_persons_of_one_name_are_two(kyiv):
    assert set(names_of(kyiv, "John Barlow")) == {"John Barlow", "John Barlow (goalkeeper)"}
    shown = entity.show(kyiv.room, "John Barlow (goalkeeper)", None)
    assert [row["name"] for row in shown["namesakes"]] == ["John Barlow"]
    assert shown["names"][0]["evidence"]["others"] == ["farmer"]
    query = "SELECT DISTINCT name FROM api_quote JOIN api_entity ON entity_id = speaker_entity_id"
    assert kyiv.rows(f"{query} WHERE text LIKE 'I guess%'") == [("John Barlow (goalkeeper)",)]


def test_places_and_peoples_carry_their_country_and_capitals_that_speak_are_marked(desk):
    desk.write(
        "said.txt",
        "Headline: Envoys\n\nBEIJING, March 2 (Reuters) - Beijing said it would expel two Canadian diplomats.\n\n"
        '"We have no choice," Beijing said in a statement. The envoys fly from Lagos to the U.S. on Tuesday.',
    )
    desk.ingest("first")
    countries = dict(desk.rows("SELECT name, country FROM api_entity WHERE country IS NOT NULL"))
    assert countries == {"Beijing": "CN", "Canadian": "CA", "Lagos": "NG", "United States": "US"}
    assert desk.rows("SELECT kind FROM api_entity WHERE name = 'Canadian'") == [("NAT",)]
    assert desk.rows("SELECT speaker_kind, speaker_metonym FROM api_quote WHERE kind = 'direct'") == [("LOC", "CN")]
    assert desk.rows("SELECT DISTINCT kind FROM api_mention WHERE metonym = 'CN'") == [("LOC",)]


@pytest.mark.parametrize("order", [*itertools.islice(itertools.permutations(sorted(STORIES)), 30, 120, 80)])
def test_the_order_in_which_stories_come_makes_no_difference(kyiv, order):
    expected = dump(kyiv.engine), identities(kyiv)
    readings = ("entity_change", "entity_link", "utterance_quote", "utterance", "quote_part", "quote", "mention")
    for table in (*readings, "entity_alias", "entity"):
        kyiv.change(f"DELETE FROM {table}")
    kyiv.change("UPDATE story_version SET extraction_id = NULL, compared_at = NULL")
    kyiv.change("DELETE FROM extraction")
    for name in order:
        headline = name.removesuffix(".txt").replace("-", " ").title()
        ((version,),) = kyiv.rows("SELECT id FROM story_version WHERE headline = :headline", headline=headline)
        run, now = stages.RunId("test", name), LATER
        stages.extract(kyiv.room, [version], run=run, now=now)
        stages.compare(kyiv.room, run=run, now=now)
    found = dump(kyiv.engine), identities(kyiv)
    for name, lines in expected[0].items():
        assert found[0][name] == lines, name
    assert found == expected
    with reading(kyiv.engine) as connection:
        assert run_checks(connection) == {}


def identities(desk) -> list[tuple]:
    query = (
        "SELECT e.kind, e.name, r.name, b.name, l.rule, l.block FROM entity_link AS l "
        "JOIN entity AS e ON e.id = l.entity_id JOIN entity AS r ON r.id = l.root_id "
        "JOIN entity AS b ON b.id = l.base_id ORDER BY e.kind, e.name"
    )
    return desk.rows(query)


def test_what_operators_decide_survives_reprocessing_and_can_be_taken_back(kyiv):
    run, now = stages.RunId("test", "again"), LATER
    kept = entity.merge(kyiv.room, "Andriy Taran", ["Ann Bell"], None, reason="a test", now=now)
    assert entity.show(kyiv.room, "Ann Bell", None)["entity"] == kept
    apart = entity.split(kyiv.room, ["Volodymyr Zelensky"], None, reason="another one", now=now)
    assert entity.show(kyiv.room, str(apart), None)["names"][0]["name"] == "Volodymyr Zelensky"
    decided = identities(kyiv)
    kyiv.change("UPDATE extraction SET code_version = 'old'")
    list(stages.reprocess(kyiv.room, stages.Order(["extract"]), run=run, clock=lambda: now))
    assert identities(kyiv) == decided
    assert set(names_of(kyiv, "Ann Bell")) == {"Andriy Taran"}

    later = now.replace(year=2031)
    entity.split(kyiv.room, ["Ann Bell"], None, reason="taken back", now=later)
    entity.merge(kyiv.room, "Volodymyr Zelenskiy", ["Volodymyr Zelensky"], None, reason="taken back", now=later)
    assert set(names_of(kyiv, "Ann Bell")) == {"Ann Bell"}
    assert set(names_of(kyiv, "Volodymyr Zelensky")) == {"Volodymyr Zelenskiy"}
    history = entity.show(kyiv.room, "Ann Bell", None)["history"]
    assert [(row["from"], row["to"]) for row in history] == [("Ann Bell", "Andriy Taran"), ("Andriy Taran", "Ann Bell")]


def test_an_operator_tells_which_stories_are_about_another_person_of_the_name(kyiv):
    now = LATER
    ((story,),) = kyiv.rows("SELECT DISTINCT story_id FROM api_mention WHERE text = 'Ann Bell'")
    kind, wrong = "PER", "Somebody Else"
    with pytest.raises(RejectedInput, match="does not tell a namesake"):
        entity.split_stories(kyiv.room, "Ann Bell", [story], wrong, kind, reason="test", now=now)
    other = entity.split_stories(kyiv.room, "Ann Bell", [story], "Ann Bell (Leeds)", kind, reason="test", now=now)
    assert names_of(kyiv, "Ann Bell") == ["Ann Bell (Leeds)"]
    assert kyiv.rows("SELECT speaker_entity_id FROM api_quote WHERE speaker_name = 'Ann Bell'") == [(other,)]
    entity.split_stories(kyiv.room, "Ann Bell", [story], "Ann Bell", kind, reason="back", now=now.replace(year=2031))
    assert names_of(kyiv, "Ann Bell") == ["Ann Bell"]


@pytest.mark.parametrize(
    ("verb", "problem"),
    [
        (lambda room, now: entity.merge(room, "Nobody", ["Ann Bell"], None, reason="x", now=now), "no entity has"),
        (lambda room, now: entity.split(room, ["Ann Bell"], None, reason="x", now=now), "is one with no other name"),
        (lambda room, now: entity.merge(room, "Ann Bell", ["London"], None, reason="x", now=now), "no entity has"),
        (
            lambda room, now: entity.split_stories(room, "Ann Bell", [9999], None, None, reason="x", now=now),
            "no story has this id",
        ),
        (lambda room, now: entity.show(room, "John Barlow", "LOC"), "no entity has"),
    ],
)
def test_a_wrong_decision_is_an_error_that_says_what_to_do(kyiv, verb, problem):
    before = dump(kyiv.engine), identities(kyiv)
    with pytest.raises(RejectedInput, match=problem):
        verb(kyiv.room, LATER)
    assert (dump(kyiv.engine), identities(kyiv)) == before


def test_a_takedown_leaves_no_trace_of_names_that_nothing_mentions(kyiv):
    ((story,),) = kyiv.rows("SELECT DISTINCT story_id FROM api_mention WHERE text = 'Volodymyr Zelenskiy'")
    purge.purge(kyiv.room, purge.find_story(kyiv.room, str(story)), reason="test", now=LATER)
    stages.compare(kyiv.room, run=stages.RunId("test", "after"), now=LATER)
    assert kyiv.rows("SELECT count(*) FROM entity WHERE name = 'Volodymyr Zelenskiy'") == [(0,)]
    assert kyiv.rows("SELECT count(*) FROM entity_change WHERE root = 'Volodymyr Zelenskiy'") == [(0,)]
    assert len(set(names_of(kyiv, "Volodymyr Zelensky") + names_of(kyiv, "Volodymyr Zelenskyy"))) == 1
    with reading(kyiv.engine) as connection:
        assert run_checks(connection) == {}
