"""A server that speaks S3's protocol, in a process of its own on 127.0.0.1."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import pytest


@dataclass(frozen=True)
class S3:
    """A running server: the variables with which a program finds it, and its process."""

    variables: Mapping[str, str]
    process: subprocess.Popen[bytes]


@contextmanager
def s3_server() -> Iterator[S3]:
    """Run an empty server until the block ends."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while True:
            with socket.socket() as client:
                if client.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None, "the S3 server ended"
            time.sleep(0.05)
        keys = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_DEFAULT_REGION": "us-east-1"}
        yield S3({**keys, "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}, process)
    finally:
        process.kill()
        process.wait()


def new_bucket(server: S3, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an empty bucket; from now on this process and its children find the server."""
    import s3fs

    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name, value in server.variables.items():
        monkeypatch.setenv(name, value)
    bucket = f"test-{uuid4().hex}"
    s3fs.S3FileSystem(skip_instance_cache=True).mkdir(bucket)
    return f"s3://{bucket}"


@pytest.fixture(scope="session")
def s3() -> Iterator[S3]:
    """A server that lives as long as the session."""
    with s3_server() as server:
        yield server


@pytest.fixture
def bucket(s3: S3, monkeypatch: pytest.MonkeyPatch) -> str:
    """The URL of an empty bucket that only this test uses."""
    return new_bucket(s3, monkeypatch)
