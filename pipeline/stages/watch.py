"""Watch: find what needs somebody, and tell it once; told again is only what has changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.settings import Settings
from pipeline.stages.report import StageReport
from pipeline.stages.room import Newsroom, RunId
from pipeline.store import alerts
from pipeline.store.alerts import Finding, Notice, Pulse
from pipeline.store.checks import run_checks
from pipeline.store.engine import reading, writing

LEAST_FETCHES = 5  # a judgement needs some
LEAST_STORIES = 20
UNUSUAL = 3  # times what is usual
CAUSES = ("silence", "failures", "lag", "quarantine", "source", "check", "tasks", "run")  # each has its runbook section
SOURCE_REMEDIES = {
    "quiet": "Open its site: has it stopped, or does it publish at another address?",
    "blocked": "Ask its owner to let Newswire in, set NEWSWIRE_CONTACT, or give the source a login",
    "broken": "Run `newswire sources check` with its name; it says which line of the catalogue to change",
    "gone": "Take it out of the catalogue, or give it a new address there",
}


@dataclass(frozen=True)
class Limits:
    """From when on something is an alert."""

    silence: timedelta | None
    lag: timedelta
    failure_ratio: float
    set_aside: int

    @classmethod
    def of(cls, settings: Settings) -> "Limits":
        """The operator's limits."""
        silence = timedelta(minutes=settings.alert_silence_minutes)
        return cls(
            silence or None,
            timedelta(minutes=settings.alert_lag_minutes),
            settings.failure_ratio,
            settings.alert_quarantine,
        )


def watch(room: Newsroom, failed_tasks: Sequence[str], *, run: RunId, now: datetime) -> StageReport:
    """Judge the newsroom and this run, and note every alert that is new, changed or over."""
    with reading(room.engine) as connection:
        pulse = alerts.take_pulse(connection, now=now)
        contradictions = run_checks(connection, ["accounting", "readings"])
    found = judge(pulse, Limits.of(room.settings), now)
    for name, rows in contradictions.items():
        found[f"check:{name}"] = Finding(
            "found", f"the check {name} finds {rows[0]}", "Keep this run's log and tell the maintainers"
        )
    if failed_tasks:
        found["tasks"] = Finding(
            ", ".join(failed_tasks),
            f"in {run}: {'; '.join(failed_tasks)}",
            "The last lines of the task's log say why; the page of the DAG says what to do",
        )
    with writing(room.engine) as connection:
        changed = alerts.note(connection, found, now=now)
    return StageReport("watch", {"alerts": len(found), "changed": changed})


def judge(pulse: Pulse, limits: Limits, now: datetime) -> dict[str, Finding]:
    """What needs somebody, by its cause; a state stays the same word as long as nothing changes."""
    found: dict[str, Finding] = {}
    last = pulse.last_story_at
    if limits.silence and pulse.states and last is not None and now - last > limits.silence:
        found["silence"] = Finding(
            "silent",
            f"no source has brought a story since {last:%Y-%m-%d %H:%M} UTC",
            "Is wire_ingest running, and does this machine reach the network? See the log of its last fetch",
        )
    if pulse.fetches >= LEAST_FETCHES and pulse.failed_fetches > limits.failure_ratio * pulse.fetches:
        found["failures"] = Finding(
            "failing",
            f"{pulse.failed_fetches} of {pulse.fetches} fetches of the last hour failed",
            "So many at once speak for this machine's network, its DNS or its proxy",
        )
    slow = percentile(pulse.lags, 95, least=LEAST_STORIES)
    if slow is not None and slow > limits.lag:
        found["lag"] = Finding(
            "late",
            f"of the last hour's stories one in twenty came {_minutes(slow)} minutes or more after publication",
            "Look at how long the runs take and what waits; more workers, or shorter intervals of the sources, help",
        )
    if pulse.set_aside > max(limits.set_aside, UNUSUAL * pulse.set_aside_usually):
        found["quarantine"] = Finding(
            "growing",
            f"{pulse.set_aside} items were set aside within a day, usually {pulse.set_aside_usually:.0f}",
            "`newswire report` says which and why; a source may have changed its format",
        )
    for name, (state, reason) in pulse.states.items():
        if state in SOURCE_REMEDIES:
            found[f"source:{name}"] = Finding(
                state, f"source {name} is {state}" + (f": {reason}" if reason else ""), SOURCE_REMEDIES[state]
            )
    return found


def tell(room: Newsroom, send: Callable[[Sequence[Notice]], None], *, now: datetime) -> int:
    """Send what operators have not been told yet; returns how many. Where sending fails they stay to be told."""
    with reading(room.engine) as connection:
        notices = alerts.untold(connection)
    if notices:
        send(notices)
        with writing(room.engine) as connection:
            alerts.save_told(connection, notices, now=now)
    return len(notices)


def percentile(spans: Sequence[timedelta], share: int, *, least: int = 1) -> timedelta | None:
    """The span that so many of a hundred do not exceed, by nearest rank; None of fewer than `least`."""
    return sorted(spans)[max(-(-share * len(spans) // 100) - 1, 0)] if len(spans) >= least else None


def _minutes(span: timedelta) -> int:
    return round(span.total_seconds() / 60)
