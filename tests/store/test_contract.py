"""The contract with the teams: what is promised stays, is described, and shows what may be shown."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, text, update

from pipeline.model import Moment, Story
from pipeline.store import catalogue, documents, schema, sources, stories
from pipeline.store.contract import portable_type, read_views
from pipeline.store.dictionary import MARK, contract, renew
from pipeline.store.engine import reading, writing
from pipeline.store.tables import Cluster, ClusterMember, Extraction, StoryVersion, table_of
from pipeline.store.tables import Story as StoryRow

DOCS = Path(__file__).parents[2] / "docs"
STORAGE = {  # how SQLite may store the values of a portable type
    "boolean": {"integer"},
    "integer": {"integer"},
    "number": {"real", "integer"},
    "time": {"text"},
    "json": {"text"},
    "text": {"text"},
}
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_no_promised_column_disappears_or_changes_its_type(engine):
    with reading(engine) as connection:
        views = inspect(connection)
        actual = {
            view.name: {column["name"]: portable_type(column["type"]) for column in views.get_columns(view.name)}
            for view in read_views(schema.view_files())
            if view.is_public
        }
    promised = contract()
    if engine.dialect.name == "sqlite":  # which knows no type of a computed column; the next test reads the values
        known = {view: [column for column, kind in columns.items() if kind] for view, columns in actual.items()}
        assert {view: list(columns) for view, columns in actual.items()} == {v: list(c) for v, c in promised.items()}
        assert all(actual[view][column] == promised[view][column] for view in known for column in known[view])
    else:
        assert {view: list(columns.items()) for view, columns in actual.items()} == {
            view: list(columns.items()) for view, columns in promised.items()
        }


def test_values_on_sqlite_are_of_the_promised_types(room):
    if room.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL knows the type of every column")
    with reading(room.engine) as connection:
        for view, columns in contract().items():
            for column, kind in columns.items():
                query = f'SELECT DISTINCT typeof("{column}") FROM {view}'
                assert set(connection.scalars(text(query))) <= STORAGE[kind] | {"null"}, (view, column)


def test_the_columns_that_a_file_describes_are_those_of_its_view(engine):
    with reading(engine) as connection:
        views = inspect(connection)
        for view in read_views(schema.view_files()):
            assert list(view.columns) == [column["name"] for column in views.get_columns(view.name)], view.name


def test_everything_is_described():
    undescribed = [
        (view.name, column)
        for view in read_views(schema.view_files())
        for column, meaning in view.columns.items()
        if not meaning
    ]
    assert undescribed == []
    tables = schema.Base.metadata.sorted_tables
    assert [table.name for table in tables if not table.comment] == []
    assert [str(column) for table in tables for column in table.columns if not column.comment] == []


@pytest.mark.parametrize("name", ["data-dictionary.md", "schema.md"])
def test_the_reference_is_up_to_date(tmp_path, name):
    for document in ("data-dictionary.md", "schema.md"):
        (tmp_path / document).write_text((DOCS / document).read_text(encoding="utf-8"), encoding="utf-8")
    outdated = [path.name for path in renew(tmp_path)]
    assert name not in outdated, "Run: python -m pipeline.store.dictionary"


def test_an_outdated_reference_is_noticed_and_renewed(tmp_path):
    for document in ("data-dictionary.md", "schema.md"):
        (tmp_path / document).write_text(f"# By hand\n\n{MARK}\nold\n", encoding="utf-8")
    assert len(renew(tmp_path)) == 2
    assert renew(tmp_path) == []
    assert (tmp_path / "schema.md").read_text(encoding="utf-8").startswith("# By hand\n")


def test_postgresql_knows_what_its_tables_and_views_mean(engine):
    if engine.dialect.name != "postgresql":
        pytest.skip("SQLite keeps no comments")
    with reading(engine) as connection:
        views = inspect(connection)
        for view in read_views(schema.view_files()):
            found = {column["name"]: column["comment"] for column in views.get_columns(view.name)}
            assert found == view.columns
            assert connection.scalar(text("SELECT obj_description(to_regclass(:name))"), {"name": view.name})
        assert views.get_table_comment("story")["text"] == "One source's item through its life."


@pytest.fixture
def desk(engine):
    """Two sources whose items become stories that have gone through all stages."""
    return Desk(engine)


class Desk:
    """Saves versions as if the stages had handled them, and says what teams see."""

    def __init__(self, engine):
        self.engine = engine
        with writing(engine) as connection:
            self.sources = self._save_sources(connection, ("agency", "paper"))
            extraction = {"body_hash": "", "model": "m", "code_version": "1", "language": "en", "outcome": "done"}
            row = table_of(Extraction).insert().values(extracted_at=NOON, **extraction).returning(Extraction.id)
            self.extraction = connection.execute(row).scalar_one()
            clusters = table_of(Cluster).insert().values(created_at=NOON).returning(Cluster.id)
            self.cluster = connection.execute(clusters).scalar_one()

    def _save_sources(self, connection, slugs):
        named = [{"slug": slug, "name": slug.title(), "is_agency": False} for slug in slugs]
        outlets = catalogue.save_outlets(connection, named)
        rows = [
            {"slug": slug, "outlet_id": outlets[slug], "kind": "feed", "location": f"https://{slug}.invalid/"}
            | {"interval_minutes": 15}
            for slug in slugs
        ]
        catalogue.save_sources(connection, rows, is_polled=True)
        return [source.id for source in sources.named_sources(connection, slugs)]

    def save(self, headline, *, guid="g1", source=0, at=NOON, published=None, updated=None, **fields):
        """A version seen at a time; returns its id."""
        moments = {
            "first_created": published and Moment(published, "", "test"),
            "version_created": updated and Moment(updated, "", "test"),
        }
        story = Story(format="feed", guid=guid, headline=headline, body=headline, **moments, **fields)
        with writing(self.engine) as connection:
            raw = documents.save_raw_document(connection, f"{guid} {headline}", 1, now=at)
            times = {"started_at": at, "finished_at": at}
            fetch = documents.save_fetch(
                connection,
                **{"source_id": self.sources[source], "url": f"https://x.invalid/{headline}", "outcome": "document"},
                **times,
                raw_document_id=raw,
            )
            origin = stories.Origin(self.sources[source], fetch, raw, at)
            item = stories.Item(story, (("guid", guid),), content_hash=headline, body_hash=headline)
            stories.save_items(connection, origin, [item])
            query = text("SELECT id FROM story_version WHERE headline = :headline")
            version = connection.scalar(query, {"headline": headline})
            done = {"clustered_at": at, "extraction_id": self.extraction}
            connection.execute(update(StoryVersion).where(StoryVersion.id == version).values(**done))
            member = {"version_id": version, "cluster_id": self.cluster, "relation": "original", "score": 0, "rule": ""}
            connection.execute(table_of(ClusterMember).insert(), member)
            stories.publish(connection, now=at)
        return version

    def change(self, version, **values):
        """Change a version's row."""
        with writing(self.engine) as connection:
            connection.execute(update(StoryVersion).where(StoryVersion.id == version).values(**values))

    def see(self, query):
        """What a team sees."""
        with reading(self.engine) as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def shown(self):
        """The headlines of the stories shown."""
        return [headline for (headline,) in self.see("SELECT headline FROM api_story ORDER BY headline")]


