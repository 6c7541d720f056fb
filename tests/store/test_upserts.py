"""Rows come back as they were written, are kept or changed by their key, and may be many or long."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import StatementError

from pipeline.store.engine import reading, writing
from pipeline.store.tables import Entity, EntityDecision, EntityLink, FeedState
from pipeline.store.upserts import upsert, upsert_ids, upsert_one

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
IN_INDIA = timezone(timedelta(hours=5, minutes=30))
ODD = ['"quoted" \\ back', "line\nbreak\ttab", "line\u2028separator", "ﷺ 🛰️ é", "{}[]:,'%s %(name)s $1", "\x1f", ""]


def decision(name: str, **fields) -> dict:
    row = {"kind": "PER", "name": name, "other_name": "other", "text_hash": "", "decided_at": NOON}
    return row | {"is_same": True, "reason": "seen"} | fields


def saved(engine, *columns) -> list[tuple]:
    with reading(engine) as connection:
        return [tuple(row) for row in connection.execute(select(*columns).order_by(columns[0]))]


def test_words_numbers_and_times_come_back_as_they_were(engine):
    at = NOON + timedelta(microseconds=123)
    rows = [decision(name, decided_at=at.astimezone(IN_INDIA), is_same=False, reason=name) for name in ODD]
    with writing(engine) as connection:
        upsert(connection, EntityDecision, rows)
    found = saved(engine, EntityDecision.name, EntityDecision.reason, EntityDecision.is_same, EntityDecision.decided_at)
    assert sorted(found) == sorted((name, name, False, at) for name in ODD)


def test_documents_come_back_as_they_were(engine):
    evidence = {"with": [*ODD, "\0", "\ud83d"], "share": 0.1, "none": None, "\0": [[1, 2], {"a": True}]}
    with writing(engine) as connection:
        number = upsert_one(connection, Entity, {"kind": "PER", "name": "Orla Quist", "country": None})
        alone = {"entity_id": number, "root_id": number, "base_id": number, "block": "", "evidence": evidence}
        upsert(connection, EntityLink, [alone])
    assert saved(engine, EntityLink.entity_id, EntityLink.evidence) == [(number, evidence)]
    assert saved(engine, Entity.country) == [(None,)]


def test_a_row_that_is_there_is_kept_unless_columns_are_to_change(engine):
    with writing(engine) as connection:
        upsert(connection, EntityDecision, [decision("a", reason="first"), decision("a", reason="second")])
        upsert(connection, EntityDecision, [decision("b", reason="first")])
        again = [decision("b", reason=reason, is_same=False) for reason in ("second", "third")]
        again.append(decision("c", reason="third"))
        upsert(connection, EntityDecision, again, update=["reason"])
    found = saved(engine, EntityDecision.name, EntityDecision.reason, EntityDecision.is_same)
    assert found == [("a", "first", True), ("b", "third", True), ("c", "third", True)]


@pytest.mark.parametrize("length", [1, 5_000_000], ids=["many", "long"])
def test_rows_may_be_many_or_long(engine, length):
    names = [f"{number:04}" for number in range(1_203 if length == 1 else 4)]
    with writing(engine) as connection:
        upsert(connection, EntityDecision, [decision(name, reason="x" * length) for name in names])
        ids = upsert_ids(connection, Entity, [{"kind": "PER", "name": name} for name in names], key="name")
        assert ids == upsert_ids(connection, Entity, [{"kind": "PER", "name": name} for name in names], key="name")
    assert saved(engine, EntityDecision.name, func.length(EntityDecision.reason)) == [(name, length) for name in names]
    assert saved(engine, Entity.name, Entity.id) == [(name, ids[name]) for name in names]


def test_nothing_is_written_of_no_rows(engine):
    with writing(engine) as connection:
        upsert(connection, EntityDecision, [])
        assert upsert_ids(connection, Entity, [], key="name") == {}


def test_columns_that_are_not_given_have_their_defaults(engine):
    with writing(engine) as connection:
        connection.exec_driver_sql("INSERT INTO outlet (id, slug, name, is_agency) VALUES (1, 'o', 'O', false)")
        connection.exec_driver_sql(
            "INSERT INTO source (id, slug, outlet_id, kind, location, interval_minutes, is_active, is_history_only)"
            " VALUES (1, 's', 1, 'feed', 'https://news.invalid/', 15, true, false)"
        )
        upsert(connection, FeedState, [{"source_id": 1}])
    assert saved(engine, FeedState.failures, FeedState.has_true_validators) == [(0, True)]


def test_a_naive_time_is_refused(engine):
    with writing(engine) as connection, pytest.raises((ValueError, StatementError), match="naive"):
        upsert(connection, EntityDecision, [decision("a", decided_at=datetime(2026, 3, 2, 12))])  # noqa: DTZ001
