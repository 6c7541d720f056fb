"""The stage: versions find their clusters, once, whatever the batches, on both databases."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, insert, select, update

from pipeline.errors import RejectedInput
from pipeline.stages import dedupe as stage
from pipeline.stages.dedupe import dedupe
from pipeline.stages.split import split
from pipeline.store import coverage, scratch
from pipeline.store.engine import reading, writing
from pipeline.store.tables import ClusterEvent, ClusterMember, Fingerprint, Signature, StoryVersion
from pipeline.store.tables.base import table_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HARBOUR = """The harbour at Midport reopened on Tuesday after divers cleared the wreck of a barge that sank last week.
Mayor Ada Example said 14 ships had waited outside and that the first of them would enter before noon.
Insurers put the damage at 3.5 million crowns, more than was feared when the barge went down in the storm."""
BAKERS = """Bakers in Quillon walked out on Tuesday over a plan to begin their shifts an hour earlier than now.
The union said 2,300 of its members had joined, and that bread would be short in the whole region until Friday.
Bo Placeholder, who owns 12 shops, said the plan would save many jobs in a trade that loses money each winter."""


@pytest.fixture
def add(engine: Engine):
    """Stores bodies as versions of stories of their own, an hour apart, each from another source."""

    def save(*bodies: str, first: int = 1) -> None:
        with writing(engine) as connection:
            for number, body in enumerate(bodies, start=first):
                at = NOON + timedelta(hours=number)
                scratch.add_texts(connection, [scratch.Text(number, f"source {number}", "", body, at, str(number))])

    return save


def add_version(engine: Engine, story: int, number: int, body: str, **changes: object) -> None:
    """Store one more version of a story."""
    table = table_of(StoryVersion)
    with writing(engine) as connection:
        row = dict(connection.execute(select(table).where(table.c.story_id == story)).mappings().first() or {})
        row |= {"id": number, "number": number, "body": body, "content_hash": str(number), "clustered_at": None}
        connection.execute(insert(table).values(row | changes))


def filed(engine: Engine) -> dict[str, tuple[int, str]]:
    return {text.link: (text.cluster, text.relation) for text in scratch.filed(engine)}


def rows(engine: Engine) -> list[Sequence[object]]:
    """Everything that the stage writes, as it can be compared."""
    tables = [table_of(model) for model in (ClusterMember, Fingerprint, Signature)]
    with reading(engine) as connection:
        return [sorted(map(tuple, connection.execute(select(table)))) for table in tables]


def test_copies_join_and_other_news_does_not(engine: Engine, add):
    add(HARBOUR, BAKERS, HARBOUR, HARBOUR + " The ferry to Saltby runs again.")
    report = dedupe(engine, now=NOON)
    assert report.counts == {"versions": 4, "originals": 2, "copies": 1, "edited copies": 1}
    clusters = {link: cluster for link, (cluster, _) in filed(engine).items()}
    assert clusters["1"] == clusters["3"] == clusters["4"] != clusters["2"]


def test_running_again_changes_nothing(engine: Engine, add):
    add(HARBOUR, BAKERS, HARBOUR)
    dedupe(engine, now=NOON)
    before = rows(engine)
    assert dedupe(engine, now=NOON + timedelta(days=1)).counts == {}
    assert dedupe(engine, now=NOON + timedelta(days=1), versions=[1, 2, 3]).counts == {}
    assert rows(engine) == before


def test_only_what_is_asked_for_is_filed(engine: Engine, add):
    add(HARBOUR, BAKERS, HARBOUR)
    assert dedupe(engine, now=NOON, versions=[2, 3]).counts["versions"] == 2
    assert dedupe(engine, now=NOON, limit=0).counts == {}
    assert dedupe(engine, now=NOON).counts == {"versions": 1, "copies": 1}


def test_a_rewritten_version_stays_with_its_story(engine: Engine, add):
    add(HARBOUR, BAKERS)
    dedupe(engine, now=NOON)
    add_version(engine, story=1, number=3, body="Ships wait again.", kind="correction")
    dedupe(engine, now=NOON)
    with reading(engine) as connection:
        query = select(ClusterMember.cluster_id, ClusterMember.relation).order_by(ClusterMember.version_id)
        first, _, third = connection.execute(query)
    assert (third.cluster_id, third.relation) == (first.cluster_id, "correction")


def test_a_killed_version_is_filed_like_any_other(engine: Engine, add):
    add(HARBOUR, HARBOUR)
    with writing(engine) as connection:
        connection.execute(update(StoryVersion).where(StoryVersion.id == 2).values(kind="kill"))
    dedupe(engine, now=NOON)
    assert len({cluster for cluster, _ in filed(engine).values()}) == 1


def test_a_late_text_joins_two_clusters_under_the_older_id(engine: Engine, add):
    one, two, three = HARBOUR.split("\n")
    four = "Fishermen from Saltby said their boats would sail at night, since the tide had kept them in for days."
    five = "The owner of the barge, Cleo Sample of Quillon, faces questions over the state in which it went to sea."
    add("\n".join([one, two, three]), "\n".join([three, four, five]))
    dedupe(engine, now=NOON)
    older, newer = (filed(engine)[link][0] for link in "12")
    assert older < newer
    add("\n".join([one, two, three, four, five]), first=3)
    assert dedupe(engine, now=NOON).counts["merges"] == 1
    assert {cluster for cluster, _ in filed(engine).values()} == {older}


def test_a_round_up_of_stories_joins_none_of_them(engine: Engine, add):
    fares = """Ferry fares between Saltby and the islands rise by a tenth from Monday, the company that runs them said.
