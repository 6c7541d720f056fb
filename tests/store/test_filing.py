"""A plan is made before the lock: what others file meanwhile may change it, and mostly does not."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, delete, event, insert, select, update
from sqlalchemy.exc import IntegrityError, OperationalError

from pipeline.dedupe.compare import Document
from pipeline.dedupe.fingerprint import fingerprint
from pipeline.stages.dedupe import dedupe
from pipeline.stages.filing import Incoming, Plan, Planner
from pipeline.store import clusters, scratch
from pipeline.store.engine import go_on_writing, reading, trying, writing
from pipeline.store.filings import Basis, claim, file, latest
from pipeline.store.tables import ClusterMember, StoryVersion
from pipeline.store.tables.base import table_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HARBOUR = """The harbour at Midport reopened on Tuesday after divers cleared the wreck of a barge that sank last week.
Mayor Ada Example said 14 ships had waited outside and that the first of them would enter before noon."""
BAKERS = """Bakers in Quillon walked out on Tuesday over a plan to begin their shifts an hour earlier than now.
The union said 2,300 of its members had joined, and that bread would be short in the whole region until Friday."""

LOCK_AND_COMMIT = ";COMMIT"  # the end of the message in which PostgreSQL locks, files and commits
FOOTER = "Read all of our reporting from the coast, and write to the desk if you know more than we do about this."
FERRY = """The last ferry to Outer Holm leaves on Friday, its owners say, after two winters without enough passengers.
A cargo boat will take letters and groceries twice a week, and the school moves to the mainland after Easter."""


def add(engine: Engine, *bodies: str) -> None:
    texts = [
        scratch.Text(number, f"source {number}", "", body, NOON + timedelta(minutes=number), str(number))
        for number, body in enumerate(bodies, start=1)
    ]
    with writing(engine) as connection:
        scratch.add_texts(connection, texts)


def plan(engine: Engine, planner: Planner, version: int) -> Plan:
    with reading(engine) as connection:
        (row,) = clusters.documents(connection, [version])
        document = Document(row.id, row.source_id, row.published, row.kind, fingerprint("", row.body))
        return planner.plan(connection, [Incoming(document, row.story_id)])


def still_holds(engine: Engine, planned: Plan) -> bool:
    """Whether the plan can be written; it is not."""
    try:
        with trying(engine) as connection:
            opened = dict(zip(planned.opened, clusters.open_new(connection, len(planned.opened), NOON), strict=True))
            file(connection, planned.members(opened), planned.basis())
    except IntegrityError:
        return False
    return True


def test_a_plan_holds_until_somebody_files_what_it_would_have_found(engine: Engine):
    add(engine, HARBOUR, BAKERS, HARBOUR, HARBOUR)
    planner = Planner()
    first = plan(engine, planner, 1)
    assert first.opened
    dedupe(engine, now=NOON, versions=[2])
    assert still_holds(engine, first)
    dedupe(engine, now=NOON, versions=[3])
    assert not still_holds(engine, first)
    second = plan(engine, planner, 1)
    assert not second.opened
    dedupe(engine, now=NOON, versions=[4])
    assert still_holds(engine, second), "what joins the same cluster changes nothing"


def test_a_plan_holds_when_what_is_filed_shares_a_footer_that_is_known(engine: Engine):
    texts = [f"{text}\n{FOOTER}" for text in (HARBOUR, BAKERS, FERRY, BAKERS)]
    add(engine, *texts)
    dedupe(engine, now=NOON, versions=[1])
    planned = plan(engine, Planner(), 2)
    assert planned.opened
    dedupe(engine, now=NOON, versions=[3])
    assert still_holds(engine, planned)
    dedupe(engine, now=NOON, versions=[4])
    assert not still_holds(engine, planned)


def test_a_plan_does_not_hold_when_its_cluster_was_merged(engine: Engine):
    add(engine, BAKERS, HARBOUR, HARBOUR, BAKERS)
    dedupe(engine, now=NOON, versions=[1, 2])
    planner = Planner()
    planned = plan(engine, planner, 3)
    with writing(engine) as connection:
        older, newer = (clusters.of_stories(connection, [story])[story][0] for story in (1, 2))
        clusters.merge(connection, [older, newer], version=None, now=NOON)
    dedupe(engine, now=NOON, versions=[4])
    assert not still_holds(engine, planned)


def test_a_plan_does_not_hold_when_another_version_of_the_story_was_filed(engine: Engine):
    add(engine, HARBOUR)
    planned = plan(engine, Planner(), 1)
    table = table_of(StoryVersion)
    with writing(engine) as connection:
        row = dict(connection.execute(select(table)).mappings().one())
        connection.execute(insert(table).values(row | {"id": 2, "number": 2, "body": BAKERS, "content_hash": "2"}))
    dedupe(engine, now=NOON, versions=[2])
    assert not still_holds(engine, planned)
    dedupe(engine, now=NOON)
    assert len({one.cluster for one in scratch.filed(engine)}) == 1


def test_a_plan_does_not_hold_when_the_latest_filing_is_gone(engine: Engine):
    add(engine, HARBOUR, BAKERS, HARBOUR)
    dedupe(engine, now=NOON, versions=[2])
    planned = plan(engine, Planner(), 1)
    with writing(engine) as connection:
        connection.execute(delete(ClusterMember).where(ClusterMember.version_id == 2))
    dedupe(engine, now=NOON, versions=[3])  # which SQLite files under the id of the one that is gone
    assert not still_holds(engine, planned)


def test_a_plan_does_not_hold_when_too_much_was_filed_to_look_at(engine: Engine):
    add(engine, HARBOUR, *map(str, range(200)))
    planned = plan(engine, Planner(), 1)
    for others, holds in ((range(2, 201), True), ([201], False)):
        with writing(engine) as connection:
            (cluster,) = clusters.open_new(connection, 1, NOON)
            member = {
                "cluster_id": cluster,
                "relation": "copy",
                "matched_version_id": None,
                "score": 0.0,
                "rule": "new",
            }
            members = [member | {"version_id": one, "evidence": None} for one in others]
            file(connection, members, Basis(latest(connection), []))
        assert still_holds(engine, planned) is holds


@contextmanager
def acting_before(engine: Engine, words: str, act: Callable[[], Any] = bool) -> Iterator[list[str]]:
    """Act before each statement with these words, but for those of the act itself; yields these statements."""
    found: list[str] = []
    is_acting = False

    def look(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        nonlocal is_acting
        if not is_acting and words in statement:
            found.append(statement)
            is_acting = True
            act()
            is_acting = False

    event.listen(engine, "before_cursor_execute", look)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", look)


@pytest.mark.parametrize(("moment", "locks"), [("INSERT INTO fingerprint", 2), (LOCK_AND_COMMIT, 3)])
def test_a_copy_that_is_filed_before_the_lock_is_found(engine: Engine, moment: str, locks: int):
    """Before the look at what others filed, so that the plan takes no lock, or after it."""
    if engine.dialect.name == "sqlite":
        pytest.skip("nobody else writes on SQLite then")
    add(engine, HARBOUR, HARBOUR, BAKERS)
    dedupe(engine, now=NOON, versions=[3])
    with (
        acting_before(engine, LOCK_AND_COMMIT) as locked,
        acting_before(engine, moment, lambda: dedupe(engine, now=NOON, versions=[2])) as moments,
    ):
        dedupe(engine, now=NOON, versions=[1])
    assert len(moments) == 2, "the plan was made again"
    assert len(locked) == locks
    first, copy, other = (one.cluster for one in scratch.filed(engine))
    assert first == copy != other


def test_more_is_filed_at_a_time_where_nobody_else_files(engine: Engine):
    add(engine, *(f"{number} " * 30 for number in range(1_000, 1_150)))
    others = iter(range(101, 151))

    def file_another() -> None:
        dedupe(engine, now=NOON, versions=[next(others)])

    with acting_before(engine, "UPDATE story_version") as alone:
        dedupe(engine, now=NOON, versions=range(1, 51))
    with (
        acting_before(engine, "SELECT cluster_member.id", file_another) as others_file,
        acting_before(engine, "UPDATE story_version") as all_file,
    ):
        dedupe(engine, now=NOON, versions=range(51, 101))
    assert len(alone) < len(all_file) - len(others_file)


def test_what_is_filed_is_claimed_by_nobody(engine: Engine):
    add(engine, HARBOUR, BAKERS)
    dedupe(engine, now=NOON, versions=[1])
    with writing(engine) as connection:
        assert claim(connection, [1, 2, 3], NOON) == {2}
        assert claim(connection, [2], NOON) == set()


def test_versions_are_looked_up_by_their_ids_however_many_wait(engine: Engine):
    """A backlog that PostgreSQL's statistics do not know of: by the index of what waits it would go through all."""
    if engine.dialect.name == "sqlite":
        pytest.skip("SQLite has no such statistics")
    add(engine, *(f"{HARBOUR} {number}" for number in range(300)))
    with writing(engine) as connection:
        connection.execute(update(StoryVersion).values(clustered_at=NOON))
        connection.exec_driver_sql("ANALYZE story_version")
        connection.execute(update(StoryVersion).values(clustered_at=None))
    fetched = "SELECT idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'story_version'"
    with trying(engine) as connection:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")  # as if the table were large
        before = connection.exec_driver_sql(fetched).scalar_one()
        assert clusters.pending(connection, [1, 2, 3]) == [1, 2, 3]
        assert claim(connection, [1, 2, 3], NOON) == {1, 2, 3}
        assert connection.exec_driver_sql(fetched).scalar_one() - before < 30


def test_on_sqlite_others_write_until_a_plan_is_filed(engine: Engine):
    if engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL lets all write at any time")
    add(engine, HARBOUR, BAKERS)
    with writing(engine, at_once=False) as connection:
        assert clusters.pending(connection) == [1, 2]
        dedupe(engine, now=NOON, versions=[1])
        go_on_writing(connection)
        assert clusters.pending(connection) == [2]
        with engine.connect() as other:
            other.exec_driver_sql("ROLLBACK")
            other.exec_driver_sql("PRAGMA busy_timeout=0")
            with pytest.raises(OperationalError, match="locked"):
                other.exec_driver_sql("BEGIN IMMEDIATE")
