"""Whatever comes first, or late, or again: the clusters are the same."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import combinations

from sqlalchemy import Engine, update

from pipeline.stages.dedupe import dedupe
from pipeline.store import scratch
from pipeline.store.engine import writing
from pipeline.store.tables import ClusterMember, Fingerprint, GramFrequency, Signature, StoryVersion, table_of

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EVENTS, LETTERS = 12, "aeioubdfgklmnprstvz"


def edits(chance: random.Random, words: Sequence[str]) -> Iterator[str]:
    """A text as outlets carry it: as it is twice, with words changed, cut, with a footer, and with news at the top."""
    text = " ".join(words)
    yield text
    yield text.upper()
    yield " ".join("quite" if chance.random() < 0.04 else word for word in words)
    yield " ".join(words[: int(len(words) * 0.6)])
    yield f"{text} Read more on our site. All rights reserved by this newspaper and those who write for it."
    yield " ".join([*chance.choices(words, k=5), *words[10:], "That is the latest of", str(chance.randint(20, 99))])


def news(chance: random.Random) -> list[scratch.Text]:
    """Texts on events of invented words, each carried by six outlets within two hours."""
    vocabulary = ["".join(chance.choices(LETTERS, k=chance.randint(3, 9))) for _ in range(2500)]
    texts = []
    for event in range(EVENTS):
        words = chance.choices(vocabulary, k=chance.randint(80, 200))
        for outlet, body in enumerate(edits(chance, words)):
            at = NOON + timedelta(hours=event % 6, minutes=20 * outlet)
            texts.append(scratch.Text(len(texts) + 1, f"outlet {outlet}", "", body, at, f"{event}/{outlet}"))
    return texts


def clusters(engine: Engine) -> dict[str, int]:
    return {filed.link: filed.cluster for filed in scratch.filed(engine)}


def start_over(engine: Engine) -> None:
    with writing(engine) as connection:
        for model in (ClusterMember, Fingerprint, Signature, GramFrequency):
            connection.execute(table_of(model).delete())
        connection.execute(update(StoryVersion).values(clustered_at=None))


def agreement(one: dict[str, int], other: dict[str, int]) -> float:
    """Of the pairs that are together in either, the share that are together in both (F1 of pairs)."""
    together = [{pair for pair in combinations(sorted(of), 2) if of[pair[0]] == of[pair[1]]} for of in (one, other)]
    return 2 * len(together[0] & together[1]) / (len(together[0]) + len(together[1]))


def test_texts_that_arrive_in_any_order_find_the_same_clusters(engine: Engine):
    chance = random.Random(7)
    texts = news(chance)
    with writing(engine) as connection:
        scratch.add_texts(connection, texts)
    dedupe(engine, now=NOON)
    in_order = clusters(engine)
    assert len(set(in_order.values())) == EVENTS
    for _ in range(2):
        start_over(engine)
        arriving = chance.sample(range(1, len(texts) + 1), len(texts))
        for first in range(0, len(arriving), 7):
            dedupe(engine, now=NOON, versions=arriving[first : first + 7])
        shuffled = clusters(engine)
        copies = [(f"{event}/0", f"{event}/1") for event in range(EVENTS)]
        assert all(shuffled[one] == shuffled[other] for one, other in copies)
        assert agreement(in_order, shuffled) >= 0.99
        assert dedupe(engine, now=NOON).counts == {}
        assert clusters(engine) == shuffled


def test_versions_that_a_wire_links_share_a_cluster_in_any_order(engine: Engine):
    chance = random.Random(3)
    texts = news(chance)
    with writing(engine) as connection:
        scratch.add_texts(connection, texts)
        for text in texts:  # the last version of each event shares nothing but the wire's link with the first
            if text.link.endswith("/5"):
                linked = {"story_id": text.number - 5, "number": 2, "body": f"Quite other words {text.number} here."}
                connection.execute(update(StoryVersion).where(StoryVersion.id == text.number).values(linked))
    for _ in range(3):
        start_over(engine)
        for version in chance.sample(range(1, len(texts) + 1), len(texts)):
            dedupe(engine, now=NOON, versions=[version])
        found = clusters(engine)
        assert all(found[f"{event}/0"] == found[f"{event}/5"] for event in range(EVENTS))