The 2 newest ships use more oil than was planned, its head Dot Sample told a meeting of angry islanders on Sunday."""
    add(HARBOUR, BAKERS, fares, "\n".join([HARBOUR, BAKERS, fares]), "\n".join([HARBOUR, BAKERS, fares, "Good night."]))
    assert dedupe(engine, now=NOON).counts == {"versions": 5, "originals": 3, "roundups": 2}
    clusters = [filed(engine)[link][0] for link in "12345"]
    assert len(set(clusters)) == 4
    assert clusters[3] == clusters[4]


def test_texts_without_words_are_filed_each_on_its_own(engine: Engine, add):
    add("", "", "***")
    assert dedupe(engine, now=NOON).counts == {"versions": 3, "originals": 3}


def test_batches_of_any_size_give_the_same_clusters(engine: Engine, add, monkeypatch: pytest.MonkeyPatch):
    footer = " All words on these pages belong to the Saltby Herald and may not be used elsewhere without leave."
    bodies = [f"Number {place} is the house that {name} bought on Monday.{footer}" for place, name in enumerate(NAMES)]
    add(*bodies, *bodies)
    dedupe(engine, now=NOON)
    expected = filed(engine)
    with writing(engine) as connection:
        for model in (ClusterMember, Fingerprint, Signature):
            connection.execute(table_of(model).delete())
        connection.exec_driver_sql("DELETE FROM gram_df")
        connection.execute(update(StoryVersion).values(clustered_at=None))
    monkeypatch.setattr(stage, "BATCH", 3)
    dedupe(engine, now=NOON)
    offset = min(cluster for cluster, _ in filed(engine).values()) - 1
    assert {link: (cluster - offset, relation) for link, (cluster, relation) in filed(engine).items()} == expected


NAMES = ["Ada", "Bo", "Cleo", "Dot", "Eli", "Fay", "Gus", "Hal"]


def test_signatures_of_older_code_are_renewed(engine: Engine, add):
    add(HARBOUR, BAKERS)
    dedupe(engine, now=NOON)
    before = rows(engine)
    with writing(engine) as connection:
        connection.execute(update(Signature).values(code_version="0", content=b""))
        connection.execute(table_of(Fingerprint).delete().where(Fingerprint.version_id == 1))
    dedupe(engine, now=NOON)
    assert rows(engine) == before
    add(HARBOUR, first=3)
    assert dedupe(engine, now=NOON).counts == {"versions": 1, "copies": 1}


def test_members_say_why_they_are_there(engine: Engine, add):
    add(HARBOUR, HARBOUR)
    dedupe(engine, now=NOON)
    with reading(engine) as connection:
        member = connection.execute(select(ClusterMember).where(ClusterMember.version_id == 2)).one()
        assert connection.scalar(select(func.count()).select_from(Signature)) == 2
    assert (member.matched_version_id, member.score, member.rule) == (1, pytest.approx(1), "identical")


def test_two_stories_that_became_one_bring_their_clusters_together_and_history_keeps_it(engine: Engine, add):
    add(HARBOUR, BAKERS)
    dedupe(engine, now=NOON)
    older, newer = (filed(engine)[link][0] for link in "12")
    with writing(engine) as connection:  # a wire's link shows that the second story is a version of the first
        connection.execute(update(StoryVersion).where(StoryVersion.id == 2).values(story_id=1, number=2))
    add_version(engine, story=1, number=3, body="Ships wait again.", kind="update")
    dedupe(engine, now=NOON)
    assert {cluster for cluster, _ in filed(engine).values()} == {older}
    with reading(engine) as connection:
        (event,) = connection.execute(select(ClusterEvent))
        assert coverage.standing(connection, newer) == older
        assert coverage.standing(connection, newer + 100) is None
    assert (event.cluster_id, event.kind, event.other_cluster_id, event.version_id) == (newer, "merged", older, 3)


def test_a_plan_made_under_the_lock_files_the_same(engine: Engine, add, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(stage, "ATTEMPTS", 0)
    add(HARBOUR, BAKERS, HARBOUR)
    dedupe(engine, now=NOON, versions=[1])
    assert dedupe(engine, now=NOON).counts == {"versions": 2, "originals": 1, "copies": 1}
    assert filed(engine)["1"][0] == filed(engine)["3"][0] != filed(engine)["2"][0]


def test_what_was_split_stays_apart(engine: Engine, add):
    shorter = HARBOUR.rsplit("\n", 1)[0]
    add(HARBOUR, HARBOUR, shorter)
    dedupe(engine, now=NOON)
    (old,) = {cluster for cluster, _ in filed(engine).values()}
    new = split(engine, old, [3], now=NOON)
    assert filed(engine) == {"1": (old, "original"), "2": (old, "copy"), "3": (new, "original")}
    add(HARBOUR, shorter, HARBOUR.replace("14", "15"), first=4)
    dedupe(engine, now=NOON)
    assert filed(engine)["4"] == (old, "copy")
    assert filed(engine)["5"] == (new, "copy")
    assert {cluster for cluster, _ in filed(engine).values()} == {old, new}
    with reading(engine) as connection:
        (event,) = coverage.events(connection, new)
    assert (event["cluster"], event["kind"], event["other"]) == (old, "split", new)


def test_versions_of_a_story_are_split_off_together(engine: Engine, add):
    add(HARBOUR, HARBOUR)
    add_version(engine, 2, 3, HARBOUR + " The ferry to Saltby runs again.")
    dedupe(engine, now=NOON)
    (old,) = {cluster for cluster, _ in filed(engine).values()}
    new = split(engine, old, [2], now=NOON)
    with reading(engine) as connection:
        assert [row["version"] for row in coverage.members(connection, new)] == [2, 3]
    add_version(engine, 2, 4, HARBOUR)
    dedupe(engine, now=NOON)
    with reading(engine) as connection:
        assert [row["version"] for row in coverage.members(connection, new)] == [2, 3, 4]


@pytest.mark.parametrize(
    ("cluster", "stories", "problem"),
    [(99, [1], "no cluster"), (1, [3], "no story of cluster"), (1, [1, 2], "without a story")],
)
def test_what_cannot_be_split_is_named(engine: Engine, add, cluster, stories, problem):
    add(HARBOUR, HARBOUR, BAKERS)
    dedupe(engine, now=NOON)
    before = rows(engine)
    with pytest.raises(RejectedInput, match=problem):
        split(engine, cluster, stories, now=NOON)
    assert rows(engine) == before
