"""Sources behind a login: what is stored of them, and what happens when the secret is missing or refused."""

from datetime import timedelta

from pipeline.sources.credentials import Secrets
from pipeline.sources.login import Login
from tests.stages.wire import Wire, feed
from tests.support.dump import dump
from tests.support.http_server import Reply

SECRET = "the-harbour-is-open"
LATER = timedelta(minutes=20)


def test_a_secret_is_used_and_stored_nowhere(wire: Wire):
    wire.room.secrets = Secrets({"KEY": SECRET})
    wire.watch("agency", login=Login(kind="query", name="key", secret="KEY"))
    wire.server.on(f"/agency?key={SECRET}", status=301, location=f"/moved?key={SECRET}")
    wire.server.on(
        f"/moved?key={SECRET}", body=feed("Ferry sails", head=f"<link>http://127.0.0.1/moved?key={SECRET}</link>")
    )
    assert wire.poll()["documents"] == 1
    assert wire.headlines("agency") == ["Ferry sails"]
    wire.server.on(f"/moved?key={SECRET}", status=403)
    assert wire.poll(LATER)["failed"] == 1
    state, reason = wire.state("agency")
    assert state == "blocked" and "the variable KEY" in reason
    assert SECRET not in str(dump(wire.engine))
    (sha256,) = wire.rows("SELECT sha256 FROM raw_document")[0]
    assert SECRET.encode() not in wire.room.archive.get(sha256)


def test_without_its_secret_a_source_waits_and_the_others_go_on(wire: Wire):
    wire.room.secrets = Secrets({})
    wire.watch("agency", login=Login(kind="bearer", secret="KEY"))
    wire.watch("open")
    wire.server.on("/agency", body=feed("Ferry sails"))
    wire.server.on("/open", body=feed("Ferry waits"))
    for _ in range(3):
        wire.poll(LATER)
    state, reason = wire.state("agency")
    assert state == "broken" and "Set the variable KEY, or KEY_FILE" in reason
    assert wire.state("open") == ("ok", "")
    assert {request.path for request in wire.server.requests} == {"/open"}
    wire.room.secrets = Secrets({"KEY": SECRET})
    wire.poll(LATER)  # however often it was missing
    assert wire.state("agency") == ("ok", "")
    assert wire.headlines("agency") == ["Ferry sails"]


def test_another_login_is_tried_at_once(wire: Wire):
    wire.room.secrets = Secrets({"OLD": "old", "NEW": "new"})
    wire.watch("agency", login=Login(kind="bearer", secret="OLD"))
    wire.server.on("/agency", Reply(401), Reply(200, {}, [feed("Ferry sails")]))
    wire.poll()
    assert wire.poll(LATER) == {}  # it is not due
    wire.sources.clear()
    wire.watch("agency", login=Login(kind="bearer", secret="NEW"))
    assert wire.poll()["documents"] == 1
    assert wire.server.requests[-1].headers["authorization"] == "Bearer new"
