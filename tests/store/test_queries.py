"""The recipes of sql/queries, asked of the bundled stories as teams ask them: by the database's own driver."""

import json
import re
import sqlite3
from datetime import UTC, datetime

import psycopg
import pytest
from sqlalchemy import make_url

from tests.support.newsroom import ROOT, as_role

RECIPES = {path.stem: path.read_text(encoding="utf-8") for path in sorted((ROOT / "sql" / "queries").glob("*.sql"))}
PARAMETER = re.compile(r"(?<![:\w]):([a-z]\w*)")

FERRY, FERRY_COPY = (
    "UPDATE 1-Battery van suspected in Norway ferry fire",
    "Norway ferry fire: van full of batteries suspected",
)
RESERVOIR = "Australian town to ration water as reservoir runs low"
LIGHTHOUSE, KETTLE = "FEATURE-After 41 dark years, a kettle boils at Skerra Head", "A kettle at the top of 138 steps"
HALYARD, COURIER, LEDGER = "Halyard News Agency", "The Corran Courier", "The Lakeshore Ledger"
TARN = "Tarn Valley Press"


def examples(recipe: str) -> dict[str, str | int]:
    """The parameters of a recipe with the example values that its head gives."""
    lines = re.findall(r"^-- :(\w+) = (.+?)(?:  .*)?$", RECIPES[recipe], re.MULTILINE)
    return {name: int(value) if value.isdecimal() else value for name, value in lines}


def without_comments(recipe: str) -> str:
    return re.sub(r"--.*", "", RECIPES[recipe])


@pytest.fixture
def ask(room):
    """Asks a recipe with its example values, or others; rows as they are printed, times to the minute."""

    def run(recipe: str, **values: str | int) -> list[tuple]:
        parameters = examples(recipe) | values
        if room.engine.dialect.name == "sqlite":
            connection = sqlite3.connect(f"file:{room.engine.url.database}?mode=ro", uri=True)
            query = RECIPES[recipe]
        else:
            place = make_url(as_role(room.engine.url.render_as_string(), "newswire_reader"))
            connection = psycopg.connect(host=place.query["host"], user=place.username, dbname=place.database)
            query = PARAMETER.sub(r"%(\1)s", without_comments(recipe).replace("%", "%%"))
        try:
            return [tuple(map(plain, row)) for row in connection.execute(query, parameters).fetchall()]
        finally:
            connection.close()

    return run


def plain(value):
    if isinstance(value, datetime):
        value = value.astimezone(UTC).isoformat(" ")
    is_time = isinstance(value, str) and re.match(r"\d{4}-\d\d-\d\d \d\d:\d\d:", value)
    return value[:16] if is_time else value


