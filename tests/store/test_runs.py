"""Claims on work, and the quarantine."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from pipeline.store import runs
from pipeline.store.engine import reading, writing

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
LEASE = timedelta(minutes=30)
ALIVE, DEAD = (lambda owner: True), (lambda owner: False)


def owner(task: str, pid: int = 1) -> runs.Owner:
    return runs.Owner(task, "desk", pid)


def claim(engine, who, ids, *, at=NOON, is_alive=ALIVE):
    with writing(engine) as connection:
        return runs.claim(connection, "parse", ids, who, now=at, lease=LEASE, is_alive=is_alive)


def test_two_owners_never_hold_the_same_work(engine):
    def work(number: int) -> list[int]:
        return claim(engine, owner(f"run {number}"), list(range(200)))

    with ThreadPoolExecutor(8) as pool:
        obtained = [ids for ids in pool.map(work, range(8)) if ids]
    assert obtained == [list(range(200))]


def test_work_comes_free_when_it_is_released_or_its_lease_ends_or_its_process_ended(engine):
    assert claim(engine, owner("a"), [1, 2]) == [1, 2]
    assert claim(engine, owner("b"), [1, 2, 3]) == [3]
    with writing(engine) as connection:
        runs.release(connection, "parse", [1], owner("a"))
    assert claim(engine, owner("c"), [1, 2]) == [1]
    assert claim(engine, owner("d"), [2], at=NOON + LEASE) == [2]
    assert claim(engine, owner("e"), [2], at=NOON + LEASE) == []
    assert claim(engine, owner("e"), [2], at=NOON + LEASE, is_alive=DEAD) == [2]


def test_a_retry_of_the_same_task_takes_its_own_work_up_again(engine):
    claim(engine, owner("a", pid=1), [1])
    assert claim(engine, owner("a", pid=2), [1]) == [1]


def test_this_process_counts_as_running_and_a_process_that_ended_does_not():
    here = runs.Owner.here("x")
    assert runs.Owner.read(str(here)) == here
    assert runs.is_running_here(here)
    assert not runs.is_running_here(runs.Owner("x", here.host, 2**22 + 1))
    assert runs.is_running_here(runs.Owner("x", "another-host", 2**22 + 1))


def test_an_input_is_in_quarantine_once_and_leaves_it_with_a_reason(engine):
    def set_aside(reason: str) -> None:
        with writing(engine) as connection:
            runs.quarantine(
                connection, stage="parse", item_key="s/abc#whole", what="a.xml", reason=reason, quarantined_at=NOON
            )

    def waiting() -> list[str]:
        with reading(engine) as connection:
            return [row["reason"] for row in runs.open_quarantine(connection)]

    set_aside("broken")
    set_aside("still broken")
    assert waiting() == ["still broken"]
    with writing(engine) as connection:
        runs.resolve_quarantine(connection, stage="parse", prefix="s/abc", resolution="read again", now=NOON)
    assert waiting() == []
    set_aside("broken again")
    assert waiting() == ["broken again"]
