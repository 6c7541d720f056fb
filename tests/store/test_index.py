"""The index of fingerprints and the clusters, on both databases."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, func, select

from pipeline.store import clusters, filings, frequencies, index, scratch
from pipeline.store.engine import reading, writing
from pipeline.store.tables import ClusterEvent, ClusterMember, Fingerprint, GramFrequency, Signature, StoryVersion

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def store(engine: Engine):
    """Stores a version with these hashes in a cluster of its own, or in a given one; returns the cluster."""

    def save(number: int, hashes: list[int], *, at: datetime = NOON, cluster: int | None = None) -> int:
        with writing(engine) as connection:
            scratch.add_texts(connection, [scratch.Text(number, "source", "", "", at, "")])
            cluster = cluster or clusters.open_new(connection, 1, at)[0]
            index.add(connection, [(number, hashes, at)])
            index.save(connection, [(number, b"signature")], "1")
            filed(connection, number, cluster, at)
        return cluster

    return save


def filed(connection: Connection, number: int, cluster: int, at: datetime) -> None:
    place = {"cluster_id": cluster, "version_id": number, "relation": "original", "matched_version_id": None}
    member = place | {"score": 0.0, "rule": "new", "evidence": None}
    filings.claim(connection, [number], at)
    filings.file(connection, [member], filings.Basis(filings.latest(connection), []))


def near(connection: Connection, hashes: list[int], *, at: datetime = NOON, needed: int = 2) -> list[int]:
    [found] = index.candidates(connection, [index.Sought(hashes, at, needed)])
    return [candidate.version for candidate in found]


def test_those_that_share_most_come_first(engine: Engine, store):
    store(1, [1, 2, 9])
    store(2, [1, 2, 3])
    store(3, [1])
    with reading(engine) as connection:
        assert near(connection, [1, 2, 3]) == [2, 1]
        assert near(connection, [1, 2, 3], needed=1) == [2, 1, 3]


def test_each_of_several_texts_gets_its_own(engine: Engine, store):
    for number in range(1, index.CANDIDATES + 3):
        store(number, [1, 2])
    store(90, [3, 4], at=NOON + timedelta(days=4))
    sought = [
        index.Sought([1, 2, 3], NOON, 2),
        index.Sought([5], NOON, 1),
        index.Sought([], NOON, 1),
        index.Sought([3, 4, 1], NOON + timedelta(days=4), 1),
        index.Sought([3, 4], NOON, 2),
    ]
    with reading(engine) as connection:
        found = [[candidate.version for candidate in of] for of in index.candidates(connection, sought)]
        alone = [near(connection, list(one.hashes), at=one.published, needed=one.needed) for one in sought]
    latest = list(range(index.CANDIDATES + 2, 0, -1))
    assert found == alone == [latest[: index.CANDIDATES], [], [], [90, *latest[: index.CANDIDATES - 1]], []]


def test_only_a_window_of_days_is_looked_at(engine: Engine, store):
    for number, days in enumerate([-8, -7, 0, 2, 3]):
        store(number + 1, [1, 2], at=NOON + timedelta(days=days))
    with reading(engine) as connection:
        assert sorted(near(connection, [1, 2])) == [2, 3, 4]


def test_a_hash_that_everything_has_gives_its_latest_only(engine: Engine, store):
    for number in range(1, index.CAP + 3):
        store(number, [1, 2, 3] if number == 1 else [1, 2], at=NOON + timedelta(minutes=number))
    with reading(engine) as connection:
        assert near(connection, [1, 2, 3], at=NOON + timedelta(days=1), needed=3) == []
        found = near(connection, [1, 2], at=NOON + timedelta(days=1))
    assert found == list(range(index.CAP + 2, index.CAP + 2 - index.CANDIDATES, -1))


def test_a_merge_keeps_the_oldest_and_leaves_no_chain(engine: Engine, store):
    first, second, third = (store(number, [1, 2]) for number in (1, 2, 3))
    with writing(engine) as connection:
        assert clusters.merge(connection, [third, second], version=3, now=NOON) == second
        assert clusters.merge(connection, [second, first], version=3, now=NOON) == first
    with reading(engine) as connection:
        [found] = index.candidates(connection, [index.Sought([1, 2], NOON, 2)])
        assert {candidate.cluster for candidate in found} == {first}
        assert clusters.of_stories(connection, [1, 2, 3]) == {1: [first], 2: [first], 3: [first]}
        filed = connection.scalars(select(ClusterMember.cluster_id).order_by(ClusterMember.version_id))
        assert list(filed) == [first, second, third]
        events = select(ClusterEvent.cluster_id, ClusterEvent.kind, ClusterEvent.other_cluster_id)
        assert list(connection.execute(events.order_by(ClusterEvent.id))) == [
            (third, "merged", second),
            (second, "merged", first),
        ]


def test_pending_versions_come_in_order_of_publication(engine: Engine):
    with writing(engine) as connection:
        texts = [scratch.Text(number, "source", "", "", NOON - timedelta(hours=number), "") for number in (1, 2, 3)]
        scratch.add_texts(connection, texts)
        version = StoryVersion.__table__
        connection.execute(version.update().where(version.c.id == 3).values(published_at=NOON + timedelta(days=400)))
        connection.execute(version.update().where(version.c.id == 2).values(published_at=None))
        filed(connection, 1, clusters.open_new(connection, 1, NOON)[0], NOON)
    with reading(engine) as connection:
        assert clusters.pending(connection) == [3, 2]
        assert clusters.pending(connection, [1, 2]) == [2]
        assert clusters.pending(connection, limit=1) == [3]
        published = [row.published for row in clusters.documents(connection, [2, 3])]
    assert published == [NOON - timedelta(hours=3), NOON - timedelta(hours=2)]


def test_frequencies_are_kept_and_fade(engine: Engine):
    with writing(engine) as connection:
        frequencies.add(connection, [(5, 3), (7, 9)])
        frequencies.add(connection, [(7, 1)])
        assert sorted(frequencies.find(connection, [5, 6, 7])) == [(5, 3), (7, 10)]
        frequencies.fade(connection)
        assert frequencies.find(connection, [5, 6, 7]) == [(7, 5)]
        assert connection.scalar(select(func.count()).select_from(GramFrequency)) == 1


def test_what_is_too_old_to_be_near_anything_new_is_dropped(engine: Engine, store):
    store(1, [1, 2], at=NOON - timedelta(days=40))
    store(2, [1, 2], at=NOON)
    with writing(engine) as connection:
        assert index.expire(connection, NOON - timedelta(days=30)) == 1
    with reading(engine) as connection:
        assert list(connection.scalars(select(Signature.version_id))) == [2]
        assert set(connection.scalars(select(Fingerprint.version_id))) == {2}
        assert connection.scalar(select(func.count()).select_from(ClusterMember)) == 2
