"""A login reaches its own host and nobody else, and its secret is found and hidden again."""

import asyncio
import base64
import json
from ipaddress import ip_network

import pytest
from yarl import URL

from pipeline.sources.client import Answer, Client, FetchRequest
from pipeline.sources.credentials import Secrets
from pipeline.sources.login import Login
from tests.support.http_server import Server

FEED = b"<rss version='2.0'><channel><item><title>Ferry delayed</title></item></channel></rss>"
SECRET = "s3cr3t/of+the harbour="
FORMS = (SECRET, "s3cr3t%2Fof", "s3cr3t/of%2Bthe", base64.b64encode(f"desk:{SECRET}".encode()).decode())


def access(home: str, **login: str):
    return Secrets({"AGENCY_TOKEN": SECRET}).access(Login(**{"secret": "AGENCY_TOKEN", **login}), home)


def fetch(url: str, home: str = "", **login: str) -> Answer:
    async def ask() -> Answer:
        async with Client(allowed=[ip_network("127.0.0.0/8")]) as client:
            return await client.fetch(FetchRequest(url, access=access(home or url, **login)))

    answer = asyncio.run(ask())
    assert not [form for form in FORMS if form in repr(answer)]
    return answer


@pytest.mark.parametrize(
    ("login", "header", "value"),
    [
        ({"kind": "basic", "user": "desk"}, "authorization", f"Basic {FORMS[-1]}"),
        ({"kind": "basic"}, "authorization", f"Basic {base64.b64encode(SECRET.encode()).decode()}"),
        ({"kind": "bearer"}, "authorization", f"Bearer {SECRET}"),
        ({"kind": "header", "name": "X-Key"}, "x-key", SECRET),
    ],
)
def test_a_login_is_sent_as_a_header(server: Server, login: dict, header: str, value: str):
    server.on("/feed", body=FEED)
    assert fetch(server.url("/feed"), **login).body == FEED
    assert server.requests[0].headers[header] == value


def test_a_parameter_is_sent_and_taken_out_of_all_that_comes_back(server: Server):
    asked = "/feed?page=1&token=s3cr3t/of%2Bthe+harbour%3D"
    server.on(asked, body=FEED + f"<!-- {asked} -->".encode())
    answer = fetch(server.url("/feed?page=1"), kind="query", name="token")
    assert server.requests[0].path == asked
    assert answer.final_url == server.url("/feed?page=1")
    assert answer.body == FEED + b"<!-- /feed?page=1&token=*** -->"


@pytest.mark.parametrize("login", [{"kind": "bearer"}, {"kind": "query", "name": "token"}])
def test_a_redirect_takes_the_login_along_on_its_own_host_alone(server: Server, login: dict):
    token = "?token=s3cr3t/of%2Bthe+harbour%3D" if login["kind"] == "query" else ""
    server.on(f"/old{token}", status=301, location=f"/new{token}")
    server.on(f"/new{token}", status=302, location=server.url(f"/last{token}", host="localhost"))
    server.on("/last", body=FEED)
    answer = fetch(server.url("/old"), **login)
    assert [hop.url for hop in answer.hops] == [server.url("/old"), server.url("/new")]
    assert answer.final_url == server.url("/last", host="localhost")
    first, second, last = server.requests
    for request in (first, second):
        assert "authorization" in request.headers or "token=" in request.path
    assert last.path == "/last" and "authorization" not in last.headers


def test_the_secret_goes_nowhere_in_another_part_of_an_address(server: Server):
    server.on("/feed", status=302, location=server.url("/s3cr3t%2Fof%2Bthe%20harbour%3D", host="localhost"))
    answer = fetch(server.url("/feed"), kind="bearer")
    assert answer.failure.kind == "redirects"
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("home", "url", "is_admitted"),
    [
        ("https://a.example/feed", "https://a.example/other", True),
        ("https://a.example/feed", "https://A.example:443/other", True),
        ("http://a.example/feed", "https://a.example/feed", True),
        ("https://a.example/feed", "http://a.example/feed", False),
        ("https://a.example/feed", "https://a.example:8443/feed", False),
        ("https://a.example/feed", "https://www.a.example/feed", False),
        ("http://a.example:8080/feed", "https://a.example:8080/feed", False),
    ],
)
def test_no_other_host_or_port_and_no_plain_http_after_https(home: str, url: str, is_admitted: bool):
    assert bool(access(home, kind="bearer").headers(URL(url))) == is_admitted


def test_a_refused_login_names_where_its_secret_comes_from(server: Server):
    server.on("/feed", status=401)
    message = fetch(server.url("/feed"), kind="bearer").failure.message
    assert "401" in message and "the variable AGENCY_TOKEN" in message
    message = fetch(server.url("/feed", host="localhost"), server.url("/feed"), kind="bearer").failure.message
    assert "not sent there" in message


def test_a_secret_that_no_header_can_carry_is_no_crash(server: Server):
    async def ask() -> Answer:
        given = Secrets({"KEY": "two\r\nlines"}).access(Login(kind="bearer", secret="KEY"), server.url("/feed"))
        async with Client(allowed=[ip_network("127.0.0.0/8")]) as client:
            return await client.fetch(FetchRequest(server.url("/feed"), access=given))

    assert asyncio.run(ask()).failure.kind == "secret"
    assert server.requests == []


def value(environment: dict[str, str], **login: str) -> tuple[str, str]:
    found = Secrets(environment).access(Login(**login), "https://a.example/")
    return found.user, found.value


def test_a_secret_is_found_in_a_variable_a_file_or_a_connection(tmp_path):
    file = tmp_path / "key"
    file.write_text("from a file\n")
    named = {"kind": "bearer", "secret": "KEY"}
    assert value({"KEY": "from a variable"}, **named)[1] == "from a variable"
    assert value({"KEY_FILE": str(file)}, **named)[1] == "from a file"
    connection = {"kind": "basic", "connection": "agency"}
    assert value({"AIRFLOW_CONN_AGENCY": "http://desk:p%40ss@a.example"}, **connection) == ("desk", "p@ss")
    as_json = json.dumps({"conn_type": "sftp", "login": "desk", "extra": {"private_key": "KEY"}})
    assert value({"AIRFLOW_CONN_AGENCY": as_json}, kind="key", connection="agency") == ("desk", "KEY")


@pytest.mark.parametrize(
    ("environment", "login", "words"),
    [
        ({}, {"secret": "KEY"}, "the variable KEY is not set"),
        ({"KEY": ""}, {"secret": "KEY"}, "the variable KEY is not set"),
        ({"KEY_FILE": "/nowhere/key"}, {"secret": "KEY"}, "the file of KEY_FILE cannot be read"),
        ({}, {"connection": "agency"}, "the connection agency of Airflow is not there"),
        ({"AIRFLOW_CONN_AGENCY": "http://a.example"}, {"connection": "agency"}, "agency of Airflow is not set"),
        ({"AIRFLOW_CONN_AGENCY": "{broken"}, {"connection": "agency"}, "agency of Airflow is not set"),
    ],
)
def test_a_missing_secret_says_what_to_set(environment, login, words):
    found = Secrets(environment).access(Login(kind="bearer", **login), "https://a.example/")
    assert words in found.problem
    assert (login.get("secret") or login["connection"]) in found.remedy


def test_printing_a_login_shows_no_secret():
    given = access("https://a.example/", kind="basic", user="desk")
    assert SECRET not in f"{given!r} {given.secret!r} {given.login!r}"
