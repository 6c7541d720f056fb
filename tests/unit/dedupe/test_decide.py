"""Which cluster a document belongs to."""

from datetime import UTC, datetime

import numpy as np
import pytest

from pipeline.dedupe.compare import Document, Match
from pipeline.dedupe.decide import Found, decide
from pipeline.dedupe.fingerprint import fingerprint
from pipeline.model import VersionKind

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TEXT = "The harbour at Midport reopened on Tuesday after divers cleared the wreck of a barge that sank last week."


def document(
    text: str = TEXT, *, number: int = 1, source: int = 1, kind: VersionKind = "original", headline: str = ""
) -> Document:
    return Document(number, source, NOON, kind, fingerprint(headline, text))


def found(
    cluster: int,
    of_new: float = 0.9,
    of_old: float = 0.9,
    *,
    old: Document | None = None,
    shared: range = range(100),
    is_roundup: bool = False,
) -> Found:
    match = Match(old or document(number=cluster), of_new, of_old, np.array(shared, dtype=np.int64), "near")
    return Found(match, cluster, is_roundup)


def test_without_a_match_it_is_an_original():
    decision = decide(document(), [])
    assert (decision.clusters, decision.relation) == ((), "original")


def test_the_best_match_decides():
    decision = decide(document(), [found(4, 0.7, 0.1), found(9, 0.8, 0.8)])
    assert (decision.clusters, decision.matched, decision.score) == ((9,), 9, 0.8)


def test_versions_of_the_same_text_in_two_clusters_become_one():
    assert set(decide(document(), [found(4), found(9)]).clusters) == {4, 9}


def test_an_excerpt_does_not_join_clusters():
    assert decide(document(), [found(4), found(9, 0.9, 0.1)]).clusters == (4,)


def test_two_stories_on_different_parts_of_a_text_are_a_roundup_and_no_bridge():
    matches = [found(4, 0.4, 0.9, shared=range(40)), found(9, 0.4, 0.8, shared=range(60, 100))]
    decision = decide(document(), matches)
    assert (decision.clusters, decision.relation) == ((), "roundup")


def test_a_copy_of_a_roundup_joins_it_and_nothing_else():
    matches = [found(7, is_roundup=True), found(4, 0.4, 0.9), found(9, 0.4, 0.9)]
    decision = decide(document(), matches)
    assert (decision.clusters, decision.relation) == ((7,), "roundup")


def test_a_story_in_a_roundup_does_not_join_it():
    assert decide(document(), [found(7, 0.9, 0.3, is_roundup=True)]).relation == "original"


def test_versions_of_one_story_stay_together():
    decision = decide(document(), [found(9), found(5, 0.9, 0.1)], own_clusters=[3])
    assert set(decision.clusters) == {3, 9}
    assert decision.relation == "update"
    assert decide(document(kind="kill"), [], own_clusters=[3]).relation == "correction"


OTHER = "Divers cleared the wreck of a barge on Tuesday, and the harbour at Midport, shut for a week, was open again."


@pytest.mark.parametrize(
    ("new", "match", "relation"),
    [
        (document(), found(4, 1, 1), "copy"),
        (document(source=2), found(4, 0.99, 0.97, old=document(OTHER)), "copy"),
        (document(source=2), found(4, 0.8, 0.7, old=document(OTHER)), "edited_copy"),
        (document(source=1), found(4, 0.8, 0.7, old=document(OTHER), shared=range(2)), "update"),
        (document(source=2), found(4, 1, 0.2, old=document(OTHER)), "excerpt"),
        (document(source=2), found(4, 1, 0.6, old=document(OTHER)), "excerpt"),
        (document(source=2), found(4, 0.2, 1, old=document(OTHER)), "edited_copy"),
        (document(headline="CORRECTED-Harbour reopens"), found(4, old=document(OTHER)), "correction"),
        (document(headline="UPDATE 1-Harbour reopens"), found(4, old=document(OTHER)), "update"),
        (document(kind="correction"), found(4, old=document(OTHER)), "correction"),
    ],
)
def test_relations(new: Document, match: Found, relation: str):
    assert decide(new, [match]).relation == relation