def test_the_newest_revision_is_shown_whatever_arrived_last(desk):
    desk.save("second draft", at=NOON, updated=NOON - HOUR)
    desk.save("first draft", at=NOON + HOUR, updated=NOON - 2 * HOUR)
    assert desk.shown() == ["second draft"]


def test_of_versions_of_the_same_revision_the_last_seen_is_shown(desk):
    desk.save("one", at=NOON, published=NOON - HOUR)
    desk.save("two", at=NOON + HOUR, published=NOON - HOUR)
    assert desk.shown() == ["two"]


@pytest.mark.parametrize(
    "hidden",
    [
        {"withheld_at": NOON},
        {"available_at": None},
        {"released_at": datetime(2200, 1, 1, tzinfo=UTC)},
    ],
    ids=lambda values: next(iter(values)),
)
def test_a_version_that_may_not_be_shown_leaves_the_one_before(desk, hidden):
    first = desk.save("first", at=NOON)
    desk.change(desk.save("second", at=NOON + HOUR), **hidden)
    assert desk.shown() == ["first"]
    desk.change(first, **hidden)
    assert desk.shown() == []
    assert desk.see("SELECT * FROM api_cluster") == []


def test_a_killed_story_is_gone_and_a_kill_never_shows(desk):
    desk.save("kept", guid="g1", source=1)
    desk.save("wrong", guid="g2")
    desk.save("kill this", guid="g2", at=NOON + HOUR, kind="kill")
    assert desk.shown() == ["kept"]
    assert desk.see("SELECT headline, story_count, outlet_count FROM api_cluster") == [("kept", 1, 1)]
    with writing(desk.engine) as connection:
        connection.execute(update(StoryRow).values(killed_at=None))
    assert desk.shown() == ["kept", "wrong"]


def test_the_first_of_a_cluster_stays_the_first_when_it_is_updated(desk):
    desk.save("agency", published=NOON - 3 * HOUR)
    desk.save("paper", source=1, published=NOON - 2 * HOUR)
    desk.save("agency, updated", at=NOON + HOUR, published=NOON)  # a feed that dates each version anew
    assert desk.see("SELECT headline, story_count, outlet_count FROM api_cluster") == [("agency, updated", 2, 2)]


def test_a_publication_after_the_story_was_seen_is_not_believed(desk):
    desk.save("agency", published=NOON + HOUR)
    desk.save("paper", source=1, at=NOON + HOUR / 2)
    assert desk.see("SELECT headline FROM api_cluster") == [("agency",)]


def test_a_speaker_whom_no_mention_names_is_an_entity(desk):
    desk.save("speech")
    with writing(desk.engine) as connection:
        connection.execute(
            text("INSERT INTO entity (id, kind, name) VALUES (7, 'PER', 'Ada Brook'), (8, 'PER', 'Nil')")
        )
        connection.execute(
            text(
                "INSERT INTO quote (extraction_id, number, kind, text, speaker_name, speaker_kind, speaker_entity_id, "
                "confidence, rule) VALUES (:extraction, 1, 'direct', 'It holds', 'Ada Brook', 'PER', 7, 0.9, 'test')"
            ),
            {"extraction": desk.extraction},
        )
    assert desk.see("SELECT entity_id, mention_count, story_count FROM api_entity") == [(7, 0, 0)]
