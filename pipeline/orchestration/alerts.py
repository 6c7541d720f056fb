"""Where alerts go: always the log; by settings also mail, a webhook, or any notifier of Airflow."""

import asyncio
import json
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from pipeline.errors import FetchFailed, NewswireError, SettingsError

if TYPE_CHECKING:
    from pipeline.settings import Settings
    from pipeline.store.alerts import Notice

WEBHOOK_SECONDS = 10
SMTP_NOTIFIER = "airflow.providers.smtp.notifications.smtp.SmtpNotifier"

log = logging.getLogger(__name__)


def send(notices: "Sequence[Notice]", settings: "Settings", context: Mapping[str, Any]) -> None:
    """Send notices every way that the settings name; raises what the first way that fails raises, after all others.

    What fails besides is logged; of an error that is not ours only its kind, since its words may hold a secret.
    A notifier of Airflow finds `newswire_subject`, `newswire_text` and `newswire_alerts` in its templates.
    """
    for notice in notices:
        log.warning("alert: %s", line(notice))
    failed: list[Exception] = []
    for way in _ways(notices, settings, context):
        try:
            way()
        except Exception as error:  # a notifier may raise anything; the other ways go on, and it is raised below
            failed.append(error)
    for other in failed[1:]:
        log.error("alerts not sent: %s", other if isinstance(other, NewswireError) else type(other).__name__)
    if failed:
        raise failed[0]


def line(notice: "Notice") -> str:
    """A notice in one line."""
    if notice.is_over:
        return f"over: {notice.message}"
    return f"{notice.message}. {notice.remedy}" if notice.remedy else notice.message


async def run_hangs(minutes: int, context: Mapping[str, Any] | None = None) -> None:
    """The deadline of a run has passed: note it as an alert and tell it; Airflow's triggerer calls this."""
    run = (context or {}).get("dag_run") or {}
    name = f"{run.get('dag_id', 'a DAG')}, run {run.get('dag_run_id') or run.get('run_id', '?')}"
    await asyncio.to_thread(_tell_of_hanging, str(run.get("dag_id", "")), name, minutes)


def _tell_of_hanging(dag: str, name: str, minutes: int) -> None:
    from pipeline.settings import Settings
    from pipeline.stages.room import Newsroom
    from pipeline.stages.watch import tell
    from pipeline.store import alerts
    from pipeline.store.engine import writing

    room = Newsroom.open(Settings.read(os.environ))
    now = datetime.now(UTC)
    hanging = alerts.Finding(
        "hangs",
        f"{name} has not ended {minutes} minutes after it was queued",
        "Open it: which task waits or runs? Is its pool there, has it free slots, are workers up?",
    )
    with writing(room.engine) as connection:
        alerts.note_one(connection, f"run:{dag}", hanging, now=now)
    tell(room, lambda notices: send(notices, room.settings, {}), now=now)
    room.engine.dispose()


def _ways(notices: "Sequence[Notice]", settings: "Settings", context: Mapping[str, Any]) -> list[Callable[[], None]]:
    lines = [line(notice) for notice in notices]
    subject = lines[0] if len(lines) == 1 else f"{len(lines)} alerts"
    words = {
        **context,
        "newswire_subject": f"Newswire: {subject}",
        "newswire_text": "\n".join(lines),
        "newswire_alerts": [_plain(notice) for notice in notices],
    }
    ways: list[Callable[[], None]] = []
    if settings.alert_webhook:
        ways.append(lambda: _post(settings.alert_webhook, words["newswire_alerts"]))
    if settings.alert_email:
        mail = {
            "to": list(settings.alert_email),
            "subject": "{{ newswire_subject }}",
            "html_content": "<pre>{{ newswire_text | e }}</pre>",
        }
        ways.append(lambda: _notify(SMTP_NOTIFIER, mail, words))
    if settings.alert_notifier:
        name, arguments = _notifier(settings.alert_notifier)
        ways.append(lambda: _notify(name, arguments, words))
    return ways


def _post(url: str, notices: object) -> None:
    body = json.dumps({"alerts": notices}).encode()
    request = Request(url, body, {"Content-Type": "application/json", "User-Agent": "Newswire"})  # noqa: S310  # settings admit http and https alone
    try:
        with urlopen(request, timeout=WEBHOOK_SECONDS):  # noqa: S310  # the same address
            pass
    except (URLError, TimeoutError) as error:
        if isinstance(error, HTTPError):
            error.close()  # else its connection stays open until the garbage collector comes by
        raise FetchFailed("NEWSWIRE_ALERT_WEBHOOK", f"does not take alerts ({error})", "They are sent again") from None


def _notifier(value: str) -> tuple[str, dict[str, Any]]:
    name, _, arguments = value.partition(" ")
    try:
        given = json.loads(arguments or "{}")
        if not isinstance(given, dict):
            raise ValueError("not an object")
    except ValueError as error:
        remedy = 'Example: airflow.providers.slack.notifications.slack.SlackNotifier {"text": "{{ newswire_text }}"}'
        raise SettingsError(
            "NEWSWIRE_ALERT_NOTIFIER", f"has arguments that are no JSON object: {error}", remedy
        ) from None
    return name, given


def _notify(name: str, arguments: Mapping[str, Any], context: Mapping[str, Any]) -> None:
    module, _, class_name = name.rpartition(".")
    try:
        notifier = getattr(import_module(module), class_name)
    except (ImportError, AttributeError, ValueError) as error:
        raise SettingsError("NEWSWIRE_ALERT_NOTIFIER", f"names no class: {error}", "Install its provider") from None
    notifier(**arguments)(dict(context))


def _plain(notice: "Notice") -> dict[str, str]:
    return {
        "cause": notice.cause,
        "state": notice.state,
        "message": notice.message,
        "remedy": notice.remedy,
        "since": notice.since.isoformat(),
    }
