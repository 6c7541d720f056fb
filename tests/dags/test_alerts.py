"""Alerts go out every way that the settings name, to real servers."""

import gc
import json
import socket
import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message

from pipeline.errors import FetchFailed, SettingsError
from pipeline.settings import Settings
from pipeline.store.alerts import Notice
from tests.support.http_server import Server

SINCE = datetime(2026, 3, 4, 12, tzinfo=UTC)
BROKEN = Notice(1, "source:post", "broken", "source post is broken: <b>404</b>", "See the catalogue", SINCE)
OVER = Notice(2, "silence", "over", "no source has brought a story", "", SINCE)


class Mailbox(Message):
    def __init__(self) -> None:
        super().__init__()
        self.mails: list[Any] = []

    def handle_message(self, message: Any) -> None:
        self.mails.append(message)


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    mailbox = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    options = json.dumps({"disable_ssl": True, "disable_tls": True, "from_email": "wire@news.example"})
    connection = {"conn_type": "smtp", "host": "127.0.0.1", "port": port, "extra": options}
    monkeypatch.setenv("AIRFLOW_CONN_SMTP_DEFAULT", json.dumps(connection))
    yield mailbox
    controller.stop()


class Remembering:
    """A notifier as Airflow has them, which remembers what it was called with."""

    calls: list[tuple[str, dict[str, Any]]] = []  # noqa: RUF012

    def __init__(self, channel: str) -> None:
        self.channel = channel

    def __call__(self, context: dict[str, Any]) -> None:
        self.calls.append((self.channel, context))


def send(notices: list[Notice], **settings: str) -> None:
    from pipeline.orchestration.alerts import send

    send(notices, Settings.read({f"NEWSWIRE_{name.upper()}": value for name, value in settings.items()}), {})


def test_the_log_has_every_alert_with_what_to_do(caplog: pytest.LogCaptureFixture):
    send([BROKEN, OVER])
    assert caplog.messages == [
        "alert: source post is broken: <b>404</b>. See the catalogue",
        "alert: over: no source has brought a story",
    ]


def test_a_webhook_gets_all_alerts_in_one_request():
    with Server() as server:
        server.on("/hook", body=b"ok")
        send([BROKEN, OVER], alert_webhook=server.url("/hook"))
        (request,) = server.requests
    first, second = json.loads(request.body)["alerts"]
    assert first == {
        "cause": "source:post",
        "state": "broken",
        "message": "source post is broken: <b>404</b>",
        "remedy": "See the catalogue",
        "since": "2026-03-04T12:00:00+00:00",
    }
    assert second["state"] == "over"


def test_mail_goes_to_every_address_and_shows_markup_as_text(mailbox: Mailbox):
    send([BROKEN], alert_email="desk@news.example, night@news.example")
    (mail,) = mailbox.mails
    assert mail["Subject"] == "Newswire: source post is broken: <b>404</b>. See the catalogue"
    assert mail["X-RcptTo"] == "desk@news.example, night@news.example"
    (text,) = [part.get_payload(decode=True).decode() for part in mail.walk() if part.get_content_type() == "text/html"]
    assert "&lt;b&gt;404" in text


def test_a_notifier_of_airflow_gets_its_arguments_and_the_alerts():
    Remembering.calls.clear()
    send([BROKEN], alert_notifier=f'{__name__}.Remembering {{"channel": "night desk"}}')
    ((channel, context),) = Remembering.calls
    assert channel == "night desk"
    assert context["newswire_text"].startswith("source post is broken")


def test_one_way_that_fails_does_not_keep_the_others_from_it(mailbox: Mailbox):
    with Server() as server:
        server.on("/hook", status=500, body=b"no")
        with pytest.raises(FetchFailed, match="NEWSWIRE_ALERT_WEBHOOK") as failure:
            send([BROKEN], alert_webhook=server.url("/hook?key=secret"), alert_email="desk@news.example")
    assert len(mailbox.mails) == 1
    assert "secret" not in str(failure.value)


def test_each_way_that_fails_is_told(caplog: pytest.LogCaptureFixture):
    with Server() as server:
        server.on("/hook", status=500, body=b"no")
        with pytest.raises(FetchFailed, match="NEWSWIRE_ALERT_WEBHOOK"):
            send([BROKEN], alert_webhook=server.url("/hook"), alert_notifier=f"{__name__}.Remembering")
    told = caplog.messages[-1]
    assert told == "alerts not sent: TypeError"  # Remembering needs a channel


def test_a_webhook_that_refuses_is_left_with_its_connection_closed():
    with Server() as server:
        server.on("/hook", status=500, body=b"no")
        with pytest.raises(FetchFailed, match="500"):
            send([BROKEN], alert_webhook=server.url("/hook"))
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always", ResourceWarning)
        gc.collect()
    assert not [warning for warning in warned if "socket" in str(warning.message)]


@pytest.mark.parametrize("value", ["no.such.Notifier", "nothing", f"{__name__}.Remembering [1]", "x.Y {"])
def test_a_notifier_that_cannot_be_is_named(value: str):
    with pytest.raises(SettingsError, match="NEWSWIRE_ALERT_NOTIFIER"):
        send([BROKEN], alert_notifier=value)


def test_a_wrong_webhook_is_refused_without_being_shown():
    with pytest.raises(SettingsError) as refused:
        Settings.read({"NEWSWIRE_ALERT_WEBHOOK": "ftp://key@news.example"})
    assert "key" not in str(refused.value).replace("KEY", "")
