"""An SFTP server is let in on by the right key alone, is told no secret before that, and its files are bounded."""

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager
from ipaddress import ip_network
from pathlib import Path

import pytest

from pipeline.errors import FetchFailed, RejectedInput
from pipeline.sources.answer import Limits, Unusable
from pipeline.sources.credentials import Secrets
from pipeline.sources.folders import Folder, name_below, open_folder
from pipeline.sources.login import Login
from tests.support.sftp import PASSWORD, USER, Sftp, sftp_server

HERE = (ip_network("127.0.0.0/8"),)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Sftp]:
    folder = tmp_path / "agency"
    (folder / "out").mkdir(parents=True)
    (folder / "out" / "ferry.txt").write_text("The ferry sails at noon.", encoding="utf-8")
    with sftp_server(folder) as server:
        yield server


def reach(
    server: Sftp, secret: str = PASSWORD, path: str = "/out", allowed=HERE, seconds: float = 10, **login
) -> AbstractContextManager[Folder]:
    keys = {"kind": "password", "user": USER, "secret": "AGENCY", "host_key": server.fingerprint} | login
    access = Secrets({"AGENCY": secret}).access(Login(**keys), server.url(path))
    return open_folder(server.url(path), access, allowed=allowed, limits=Limits(seconds=seconds))


def test_a_password_and_a_key_log_in(server: Sftp):
    for secret, kind in ((PASSWORD, "password"), (server.user_key, "key")):
        with reach(server, secret, kind=kind) as folder:
            (name,) = folder.look()
            assert name == server.url("/out/ferry.txt")
            assert folder.read(name, limit=100) == b"The ferry sails at noon."


def test_a_link_leads_nowhere(server: Sftp):
    (server.folder / "out" / "hosts.txt").symlink_to("/etc/hosts")
    (server.folder / "out" / "root").symlink_to("/")
    with reach(server) as folder:
        assert list(folder.look()) == [server.url("/out/ferry.txt")]


def test_a_name_that_is_not_utf_8_keeps_no_other_away(server: Sftp):
    os.close(os.open(os.fsencode(server.folder) + b"/out/caf\xe9.txt", os.O_CREAT))
    with reach(server) as folder:
        assert list(folder.look()) == [server.url("/out/ferry.txt")]


@pytest.mark.parametrize(
    ("keys", "kind", "words"),
    [
        ({"secret": "wrong-secret"}, "login", "the variable AGENCY"),
        ({"secret": ""}, "secret", "the variable AGENCY is not set"),
        ({"secret": "no key", "kind": "key"}, "secret", "no private key in the variable AGENCY"),
        ({"allowed": ()}, "address", "127.0.0.1 is not a public address"),
        ({"host_key": f"SHA256:{'A' * 43}"}, "host_key", "another key than the login's host_key"),
    ],
)
def test_what_keeps_us_out_is_named_without_the_secret(server: Sftp, keys: dict, kind: str, words: str):
    with pytest.raises(Unusable) as caught, reach(server, **keys):
        pass
    said = f"{caught.value.problem}. {caught.value.remedy}"
    assert (caught.value.kind, words in said, "wrong-secret" in said) == (kind, True, False), said


def test_a_server_that_nobody_vouches_for_is_told_nothing(
    server: Sftp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(Unusable) as caught, reach(server, host_key=None):
        pass
    assert f'host_key = "{server.fingerprint}"' in caught.value.remedy
    assert server.logins == []
    (tmp_path / ".ssh").mkdir()
    (tmp_path / ".ssh" / "known_hosts").write_text(f"[127.0.0.1]:{server.port} {server.host_key}")
    with reach(server, host_key=None) as folder:
        assert len(folder.look()) == 1
    assert server.logins == [USER]


def test_a_file_that_drips_has_a_deadline_and_a_huge_one_a_limit(server: Sftp):
    server.slow.add("ferry.txt")
    with reach(server, seconds=1.5) as folder:
        with pytest.raises(FetchFailed, match=r"ferry.txt: did not answer within 1.5 seconds"):
            folder.read(server.url("/out/ferry.txt"), limit=100)
        server.slow.clear()
        with pytest.raises(RejectedInput, match="more than the limit"):
            folder.read(server.url("/out/ferry.txt"), limit=10)
        assert folder.read(server.url("/out/gone.txt"), limit=10) is None


@pytest.mark.parametrize(
    ("location", "file", "name"),
    [
        ("/desk", "/desk/a/b.txt", "a/b.txt"),
        ("/desk/*/*.txt", "/desk/a/b.txt", "a/b.txt"),
        ("/desk/b.txt", "/desk/b.txt", "b.txt"),
        ("/desk[1]", "/desk[1]/b.txt", "b.txt"),
        ("sftp://post.example/out/", "sftp://post.example/out/b.txt", "b.txt"),
        ("s3://post/*.txt", "s3://post/b.txt", "b.txt"),
    ],
)
def test_a_file_is_named_by_its_path_within_the_source(location: str, file: str, name: str):
    assert name_below(location, file) == name