@pytest.fixture
def story(ask):
    """The id of a story, by its headline."""
    return {row[6]: row[2] for row in ask("new_since")}


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_says_what_it_asks_and_gives_an_example_of_each_parameter(recipe):
    assert re.match(r"-- [A-Z].*\?", RECIPES[recipe])
    assert set(examples(recipe)) == set(PARAMETER.findall(without_comments(recipe)))


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_reads_the_contract_alone(recipe):
    read = set(re.findall(r"\b(?:FROM|JOIN)\s+(\w+)", without_comments(recipe)))
    assert read <= set(json.loads((ROOT / "sql" / "views" / "contract.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("recipe", RECIPES)
def test_a_recipe_answers_with_its_example_values(ask, recipe):
    rows = ask(recipe)
    assert rows or recipe in {"coverage_of_story", "quotes_of_story"}  # ids of stories differ between databases


def test_who_said_what_about(ask):
    grandfather = "My grandfather was the last keeper, and he told me that a light without a kettle is only a machine,"
    assert [(row[0], row[1], row[2], row[4], row[5], row[6]) for row in ask("who_said_what_about", about="Kettle")] == [
        ("2026-03-25 16:40", HALYARD, "Fiona Macrae", "direct", grandfather, LIGHTHOUSE),
        ("2026-03-25 16:40", HALYARD, "Fiona Macrae", "direct", "So the kettle went up first.", LIGHTHOUSE),
        ("2026-03-25 18:20", COURIER, "Fiona Macrae", "direct", grandfather, KETTLE),
        ("2026-03-25 18:20", COURIER, "Fiona Macrae", "direct", "So the kettle went up first.", KETTLE),
    ]


def test_first_outlet(ask):
    assert ask("first_outlet") == [
        ("2026-03-24 06:10", HALYARD, FERRY, 1, "2026-03-24 16:20"),
        ("2026-03-24 09:05", HALYARD, RESERVOIR, 1, "2026-03-24 11:40"),
        ("2026-03-25 16:40", HALYARD, LIGHTHOUSE, 1, "2026-03-25 18:20"),
    ]
    assert [row[2] for row in ask("first_outlet", until="2026-03-24 09:05:00+00")] == [FERRY]


def test_coverage_of_story(ask, story):
    expected = [
        (story[FERRY], "2026-03-24 06:10", HALYARD, "update", FERRY),
        (story[FERRY_COPY], "2026-03-24 16:20", COURIER, "edited_copy", FERRY_COPY),
    ]
    for headline in (FERRY, FERRY_COPY):
        rows = ask("coverage_of_story", story=story[headline])
        assert [(*row[:4], row[5]) for row in rows] == expected
        assert all(0.5 < row[4] <= 1 for row in rows)


def test_most_quoted(ask):
    rows = ask("most_quoted", since="2026-03-26 07:50:00+00", until="2026-03-26 07:51:00+00")
    assert rows == [("Birgit Moser", 4, 1, 1), ("Thomas Egger", 1, 1, 1)]
    lighthouse = ask("most_quoted", since="2026-03-25 16:40:00+00", until="2026-03-25 18:21:00+00")
    ((_, _, stories, outlets),) = [row for row in lighthouse if row[0] == "Fiona Macrae"]
    assert (stories, outlets) == (1, 2)
    assert ask("most_quoted", limit=1)[0][0] == "Volodymyr Zelenskyy"


def test_corrections_of_the_day(ask):
    ((at, outlet, headline, note, _),) = ask("corrections_of_the_day")
    assert (at, outlet) == ("2026-03-25 04:55", HALYARD)
    assert headline == "CORRECTED-Maravia's parliament passes budget after all-night debate"
    assert note.startswith("Corrects number of votes")
    assert ask("corrections_of_the_day", day="2026-03-26 00:00:00+00", end="2026-03-27 00:00:00+00") == []


def test_entities_together(ask):
    rows = ask("entities_together")
    assert {("PER", "Laura Benning", 2), ("ORG", "National Bank of Maravia", 2)} <= set(rows)
    assert all(stories >= 2 for _, _, stories in rows)
    solberg = {name: stories for _, name, stories in ask("entities_together", name="Ingrid Solberg", at_least=1)}
    assert (solberg["Lars Brekke"], solberg["Karim Haddad"]) == (1, 1)  # in two outlets, but it is one story


def test_entities_in_the_news(ask):
    rows = ask("entities_in_the_news")
    assert len(rows) <= 10
    assert ("Maravia", 3) in [row[:2] for row in rows]  # budget, rates, fishing talks; the digest only in a dateline
    assert not ask("entities_in_the_news", kind="ORG", limit=3)[0][0].startswith("Halyard")
    first_day = ask("entities_in_the_news", kind="PER", until="2026-03-24 07:10:00+00")
    assert {name for name, *_ in first_day} >= {"Ingrid Solberg", "Marijke Voss"}
    assert "Georg Althaus" not in {name for name, *_ in first_day}


def test_unresolved_speakers(ask):
    rows = {name: (kind, quotes, stories) for name, kind, quotes, stories, _ in ask("unresolved_speakers")}
    assert rows["police"] == ("group", 2, 2)
    assert rows["residents"] == ("group", 1, 1)
    assert "Fiona Macrae" not in rows


def test_quiet_sources(ask):
    without = [row[0] for row in ask("quiet_sources")]
    assert without == ["ledger-weekend", "tarn-ninjs"]  # of the latter the one story was killed
    everything = [row[0] for row in ask("quiet_sources", since="2200-01-01 00:00:00+00")]
    assert sorted(everything) == [
        *("courier-atom", "courier-desk", "halyard-wire", "ledger-desk", "ledger-rss", "ledger-weekend"),
        *("tarn-anpa", "tarn-g2", "tarn-ninjs", "tarn-nitf"),
    ]


def test_most_outlets(ask, story):
    assert [row[:4] for row in ask("most_outlets", limit=4)] == [
        (2, 2, FERRY, "2026-03-24 06:10"),
        (2, 2, RESERVOIR, "2026-03-24 09:05"),
        (2, 2, LIGHTHOUSE, "2026-03-25 16:40"),
        (1, 1, "Corvane Optics second-quarter profit rises 12.4%", "2026-03-24 07:02"),
    ]
    assert ask("most_outlets", limit=1)[0][4] == story[FERRY]


def test_quotes_of_story(ask, story):
    rows = ask("quotes_of_story", story=story["A cable car makes way for a mountain that moves"])
    spoken = [(part, text, speaker) for _, part, kind, _, _, text, speaker, *_ in rows if kind == "direct"]
    assert spoken == [
        (1, "We can hold a station with steel,", "Thomas Egger"),
        (2, "but we cannot hold a mountain.", "Thomas Egger"),
        (1, "When I was a girl you stepped out of the cabin onto the ice,", "Birgit Moser"),
        (1, "Last summer I counted 212 steps down to it.", "Birgit Moser"),
        (1, "My children ask me where it went,", "Birgit Moser"),
        (1, "I tell them they have swum in it.", "Birgit Moser"),
    ]
    assert [row[:2] for row in rows] == sorted(row[:2] for row in rows)
    assert all(end - start == len(text) for _, _, _, start, end, text, *_ in rows)


def test_new_since(ask):
    rows = ask("new_since")
    assert len(rows) == 33  # of 37: two were killed, two are under embargo
    assert not [row for row in rows if any(word in row[6] for word in ("Ostrel", "Seagrass", "Tram", "herons"))]
    assert ask("new_since", since="2200-01-01 00:00:00+00") == []


def test_statements_of_person(ask):
    rows = ask("statements_of_person", speaker="Theresa Malone")
    direct = [(at, text, outlets) for at, kind, text, outlets in rows if kind == "direct"]
    alone = "Last month I was alone at night with fourteen patients, and two of them needed me in the same minute,"
    assert direct == [
        ("2026-03-25 13:30", alone, 2),
        ("2026-03-25 13:30", "You do not forget which one you chose.", 2),
        ("2026-03-25 13:30", "I miss my patients already,", 1),
    ]


def test_own_and_copied(ask):
    assert ask("own_and_copied") == [(HALYARD, 10, 0), (TARN, 3, 0), (COURIER, 10, 3), (LEDGER, 10, 0)]
